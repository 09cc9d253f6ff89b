"""The notes that a director reads: of a selection, of a comparison, of any study."""
