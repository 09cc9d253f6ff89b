"""Scaling: access, spacing and regional floors from a thousand to a million candidates."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from benchmarks.national import national
from benchmarks.rows import NATIONAL
from benchmarks.spec import Spec, register
from tisites.solver.solution import Limits

if TYPE_CHECKING:
    from benchmarks.spec import Context, Instance
    from tisites.messages.progress import Stopwatch

FAMILY = "scaling"
RULES = {name: NATIONAL[name] for name in ("region", "spacing")}
_BUILD = national(FAMILY, RULES, access=True)


def build(size: int, seed: int, context: Context, watch: Stopwatch) -> Instance:
    """Build one instance, travel times computed anew: sizes must be comparable."""
    return _BUILD(size, seed, replace(context, cache=None), watch)


register(
    Spec(
        FAMILY,
        FAMILY,
        build,
        sizes=(1_000, 4_000, 16_000, 64_000, 250_000, 1_000_000),
        limits=Limits(seconds=600.0),
        about="Service of communes, spacing of 15 km, 1 to 8 sites a region: cost against n.",
    )
)
