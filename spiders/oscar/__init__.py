"""Reviews of django-oscar shops, read from their pages."""
