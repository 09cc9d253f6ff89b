"""What the weights behind a selection mean."""
