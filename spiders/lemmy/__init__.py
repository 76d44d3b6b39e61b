"""Lemmy servers, through their public API in its versions 3 and 4."""
