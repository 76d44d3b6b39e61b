"""Findings -> journey phases, touchpoints and tags."""
