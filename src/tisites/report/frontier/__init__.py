"""The frontier between value and equity, for people: words, tables, picture, summary."""
