"""Manners of fetching: robots.txt, delays, back-off, walls, and addresses that are not ours to read."""
