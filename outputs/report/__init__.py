"""The report that a designer reads and a facilitator prints."""
