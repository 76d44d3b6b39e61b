"""Clauses, types, slots, vectors, clusters, names, ranking: posts in, findings with evidence out."""
