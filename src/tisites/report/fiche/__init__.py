"""The sheet of one site: two pages for whoever decides on it, in the selection or not."""
