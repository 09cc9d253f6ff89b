"""What a program carries beside its rows: spacing kept as geometry, and the service of demand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csc_array, csr_array, hstack

if TYPE_CHECKING:
    from collections.abc import Sequence

Floats = np.ndarray
Ints = np.ndarray


@dataclass(frozen=True, slots=True)
class Separation:
    """Chosen sites lie more than ``km`` apart, kept as geometry, never as a list of pairs.

    Parameters
    ----------
    constraint : str
        Name of the declared constraint.
    km : float
        Two candidates *strictly* closer than this cannot both be chosen.
    x_m, y_m : (n,) float64
        Projected coordinates of every column, in metres of its zone.
    zone : (n,) int64
        Projection zone (mainland, each overseas territory); distances across zones are infinite.
    """

    constraint: str
    km: float
    x_m: Floats
    y_m: Floats
    zone: Ints

    def pairs(self, columns: Ints | None = None) -> Ints:
        """Return conflicting pairs among ``columns`` (default: all), as original column numbers.

        Returns
        -------
        (k, 2) int64
            Each row ``i < j``, sorted.

        Examples
        --------
        >>> rule = Separation("spacing", 5.0, np.array([0.0, 3e3, 9e3]), np.zeros(3), np.zeros(3))
        >>> rule.pairs().tolist()
        [[0, 1]]
        """
        from scipy.spatial import cKDTree

        chosen = np.arange(self.x_m.size) if columns is None else np.sort(np.asarray(columns))
        located = np.isfinite(self.x_m[chosen]) & np.isfinite(self.y_m[chosen])
        chosen = chosen[located]  # a site without a point conflicts with none
        found = []
        for zone in np.unique(self.zone[chosen]):
            here = chosen[self.zone[chosen] == zone]
            points = np.column_stack([self.x_m[here], self.y_m[here]])
            near = cKDTree(points).query_pairs(self.km * 1000.0, output_type="ndarray")
            gap = np.hypot(*(points[near[:, 0]] - points[near[:, 1]]).T)
            near = near[gap < self.km * 1000.0]  # the tree's ball is closed, the rule is open
            found.append(here[np.sort(near, axis=1)])
        pairs = np.concatenate(found) if found else np.empty((0, 2), dtype=np.int64)
        return pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))].astype(np.int64)

    def with_columns(self, count: int) -> Separation:
        """Return the rule with more columns, which are nowhere."""
        nowhere = np.full(count, np.nan)
        return replace(
            self,
            x_m=np.concatenate([self.x_m, nowhere]),
            y_m=np.concatenate([self.y_m, nowhere]),
            zone=np.concatenate([self.zone, np.full(count, -1, dtype=self.zone.dtype)]),
        )

    def at_columns(self, at: Ints) -> Separation:
        """Return the rule of some columns, in that order."""
        return replace(self, x_m=self.x_m[at], y_m=self.y_m[at], zone=self.zone[at])

    def keeps_out(self, chosen: Ints) -> bool:
        """Whether a chosen column keeps a column that is not chosen out.

        Examples
        --------
        >>> rule = Separation("spacing", 5.0, np.array([0.0, 3e3, 9e3]), np.zeros(3), np.zeros(3))
        >>> rule.keeps_out(np.array([0])), rule.keeps_out(np.array([2]))
        (True, False)
        """
        from scipy.spatial import cKDTree

        for zone in np.unique(self.zone[chosen]):
            near = np.flatnonzero((self.zone == zone) & np.isfinite(self.x_m + self.y_m))
            points = np.column_stack([self.x_m[near], self.y_m[near]])
            mine = np.isin(near, chosen)
            if mine.all() or not mine.any():
                continue
            gap, _ = cKDTree(points[mine]).query(points[~mine])
            if (gap < self.km * 1000.0).any():
                return True
        return False


@dataclass(frozen=True, slots=True)
class Access:
    """How well the selection serves a demand layer: each point by its best chosen site.

    The term adds ``weight * sum_k demand[k] * max_{i chosen} f[k, i]`` to the objective.

    Parameters
    ----------
    name : str
        Name of the declared term.
    weight : float
        Points of objective for one unit of served demand.
    demand : (K,) float64
        Demand of each point, not negative.
    group : (K,) int64
        Demand group of each point (département); one continuous variable a group.
    group_labels : sequence of str
        Name of each group.
    f : (K, n) csr_array or csc_array of float64
        Service of point k by column i, not negative; a pair left out serves nothing (f = 0).
        By column costs the kernel less memory (``minutes.T`` of a sites × communes array).
    """

    name: str
    weight: float
    demand: Floats
    group: Ints
    group_labels: Sequence[str]
    f: csr_array | csc_array

    def with_columns(self, count: int) -> Access:
        """Return the term with more columns, which serve nobody."""
        blank = csr_array((self.f.shape[0], count))
        return replace(self, f=hstack([self.f, blank], format=self.f.format))

    def at_columns(self, at: Ints) -> Access:
        """Return the term of some columns, in that order."""
        return replace(self, f=csr_array(self.f[:, at]))

    def served(self, columns: Ints) -> float:
        """Return the weighted service of a selection, from the data alone.

        Examples
        --------
        >>> f = csr_array(np.array([[1.0, 0.4], [0.0, 0.8]]))
        >>> term = Access("a", 0.5, np.array([10.0, 20.0]), np.zeros(2, int), ["g"], f)
        >>> term.served(np.array([1]))
        10.0
        """
        if len(columns) == 0:
            return 0.0
        if self.f.format != "csr":
            best = self.f[:, np.asarray(columns)].max(axis=1).toarray().ravel()
            return float(self.weight * (self.demand @ best))
        chosen = np.zeros(self.f.shape[1], dtype=bool)
        chosen[np.asarray(columns)] = True
        pairs = np.flatnonzero(chosen[self.f.indices])
        point = np.searchsorted(self.f.indptr, pairs, side="right") - 1
        best = np.zeros(self.f.shape[0])
        np.maximum.at(best, point, self.f.data[pairs])
        return float(self.weight * (self.demand @ best))
