"""Several parties: what each one makes of a selection, and the selection that none regrets most."""
