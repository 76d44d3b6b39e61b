"""Discuz! X3 forums, read from their pages."""
