"""Max-min over regions: certified floors beside the textbook form with a level column."""

from __future__ import annotations

from benchmarks.families.real import REAL
from benchmarks.max_min import max_min
from benchmarks.spec import Spec, register

FAMILY = "equity"
for counted in ("sites", "jobs", "score"):
    name = f"equity-{counted}"
    register(
        Spec(
            name,
            FAMILY,
            max_min(name, counted),
            sizes=(9_000,),
            smoke=400,
            about=f"Worst-served region, {counted} per inhabitant: level proven to 5e-6.",
        )
    )
    register(
        Spec(
            f"equity-real-{counted}",
            FAMILY,
            max_min(f"equity-real-{counted}", counted, real=True),
            sizes=(REAL,),
            pack_only=True,
            about=f"The same on the pack's real candidates, {counted} per inhabitant.",
        )
    )
