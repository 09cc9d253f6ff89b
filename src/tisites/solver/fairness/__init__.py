"""Equity in the optimisation: floors, levels, leximin, stages in order."""
