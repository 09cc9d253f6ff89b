"""Polygons as published, made fit for a layer: flat, valid, one row a zone, in a stable order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    import geopandas
    from numpy.typing import NDArray


def one_row_a_zone(shapes: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    """Return one valid, flat polygon for each ``code``, whatever the order of the file.

    Published zones cross themselves, carry heights, or come in several pieces under one code: the
    pieces are joined, the first value of other columns in alphabetical order is kept.

    Parameters
    ----------
    shapes : geopandas.GeoDataFrame
        Column ``code``, never null; others are text; polygons.

    Returns
    -------
    geopandas.GeoDataFrame
        Sorted by ``code``; zones without any area are left out.

    Examples
    --------
    >>> import geopandas, shapely
    >>> boxes = [shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)]
    >>> zones = geopandas.GeoDataFrame({"code": ["a", "a"]}, geometry=boxes, crs="EPSG:4326")
    >>> shapely.area(one_row_a_zone(zones).geometry.to_numpy()).tolist()
    [2.0]
    """
    import geopandas
    import shapely

    flat = areas_of(shapes.geometry.to_numpy())
    kept = ~shapely.is_empty(flat)
    columns = [name for name in shapes.columns if name != "geometry"]
    table = pd.DataFrame(shapes[columns])[kept].reset_index(drop=True)
    flat = flat[kept]
    table["_bytes"] = shapely.to_wkb(flat)
    order = table.fillna("").sort_values([*columns, "_bytes"], kind="stable").index
    table, flat = table.loc[order].drop(columns="_bytes"), flat[order.to_numpy()]
    starts = np.flatnonzero(~table["code"].duplicated().to_numpy())
    stops = np.append(starts[1:], len(table))
    joined = [
        flat[a] if b - a == 1 else shapely.union_all(flat[a:b])
        for a, b in zip(starts, stops, strict=True)
    ]
    return geopandas.GeoDataFrame(
        table.iloc[starts].reset_index(drop=True),
        geometry=np.array(joined, dtype=object),
        crs=shapes.crs,
    )


def areas_of(shapes: NDArray[Any]) -> NDArray[Any]:
    """Return the part of each geometry that has an area, valid and without heights.

    Examples
    --------
    >>> import shapely
    >>> bow = shapely.from_wkt("POLYGON ((0 0, 1 1, 1 0, 0 1, 0 0))")
    >>> areas_of(np.array([bow, None], dtype=object))[0].geom_type
    'MultiPolygon'
    """
    import shapely

    filled = np.where(shapely.is_missing(shapes), shapely.Polygon(), shapes)
    valid = shapely.make_valid(shapely.force_2d(filled))
    mixed = shapely.get_type_id(valid) == shapely.GeometryType.GEOMETRYCOLLECTION
    mixed &= ~shapely.is_empty(valid)
    plain = np.isin(shapely.get_type_id(valid), (3, 6))
    out = np.where(plain, valid, shapely.Polygon())
    for k in np.flatnonzero(mixed):
        parts = shapely.get_parts(shapely.get_parts(valid[k]))
        areas = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
        out[k] = shapely.union_all(areas) if areas.size else shapely.Polygon()
    return out
