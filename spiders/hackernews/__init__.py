"""Hacker News, through the search API that Algolia offers for it."""
