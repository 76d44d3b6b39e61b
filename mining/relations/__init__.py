"""Which pains and needs are told of with which situations more often than elsewhere."""
