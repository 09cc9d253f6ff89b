"""National with access: the same rows, and how well communes are served, 0 to 45 minutes."""

from __future__ import annotations

from benchmarks.national import national
from benchmarks.rows import NATIONAL
from benchmarks.spec import Spec, register
from tisites.solver.solution import Limits

FAMILY = "access"
register(
    Spec(
        FAMILY,
        FAMILY,
        national(FAMILY, NATIONAL, access=True),
        sizes=(1_000, 4_000, 9_000, 36_000),
        smoke=150,
        limits=Limits(seconds=300.0),
        about="The core, and service of 34,867 communes (decay 0-45 min by road, weight 0.2).",
    )
)
