"""Fetching manners and the store: the bottom of the house. It imports nothing of ours."""
