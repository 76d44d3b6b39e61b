"""Groups of people side by side, and one group over time: shares with intervals, never a verdict on causes.

`voices` reads who says what, `compare` sets two groups side by side, `crosstab` all groups of a field,
`trend` follows the months. docs/segments.md says what the figures mean.
"""
