"""Service pairs of a few columns: critical values, closed-form cuts, two best of a selection."""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_array, csr_array

from tisites.model.tolerances import NEVER_ZERO, SAME

#: Coefficient tables up to this size are summed dense.
DENSE = 200_000


class ServiceBlock:
    """The pairs of a few columns, ordered by point, then best service first.

    Parameters
    ----------
    point, column : (q,) int64
        Demand point and local column of each pair.
    amount : (q,) float64
        Weighted service of each pair.
    width : int
        Number of columns.
    group : (K,) int64
        Group of every demand point.
    n_groups : int
        Number of groups.
    """

    def __init__(
        self,
        point: np.ndarray,
        column: np.ndarray,
        amount: np.ndarray,
        width: int,
        group: np.ndarray,
        n_groups: int,
        *,
        ordered: bool = False,
    ) -> None:
        if not ordered:
            order = np.lexsort((column, -amount, point))
            point, column, amount = point[order], column[order], amount[order]
        self.point, self.column, self.amount = point, column, amount
        self.width, self.group, self.n_groups = width, group, n_groups

    def subset(self, columns: np.ndarray) -> ServiceBlock:
        """Keep some local columns, renumbered in the order given."""
        number = np.full(self.width, -1, dtype=np.int64)
        number[columns] = np.arange(columns.size)
        keep = np.flatnonzero(number[self.column] >= 0)
        return ServiceBlock(
            self.point[keep],
            number[self.column[keep]],
            self.amount[keep],
            int(columns.size),
            self.group,
            self.n_groups,
            ordered=True,
        )

    def joined(self, other: ServiceBlock) -> ServiceBlock:
        """Append the columns of another block.

        Both are in order, so that a stable sort on one key merges two runs. The key tells
        amounts apart to 1e-11 of the largest, which is order enough for cuts: any threshold
        is valid.
        """
        amount = np.concatenate([self.amount, other.amount])
        point = np.concatenate([self.point, other.point])
        key = point - 0.9 * amount / max(float(amount.max(initial=0.0)), NEVER_ZERO)
        order = np.argsort(key, kind="stable")
        return ServiceBlock(
            point[order],
            np.concatenate([self.column, other.column + self.width])[order],
            amount[order],
            self.width + other.width,
            self.group,
            self.n_groups,
            ordered=True,
        )

    def coefficients(self, threshold: np.ndarray, groups: np.ndarray | None = None) -> csr_array:
        """Return ``sum_{k in group} max(F_ki - t_k, 0)``, group by column.

        Parameters
        ----------
        threshold : (K,) float64
        groups : (g,) int64, optional
            The groups wanted, each once; all by default.

        Returns
        -------
        (g, width) csr_array
        """
        many, row_of = self.n_groups, self.group
        if groups is not None:
            many, number = groups.size, np.full(self.n_groups, -1, dtype=np.int64)
            number[groups] = np.arange(many)
            row_of = number[self.group]
            # nothing is above an infinite threshold: the other groups fall out at once
            threshold = np.where(row_of >= 0, threshold, np.inf)
        excess = self.amount - threshold[self.point]
        keep = np.flatnonzero(excess > 0)
        excess = excess[keep]
        row, column = row_of[self.point[keep]], self.column[keep]
        if many * self.width <= DENSE:
            dense = summed(row * self.width + column, excess, many * self.width)
            return csr_array(dense.reshape(many, self.width))
        return csr_array(coo_array((excess, (row, column)), shape=(many, self.width)))

    def worth(self, threshold: np.ndarray, x: np.ndarray) -> np.ndarray:
        """Return ``coefficients(threshold) @ x`` without the coefficients: (n_groups,)."""
        keep = np.flatnonzero((x > 0)[self.column])
        point = self.point[keep]
        excess = np.maximum(self.amount[keep] - threshold[point], 0.0)
        return summed(self.group[point], excess * x[self.column[keep]], self.n_groups)

    def side(self, threshold: np.ndarray) -> np.ndarray:
        """Return the same summed over all columns: (n_groups,)."""
        excess = self.amount - threshold[self.point]
        keep = np.flatnonzero(excess > 0)
        return summed(self.group[self.point[keep]], excess[keep], self.n_groups)

    def critical(self, x: np.ndarray) -> np.ndarray:
        """Return the tightest thresholds at a fractional point.

        Sites that serve a point are taken best first; the critical one is where their
        cumulated ``x`` reaches 1.

        Parameters
        ----------
        x : (width,) float64

        Returns
        -------
        (K,) float64
            Thresholds; 0 where the cumulated ``x`` stays below 1.
        """
        threshold = np.zeros(self.group.size)
        keep = np.flatnonzero((x > 0)[self.column])
        if keep.size == 0:
            return threshold
        point, share = self.point[keep], x[self.column[keep]]
        total = np.cumsum(share)
        head = np.flatnonzero(np.concatenate([[True], point[1:] != point[:-1]]))
        before = np.repeat(total[head] - share[head], np.diff(np.append(head, point.size)))
        reached = np.flatnonzero(total - before >= 1.0 - SAME)
        # the first pair of each point that reaches 1: written last
        threshold[point[reached][::-1]] = self.amount[keep[reached]][::-1]
        return threshold

    def two_best(self, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return each point's best and second best amount among chosen columns, and by whom.

        Parameters
        ----------
        chosen : (c,) int64
            Local columns.

        Returns
        -------
        best, second : (K,) float64
            0 when there is none.
        server : (K,) int64
            Position in ``chosen`` of the best; -1 when there is none.
        """
        number = np.full(self.width, -1, dtype=np.int64)
        number[chosen] = np.arange(chosen.size)
        keep = np.flatnonzero((number >= 0)[self.column])
        point, amount, who = self.point[keep], self.amount[keep], number[self.column[keep]]
        best, second = np.zeros(self.group.size), np.zeros(self.group.size)
        server = np.full(self.group.size, -1, dtype=np.int64)
        if point.size:
            new = np.concatenate([[True], point[1:] != point[:-1]])
            head = np.flatnonzero(new)
            best[point[head]], server[point[head]] = amount[head], who[head]
            after = head[head + 1 < point.size] + 1
            after = after[~new[after]]
            second[point[after]] = amount[after]
        return best, second, server


def summed(key: np.ndarray, weight: np.ndarray, many: int) -> np.ndarray:
    """Sum weights by key, as floats even when there is none."""
    return np.bincount(key, weight, many).astype(float, copy=False)
