"""RSS and Atom feeds, with the feeds of comments that their entries name."""
