"""What tisites knows of a site that the State's rubric asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.criteria.declared import told
from tisites.criteria.sidings import SIDING_KM

if TYPE_CHECKING:
    from numpy.typing import NDArray

M2_PER_HA = 10_000.0
_ASKED = [
    "hv_substation_km", "motorway_km", "siding_km", "rail_access_level", "natura_2000_km",
    "znieff_1_km", "znieff_2_km", "in_flood_zone",
]  # fmt: skip


def facts_of(sites: pd.DataFrame, measured: pd.DataFrame) -> pd.DataFrame:
    """Return the answers to the rubric, null where nothing is known.

    Parameters
    ----------
    sites : DataFrame
        Candidate columns ``surface_ha``, ``zoning``, ``pollution``; optional
        ``has_drinking_water``.
    measured : DataFrame
        Same index; indicators, each of which may be absent: ``hv_substation_km``,
        ``motorway_km``, ``siding_km``, ``rail_access_level``, ``natura_2000_km``, ``znieff_1_km``,
        ``znieff_2_km`` and ``in_flood_zone``.

    Returns
    -------
    DataFrame
        Columns ``surface_m2``, ``hv_substation_km``, ``motorway_km``, ``zoning``, ``pollution``,
        ``siding`` (good, poor, far), ``flood`` (yes, no), ``environment`` (natura_2000, znieff),
        ``water`` (yes, no). Outside Natura 2000 and ZNIEFF a site may lie in a reserve, of which no
        layer tells: unknown.
    """
    measured = measured.reindex(columns=_ASKED)
    return pd.DataFrame(
        {
            "surface_m2": sites["surface_ha"].astype(float) * M2_PER_HA,
            "hv_substation_km": measured["hv_substation_km"].astype(float),
            "motorway_km": measured["motorway_km"].astype(float),
            "zoning": sites["zoning"],
            "pollution": sites["pollution"],
            "siding": _siding(measured),
            "flood": yes_no(measured["in_flood_zone"].to_numpy(dtype=float)),
            "environment": _environment(measured),
            "water": yes_no(told(sites, "has_drinking_water")),
        },
        index=sites.index,
    )


def yes_no(known: NDArray[np.float64]) -> NDArray[np.object_]:
    """Return ``yes`` for 1, ``no`` for 0, null where unknown.

    Examples
    --------
    >>> yes_no(np.array([1.0, 0.0, np.nan])).tolist()
    ['yes', 'no', None]
    """
    words = np.full(known.size, None, dtype=object)
    words[known == 1.0], words[known == 0.0] = "yes", "no"
    return words


def _siding(measured: pd.DataFrame) -> NDArray[np.object_]:
    km = measured["siding_km"].to_numpy(dtype=float)
    level = measured["rail_access_level"].to_numpy(dtype=float)
    words = np.full(km.size, None, dtype=object)
    words[(km < SIDING_KM) & (level == 1.0)] = "good"
    words[(km < SIDING_KM) & (level == 0.8)] = "poor"
    words[km >= SIDING_KM] = "far"
    return words


def _environment(measured: pd.DataFrame) -> NDArray[np.object_]:
    words = np.full(len(measured), None, dtype=object)
    for name, word in (
        ("znieff_2_km", "znieff"), ("znieff_1_km", "znieff"), ("natura_2000_km", "natura_2000"),
    ):  # fmt: skip
        words[measured[name].to_numpy(dtype=float) == 0.0] = word
    return words
