"""The kernel: a proof for the full program from a few hundred of its columns."""
