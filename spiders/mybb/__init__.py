"""MyBB 1.8 forums, read from their pages."""
