"""Other selections as good, for people."""
