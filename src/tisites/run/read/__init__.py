"""A run read again from its files: what a study starts from."""
