"""What scenarios say together."""
