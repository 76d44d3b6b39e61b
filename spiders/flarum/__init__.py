"""Flarum forums, read through their JSON:API."""
