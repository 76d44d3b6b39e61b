"""NodeBB forums, read through the JSON that every page has."""
