"""Synthetic zonings made of real EPCI: neighbours grouped inside a region."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from demo.synthetic.places import KM_PER_DEGREE, apportion, places_table

if TYPE_CHECKING:
    from numpy.typing import NDArray

DEMO = "données de démonstration, synthétiques"


@cache
def surroundings() -> dict[str, Any]:
    """Return ``surroundings.toml``: counts and laws of what surrounds the synthetic sites.

    Examples
    --------
    >>> surroundings()["territoires_industrie"]["count"]
    183
    """
    source = resources.files("demo.synthetic").joinpath("surroundings.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))


def epci_table(communes: pd.DataFrame) -> pd.DataFrame:
    """Return the EPCI as points: population-weighted mean of their communes.

    Parameters
    ----------
    communes : pandas.DataFrame
        A pack's ``communes`` layer; ``epci_siren`` and ``epci_nom`` null where there is none.

    Returns
    -------
    pandas.DataFrame
        ``epci_siren``, ``epci_nom``, ``reg`` (of most inhabitants), ``population``, ``lon``,
        ``lat`` and ``main`` (name of the largest commune), sorted by region and code.
    """
    places = places_table(communes)
    names = communes.set_index("insee")[["nom", "epci_siren", "epci_nom"]]
    rows = places.join(names, on="insee").dropna(subset=["epci_siren"])
    rows = rows.sort_values(["epci_siren", "population", "insee"], ascending=[True, False, True])
    for axis in ("lon", "lat"):
        rows[axis] = rows[axis] * rows["population"]
    by = rows.groupby("epci_siren", sort=True)
    table = by[["population", "lon", "lat"]].sum()
    table["lon"] /= table["population"]
    table["lat"] /= table["population"]
    first = by.first()
    table = table.assign(epci_nom=first["epci_nom"], reg=first["reg"], main=first["nom"])
    return table.reset_index().sort_values(["reg", "epci_siren"], ignore_index=True)


def grouped(epci: pd.DataFrame, count: int) -> pd.Series:
    """Group neighbouring EPCI of a region into ``count`` groups over the country.

    Groups are shared out by number of EPCI, at least one a region. In a region, the first centre
    is the most populous EPCI and each next one maximises √population × distance to the centres;
    every EPCI joins its nearest centre.

    Parameters
    ----------
    epci : pandas.DataFrame
        Table of :func:`epci_table`.
    count : int
        Number of groups, at least the number of regions.

    Returns
    -------
    pandas.Series
        Group code of each row: region and rank, such as ``"3204"``.

    Examples
    --------
    >>> import pandas as pd
    >>> row = {"reg": "11", "population": [9.0, 5.0, 4.0], "lon": [0.0, 1.0, 1.1], "lat": 48.0}
    >>> grouped(pd.DataFrame(row), 2).tolist()
    ['1101', '1102', '1102']
    """
    regions = epci["reg"].to_numpy(object)
    codes, inverse = np.unique(regions.astype(str), return_inverse=True)
    sizes = np.bincount(inverse)
    each = 1 + apportion((sizes - 1).astype(float), count - len(codes))
    out = np.empty(len(epci), dtype=object)
    for k, code in enumerate(codes):
        rows = np.flatnonzero(inverse == k)
        part = epci.iloc[rows]
        nearest = _nearest_centres(part, min(int(each[k]), len(rows)))
        out[rows] = [f"{code}{rank + 1:02d}" for rank in nearest]
    return pd.Series(out, index=epci.index)


def _nearest_centres(part: pd.DataFrame, count: int) -> NDArray[np.int64]:
    lat = part["lat"].to_numpy(float)
    x = part["lon"].to_numpy(float) * KM_PER_DEGREE * np.cos(np.radians(lat.mean()))
    y = lat * KM_PER_DEGREE
    weight = np.sqrt(part["population"].to_numpy(float))
    centres = [int(np.argmax(weight))]
    distance = np.hypot(x - x[centres[0]], y - y[centres[0]])[:, None]
    while len(centres) < count:
        centres.append(int(np.argmax(weight * distance.min(axis=1))))
        new = np.hypot(x - x[centres[-1]], y - y[centres[-1]])
        distance = np.column_stack([distance, new])
    return distance.argmin(axis=1).astype(np.int64)


def draw_zones_emploi(epci: pd.DataFrame, seed: int) -> tuple[pd.Series, pd.DataFrame]:
    """Draw zones d'emploi: groups of EPCI, with an unemployment rate.

    Returns
    -------
    pandas.Series, pandas.DataFrame
        Zone of each EPCI (by row of ``epci``); layer ``zones_emploi``.
    """
    law = surroundings()["zones_emploi"]
    zone = grouped(epci, law["count"])
    table = _heads(epci, zone).rename(columns={"group": "zone_emploi"})
    rng = np.random.default_rng(seed)
    normal = rng.standard_normal(len(table))
    overseas = table["reg"].str.startswith("0").to_numpy()
    mean = np.where(
        overseas, law["log_unemployment_overseas"][0], law["log_unemployment_mainland"][0]
    )
    std = np.where(
        overseas, law["log_unemployment_overseas"][1], law["log_unemployment_mainland"][1]
    )
    rate = np.round(np.exp(mean + std * normal), 1)
    unknown = table["reg"].isin(law["unknown_regions"]).to_numpy()
    table["unemployment_pct"] = np.where(unknown, np.nan, rate)
    table["nom"] = "Zone d'emploi synthétique de " + table["main"]
    return zone, table[["zone_emploi", "nom", "unemployment_pct"]]


def draw_territoires_industrie(
    epci: pd.DataFrame, excluded: set[str], seed: int
) -> tuple[pd.Series, pd.DataFrame]:
    """Draw Territoires d'industrie: some groups of neighbouring EPCI, at least one a region.

    Parameters
    ----------
    epci : pandas.DataFrame
        Table of :func:`epci_table`.
    excluded : set of str
        Codes of EPCI that are in none (métropoles, only exceptionally members).
    seed : int
        Seed of the draw.

    Returns
    -------
    pandas.Series, pandas.DataFrame
        ``ti_id`` of each EPCI (null where none); layer ``territoires_industrie``.
    """
    law = surroundings()["territoires_industrie"]
    open_rows = epci[~epci["epci_siren"].isin(excluded)]
    group = grouped(open_rows, round(len(open_rows) / law["epci_each"]))
    heads = _heads(open_rows, group)
    by_region = heads.groupby("reg", sort=True).size()
    extra = apportion((by_region - 1).to_numpy(float), law["count"] - len(by_region))
    rng = np.random.default_rng(seed)
    heads["lot"] = rng.random(len(heads))
    rank = heads.groupby("reg")["lot"].rank(method="first")
    kept = heads[rank <= heads["reg"].map(dict(zip(by_region.index, 1 + extra, strict=True)))]
    kept = kept.sort_values("group", ignore_index=True)
    number = kept.groupby("reg").cumcount() + 1
    kept["ti_id"] = "ti-" + kept["reg"] + number.astype(str).str.zfill(2)
    ti_of = kept.set_index("group")["ti_id"]
    ti = group.map(ti_of).reindex(epci.index)
    names = kept.set_index("ti_id")["main"]
    table = epci.assign(ti_id=ti).dropna(subset=["ti_id"])
    table["nom"] = "Territoire d'industrie synthétique de " + table["ti_id"].map(names)
    table["epci_current"] = True
    return ti, table[["ti_id", "nom", "epci_siren", "epci_nom", "epci_current"]]


def _heads(epci: pd.DataFrame, group: pd.Series) -> pd.DataFrame:
    """Return one row a group: region and main commune of its most populous EPCI."""
    rows = epci.assign(group=group).sort_values(
        ["group", "population", "epci_siren"], ascending=[True, False, True]
    )
    return rows.groupby("group", sort=True)[["reg", "main"]].first().reset_index()
