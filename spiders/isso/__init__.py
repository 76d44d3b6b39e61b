"""Comments kept by an isso server, found from the page that shows them."""
