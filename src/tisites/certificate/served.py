"""The access term by column: what every column offers above thresholds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tisites.model.terms import Access

#: Pairs handled at once, to bound memory.
CHUNK = 4_000_000


@dataclass(frozen=True)
class Served:
    """Service ``F[k, i] = demand[k] * f[k, i]`` of every column, its pairs in a row.

    Parameters
    ----------
    start : (n + 1,) int64
        Where each column's pairs begin.
    point : (q,) int
        Demand point of each pair.
    amount : (q,) float64
        Service of each pair, not negative, each within a rounding of the true product.
    points : int
        Number of demand points.
    weight : float
        Points of objective for one unit of service.
    ceiling : (n,) float64
        What each column offers in all.
    """

    start: np.ndarray
    point: np.ndarray
    amount: np.ndarray
    points: int
    weight: float
    ceiling: np.ndarray

    @cached_property
    def longest(self) -> int:
        """Return the greatest number of pairs of a column."""
        return int(np.diff(self.start).max(initial=0))

    @cached_property
    def best(self) -> np.ndarray:
        """Return the most that any column offers each point, (points,)."""
        best = np.zeros(self.points)
        np.maximum.at(best, self.point, self.amount)
        return best

    def above(self, threshold: np.ndarray) -> np.ndarray:
        """Return ``sum_k max(F_ki - t_k, 0)`` of every column, (n,).

        Examples
        --------
        >>> two = Served(np.array([0, 2, 3]), np.array([0, 1, 1]), np.array([5.0, 1.0, 4.0]),
        ...     2, 1.0, np.array([6.0, 4.0]))
        >>> two.above(np.array([2.0, 3.0]))
        array([3., 1.])
        """
        n = self.start.size - 1
        out = np.zeros(n)
        ends = np.searchsorted(self.start, np.arange(0, int(self.start[-1]) + CHUNK, CHUNK))
        ends = np.unique(np.append(np.clip(ends, 0, n), n))
        for first, last in zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True):
            low, high = int(self.start[first]), int(self.start[last])
            excess = self.amount[low:high] - threshold[self.point[low:high]]
            np.maximum(excess, 0.0, out=excess)
            begin = self.start[first:last] - low
            full = np.flatnonzero(self.start[first + 1 : last + 1] - low > begin)
            if full.size:
                out[first + full] = np.add.reduceat(excess, begin[full])
        return out

    def of(self, columns: np.ndarray) -> Served:
        """Return the service of some columns, renumbered."""
        begin, length = self.start[columns], self.start[columns + 1] - self.start[columns]
        start = np.concatenate([[0], np.cumsum(length)]).astype(np.int64)
        at = np.arange(start[-1]) + np.repeat(begin - start[:-1], length)
        return Served(
            start, self.point[at], self.amount[at], self.points, self.weight, self.ceiling[columns]
        )


def served(access: Access) -> Served:
    """Store an access term by column."""
    by_column = access.f.tocsc()
    demand = np.asarray(access.demand, dtype=float)
    amount = np.asarray(by_column.data, dtype=float) * demand[by_column.indices]
    start = by_column.indptr.astype(np.int64)
    number = np.repeat(np.arange(start.size - 1), np.diff(start))
    ceiling = np.bincount(number, amount, start.size - 1).astype(float)
    return Served(start, by_column.indices, amount, demand.size, float(access.weight), ceiling)
