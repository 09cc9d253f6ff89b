"""Sites of which a smaller area is told too: every indicator that reads the area is widened by it.

Several sources tell the area of a site (docs/evidence.md). The nominal is one of them by a stated
rule; the smallest is the low end. Which indicators read the area is listed nowhere: the sites in
question are measured again with their smallest area, and the two answers are joined.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable

    from tisites.criteria.spec import Indicators

#: Smallest area told of a candidate, ha (:func:`~tisites.candidates.usage.areas.settled`).
SMALLEST = "surface_low_ha"
#: Below this share two areas are one, told with other decimals.
SAME_AREA = 1e-3


def with_smallest(
    sites: pd.DataFrame, found: Indicators, measured: Callable[[pd.DataFrame], Indicators]
) -> Indicators:
    """Widen the indicators of the sites of which a smaller area than theirs is told.

    Parameters
    ----------
    sites : DataFrame
        Candidates; without the column :data:`SMALLEST` nothing is widened.
    found : Indicators
        Measured with the nominal areas.
    measured : callable
        Measures some sites.
    """
    if SMALLEST not in sites.columns:
        return found
    nominal, least = (sites[c].to_numpy(dtype=np.float64) for c in ("surface_ha", SMALLEST))
    smaller = (least > 0.0) & (least < nominal * (1.0 - SAME_AREA))
    if not smaller.any():
        return found
    some = sites[smaller]
    return widened(found, measured(some.assign(surface_ha=least[smaller])), smaller)


def widened(found: Indicators, again: Indicators, rows: np.ndarray) -> Indicators:
    """Join two measures of the same sites: each interval holds both, the nominal stays.

    Constraints keep the end that hurts (:meth:`~tisites.criteria.spec.Indicators.span`):
    under a ceiling a site takes no less for a smaller area told of it, over a floor it gives less.

    Parameters
    ----------
    found : Indicators
        Of every site, with the nominal areas.
    again : Indicators
        Of some of them, with the smallest.
    rows : (n,) bool
        Which.
    """
    table = found.table.copy()
    least, most = (side.reindex(table.index) for side in (found.least, found.most))
    for name in found.specs:
        if name not in found.table.columns or name not in again.table.columns:
            continue
        low, nominal, high = (end.copy() for end in found.interval(name))
        low_too, _, high_too = again.interval(name)
        lowest, highest = np.fmin(low[rows], low_too), np.fmax(high[rows], high_too)
        known = ~np.isnan(low[rows]) & ~np.isnan(high[rows])
        apart = known & ((lowest < low[rows]) | (highest > high[rows]))
        if not apart.any():
            continue
        at = np.flatnonzero(rows)[apart]
        for end in ("low", "nominal", "high"):
            column = name if end == "nominal" else f"{name}_{end}"
            if column not in least.columns:
                unknown = np.isnan(nominal)
                sides = found.span(name, end)
                least[column], most[column] = (np.where(unknown, np.nan, one) for one in sides)
        little, much = (
            least[f"{name}_low"].to_numpy(copy=True),
            most[f"{name}_high"].to_numpy(copy=True),
        )
        little[at] = np.fmin(little[at], lowest[apart])
        much[at] = np.fmax(much[at], highest[apart])
        least[f"{name}_low"], most[f"{name}_high"] = little, much
        low[at], high[at] = lowest[apart], highest[apart]
        table[f"{name}_low"], table[f"{name}_high"] = low, high
    return replace(found, table=table, least=least, most=most)
