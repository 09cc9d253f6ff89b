"""Tight shared capacities: knapsacks of every territory bind at once."""

from __future__ import annotations

from benchmarks.national import national
from benchmarks.rows import NATIONAL, with_rules
from benchmarks.spec import Spec, register

FAMILY = "capacities"
RULES = with_rules(
    NATIONAL,
    {
        "land": {"capacity": 110.0},
        "power": {"capacity": 16.0},
        "budget": {"max": 1.1e9},
        "hectares": {"kind": "total", "use": "surface_ha", "min": 700.0},
        "water": {
            "kind": "group_capacity",
            "by": "water_basin",
            "use": "jobs",
            "capacity": 2_700.0,
        },
    },
)
register(
    Spec(
        FAMILY,
        FAMILY,
        national(FAMILY, RULES),
        sizes=(1_000, 4_000, 9_000, 36_000),
        smoke=1_000,
        about="Hectares by region, MW by département, jobs by zone and basin, budget: all bind.",
    )
)
