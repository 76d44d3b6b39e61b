"""KANO: candidates from rated posts, and the survey that tests them."""
