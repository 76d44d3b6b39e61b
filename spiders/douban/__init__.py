"""Douban's groups and short reviews, read from their public pages."""
