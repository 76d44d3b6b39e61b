"""Sentence vectors behind one protocol: `use` (default), `lite` (counting only), `transformer`."""
