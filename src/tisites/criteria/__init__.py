"""Indicators: one pure function a quantity."""
