"""What was found, laid out and written; and when it is known already."""
