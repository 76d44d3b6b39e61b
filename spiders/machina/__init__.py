"""django-machina forums, read from their pages."""
