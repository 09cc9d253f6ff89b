"""Which weights would explain a selection that others made."""
