"""Google Play: known, and off."""
