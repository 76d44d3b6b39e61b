"""O-data: what an organisation counts, laid beside what people say. Aggregates only."""
