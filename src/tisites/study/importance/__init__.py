"""What each chosen site is worth."""
