"""What cannot work, or cannot matter, told before solving."""
