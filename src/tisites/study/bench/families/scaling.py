"""Scaling: access, spacing and regional floors from a thousand to a million candidates."""

from __future__ import annotations

from tisites.solve.solution import Limits
from tisites.study.bench.national import national
from tisites.study.bench.rows import NATIONAL
from tisites.study.bench.spec import Spec, register

FAMILY = "scaling"
RULES = {name: NATIONAL[name] for name in ("region", "spacing")}
register(
    Spec(
        FAMILY,
        FAMILY,
        national(FAMILY, RULES, access=True),
        sizes=(1_000, 4_000, 16_000, 64_000, 250_000, 1_000_000),
        limits=Limits(seconds=600.0),
        about="Service of communes, spacing of 15 km, 1 to 8 sites a region: cost against n.",
    )
)
