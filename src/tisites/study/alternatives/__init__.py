"""Other selections as good."""
