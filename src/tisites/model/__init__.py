"""Declared decision models and the labelled sparse program they compile to."""
