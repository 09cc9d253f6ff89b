"""What stands near a site: solar parks, establishments of public registers. Hints, never proof."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tisites.candidates.usage.matched import near, placed
from tisites.candidates.usage.statements import Statement
from tisites.territory.crs import project

if TYPE_CHECKING:
    import pandas as pd

    from tisites.candidates.usage.statements import Statements
    from tisites.territory.territory import Territory


@dataclass(frozen=True, slots=True)
class _Nearby:
    """A layer of points, the use its points hint at, and how near they must be, metres."""

    layer: str
    use: str
    metres: float
    said: str
    only: tuple[str, str] | None = None


#: Distances are the planner's choice: a published point may stand at a gate or be geocoded from an
#: address; farther, too many neighbours would be taken for the site.
NEARBY = (
    _Nearby("power_plants", "photovoltaics", 300.0, "parc solaire", ("kind", "solar")),
    _Nearby("irep_establishments", "working_plant", 150.0, "établissement déclarant ses rejets"),
    _Nearby("classified_installations", "working_plant", 150.0, "installation classée"),
    _Nearby("energy_intensive_plants", "working_plant", 300.0, "usine grande consommatrice"),
)


def say_around(sites: pd.DataFrame, territory: Territory, said: Statements) -> None:
    """Add the hints of the layers that the pack has; a layer's absence says nothing."""
    own = sites[placed(sites)]
    for what in NEARBY:
        if not territory.has(what.layer):
            continue
        table = territory.pack.read(what.layer)
        if what.only is not None:
            table = table[table[what.only[0]].str.lower() == what.only[1]]
        points = table[~(table.geometry.isna() | table.geometry.is_empty)]
        vintage = territory.pack.entries[what.layer].vintage
        for zone in np.unique(own["zone"].to_numpy()):
            here = own[own["zone"] == zone]
            lon, lat = points.geometry.x.to_numpy(), points.geometry.y.to_numpy()
            x, y = project(lon, lat, np.full(len(points), zone, dtype=np.int64))
            there = points.drop(columns="geometry").assign(x_m=x, y_m=y, zone=zone)
            there = there[np.isfinite(x) & np.isfinite(y)]
            for row, other, metres in near(here, there, what.metres):
                name = there["nom"].iloc[other] if "nom" in there.columns else None
                key = str(there.iloc[other, 0])
                told = f"{what.said} {name if isinstance(name, str) else key}, à {metres:.0f} m"
                said.add(
                    Statement(
                        str(here.index[row]),
                        "use",
                        what.use,
                        "hint",
                        what.layer,
                        told,
                        vintage,
                        metres=metres,
                    )
                )
