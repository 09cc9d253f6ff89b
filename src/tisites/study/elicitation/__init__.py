"""Weights asked for: swings of the fixed scales, pairwise comparisons, figures given as such."""
