"""One file a family; importing :mod:`~benchmarks.registry` registers them all."""
