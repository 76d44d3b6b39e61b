"""How good the findings of a study are, in figures that need no gold."""
