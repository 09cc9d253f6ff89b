"""Piecewise-linear value functions on fixed scales."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping


def value_at(scale: Mapping[float, float], quantity: np.ndarray) -> np.ndarray:
    """Return the value of each quantity on a fixed scale, NaN where it is unknown.

    Linear between the declared points, constant beyond the first and the last: the scale never
    depends on the list of candidates, so that adding a poor site reorders nothing.

    Parameters
    ----------
    scale : mapping of float to float
        Points (quantity in its unit, value in [0, 1]), at least two.
    quantity : (n,) float64
        Quantities, NaN where unknown.

    Returns
    -------
    (n,) float64
        Values in [0, 1].

    Examples
    --------
    >>> value_at({0: 1.0, 10: 0.5, 30: 0.0}, np.array([-1.0, 5.0, 20.0, 99.0, np.nan])).tolist()
    [1.0, 0.75, 0.25, 0.0, nan]
    """
    points = sorted(scale)
    known = np.asarray(quantity, dtype=np.float64)
    return np.interp(known, points, [scale[point] for point in points])


def value_range(
    scale: Mapping[float, float], low: np.ndarray, high: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the least and the greatest value over each interval of quantities.

    The function need not be monotone: its points inside the interval count too. An unknown end
    is open, so a fully unknown quantity spans the whole scale.

    Parameters
    ----------
    scale : mapping of float to float
        Points of the value function.
    low, high : (n,) float64
        Ends of the intervals, NaN where unknown.

    Returns
    -------
    least, greatest : (n,) float64

    Examples
    --------
    >>> least, greatest = value_range({0: 0.0, 5: 1.0, 9: 0.2}, np.array([4.0]), np.array([9.0]))
    >>> float(least[0]), float(greatest[0])
    (0.2, 1.0)
    """
    points = np.array(sorted(scale))
    values = np.array([scale[point] for point in points])
    low = np.where(np.isnan(low), -np.inf, low)
    high = np.where(np.isnan(high), np.inf, high)
    ends = (np.interp(low, points, values), np.interp(high, points, values))
    least, greatest = np.minimum(*ends), np.maximum(*ends)
    for point, value in zip(points, values, strict=True):
        inside = (low <= point) & (point <= high)
        least = np.where(inside, np.minimum(least, value), least)
        greatest = np.where(inside, np.maximum(greatest, value), greatest)
    return least, greatest
