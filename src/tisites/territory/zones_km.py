"""Distance to the nearest polygon of a layer, and the disc that stands for a site."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.territory.crs import ZONES, zone_of_place
from tisites.territory.nearest import landmass

if TYPE_CHECKING:
    import geopandas
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

M2_PER_HA = 10_000.0
M_PER_KM = 1_000.0


def polygon_km(places: pd.DataFrame, polygons: geopandas.GeoDataFrame) -> Floats:
    """Return the straight-line distance from each place to the nearest polygon, 0 inside.

    Parameters
    ----------
    places : DataFrame
        n places: columns ``lon``, ``lat`` (°), ``zone``, ``x_m``, ``y_m``.
    polygons : GeoDataFrame
        EPSG:4326.

    Returns
    -------
    (n,) float64
        Kilometres, in the projection of the place; NaN where the place has no coordinates, or the
        layer no polygon on its landmass: then nothing is known, not even that it is far.

    Examples
    --------
    >>> import geopandas, shapely
    >>> from tisites.territory.crs import project
    >>> place = pd.DataFrame({"lon": [2.0, 2.5], "lat": [47.0, 47.0], "zone": 0})
    >>> place["x_m"], place["y_m"] = project(place["lon"], place["lat"], 0)
    >>> zone = geopandas.GeoDataFrame(geometry=[shapely.box(1.9, 46.9, 2.1, 47.1)], crs=4326)
    >>> polygon_km(place, zone).round(1).tolist()
    [0.0, 30.4]
    """
    return nearest_polygon(places, polygons)[1]


def nearest_polygon(
    places: pd.DataFrame, polygons: geopandas.GeoDataFrame
) -> tuple[NDArray[np.int64], Floats]:
    """Return the position of the polygon nearest to each place, -1 for none, and its distance.

    Parameters
    ----------
    places, polygons
        As in :func:`polygon_km`; of polygons at the same distance, the first.
    """
    import shapely

    km, which = np.full(len(places), np.nan), np.full(len(places), -1, dtype=np.int64)
    xy = places[["x_m", "y_m"]].to_numpy(dtype=float)
    known = np.isfinite(xy).all(axis=1)
    if not len(polygons) or not known.any():
        return which, km
    inner = polygons.geometry.representative_point()
    there = pd.DataFrame({"lon": inner.x.to_numpy(), "lat": inner.y.to_numpy()})
    there["zone"] = zone_of_place(there["lon"], there["lat"])
    lands, here = landmass(there), landmass(places)
    for land in np.unique(here[known]):
        ours, theirs = np.flatnonzero(known & (here == land)), np.flatnonzero(lands == land)
        if not theirs.size:
            continue
        epsg = ZONES[int(there["zone"].iloc[theirs[0]])].epsg
        tree = shapely.STRtree(polygons.geometry.iloc[theirs].to_crs(epsg).to_numpy())
        (rows, found), gap = tree.query_nearest(shapely.points(xy[ours]), return_distance=True)
        order = np.lexsort((found, rows))
        first = order[np.unique(rows[order], return_index=True)[1]]
        km[ours[rows[first]]] = gap[first] / M_PER_KM
        which[ours[rows[first]]] = theirs[found[first]]
    return which, km


def disc_km(surface_ha: Floats) -> Floats:
    """Return the radius of the disc of a site's area, km; 0 where the area is unknown.

    Examples
    --------
    >>> disc_km(np.array([314.159265, np.nan])).round(3).tolist()
    [1.0, 0.0]
    """
    area = np.nan_to_num(np.asarray(surface_ha, dtype=float), nan=0.0)
    return np.asarray(np.sqrt(area * M2_PER_HA / np.pi) / M_PER_KM)
