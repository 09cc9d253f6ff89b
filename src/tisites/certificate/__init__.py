"""Proofs that stand without a solver: statements of weak duality, and their replay."""
