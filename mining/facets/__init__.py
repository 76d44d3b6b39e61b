"""What a clause speaks of (object) and what goes wrong with it (obstacle), as bilingual concepts."""
