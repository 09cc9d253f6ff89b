"""Packs: normalised layers of open data with a manifest."""
