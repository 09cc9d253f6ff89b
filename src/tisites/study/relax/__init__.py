"""What contradicts what, and the least to concede."""
