"""Helpers that every source's parser uses: text, dates, numbers, JSON, addresses. Pure functions."""
