"""Names by a language model, where a study allows it: asked for, checked, refused when unproven."""
