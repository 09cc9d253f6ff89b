"""Maximal covering on the graphs of OR-Library, just below the radius that covers all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from benchmarks.families.published import PMED
from benchmarks.graphs import graph
from benchmarks.orlib import covering_program
from benchmarks.spec import Instance, Location, Spec, register

if TYPE_CHECKING:
    from benchmarks.spec import Context
    from tisites.messages.progress import Stopwatch

FAMILY = "covering"


def build(size: int, seed: int, context: Context, watch: Stopwatch) -> Instance:
    """Build one maximal covering.

    The radius is the published p-center optimum less one, where coverage is just short of n;
    on drawn graphs, the distance within which a vertex has ``n / p`` others on average.
    """
    with watch.phase("load"):
        drawn, number = graph(size, seed, context)
    if number is None:
        radius = float(np.floor(np.quantile(drawn.distance, 1.0 / drawn.p)))
    else:
        radius = float(PMED[number][3] - 1)
    with watch.phase("compile"):
        program = covering_program(drawn, radius)
    name = f"{FAMILY} {drawn.name} n={drawn.n} p={drawn.p} r={radius:g}"
    return Instance(name, program, None, Location(drawn.distance, drawn.p, radius))


register(
    Spec(
        FAMILY,
        FAMILY,
        build,
        sizes=(100, 200, 300, 400),
        smoke=60,
        seeds=(0, 1, 2, 3, 4),
        about="Vertices within a radius of p sites, one below the published p-center radius.",
    )
)
