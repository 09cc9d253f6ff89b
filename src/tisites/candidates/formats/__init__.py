"""Opens a candidate file: each format to cells with their lines, under limits."""
