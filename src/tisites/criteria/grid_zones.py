"""Zones of pooled grid works: which sites they hold, what they offer, at what price."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tisites.territory.territory import Territory

TABLE = Path(__file__).with_name("grid_zones.toml")


@cache
def grid_zones() -> Mapping[str, Mapping[str, Any]]:
    """Return the versioned table of zones, by code.

    Examples
    --------
    >>> zone = grid_zones()["dunkerque"]
    >>> zone["mw"], zone["quote_keur_mw"], zone["from_year"]
    (5200.0, 42.0, 2029)
    """
    found: dict[str, dict[str, Any]] = tomllib.loads(TABLE.read_text(encoding="utf-8"))["zone"]
    return found


def grid_zone_names() -> dict[str, str]:
    """Return the name of each zone by code."""
    return {code: str(zone["name"]) for code, zone in grid_zones().items()}


def grid_zone(sites: pd.DataFrame, territory: Territory) -> pd.Series:
    """Return the zone of each site: the nearest centre commune within its zone's radius.

    Parameters
    ----------
    sites : DataFrame
        Columns ``x_m``, ``y_m`` (metres), ``zone``.
    territory : Territory
        Communes with their place.

    Returns
    -------
    (n,) Series of object
        Code of the zone; None outside, and where the site has no coordinates.
    """
    communes = territory.communes
    xy = sites[["x_m", "y_m"]].to_numpy(dtype=float)
    mainland = (sites["zone"] == 0).to_numpy()
    best = np.full(len(sites), np.inf)
    code = np.full(len(sites), None, dtype=object)
    for name, zone in sorted(grid_zones().items()):
        centres = communes.reindex(zone["centres"])[["x_m", "y_m"]].dropna().to_numpy(dtype=float)
        for centre in centres:
            km = np.hypot(*(xy - centre).T) / 1000.0
            inside = mainland & (km <= zone["radius_km"]) & (km < best)
            best[inside], code[inside] = km[inside], name
    return pd.Series(code, index=sites.index, dtype=object)


def zone_figure(zones: pd.Series, figure: str) -> np.ndarray:
    """Return a figure of each site's zone, NaN outside and where the source gives none.

    Examples
    --------
    >>> zone_figure(pd.Series(["dunkerque", "fos", None]), "quote_keur_mw").tolist()
    [42.0, nan, nan]
    """
    table = {code: float(zone[figure]) for code, zone in grid_zones().items() if figure in zone}
    return zones.astype(object).map(table).to_numpy(dtype=float, na_value=np.nan)


def grid_zone_mw() -> pd.DataFrame:
    """Return the shared capacity of each zone, MW; NaN where no figure is sourced."""
    mw = pd.Series({code: zone.get("mw", np.nan) for code, zone in sorted(grid_zones().items())})
    mw.index.name = "grid_zone"
    return pd.DataFrame({"low": mw, "nominal": mw, "high": mw}, dtype=float)
