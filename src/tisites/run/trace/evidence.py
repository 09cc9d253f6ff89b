"""The rows of the pack that an indicator used for one site, where they can be told cheaply."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tisites.criteria.network import HTB1, HTB2, HTB3, HV_KV
from tisites.territory.nearest import landmass
from tisites.territory.zones_km import nearest_polygon

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tisites.criteria.spec import IndicatorSpec
    from tisites.territory.territory import Territory

#: Lowest voltage, and voltage below which, of the substations that an indicator measures to, kV.
_VOLTAGES: Mapping[str, tuple[tuple[float, float], ...]] = {
    "hv_substation_km": ((HV_KV, np.inf),),
    "substation_225_km": ((225.0, np.inf),),
    "substation_400_km": ((400.0, np.inf),),
    "feasible_mw": (HTB1, HTB2, HTB3),
}
_COMMUNE = ("nom", "dep_nom", "reg_nom", "zone_emploi", "ti_id", "water_basin", "zre")
#: Layers keyed by a column of the site, and that column.
_KEYED: Mapping[str, tuple[str, str]] = {
    "low_flow": ("insee", "insee"),
    "enaf_consumption": ("insee", "insee"),
    "zones_emploi": ("zone_emploi", "zone_emploi"),
    "departement_jobs": ("dep", "dep"),
    "territoires_industrie": ("ti_id", "ti_id"),
    "flood_plans": ("insee", "insee"),
    "commune_jobs": ("insee", "insee"),
    "territoires_industrie_2018": ("insee", "insee"),
    "rebond_industriel": ("insee", "insee"),
}
#: Layers of points, by how a point is named.
_POINTS: Mapping[str, str] = {
    "freight_stations": "uic",
    "sea_ports": "port",
    "airports": "icao",
    "sidings": "siding",
}
#: Layers of polygons, of which the nearest is told.
_ZONES = (
    "natura_habitats", "natura_birds", "znieff_1", "znieff_2", "pene", "flood_zones",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Evidence:
    """A row used.

    Parameters
    ----------
    layer : str
        Layer it is of.
    facts : mapping of str to value
        Its columns; distances in km.
    """

    layer: str
    facts: Mapping[str, Any]


def evidence_of(
    spec: IndicatorSpec, site: pd.DataFrame, territory: Territory
) -> tuple[Evidence, ...]:
    """Return the rows used for a site, layer by layer.

    Parameters
    ----------
    spec : IndicatorSpec
        The indicator.
    site : DataFrame
        One row, columns of the candidates.
    territory : Territory
        Layers of the pack.

    Returns
    -------
    tuple of Evidence
        None for a layer that is used as a whole (roads), or that knows nothing of the site.
    """
    found: list[Evidence] = []
    for layer in spec.layers:
        if layer == "communes":
            found += _commune(site, territory)
        elif not territory.has(layer):
            continue
        elif layer == "substations":
            for domain in _VOLTAGES.get(spec.name, ((HV_KV, np.inf),)):
                found += _substation(site, territory, domain)
        elif layer in _KEYED:
            found += _keyed(layer, site, territory)
        elif layer in _ZONES:
            found += _zone(layer, site, territory)
        elif layer in _POINTS:
            table = _placed(layer, territory)
            found += _nearest(layer, site, table, _POINTS[layer])
    return tuple(found)


def _commune(site: pd.DataFrame, territory: Territory) -> list[Evidence]:
    code = site["insee"].iloc[0]
    if pd.isna(code) or code not in territory.communes.index:
        return []
    row = territory.communes.loc[code]
    facts = {"insee": code, **{name: _plain(row[name]) for name in _COMMUNE}}
    return [Evidence("communes", {k: v for k, v in facts.items() if v is not None})]


def _keyed(layer: str, site: pd.DataFrame, territory: Territory) -> list[Evidence]:
    key, column = _KEYED[layer]
    code = site[column].iloc[0]
    table = territory.pack.read(layer)
    rows = table[table[key] == code] if pd.notna(code) else table.iloc[:0]
    names = [name for name in table.columns if name != "geometry"]
    return [
        Evidence(layer, {name: _plain(value) for name, value in zip(names, row, strict=True)})
        for row in rows[names].itertuples(index=False, name=None)
    ]


def _substation(
    site: pd.DataFrame, territory: Territory, domain: tuple[float, float]
) -> list[Evidence]:
    grid = territory.substations
    voltage = grid["voltage_kv"].to_numpy(dtype=float)
    live = grid["in_service"].to_numpy(dtype=bool) & (voltage >= domain[0]) & (voltage < domain[1])
    return _nearest("substations", site, grid[live], "code")


def _zone(layer: str, site: pd.DataFrame, territory: Territory) -> list[Evidence]:
    """Return the nearest zone of a layer, at 0 km where the site's point is inside."""
    zones = territory.polygons(layer)
    if zones is None or site[["x_m", "y_m"]].isna().to_numpy().any():
        return []
    km = nearest_polygon(site, zones)
    row, gap = int(km[0][0]), float(km[1][0])
    if row < 0:
        return []
    facts = {name: _plain(zones[name].iloc[row]) for name in zones.columns if name != "geometry"}
    return [Evidence(layer, {**facts, "km": round(gap, 3)})]


def _placed(layer: str, territory: Territory) -> pd.DataFrame:
    """Return a layer of points with its places in metres."""
    named = getattr(territory, layer, None)
    if isinstance(named, pd.DataFrame):
        return named
    return pd.DataFrame()


def _nearest(layer: str, site: pd.DataFrame, table: pd.DataFrame, key: str) -> list[Evidence]:
    if table.empty or site[["x_m", "y_m"]].isna().to_numpy().any():
        return []
    same = table[landmass(table) == landmass(site)[0]]
    if same.empty:
        return []
    dx = same["x_m"].to_numpy() - float(site["x_m"].iloc[0])
    dy = same["y_m"].to_numpy() - float(site["y_m"].iloc[0])
    km = np.hypot(dx, dy) / 1000.0
    if np.isnan(km).all():
        return []
    k = int(np.nanargmin(km))
    row = same.iloc[k]
    facts: dict[str, Any] = {key: _plain(same.index[k]), "nom": _plain(row["nom"])}
    for name in ("voltage_kv", "state"):
        if name in same.columns:
            facts[name] = _plain(row[name])
    facts["km"] = round(float(km[k]), 3)
    return [Evidence(layer, facts)]


def _plain(value: Any) -> Any:
    if value is None or value is pd.NA:
        return None
    if isinstance(value, float | np.floating) and np.isnan(value):
        return None
    return value.item() if isinstance(value, np.generic) else value
