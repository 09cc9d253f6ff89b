"""Priced cuts of a kernel merged into one threshold a point, in one gathering."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tisites.certificate.served import Served


class Merging:
    """Thresholds of cuts, kept where some column of a kernel serves.

    Parameters
    ----------
    service : Served
        The service of the kernel's columns.
    group : (points,) int64
        Demand group of every point.
    groups : int
        Number of groups.
    """

    def __init__(self, service: Served, group: np.ndarray, groups: int) -> None:
        self._served = np.flatnonzero(service.best > 0)
        self._served = self._served[np.argsort(group[self._served], kind="stable")]
        own = group[self._served]
        self._start = np.searchsorted(own, np.arange(groups + 1))
        self._best, self._own = service.best[self._served], own
        self._points, self._groups = group.size, groups
        self._table = np.empty((16, self._served.size))
        self._known = 0

    def threshold(
        self, thresholds: list[np.ndarray], cut: np.ndarray, group: np.ndarray, price: np.ndarray,
        weight: float,
    ) -> np.ndarray:  # fmt: skip
        """Merge cuts by their prices; a group's unpriced share goes to the best there is.

        ``max(F - t, 0)`` is convex in ``t``: the cut at the mean threshold is no weaker than the
        mean of the cuts, and the cut at the best service says ``theta <= sum of the best``.

        Parameters
        ----------
        thresholds : list of (points,) float64
            Of each cut; earlier ones do not change.
        cut, group : (c,) int64
            Number and group of the priced rows.
        price : (c,) float64
            Above 0.
        weight : float
            What one unit of a group's column is worth.

        Returns
        -------
        (points,) float64
        """
        self._learn(thresholds)
        total = np.maximum(np.bincount(group, price, self._groups), weight)
        share = price / total[group]
        left = np.maximum(1.0 - np.bincount(group, share, self._groups), 0.0)
        length = self._start[group + 1] - self._start[group]
        first = np.cumsum(length) - length
        at = np.arange(int(length.sum())) + np.repeat(self._start[group] - first, length)
        part = np.repeat(share, length) * self._table[np.repeat(cut, length), at]
        merged = left[self._own] * self._best
        merged += np.bincount(at, part, self._served.size)
        out = np.zeros(self._points)
        out[self._served] = merged
        return out

    def _learn(self, thresholds: list[np.ndarray]) -> None:
        """Keep the thresholds that are new."""
        if len(thresholds) > self._table.shape[0]:
            wider = np.empty((2 * len(thresholds), self._served.size))
            wider[: self._known] = self._table[: self._known]
            self._table = wider
        for k in range(self._known, len(thresholds)):
            self._table[k] = thresholds[k][self._served]
        self._known = len(thresholds)
