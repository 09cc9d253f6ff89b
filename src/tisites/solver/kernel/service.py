"""The access term projected out: stored by column, priced in one product."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tisites.solver.kernel.block import ServiceBlock

if TYPE_CHECKING:
    from tisites.model.terms import Access

#: Up to this many demand points each has its own continuous column: a tighter, sparser model.
POINTWISE = 6000
#: Fewer groups than this over more points are split into about so many neighbourhoods.
FEW, NEIGHBOURHOODS = 50, 1500
#: Pairs handled at once when pricing, to bound memory; NumPy frees the interpreter meanwhile.
CHUNK, CORES = 8_000_000, 2


@dataclass(frozen=True, slots=True)
class Service:
    """Weighted service ``F[k, i] = demand[k] * f[k, i]``, stored by column.

    For any thresholds ``t >= 0``, every selection satisfies, for each demand group,
    ``theta <= sum_k t_k + sum_i sum_k max(F_ki - t_k, 0) x_i``: the best chosen service of a
    point is at most ``t_k`` plus what the chosen sites offer above it.

    Parameters
    ----------
    start : (n + 1,) int64
        Where each column's pairs begin.
    point : (q,) int32
        Demand point of each pair.
    amount : (q,) float64
        Weighted service of each pair, positive.
    group : (K,) int64
        Continuous column that each point is summed into.
    n_groups : int
        How many of them.
    weight : float
        Objective points for one unit of service.
    """

    start: np.ndarray
    point: np.ndarray
    amount: np.ndarray
    group: np.ndarray
    n_groups: int
    weight: float

    @property
    def n_points(self) -> int:
        """Number of demand points."""
        return int(self.group.size)

    def block(self, columns: np.ndarray) -> ServiceBlock:
        """Copy the pairs of a few columns, for fast repeated use."""
        begin, length = self.start[columns], self.start[columns + 1] - self.start[columns]
        total = int(length.sum())
        shift = np.repeat(begin - np.concatenate([[0], np.cumsum(length)[:-1]]), length)
        index = np.arange(total) + shift
        return ServiceBlock(
            self.point[index].astype(np.int64),
            np.repeat(np.arange(columns.size), length),
            self.amount[index],
            int(columns.size),
            self.group,
            self.n_groups,
        )

    def price(self, threshold: np.ndarray) -> np.ndarray:
        """Return ``sum_k max(F_ki - t_k, 0)`` for every column, in one pass.

        Parameters
        ----------
        threshold : (K,) float64

        Returns
        -------
        (n,) float64
        """
        n = self.start.size - 1
        out = np.zeros(n)
        pairs = int(self.start[-1])
        size = min(CHUNK, max(1 + pairs // CORES, 1_000_000))
        ends = np.searchsorted(self.start, np.arange(0, pairs + size, size))
        ends = np.unique(np.append(np.clip(ends, 0, n), n))
        parts = list(zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True))

        def one(part: tuple[int, int]) -> None:
            self._price_part(threshold, out, *part)

        if len(parts) == 1:
            one(parts[0])
        elif parts:
            with ThreadPoolExecutor(CORES) as pool:  # each part writes its own columns
                list(pool.map(one, parts))
        return out

    def _price_part(self, threshold: np.ndarray, out: np.ndarray, first: int, last: int) -> None:
        low, high = int(self.start[first]), int(self.start[last])
        excess = threshold[self.point[low:high]]
        np.subtract(self.amount[low:high], excess, out=excess)
        np.maximum(excess, 0.0, out=excess)
        begin = self.start[first:last] - low
        full = np.flatnonzero(self.start[first + 1 : last + 1] - low > begin)
        if full.size:
            out[first + full] = np.add.reduceat(excess, begin[full])


def build_service(access: Access) -> Service | None:
    """Store the term by column, unscaled; None when it is empty.

    Raises
    ------
    ValueError
        Negative weight, demand or service: the term would not be concave.
    """
    if access.weight < 0 or access.demand.min(initial=0) < 0 or access.f.data.min(initial=0) < 0:
        raise ValueError("an access term needs weight, demand and service that are not negative")
    if access.weight == 0 or access.f.nnz == 0:
        return None
    by_column = access.f.tocsc()
    demand = np.asarray(access.demand, dtype=float)
    point = by_column.indices
    amount = np.array(by_column.data, dtype=float, copy=by_column.data is access.f.data)
    for at in range(0, amount.size, CHUNK):
        amount[at : at + CHUNK] *= demand[point[at : at + CHUNK]]
    start = by_column.indptr.astype(np.int64)
    useful = int(np.count_nonzero(amount))
    if useful == 0:
        return None
    if useful < 0.8 * amount.size:  # points without demand; a few of them may stay
        keep = amount > 0
        count = np.concatenate([[0], np.cumsum(keep)])
        start, point, amount = count[start], point[keep], amount[keep]
    if demand.size <= POINTWISE:
        group = np.arange(demand.size)
    else:
        group = np.unique(access.group, return_inverse=True)[1].ravel()
        if group.max() + 1 < FEW:
            group = _neighbourhoods(start, point, amount, group)
    return Service(start, point, amount, group, int(group.max()) + 1, float(access.weight))


def _neighbourhoods(
    start: np.ndarray, point: np.ndarray, amount: np.ndarray, group: np.ndarray
) -> np.ndarray:
    """Split few large groups by which of some spread columns serves a point best.

    One continuous column for a hundred thousand points makes cuts that say little: a cut is
    as good as the neighbourhood that its points share. Any partition is exact.
    """
    n = start.size - 1
    anchors = np.unique(np.linspace(0, n - 1, min(n, NEIGHBOURHOODS)).astype(np.int64))
    best, who = np.zeros(group.size), np.full(group.size, -1)
    for c in anchors.tolist():
        part = slice(start[c], start[c + 1])
        better = amount[part] > best[point[part]]
        at = point[part][better]
        best[at], who[at] = amount[part][better], c
    return np.unique(group * (n + 1) + who + 1, return_inverse=True)[1].ravel()
