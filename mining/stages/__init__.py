"""The stages of mining, each from tables to one set of tables."""
