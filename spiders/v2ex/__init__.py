"""V2EX, read through its first, open API."""
