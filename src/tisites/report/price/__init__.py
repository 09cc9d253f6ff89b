"""What one more costs, for people."""
