"""The workbook of a run: what was chosen, weights to try, limits, territories, sources."""
