"""A map of what is said: clauses as points in the plane, near each other where they mean the same."""
