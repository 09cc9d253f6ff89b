"""Outlines of communes: how far a point lies from its own, and which commune holds it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.territory.crs import ZONES, project, zone_of_place

if TYPE_CHECKING:
    import geopandas
    import pandas as pd
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

_M_PER_KM = 1_000.0


@dataclass(frozen=True)
class CommuneShapes:
    """The outlines of communes, by code.

    Parameters
    ----------
    table : GeoDataFrame
        Index ``insee``, polygons in EPSG:4326, simplified to some 50 m: near a border they decide
        nothing.
    """

    table: geopandas.GeoDataFrame

    @cached_property
    def _shapes(self) -> NDArray[Any]:
        return self.table.geometry.to_numpy()

    @cached_property
    def _tree(self) -> Any:
        import shapely

        return shapely.STRtree(self._shapes)

    def km_beyond(self, insee: pd.Series, lon: ArrayLike, lat: ArrayLike) -> Floats:
        """Return how far each point lies from the outline of its own commune, 0 inside.

        Parameters
        ----------
        insee : (n,) Series of str
            Commune of each point.
        lon, lat : (n,) array of float
            Degrees; NaN where unknown.

        Returns
        -------
        (n,) float64
            Kilometres, in the official projection of the commune; infinite in another territory;
            NaN where the point is unknown or the commune has no outline.

        Examples
        --------
        >>> import geopandas, pandas as pd, shapely
        >>> box = shapely.box(2.0, 47.0, 2.1, 47.1)
        >>> shapes = CommuneShapes(
        ...     geopandas.GeoDataFrame(geometry=[box], index=["18001"], crs="EPSG:4326")
        ... )
        >>> codes = pd.Series(["18001", "18001", "18001", "99999"])
        >>> lon, lat = [2.05, 2.2, 55.5, 2.05], [47.05, 47.05, -21.1, 47.05]
        >>> shapes.km_beyond(codes, lon, lat).round(1).tolist()
        [0.0, 7.6, inf, nan]
        """
        import shapely

        east, north = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
        rows = self.table.index.get_indexer(insee.to_numpy(dtype=object))
        km = np.full(len(insee), np.nan)
        known = np.flatnonzero((rows >= 0) & np.isfinite(east) & np.isfinite(north))
        points, own = shapely.points(east[known], north[known]), self._shapes[rows[known]]
        inside = shapely.intersects(own, points)
        km[known[inside]] = 0.0
        beyond, own = known[~inside], own[~inside]
        if beyond.size:
            km[beyond] = _projected_km(own, east[beyond], north[beyond])
        return km

    def at(self, lon: ArrayLike, lat: ArrayLike) -> tuple[NDArray[Any], Floats]:
        """Return the commune that holds each point, or the nearest, and how far its outline is.

        Returns
        -------
        insee : (n,) object
            Codes; None where the point is unknown.
        km : (n,) float64
            0 inside; NaN where the point is unknown.
        """
        import shapely

        east, north = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
        code, km = np.full(east.size, None, dtype=object), np.full(east.size, np.nan)
        known = np.flatnonzero(np.isfinite(east) & np.isfinite(north))
        if not known.size or not len(self.table):
            return code, km
        points = shapely.points(east[known], north[known])
        (asked, found) = self._tree.query_nearest(points)
        first = np.unique(asked, return_index=True)[1]  # on a border: the first of the file
        rows, shapes = known[asked[first]], self._shapes[found[first]]
        code[rows] = self.table.index.to_numpy()[found[first]]
        inside = shapely.intersects(shapes, points[asked[first]])
        km[rows[inside]] = 0.0
        out = rows[~inside]
        if out.size:
            km[out] = _projected_km(shapes[~inside], east[out], north[out])
        return code, km

    def shares(self, shapes: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[Any], Floats]:
        """Return which communes each polygon lies on, and the share of its area in each.

        Parameters
        ----------
        shapes : (n,) array of shapely geometries
            Polygons in EPSG:4326, null where there is none.

        Returns
        -------
        row, insee, share : (k,) arrays
            One a polygon and commune, by row, the largest share first; shares are of the area in
            degrees, whose scale is the same all over a site.
        """
        import shapely

        valid = shapely.make_valid(shapes)
        row, found = self._tree.query(valid, predicate="intersects")
        part = shapely.area(shapely.intersection(valid[row], self._shapes[found]))
        share = part / np.maximum(shapely.area(valid[row]), np.finfo(float).tiny)
        insee = self.table.index.to_numpy()[found]
        order = np.lexsort((insee.astype(str), -share, row))
        return row[order], insee[order], share[order]


def _projected_km(shapes: NDArray[Any], lon: Floats, lat: Floats) -> Floats:
    """Return distances from points to outlines, in the projection of the outline's territory."""
    import geopandas
    import shapely

    inner = shapely.get_coordinates(shapely.point_on_surface(shapes))
    zone = zone_of_place(inner[:, 0], inner[:, 1])
    km = np.full(lon.size, np.inf)
    here = zone_of_place(lon, lat)
    for index in np.unique(zone):
        rows = np.flatnonzero((zone == index) & (here == index))
        if rows.size:
            outlines = geopandas.GeoSeries(shapes[rows], crs=4326).to_crs(ZONES[index].epsg)
            x_m, y_m = project(lon[rows], lat[rows], int(index))
            gap = shapely.distance(outlines.to_numpy(), shapely.points(x_m, y_m))
            km[rows] = gap / _M_PER_KM
    return km
