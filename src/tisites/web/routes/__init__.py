"""HTTP routes of the workbench, one file a slice; each has its ``router``."""
