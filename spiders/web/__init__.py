"""Pages of no known engine: schema.org markup, repeated blocks, or the body of an article."""
