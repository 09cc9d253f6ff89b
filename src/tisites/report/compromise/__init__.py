"""What a compromise between parties means: sentences for a director, tables, a picture."""
