"""Back ends, proofs and the check of every answer."""
