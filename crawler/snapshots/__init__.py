"""Snapshots: every page that was read, without people, so that it can be read again offline."""
