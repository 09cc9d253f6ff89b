"""How fair a selection is, for people: words, tables, page, curve."""
