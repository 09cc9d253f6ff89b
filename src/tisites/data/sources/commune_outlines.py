"""Outlines of all communes (IGN), as GeoParquet or any geographic format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.data.readers.files import absent, read_shapes, unreadable
from tisites.data.readers.polygons import one_row_a_zone

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas


def read_commune_outlines(path: Path) -> geopandas.GeoDataFrame:
    """Read the outlines, straight to layer ``commune_outlines``.

    Parameters
    ----------
    path : Path
        Attributes ``code`` and ``nom``; GeoParquet, or a format that GDAL reads.

    Raises
    ------
    BadInputError
        If the file is not as published.
    """
    shapes = read_geoparquet(path) if path.suffix == ".parquet" else read_shapes(path, _NAMES)
    missing = [name for name in (*_NAMES, "geometry") if name not in shapes.columns]
    if missing:
        raise absent(path.name, missing)
    return one_row_a_zone(shapes[[*_NAMES, "geometry"]]).rename(columns={"code": "insee"})


_NAMES = ("code", "nom")


def read_geoparquet(path: Path) -> geopandas.GeoDataFrame:
    """Read a GeoParquet file in EPSG:4326.

    Raises
    ------
    BadInputError
        If it is none.
    """
    import geopandas
    import pyarrow as pa

    try:
        shapes = geopandas.read_parquet(path)
    except (pa.ArrowException, ValueError, KeyError, OSError) as error:
        raise unreadable(path.name, error) from error
    return shapes.to_crs("EPSG:4326") if shapes.crs is not None else shapes.set_crs("EPSG:4326")
