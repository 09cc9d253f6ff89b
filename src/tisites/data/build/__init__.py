"""Raw open data, as its producers publish it, made into a pack: one module a source."""
