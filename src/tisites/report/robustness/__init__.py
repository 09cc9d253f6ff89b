"""How far a selection holds, for people."""
