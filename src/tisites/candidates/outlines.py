"""Outlines of sites: repaired, united, measured once however often a part is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.candidates.position import zone_of_point
from tisites.candidates.values import M2_PER_HA
from tisites.territory.crs import ZONES

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from tisites.territory.territory import Territory

#: Share of the area beyond which parts overlap: less is a shared border.
_OVERLAP = 1e-6
_POLYGON, _SEVERAL, _COLLECTION = 3, 6, 7


@dataclass(frozen=True, slots=True)
class Outlines:
    """The outlines of the sites.

    Parameters
    ----------
    shapes : (n,) array of shapely geometries
        Valid polygons, EPSG:4326; null where a site has none.
    mended : (n,) bool
        Drawn with a border that crosses itself, or with parts that overlap.
    """

    shapes: NDArray[Any]
    mended: NDArray[np.bool_]


def outlines_of(*drawn: NDArray[Any] | None) -> Outlines | None:
    """Return the outline of each site: of the first drawings that have one in its row.

    Parameters
    ----------
    drawn : (n,) arrays of shapely geometries, or None
        EPSG:4326, best first. Points and lines are no outlines.

    Returns
    -------
    Outlines or None
        ``None`` if no site has an outline.

    Examples
    --------
    >>> import shapely
    >>> twice = shapely.from_wkt("MULTIPOLYGON(((0 0,2 0,2 2,0 2,0 0)),((0 0,2 0,2 2,0 2,0 0)))")
    >>> tie = shapely.from_wkt("POLYGON((0 0,2 2,2 0,0 2,0 0))")
    >>> found = outlines_of(np.array([twice, tie, shapely.Point(0, 0)], dtype=object))
    >>> [None if s is None else s.area for s in found.shapes], found.mended.tolist()
    ([4.0, 2.0, None], [True, True, False])
    """
    import shapely

    shapes: NDArray[Any] | None = None
    for geometry in drawn:
        if geometry is None:
            continue
        if shapes is None:
            shapes = np.full(len(geometry), None, dtype=object)
        free = shapely.is_missing(shapes) & ~shapely.is_missing(geometry)
        kind = shapely.get_type_id(geometry)
        free &= np.isin(kind, (_POLYGON, _SEVERAL, _COLLECTION)) & ~shapely.is_empty(geometry)
        shapes[free] = geometry[free]
    if shapes is None or shapely.is_missing(shapes).all():
        return None
    kind = shapely.get_type_id(shapes)
    plain = ((kind == _POLYGON) & shapely.is_valid(shapes)) | shapely.is_missing(shapes)
    mended = np.zeros(len(shapes), dtype=bool)
    for row in np.flatnonzero(~plain):
        shapes[row], mended[row] = _united(shapes[row])
    return None if shapely.is_missing(shapes).all() else Outlines(shapes, mended)


def _united(shape: Any) -> tuple[Any, bool]:
    """Return the union of the repaired polygons of a shape, null without any."""
    import shapely

    parts = _polygons(shape)
    if not len(parts):
        return None, False
    crossed = not shapely.is_valid(parts).all()
    valid = _polygons(shapely.make_valid(parts))
    if not len(valid):
        return None, True
    # of a valid multipolygon nothing is changed
    if not crossed and shapely.get_type_id(shape) == _SEVERAL and shapely.is_valid(shape):
        return shape, False
    union = shapely.union_all(valid)
    separate = float(shapely.area(valid).sum())
    return union, crossed or separate - union.area > _OVERLAP * separate


def _polygons(shape: Any) -> NDArray[Any]:
    """Return the polygons in a shape, collections of collections opened."""
    import shapely

    parts = np.atleast_1d(np.asarray(shape, dtype=object))
    while np.isin(shapely.get_type_id(parts), (_SEVERAL, _COLLECTION)).any():
        parts = shapely.get_parts(parts)
    found = parts[(shapely.get_type_id(parts) == _POLYGON) & ~shapely.is_empty(parts)]
    return np.asarray(found, dtype=object)


def area_ha(shapes: NDArray[Any], insee: pd.Series, territory: Territory) -> NDArray[np.float64]:
    """Return areas in the official projection of each site's commune, or else of its place.

    Parameters
    ----------
    shapes : (n,) array of shapely polygons
        EPSG:4326, null for none.
    insee : (n,) Series of str
        Commune of each.
    territory : Territory
        Communes with their zone.

    Returns
    -------
    (n,) float64
        Hectares; NaN without an outline, or where the territory is unknown.
    """
    import geopandas
    import shapely

    zone = territory.communes["zone"].reindex(insee).to_numpy(dtype=float, copy=True)
    area = np.full(len(shapes), np.nan)
    drawn = ~shapely.is_missing(shapes)
    lost = drawn & ~(zone >= 0)
    if lost.any():
        centre = shapely.centroid(shapes[lost])
        zone[lost] = zone_of_point(shapely.get_x(centre), shapely.get_y(centre))
    for index in np.unique(zone[drawn & (zone >= 0)]).astype(int):
        here = drawn & (zone == index)
        flat = geopandas.GeoSeries(shapes[here], crs=4326).to_crs(ZONES[index].epsg)
        area[here] = flat.area.to_numpy() / M2_PER_HA
    return np.where(np.isfinite(area), area, np.nan)
