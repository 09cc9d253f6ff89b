"""Outlines of territories, dissolved from communes and simplified without gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import geopandas
    import pandas as pd

#: Grid of coordinates, °, about 1 m. Set before simplifying, which only drops vertices: snapping
#: afterwards would move neighbours' borders apart.
GRID = 1e-5
#: Islets below this surface (square degrees, about 50 ha) are left out of outlines.
_ISLET = 6e-5


def outlines(
    polygons: geopandas.GeoSeries, group: pd.Series, tolerance: float, overseas: float
) -> geopandas.GeoSeries:
    """Dissolve polygons by group and simplify the coverage, shared borders staying shared.

    Parameters
    ----------
    polygons : geopandas.GeoSeries
        By commune, EPSG:4326.
    group : pandas.Series
        Group of each commune; null takes part in nothing.
    tolerance, overseas : float
        Of the simplification, °; finer overseas, where a whole département is an island.

    Returns
    -------
    geopandas.GeoSeries
        By group, valid, on the grid :data:`GRID`.
    """
    import geopandas
    import shapely

    group = group.reindex(polygons.index).dropna()
    shapes: dict[str, Any] = {}
    away = group.index.str.startswith("97")
    for part, width in ((group[~away], tolerance), (group[away], overseas)):
        whole = (
            polygons.reindex(part.index)
            .groupby(part)
            .agg(lambda s: shapely.union_all(s.to_numpy(), grid_size=GRID))
        )
        simple = shapely.coverage_simplify(np.array(whole.to_list(), dtype=object), width)
        shapes |= dict(zip(whole.index, simple, strict=True))
    names = sorted(shapes)
    lived = shapely.STRtree(shapely.point_on_surface(polygons.to_numpy()))
    cleaned = [_clean(shapes[name], lived) for name in names]
    return geopandas.GeoSeries(cleaned, index=names, crs=polygons.crs)


def merged(
    parts: geopandas.GeoSeries, group: pd.Series, polygons: geopandas.GeoSeries
) -> geopandas.GeoSeries:
    """Merge outlines of ``polygons`` into larger ones: départements into regions."""
    import geopandas
    import shapely

    shapes = parts.groupby(group.reindex(parts.index)).agg(
        lambda s: shapely.union_all(s.to_numpy(), grid_size=GRID)
    )
    lived = shapely.STRtree(shapely.point_on_surface(polygons.to_numpy()))
    cleaned = [_clean(shape, lived) for shape in shapes]
    return geopandas.GeoSeries(cleaned, index=shapes.index, crs=parts.crs)


def _clean(shape: Any, lived: Any) -> Any:
    """Fill the holes where no commune lies, drop islets.

    Such holes are slivers, or the few communes without a polygon; a hole with a commune in it is
    an enclave of a neighbour and stays.
    """
    import shapely

    pieces = shapely.get_parts(shape)
    large = pieces[shapely.area(pieces) >= _ISLET]
    pieces = large if len(large) else pieces[[int(np.argmax(shapely.area(pieces)))]]
    whole = [
        shapely.Polygon(
            piece.exterior,
            [h for h in piece.interiors if len(lived.query(shapely.Polygon(h), "contains"))],
        )
        for piece in pieces
    ]
    # A union, because a filled hole may have held a piece of its own.
    return shapely.union_all(whole)
