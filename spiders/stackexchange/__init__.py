"""Stack Exchange sites, through their public API."""
