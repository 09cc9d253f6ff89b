"""Spacing rules as cliques: every conflicting pair covered, a million pairs in seconds."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array, csr_array

from tisites.model.tolerances import SAME

if TYPE_CHECKING:
    from tisites.model.terms import Separation

_TURN = np.linspace(0.0, 2.0 * np.pi, 12, endpoint=False)
#: Directions that the outermost members of a clique are looked for in, (2, 12).
DIRECTIONS = np.vstack([np.cos(_TURN), np.sin(_TURN)])


def geometric_cliques(rule: Separation, columns: np.ndarray) -> list[np.ndarray]:
    """Cover every conflicting pair of a spacing rule by maximal cliques.

    For each pair not covered yet, in order, the clique takes the sites about the pair's middle
    that a disc proves to be in conflict, then the common neighbours nearest to it; adjacency is
    tested on the coordinates of all of them at once. Ten million pairs take seconds.

    Parameters
    ----------
    rule : Separation
        The rule.
    columns : (k,) int64
        Binary columns.

    Returns
    -------
    list of (c,) int64
        Members ascending; every pair closer than ``rule.km`` lies in one of them at least.

    Examples
    --------
    >>> from tisites.model.terms import Separation
    >>> x = np.array([0.0, 1e3, 2e3, 6e3])
    >>> rule = Separation("s", 5.0, x, np.zeros(4), np.zeros(4, int))
    >>> [c.tolist() for c in geometric_cliques(rule, np.arange(4))]
    [[0, 1, 2], [2, 3]]
    """
    graph = neighbours(rule, columns)
    start, near = graph.indptr.tolist(), graph.indices
    n, xy, reach = rule.x_m.size, np.column_stack([rule.x_m, rule.y_m]), rule.km * 1000.0
    cliques: list[np.ndarray] = []
    member_of: list[list[int]] = [[] for _ in range(n)]  # cliques as sets of bits
    for i in range(n):
        around = near[start[i] : start[i + 1]]
        later = around[np.searchsorted(around, i) :]
        if later.size == 0:
            continue
        covered = _flags(reduce(or_, member_of[i], 0), n)
        member_of[i] = []
        offset = xy[around] - xy[i]
        while (left := later[~covered[later]]).size:
            inside = _grown(offset, reach, int(np.searchsorted(around, left[0])))
            clique = np.sort(np.append(around[inside], i)).astype(np.int64)
            covered[clique] = True
            cliques.append(clique)
            bits = _bits(clique, n)
            for a in clique[clique > i].tolist():
                member_of[a].append(bits)
    return cliques


def neighbours(rule: Separation, columns: np.ndarray) -> csr_array:
    """Return which columns are in conflict, both ways: (n, n) bool, indices ascending."""
    from scipy.spatial import cKDTree  # a tenth of a second, for who has distances alone

    n, reach = rule.x_m.size, rule.km * 1000.0
    found = [np.empty((0, 2), dtype=np.int32)]
    located = columns[np.isfinite(rule.x_m[columns]) & np.isfinite(rule.y_m[columns])]
    for zone in np.unique(rule.zone[located]):
        here = located[rule.zone[located] == zone].astype(np.int32)
        points = np.column_stack([rule.x_m[here], rule.y_m[here]])
        pairs = cKDTree(points).query_pairs(reach, output_type="ndarray")
        gap = points[pairs[:, 0]] - points[pairs[:, 1]]
        far = (gap**2).sum(axis=1)
        close = far < reach**2
        border = np.flatnonzero(np.abs(far - reach**2) < SAME * reach**2)  # as the rule measures
        close[border] = np.hypot(*gap[border].T) < reach
        found.append(here[pairs[close]])
    i, j = np.concatenate(found).T
    ends = np.concatenate([i, j]), np.concatenate([j, i])
    graph = csr_array(coo_array((np.ones(ends[0].size, dtype=bool), ends), shape=(n, n)))
    graph.sort_indices()
    return graph


def _flags(bits: int, n: int) -> np.ndarray:
    packed = np.frombuffer(bits.to_bytes((n + 7) // 8, "little"), dtype=np.uint8)
    return np.unpackbits(packed, count=n, bitorder="little").view(bool)


def _bits(members: np.ndarray, n: int) -> int:
    flags = np.zeros(n, dtype=bool)
    flags[members] = True
    return int.from_bytes(np.packbits(flags, bitorder="little").tobytes(), "little")


def _grown(offset: np.ndarray, reach: float, j: int) -> np.ndarray:
    """Grow a clique from the origin and its neighbour ``j``; positions of the members, unsorted.

    Sites within half the reach of the middle of the two are all in conflict and come at once;
    then those in conflict with all these, the nearest to the middle first. Third parties must be
    clearly within the reach, so that rounding decides nothing.

    Parameters
    ----------
    offset : (k, 2) float64
        Neighbours of the origin, relative to it, metres.
    """
    x, y = offset.T
    limit = reach**2 * (1 - SAME)
    middle_x, middle_y = offset[j] / 2
    away = (x - middle_x) ** 2 + (y - middle_y) ** 2
    disc = away < limit / 4
    disc[j] = True
    members = np.flatnonzero(disc)
    rest = np.flatnonzero(~disc & ((x - x[j]) ** 2 + (y - y[j]) ** 2 < limit))
    if rest.size and members.size > 2 * DIRECTIONS.shape[1]:  # the outermost first: most fail them
        reached = (offset[members] - offset[j] / 2) @ DIRECTIONS
        for k in np.unique(members[np.argmax(reached, axis=0)]).tolist():
            rest = rest[(x[rest] - x[k]) ** 2 + (y[rest] - y[k]) ** 2 < limit]
    if rest.size:
        rest = rest[_close(offset[rest], offset[members], limit).all(axis=1)]
    if rest.size == 0:
        return members
    rest = rest[np.argsort(away[rest], kind="stable")]
    close = _close(offset[rest], offset[rest], limit)
    alive = np.ones(rest.size, dtype=bool)
    added = []
    while alive.any():
        pick = int(alive.argmax())
        added.append(pick)
        alive &= close[pick]
        alive[pick] = False
    return np.append(members, rest[added])


def _close(points: np.ndarray, others: np.ndarray, limit: float) -> np.ndarray:
    """Tell which points are closer, squared, than a limit to which others."""
    (x, y), (u, v) = points.T, others.T
    return np.asarray((x[:, None] - u) ** 2 + (y[:, None] - v) ** 2 < limit)


def clique_cover(pairs: np.ndarray, n: int) -> list[np.ndarray]:
    """Cover every conflicting pair by greedy maximal cliques.

    ``sum of x over a clique <= 1`` implies every pair in it, and is far stronger in the
    relaxation than the pairs themselves.

    Parameters
    ----------
    pairs : (k, 2) int64
        Conflicts, ``i < j``.
    n : int
        Number of columns.

    Returns
    -------
    list of (c,) int64
        Cliques, members ascending; every pair lies in one of them at least.

    Examples
    --------
    >>> [c.tolist() for c in clique_cover(np.array([[0, 1], [0, 2], [1, 2], [2, 3]]), 4)]
    [[0, 1, 2], [2, 3]]
    """
    near: list[set[int]] = [set() for _ in range(n)]
    for i, j in pairs.tolist():
        near[i].add(j)
        near[j].add(i)
    covered: set[tuple[int, int]] = set()
    cliques: list[np.ndarray] = []
    for i, j in pairs.tolist():
        if (i, j) in covered:
            continue
        members = [i, j]
        common = near[i] & near[j]
        while common:
            pick = max(common, key=lambda c: (len(near[c] & common), -c))
            members.append(pick)
            common &= near[pick]
        members.sort()
        covered.update((a, b) for k, a in enumerate(members) for b in members[k + 1 :])
        cliques.append(np.array(members, dtype=np.int64))
    return cliques
