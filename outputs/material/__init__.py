"""What outputs are made of: a study read once, its manifest, and the words of page one."""
