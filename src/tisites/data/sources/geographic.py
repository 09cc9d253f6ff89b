"""Geographic files of published sources: some attributes, GeoParquet or what GDAL reads; lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.data.readers.files import absent, read_shapes, unreadable
from tisites.data.sources.points import numbered

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas


def read_geographic(path: Path, names: tuple[str, ...]) -> geopandas.GeoDataFrame:
    """Read some attributes and the geometry, in EPSG:4326.

    Raises
    ------
    BadInputError
        If the file is unreadable or lacks one of them.
    """
    shapes = read_geoparquet(path) if path.suffix == ".parquet" else read_shapes(path, names)
    missing = [name for name in (*names, "geometry") if name not in shapes.columns]
    if missing:
        raise absent(path.name, missing)
    return shapes[[*names, "geometry"]]


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


def read_lines(path: Path, names: tuple[str, ...]) -> geopandas.GeoDataFrame:
    """Read some attributes of lines; other geometries are left out.

    Raises
    ------
    BadInputError
        If the file is not as published, or holds no line.
    """
    kept = read_geographic(path, names)
    kept = kept[kept.geometry.geom_type.isin(["LineString", "MultiLineString"])]
    if kept.empty:
        raise absent(path.name, ["LineString"])
    return kept


def with_key(
    table: geopandas.GeoDataFrame, key: str, of: str, columns: list[str]
) -> geopandas.GeoDataFrame:
    """Number the pieces of each line in the order of their bytes, whatever the order of rows."""
    import shapely

    order = table.assign(_bytes=shapely.to_wkb(table.geometry.to_numpy()))
    table = table.loc[order.sort_values([of, "_bytes"], kind="stable").index]
    table = table.assign(**{key: numbered(table[of].astype(object))})
    return table[[key, *columns, "geometry"]].reset_index(drop=True)
