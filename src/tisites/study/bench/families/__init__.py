"""One file a family; importing :mod:`~tisites.study.bench.registry` registers them all."""
