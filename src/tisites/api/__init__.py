"""The Python door: what ``import tisites`` offers, over the desk. Listed in ``docs/api.md``."""
