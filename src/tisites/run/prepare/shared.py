"""What territories have, whoever competes: names, capacities, people and jobs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tisites.criteria.capacities import capacities
from tisites.criteria.grid_zones import grid_zone_names
from tisites.criteria.territory_bases import every_base

if TYPE_CHECKING:
    import pandas as pd

    from tisites.criteria.assumptions import Assumptions
    from tisites.run.prepare.kept import Keep
    from tisites.territory.territory import Territory


@dataclass(frozen=True)
class Shared:
    """What territories have, whoever competes."""

    groups: dict[str, dict[str, str]]
    capacities: dict[str, pd.Series]
    bases: dict[str, pd.DataFrame]


def shared_figures(territory: Territory, assumptions: Assumptions, keep: Keep) -> Shared:
    """Return what a pack tells of its territories, made once for requests that share it."""
    pack = territory.pack.sha256
    return Shared(
        keep("groups", pack, lambda: _groups(territory)),
        keep.watched(f"capacities {pack}", assumptions, lambda seen: capacities(territory, seen)),
        keep.watched(f"bases {pack}", assumptions, lambda seen: every_base(territory, seen)),
    )


def _groups(territory: Territory) -> dict[str, dict[str, str]]:
    communes = territory.communes
    named = {
        "region": ("reg", "reg_nom"),
        "departement": ("dep", "dep_nom"),
        "epci": ("epci_siren", "epci_nom"),
    }
    groups = {}
    for by, (code, name) in named.items():
        pairs = communes[[code, name]].dropna(subset=[code]).drop_duplicates(code)
        groups[by] = dict(zip(pairs[code].astype(str), pairs[name].astype(str), strict=True))
    groups["grid_zone"] = grid_zone_names()
    return groups
