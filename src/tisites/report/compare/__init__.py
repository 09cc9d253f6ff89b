"""Selections side by side, for people: words, tables, page, map."""
