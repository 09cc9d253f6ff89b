"""Toll plazas of OpenStreetMap."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from tisites.data.build.raw import float_columns, read_csv
from tisites.data.sources.toll_plazas import plazas

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas


def read(path: Path) -> geopandas.GeoDataFrame:
    """Read OpenStreetMap's plazas, straight to layer ``toll_plazas_osm``; kind by name alone.

    Raises
    ------
    BadInputError
        If the file is not as published.
    """
    raw = read_csv(path.parent, path.name, ["osm_name", "lat", "lon", "nbs_booth"])
    numbers = float_columns(raw, ["lat", "lon", "nbs_booth"], path.name)
    across = raw["osm_name"].str.contains(r"(?i)barri[eè]re|pleine voie", na=False)
    kind = across.map({True: "barrier", False: None})
    table = pd.DataFrame(
        {"nom": raw["osm_name"], "kind": kind, "booths": numbers["nbs_booth"]}, index=raw.index
    )
    return plazas(table, numbers["lon"], numbers["lat"], path.name, "EPSG:4326")
