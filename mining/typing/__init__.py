"""The typing heads: features, cues, a small tuned encoder, their training and their weights."""
