"""Projects of national scope (PENE): their debit falls on a national allowance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tisites.criteria.interval import Doubt, Interval, doubt, ends
from tisites.criteria.nature import in_zone
from tisites.territory.zones_km import disc_km, polygon_km

if TYPE_CHECKING:
    import geopandas
    import pandas as pd

PENE_WORDS = {"true": 1.0, "1": 1.0, "1.0": 1.0, "oui": 1.0,
              "false": 0.0, "0": 0.0, "0.0": 0.0, "non": 0.0}  # fmt: skip


def pene(sites: pd.DataFrame) -> np.ndarray:
    """Return whether each site lies in a project of national scope: 1, 0, NaN where unknown.

    Parameters
    ----------
    sites : DataFrame
        Optional column ``pene``: true or false, 1 or 0, oui or non; null where unknown.

    Examples
    --------
    >>> import pandas as pd
    >>> pene(pd.DataFrame({"pene": ["oui", False, None]})).tolist()
    [1.0, 0.0, nan]
    """
    if "pene" not in sites:
        return np.full(len(sites), np.nan)
    words = sites["pene"].astype(object).map(lambda word: PENE_WORDS.get(str(word).lower(), np.nan))
    return words.to_numpy(dtype=float, na_value=np.nan)


def in_pene(sites: pd.DataFrame, contours: geopandas.GeoDataFrame | None) -> Interval:
    """Return whether each site lies in a project of national scope: a map says yes, or its file.

    No list of contours is complete: outside every one of them, a file that says nothing leaves the
    matter open. Inside one, a file that says no does not undo it.

    Parameters
    ----------
    sites : DataFrame
        Columns ``surface_ha``, ``lon``, ``lat``, ``zone``, ``x_m``, ``y_m``; optional ``pene``.
    contours : GeoDataFrame or None
        Published contours, EPSG:4326; None in a pack without them.
    """
    said = pene(sites)
    if contours is None:
        drawn = np.full(len(sites), np.nan)
    else:
        km = polygon_km(sites, contours)
        drawn = in_zone(km, disc_km(sites["surface_ha"].to_numpy(dtype=float))).nominal
    nominal = np.where(drawn == 1.0, 1.0, said)
    return Interval(np.nan_to_num(nominal, nan=0.0), nominal, np.nan_to_num(nominal, nan=1.0))


def outside_pene(debit: Interval, inside: Interval) -> Doubt:
    """Return the debit, zero inside a project of national scope: it has its own allowance.

    Where nothing tells whether the site is inside, it is debited, and may not be.

    Examples
    --------
    >>> from tisites.criteria.interval import Interval, exact
    >>> inside = Interval(np.array([1.0, 0, 0]), np.array([1.0, 0, np.nan]), np.array([1.0, 0, 1]))
    >>> got = outside_pene(exact([5.0, 5.0, 5.0]), inside)
    >>> got.low.tolist(), got.nominal.tolist(), got.high.tolist()
    ([0.0, 5.0, 0.0], [0.0, 5.0, 5.0], [0.0, 5.0, 5.0])
    """
    least, most = (debit.least, debit.most) if isinstance(debit, Doubt) else (debit, debit)
    surely = inside.low == 1.0
    maybe = (inside.high == 1.0) & ~surely

    def but(end: np.ndarray, spared: np.ndarray) -> np.ndarray:
        return np.where(surely, 0.0, np.where(maybe, spared, end))

    return doubt(
        Interval(*(but(end, np.minimum(end, 0.0)) for end in ends(least))),
        Interval(*(but(end, np.maximum(end, 0.0)) for end in ends(most))),
        "high",
    )
