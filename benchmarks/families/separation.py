"""Dense separation: spacing of 5, 15 and 40 km on a dense map."""

from __future__ import annotations

from benchmarks.national import national
from benchmarks.rows import NATIONAL, with_rules
from benchmarks.spec import Spec, register

FAMILY = "separation"
for _km in (5, 15, 40):
    register(
        Spec(
            f"separation-{_km}",
            FAMILY,
            national(
                f"separation-{_km}",
                with_rules(NATIONAL, {"spacing": {"km": float(_km)}, "epci": None}),
            ),
            sizes=(4_000, 36_000),
            smoke=500,
            about=f"The core without its EPCI row: spacing of {_km} km does the work.",
        )
    )
