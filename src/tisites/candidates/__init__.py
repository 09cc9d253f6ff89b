"""Brownfield sites: read, validated, located, sorted into eligible or not."""
