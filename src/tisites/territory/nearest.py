"""Distance to the nearest point of a layer, never across a sea that no line crosses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

#: Corsica shares the mainland's projection (zone 0) but neither its grid nor its rails.
CORSICA = 100
#: Its box: west, east, south, north, degrees EPSG:4326; neither Elba nor Sardinia is French.
CORSICA_BOX = (8.4, 9.7, 41.2, 43.15)
#: The West Indies share a projection, not a road: from this latitude south Martinique, from the
#: other north Saint-Martin and Saint-Barthélemy, between them Guadeloupe.
WEST_INDIES = 1
MARTINIQUE, NORTHERN_ISLANDS = 101, 102
MARTINIQUE_BELOW, NORTHERN_ABOVE = 15.2, 17.5


def landmass(places: pd.DataFrame) -> Ints:
    """Return the landmass of each place: its projection zone, islands apart.

    Parameters
    ----------
    places : DataFrame
        Columns ``lon``, ``lat`` (°) and ``zone``.

    Examples
    --------
    >>> import pandas as pd
    >>> towns = pd.DataFrame({"lon": [2.35, 8.74], "lat": [48.86, 41.92], "zone": [0, 0]})
    >>> landmass(towns).tolist()
    [0, 100]
    """
    west, east, south, north = CORSICA_BOX
    zone = places["zone"].to_numpy(dtype=np.int64)
    inside = places["lon"].between(west, east) & places["lat"].between(south, north)
    land = np.where((zone == 0) & inside.to_numpy(), CORSICA, zone)
    antilles = zone == WEST_INDIES
    south = (places["lat"] < MARTINIQUE_BELOW).to_numpy()
    north = (places["lat"] > NORTHERN_ABOVE).to_numpy()
    land = np.where(antilles & south, MARTINIQUE, land)
    return np.where(antilles & north, NORTHERN_ISLANDS, land)


def nearest_km(places: pd.DataFrame, layer: pd.DataFrame) -> Floats:
    """Return the straight-line distance from each place to the nearest point of a layer.

    Parameters
    ----------
    places, layer : DataFrame
        Columns ``lon``, ``lat`` (°), ``zone``, ``x_m``, ``y_m`` (metres in the zone's projection).

    Returns
    -------
    (n,) float64
        Kilometres; NaN where the place has no coordinates, or the layer no point on its landmass:
        then nothing is known, not even that it is far.

    Examples
    --------
    >>> import pandas as pd
    >>> def at(x_m, zone):
    ...     return pd.DataFrame({"lon": 2.0, "lat": 47.0, "zone": zone, "x_m": x_m, "y_m": 0.0})
    >>> nearest_km(at([0.0, 9e3, 0.0], [0, 0, 3]), at([1e3, 7e3], [0, 0])).tolist()
    [1.0, 2.0, nan]
    """
    from scipy.spatial import cKDTree

    km = np.full(len(places), np.nan)
    here, there = landmass(places), landmass(layer)
    xy, points = _xy(places), _xy(layer)
    placed, known = np.isfinite(xy).all(axis=1), np.isfinite(points).all(axis=1)
    for land in np.unique(there[known]):
        ours = placed & (here == land)
        tree = cKDTree(points[known & (there == land)])
        km[ours] = tree.query(xy[ours])[0] / 1000.0
    return km


def _xy(places: pd.DataFrame) -> Floats:
    return places[["x_m", "y_m"]].to_numpy(dtype=float)
