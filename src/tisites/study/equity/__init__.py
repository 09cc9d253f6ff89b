"""How fair a selection is."""
