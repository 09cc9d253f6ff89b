"""Prices of a linear optimum, the cuts of a demand group merged into one threshold a point."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Duals:
    """Prices of one linear optimum: by program row, by packing, and thresholds by point."""

    rows: np.ndarray
    packings: np.ndarray
    threshold: np.ndarray


def merged(
    group: np.ndarray,
    thresholds: Mapping[int, np.ndarray],
    price: np.ndarray,
    serial: np.ndarray,
    of: np.ndarray,
) -> np.ndarray:
    """Merge the priced cuts of every demand group into one threshold a point.

    A mix of cuts with weights ``mu`` is never tighter than the single cut at the mean threshold
    ``sum mu t / sum mu``, for ``max(F - t, 0)`` is convex in ``t``: the full program is then
    priced in one product, whatever the number of cuts.

    Parameters
    ----------
    group : (K,) int64
        Group of every demand point.
    thresholds : mapping of int to (K,) float64
        Thresholds of each serial of cuts.
    price, serial, of : (c,) arrays
        Positive price, serial and group of each cut.

    Returns
    -------
    (K,) float64

    Examples
    --------
    >>> two = {0: np.array([1.0, 4.0]), 1: np.array([3.0, 0.0])}
    >>> zero = np.zeros(2, dtype=int)
    >>> merged(zero, two, np.array([1.0, 3.0]), np.array([0, 1]), zero)
    array([2.5, 1. ])
    """
    share = np.bincount(of, price, int(group.max(initial=-1)) + 1)
    threshold = np.zeros(group.size)
    for one in np.unique(serial):
        mine = serial == one
        part = np.zeros(share.size)
        part[of[mine]] = price[mine] / share[of[mine]]
        threshold += part[group] * thresholds[int(one)]
    return threshold
