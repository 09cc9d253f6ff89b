"""What scenarios say together, for people: words, figures, page."""
