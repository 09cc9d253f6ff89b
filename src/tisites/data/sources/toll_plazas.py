"""Toll plazas of the conceded network, as the ministry publishes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from tisites.data.build.raw import float_columns, read_csv
from tisites.data.readers.files import unlike
from tisites.data.sources.points import check_france, numbered, with_points

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas

_M_PER_KM = 1_000.0
#: First words of the ministry's types, and whether one can leave the motorway there.
_KINDS = {"sur echangeur": "access", "gare sur bretelle": "access", "satellite": "access",
          "barriere pleine voie": "barrier"}  # fmt: skip


def read(path: Path) -> geopandas.GeoDataFrame:
    """Read the ministry's plazas, straight to layer ``toll_plazas``.

    Parameters
    ----------
    path : Path
        Semicolons, decimal commas, Lambert 93, names padded with spaces.

    Raises
    ------
    BadInputError
        If the file is not as published, or a type is unknown.
    """
    columns = ["route", "Nom", "ptype", "x", "y", "cumul"]
    raw = read_csv(path.parent, path.name, columns, sep=";")
    kind = _kinds(raw["ptype"])
    if kind.isna().any():
        line = int(raw.index[kind.isna()][0])
        expected = ", ".join(_KINDS)
        raise unlike(path.name, line, "ptype", str(raw["ptype"][line]), expected)
    metres = float_columns(raw, ["x", "y", "cumul"], path.name)
    name = raw["Nom"].str.strip()
    table = pd.DataFrame({"nom": name, "motorway": raw["route"].str.strip(), "kind": kind})
    table["along_km"] = metres["cumul"] / _M_PER_KM
    return plazas(table, metres["x"], metres["y"], path.name, "EPSG:2154")


def _kinds(cells: pd.Series) -> pd.Series:
    words = cells.fillna("").str.strip().str.lower()
    found = pd.Series(None, index=cells.index, dtype=object)
    for start, kind in _KINDS.items():
        found[words.str.startswith(start)] = kind
    return found


def plazas(
    table: pd.DataFrame, x: pd.Series, y: pd.Series, file: str, crs: str
) -> geopandas.GeoDataFrame:
    """Return plazas with a key of their name and place, and their points."""
    place = x.map("{:.5f}".format) + " " + y.map("{:.5f}".format)
    table = table.assign(plaza=table["nom"].fillna("") + " " + place, _x=x, _y=y)
    table = table.sort_values(["plaza"], kind="stable")
    table["plaza"] = numbered(table["plaza"])
    columns = ["plaza", *[name for name in table.columns if name not in ("plaza", "_x", "_y")]]
    points = with_points(table[columns], table["_x"], table["_y"], crs)
    check_france(points, table.index, file, "x")
    return points
