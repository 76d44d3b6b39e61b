"""Watching a study: what the newest posts say against what was there before, as work orders."""
