"""One module for each artefact of the pack."""
