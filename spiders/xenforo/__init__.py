"""XenForo 2 forums, read from their pages."""
