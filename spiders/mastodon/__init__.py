"""Mastodon servers, through the part of their API that needs no account."""
