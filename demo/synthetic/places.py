"""Where synthetic objects lie: seeded draws of communes and of points inside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

KM_PER_DEGREE = 111.32


def places_table(communes: pd.DataFrame) -> pd.DataFrame:
    """Return the communes that can receive a point, by code: row order of the input is forgotten.

    Parameters
    ----------
    communes : pandas.DataFrame
        ``insee`` (column or index), ``dep``, ``reg``, ``population``, ``surface_ha`` (ha), and
        either ``lon``, ``lat`` (°) or a point ``geometry``.

    Returns
    -------
    pandas.DataFrame
        Those columns with ``lon`` and ``lat``, sorted by ``insee``; communes without point,
        surface or inhabitants left out.

    Raises
    ------
    ValueError
        If no commune remains.
    """
    table = communes if "insee" in communes.columns else communes.rename_axis("insee").reset_index()
    if "lon" not in table.columns:
        points = table["geometry"]
        empty = points.isna() | points.is_empty
        known = points[~empty]
        table = pd.DataFrame(table.drop(columns="geometry"))
        table["lon"] = known.x.reindex(table.index)
        table["lat"] = known.y.reindex(table.index)
    wanted = ["insee", "dep", "reg", "population", "surface_ha", "lon", "lat"]
    table = pd.DataFrame(table[wanted]).dropna()
    table = table[(table["population"] > 0) & (table["surface_ha"] > 0)]
    if table.empty:
        raise ValueError("no commune has a point, a surface and inhabitants")
    return table.sort_values("insee", ignore_index=True)


def apportion(weights: NDArray[np.float64], n: int) -> NDArray[np.int64]:
    """Share out ``n`` by largest remainders, ties to the first.

    Parameters
    ----------
    weights : ndarray of shape (k,)
        Non-negative, not all zero.
    n : int
        What to share out.

    Returns
    -------
    ndarray of shape (k,)
        Integers summing to ``n``.

    Examples
    --------
    >>> apportion(np.array([2.0, 1.0, 1.0]), 5).tolist()
    [3, 1, 1]
    """
    exact = weights / weights.sum() * n
    whole = np.floor(exact).astype(np.int64)
    rest = n - int(whole.sum())
    first = np.argsort(-(exact - whole), kind="stable")[:rest]
    whole[first] += 1
    return whole


def weighted_rows(
    weights: NDArray[np.float64], n: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Draw ``n`` row numbers with replacement, with probabilities proportional to ``weights``."""
    cumulative = np.cumsum(weights)
    drawn = np.searchsorted(cumulative, rng.random(n) * cumulative[-1], side="right")
    return np.minimum(drawn, len(weights) - 1).astype(np.int64)


def scattered(
    places: pd.DataFrame, rows: NDArray[np.int64], scale: float, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Scatter points around the communes' points.

    The distance follows a Rayleigh law of scale ``scale`` · √(surface / π), the direction is
    uniform; distances beyond 1.5 radii are brought back to 1.5 so that few leave the commune.

    Returns
    -------
    tuple of ndarray of shape (len(rows),)
        Longitudes and latitudes, °, rounded to 1e-6.
    """
    radius_km = np.sqrt(places["surface_ha"].to_numpy(float)[rows] / 100.0 / np.pi)
    distance = radius_km * np.minimum(rng.rayleigh(scale, len(rows)), 1.5)
    angle = rng.random(len(rows)) * 2.0 * np.pi
    lat0 = places["lat"].to_numpy(float)[rows]
    lat = lat0 + distance * np.sin(angle) / KM_PER_DEGREE
    lon = places["lon"].to_numpy(float)[rows] + distance * np.cos(angle) / (
        KM_PER_DEGREE * np.cos(np.radians(lat0))
    )
    return np.round(lon, 6), np.round(lat, 6)
