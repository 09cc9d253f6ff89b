"""Lines of published networks: rail lines with their speed, roads with their class."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from tisites.data.readers.files import absent, read_shapes
from tisites.data.sources.commune_outlines import read_geoparquet
from tisites.data.sources.points import numbered

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas

#: Classes of OpenStreetMap that are kept, links included.
ROAD_CLASSES = ("motorway", "trunk", "primary", "secondary")


def read_rail_lines(path: Path) -> geopandas.GeoDataFrame:
    """Read the sections of the national rail network, straight to layer ``rail_lines``.

    Parameters
    ----------
    path : Path
        SNCF Réseau, maximal speeds: ``code_ligne``, ``lib_ligne``, ``v_max`` (km/h), lines.

    Raises
    ------
    BadInputError
        If the file is not as published.
    """
    lines = _lines(path, ("code_ligne", "lib_ligne", "v_max"))
    table = lines.rename(columns={"code_ligne": "line", "lib_ligne": "nom", "v_max": "kmh"})
    table["kmh"] = pd.to_numeric(table["kmh"], errors="coerce").astype("float64")
    return _with_key(table, "section", "line", ["line", "nom", "kmh"])


def read_road_classes(path: Path) -> geopandas.GeoDataFrame:
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
    lines = _lines(path, ("osm_id", "fclass", "maxspeed", "ref"))
    kinds = [name for base in ROAD_CLASSES for name in (base, f"{base}_link")]
    lines = lines[lines["fclass"].isin(kinds)]
    limit = pd.to_numeric(lines["maxspeed"], errors="coerce").astype("float64")
    table = lines.rename(columns={"fclass": "road_class"}).assign(limit_kmh=limit.where(limit > 0))
    table["road_class"] = table["road_class"].astype(object)
    return _with_key(table, "way", "osm_id", ["road_class", "limit_kmh", "ref"])


def _lines(path: Path, names: tuple[str, ...]) -> geopandas.GeoDataFrame:
    shapes = read_geoparquet(path) if path.suffix == ".parquet" else read_shapes(path, names)
    missing = [name for name in (*names, "geometry") if name not in shapes.columns]
    if missing:
        raise absent(path.name, missing)
    kept = shapes[[*names, "geometry"]]
    kept = kept[kept.geometry.geom_type.isin(["LineString", "MultiLineString"])]
    if kept.empty:
        raise absent(path.name, ["LineString"])
    return kept


def _with_key(
    table: geopandas.GeoDataFrame, key: str, of: str, columns: list[str]
) -> geopandas.GeoDataFrame:
    """Number the pieces of each line in the order of their bytes, whatever the order of rows."""
    import shapely

    order = table.assign(_bytes=shapely.to_wkb(table.geometry.to_numpy()))
    table = table.loc[order.sort_values([of, "_bytes"], kind="stable").index]
    table = table.assign(**{key: numbered(table[of].astype(object))})
    return table[[key, *columns, "geometry"]].reset_index(drop=True)
