"""Where to look first: attention against satisfaction, derived importance, and ratings without a theme.

What goes together in public posts. None of it is a promise of what a change would bring.
"""
