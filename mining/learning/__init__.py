"""`caifeng train`: the last layer of the typing heads, fitted to what a study's reviewers said."""
