"""The dossier of a planner's own sites: a verdict a row, and why."""
