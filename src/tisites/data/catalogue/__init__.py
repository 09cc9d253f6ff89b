"""The catalogue of open data: sources, files obtained from them, packs made of those files."""
