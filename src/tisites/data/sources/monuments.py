"""Protected monuments with their point (ministère de la Culture, base Mérimée)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from tisites.data.build.raw import float_columns, read_csv
from tisites.data.sources.points import check_france, numbered, with_points

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas


def read(path: Path) -> geopandas.GeoDataFrame:
    """Read the monuments, straight to layer ``monuments``: classed or listed.

    Raises
    ------
    BadInputError
        If the file is not as published.
    """
    raw = read_csv(path.parent, path.name, ["chptico", "chpprot", "chpinsee", "lon", "lat"])
    degrees = float_columns(raw, ["lon", "lat"], path.name)
    table = pd.DataFrame(
        {
            "nom": raw["chptico"],
            "protection": raw["chpprot"],
            "insee": raw["chpinsee"],
            "lon": degrees["lon"],
            "lat": degrees["lat"],
        }
    )
    place = table["lat"].map("{:.6f}".format) + " " + table["lon"].map("{:.6f}".format)
    table["monument"] = table["nom"].fillna("") + " " + place
    table = table.sort_values(["monument", "protection"], kind="stable")
    table["monument"] = numbered(table["monument"])
    columns = ["monument", "nom", "protection", "insee"]
    points = with_points(table[columns], table["lon"], table["lat"])
    check_france(points, table.index, path.name, "lon")
    return points
