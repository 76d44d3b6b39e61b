"""Steam reviews, through the API that Valve documents for everybody."""
