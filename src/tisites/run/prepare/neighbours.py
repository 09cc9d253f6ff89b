"""Which communes each site has within reach, for the measures that ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from tisites.model.nearness import nearness
from tisites.territory.crs import HEXAGONE
from tisites.territory.roads import travel_times

if TYPE_CHECKING:
    from tisites.model.declaration import Model
    from tisites.model.nearness import Nearness
    from tisites.model.sites import Sites
    from tisites.territory.territory import Territory


def nearness_of(model: Model, sites: Sites, territory: Territory) -> dict[str, Nearness]:
    """Return, for each measure ``leave_no_neighbour``, who has which sites within reach by road.

    Communes without road graph (overseas) are unknown, never uncovered.
    """
    found = {}
    for name, rule in sorted(model.equity.items()):
        if not rule.enabled or rule.kind != "leave_no_neighbour":
            continue
        table = sites.table
        times = travel_times(
            territory,
            table["lon"].to_numpy(dtype=np.float64),
            table["lat"].to_numpy(dtype=np.float64),
            table["zone"].to_numpy(dtype=np.int64),
            limit_min=rule.minutes,
            speeds=model.assumptions.roads,
        )
        communes = territory.communes.loc[times.communes]
        near = csr_array(
            (np.ones(times.minutes.nnz), times.minutes.indices, times.minutes.indptr),
            shape=times.minutes.shape,
        )
        known = communes["zone"].to_numpy() == HEXAGONE
        found[name] = nearness(near, communes["population"].to_numpy(dtype=np.float64), known)
    return found
