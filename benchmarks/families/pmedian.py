"""p-median on the graphs of OR-Library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.families.published import PMED
from benchmarks.graphs import graph
from benchmarks.orlib import p_median_program
from benchmarks.spec import Instance, Location, Spec, register

if TYPE_CHECKING:
    from benchmarks.spec import Context
    from tisites.messages.progress import Stopwatch

FAMILY = "p-median"


def build(size: int, seed: int, context: Context, watch: Stopwatch) -> Instance:
    """Build one p-median."""
    with watch.phase("load"):
        drawn, number = graph(size, seed, context)
    with watch.phase("compile"):
        program = p_median_program(drawn)
    published = None if number is None else -float(PMED[number][2])
    name = f"{FAMILY} {drawn.name} n={drawn.n} p={drawn.p}"
    return Instance(name, program, published, Location(drawn.distance, drawn.p))


register(
    Spec(
        FAMILY,
        FAMILY,
        build,
        sizes=(100, 200, 300, 400),
        smoke=60,
        seeds=(0, 1, 2, 3, 4),
        about="OR-Library pmed1 to pmed20 where they are, else graphs drawn alike.",
    )
)
