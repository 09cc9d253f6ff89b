"""Spacing rules without listing all pairs: conflicts asked near a few points, cliques grown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.model.tolerances import CUT_SLACK, SAME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tisites.model.terms import Separation

#: Apart enough that two zones never meet, close enough to keep metres exact.
ZONE_GAP = 1e8
#: Members a clique is grown by one by one, before the disc takes the rest.
ONE_BY_ONE = 24


@dataclass
class Spacing:
    """One rule over all columns, with a tree to ask who is near."""

    rule: Separation
    eligible: np.ndarray
    reach: float = field(init=False)
    _tree: Any = field(init=False)
    _columns: np.ndarray = field(init=False)
    _at: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        located = np.isfinite(self.rule.x_m) & np.isfinite(self.rule.y_m)
        self.reach = self.rule.km * 1000.0
        self._columns = np.flatnonzero(self.eligible & located)
        self._at = np.column_stack([self.rule.x_m + self.rule.zone * ZONE_GAP, self.rule.y_m])
        from scipy.spatial import cKDTree

        self._tree = cKDTree(self._at[self._columns])

    def apart(self, i: int, others: np.ndarray) -> np.ndarray:
        """Tell which of ``others`` do not conflict with column ``i``."""
        gap = np.hypot(
            self.rule.x_m[others] - self.rule.x_m[i], self.rule.y_m[others] - self.rule.y_m[i]
        )
        close = (gap < self.reach) & (self.rule.zone[others] == self.rule.zone[i]) & (others != i)
        return ~close

    def near(self, i: int) -> np.ndarray:
        """Return every column in conflict with ``i``, ascending."""
        if not np.isfinite(self._at[i]).all():
            return np.empty(0, dtype=np.int64)
        found = self._tree.query_ball_point(self._at[i], self.reach * (1 + SAME) + 1e-3)
        others = self._columns[np.sort(np.asarray(found, dtype=np.int64))]
        return others[~self.apart(i, others)]

    def conflicts(self, columns: np.ndarray) -> np.ndarray:
        """Return the conflicting pairs among a few columns (original numbers, ascending)."""
        return self.rule.pairs(columns)

    def grown(self, members: list[int], score: np.ndarray) -> np.ndarray:
        """Grow a clique over all columns; members ascending.

        The best by score come first, one by one; then all the others that lie in the disc of
        diameter ``km`` around the members' middle, who conflict with one another whoever
        they are.
        """
        clique = list(members)
        open_ = self.near(clique[0])
        for member in clique[1:]:
            open_ = open_[~self.apart(member, open_)]
        open_ = open_[np.argsort(-score[open_], kind="stable")]
        for _ in range(ONE_BY_ONE):
            if open_.size == 0:
                break
            pick = int(open_[0])
            clique.append(pick)
            open_ = open_[1:]
            open_ = open_[~self.apart(pick, open_)]
        middle = self.rule.x_m[clique].mean(), self.rule.y_m[clique].mean()
        off = np.hypot(self.rule.x_m[open_] - middle[0], self.rule.y_m[open_] - middle[1])
        inside = open_[off < 0.5 * self.reach * (1 - SAME)]
        return np.sort(np.concatenate([np.array(clique, dtype=np.int64), inside]))


def violated_cliques(
    rules: Sequence[Spacing],
    columns: np.ndarray,
    x: np.ndarray,
    score: np.ndarray,
    *,
    most: int = 400,
    least: float = CUT_SLACK,
) -> list[np.ndarray]:
    """Separate cliques that a fractional point violates, grown over all columns.

    Parameters
    ----------
    rules : sequence of Spacing
    columns : (s,) int64
        Columns with ``x > 0``.
    x : (s,) float64
        Their values.
    score : (n,) float64
        Who to take first when growing.
    most : int
        How many cliques at most, most violated first.
    least : float
        Violation worth a row.
    """
    found: dict[bytes, tuple[float, list[int], Spacing]] = {}
    for rule in rules:
        pairs = rule.conflicts(columns)
        if pairs.size == 0:
            continue
        place = {int(c): k for k, c in enumerate(columns)}
        near: dict[int, list[int]] = {}
        for i, j in pairs.tolist():
            near.setdefault(i, []).append(j)
            near.setdefault(j, []).append(i)
        neighbours = {i: set(js) for i, js in near.items()}
        weight = {i: float(x[place[i]]) for i in near}
        for i in sorted(near, key=lambda c: (-weight[c], c)):
            for clique in _seeds(i, near, neighbours, weight):
                excess = sum(weight[c] for c in clique) - 1.0
                if excess > least:
                    key = np.array(sorted(clique)).tobytes()
                    found.setdefault(key, (excess, clique, rule))
    best = sorted(found.values(), key=lambda item: (-item[0], sorted(item[1])))[:most]
    grown: dict[bytes, np.ndarray] = {}
    for _, clique, rule in best:
        whole = rule.grown(clique, score)
        grown.setdefault(whole.tobytes(), whole)
    return list(grown.values())


def _seeds(
    i: int, near: dict[int, list[int]], neighbours: dict[int, set[int]], weight: dict[int, float]
) -> list[list[int]]:
    """Greedy cliques through ``i``: heaviest first, and one started by each heavy neighbour."""
    ranked = sorted(near[i], key=lambda c: (-weight[c], c))
    out = []
    for first in ranked[:3]:
        clique = [i, first]
        common = neighbours[i] & neighbours[first]
        for c in ranked:
            if c in common:
                clique.append(c)
                common &= neighbours[c]
                if not common:
                    break
        out.append(clique)
    return out
