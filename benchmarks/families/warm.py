"""Warm re-solve: one figure changes, what was learnt serves again."""

from __future__ import annotations

from benchmarks.national import national
from benchmarks.rows import NATIONAL
from benchmarks.spec import Spec, register
from tisites.solver.solution import Limits

FAMILY = "warm"
register(
    Spec(
        FAMILY,
        FAMILY,
        national(FAMILY, NATIONAL, access=True, changes=True),
        sizes=(9_000, 36_000),
        smoke=150,
        warm=True,
        limits=Limits(seconds=300.0),
        about="National with access, solved again after the weight of one criterion grew by half.",
    )
)
