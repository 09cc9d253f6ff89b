"""Selections side by side, and why they differ."""
