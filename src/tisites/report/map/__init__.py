"""The map of a run."""
