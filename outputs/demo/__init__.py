"""The demo: a fictional brand's shop, forum and blog on loopback, and what its customers wrote."""
