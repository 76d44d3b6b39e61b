"""phpBB 3 forums, read from their pages."""
