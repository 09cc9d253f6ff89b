"""Roads with their class and speed limit (OpenStreetMap)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from tisites.data.sources.geographic import read_lines, with_key

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas

#: Classes of OpenStreetMap that are kept, links included.
ROAD_CLASSES = ("motorway", "trunk", "primary", "secondary")


def read(path: Path) -> geopandas.GeoDataFrame:
    """Read roads with their class, straight to layer ``road_classes``.

    Parameters
    ----------
    path : Path
        OpenStreetMap as Geofabrik names it: ``osm_id``, ``fclass``, ``maxspeed`` (0: unknown),
        ``ref``. Other classes than :data:`ROAD_CLASSES` and their links are left out.

    Raises
    ------
    BadInputError
        If the file is not as published.
    """
    lines = read_lines(path, ("osm_id", "fclass", "maxspeed", "ref"))
    kinds = [name for base in ROAD_CLASSES for name in (base, f"{base}_link")]
    lines = lines[lines["fclass"].isin(kinds)]
    limit = pd.to_numeric(lines["maxspeed"], errors="coerce").astype("float64")
    table = lines.rename(columns={"fclass": "road_class"}).assign(limit_kmh=limit.where(limit > 0))
    table["road_class"] = table["road_class"].astype(object)
    return with_key(table, "way", "osm_id", ["road_class", "limit_kmh", "ref"])
