"""Distances over the sphere: whole countries, overseas included, in one measure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

#: Mean radius of the Earth (IUGG).
EARTH_KM = 6371.0088


def great_circle_km(
    lon: ArrayLike, lat: ArrayLike, lon_2: ArrayLike, lat_2: ArrayLike
) -> np.ndarray:
    """Return the distance of every point of one set from every one of another, in km.

    On the sphere of the same volume (haversine): within 0.6 % of the ellipsoid.

    Parameters
    ----------
    lon, lat : (n,) array_like
    lon_2, lat_2 : (m,) array_like
        Degrees (RGF93); NaN where unknown.

    Returns
    -------
    (n, m) float64
        NaN where a point is unknown.

    Examples
    --------
    >>> great_circle_km([0.0], [48.0], [0.0, np.nan], [49.0, 1.0]).round(1)
    array([[111.2,   nan]])
    """
    a, b = np.radians(lat)[:, None], np.radians(lat_2)[None, :]
    half = np.radians(np.asarray(lon_2)[None, :] - np.asarray(lon)[:, None]) / 2
    h = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(half) ** 2
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(h, 0.0, 1.0))))
