"""Bluesky, through the public reads of the AT protocol."""
