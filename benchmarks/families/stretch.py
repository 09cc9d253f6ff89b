"""Stretch: the sizes that the literature reached with commercial solvers, built sparse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from benchmarks.aggregation import Aggregated, aggregate_points
from benchmarks.location import euclidean_p_median, location_program
from benchmarks.spec import Instance, Spec, register
from tisites.solver.solution import Limits

if TYPE_CHECKING:
    from benchmarks.spec import Build, Context
    from tisites.messages.progress import Stopwatch

FAMILY = "stretch"
SIDE = 30.0  # square of Cordeau, Furini and Ljubić (EJOR 275, 2019)
P_MEDIAN_SITES = 50


def covering(sites: int, p: int, radius: float) -> Build:
    """Return a builder of maximal coverings of ``size`` points by ``sites`` candidates."""

    def build(size: int, seed: int, context: Context, watch: Stopwatch) -> Instance:
        del context
        rng = np.random.default_rng([sites, seed])
        with watch.phase("load"):
            place = rng.uniform(0.0, SIDE, (sites, 2))
        with watch.phase("compile"):
            merged: Aggregated = aggregate_points(place, radius, size, SIDE, rng)
            program = location_program(csr_array(merged.covers, dtype=float), merged.demand, p)
        name = f"covering K={size} n={sites} p={p} r={radius:g} (merged to {merged.demand.size})"
        return Instance(name, program)

    return build


def p_median(size: int, seed: int, context: Context, watch: Stopwatch) -> Instance:
    """Build a Euclidean p-median of ``size`` points, each a client and a candidate."""
    del context
    with watch.phase("load"):
        points = np.random.default_rng([size, seed]).random((size, 2))
    with watch.phase("compile"):
        program = euclidean_p_median(points, P_MEDIAN_SITES)
    return Instance(f"Euclidean p-median n={size} p={P_MEDIAN_SITES}", program, truncated=True)


for _sites, _p, _radius in ((100, 15, 4.0), (300, 25, 2.5), (1_000, 40, 2.0)):
    register(
        Spec(
            f"covering-{_sites}",
            FAMILY,
            covering(_sites, _p, _radius),
            sizes=(1_000_000, 20_000_000),
            smoke=20_000 if _sites == 100 else None,
            limits=Limits(seconds=600.0),
            about=f"Maximal covering of 1 and 20 million points by {_p} of {_sites} sites.",
        )
    )
register(
    Spec(
        "euclidean-p-median",
        FAMILY,
        p_median,
        sizes=(2_000, 5_000, 10_000, 100_000),
        smoke=120,
        limits=Limits(seconds=1_800.0),
        about="Uniform points in a square, every point a client and a candidate, p = 50.",
    )
)
