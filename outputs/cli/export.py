"""`caifeng export`."""
