"""Infeasible: no single row is impossible, together they are."""

from __future__ import annotations

from benchmarks.national import national
from benchmarks.rows import NATIONAL, with_rules
from benchmarks.spec import Spec, register
from tisites.solver.solution import Proof

FAMILY = "infeasible"
RULES = with_rules(
    NATIONAL,
    {
        "land": {"capacity": 60.0},
        "hectares": {"kind": "total", "use": "surface_ha", "min": 1_200.0},
    },
)
register(
    Spec(
        FAMILY,
        FAMILY,
        national(FAMILY, RULES),
        sizes=(1_000, 9_000, 36_000),
        smoke=1_000,
        expected=Proof.INFEASIBLE,
        about="1,200 hectares asked for, at most 60 in each of 18 regions: infeasible.",
    )
)
