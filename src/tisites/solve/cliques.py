"""Spacing rules as cliques: every conflicting pair covered, a million pairs in seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array, csr_array

if TYPE_CHECKING:
    from tisites.model.program import Separation

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
    >>> from tisites.model.program import Separation
    >>> x = np.array([0.0, 1e3, 2e3, 6e3])
    >>> rule = Separation("s", 5.0, x, np.zeros(4), np.zeros(4, int))
    >>> [c.tolist() for c in geometric_cliques(rule, np.arange(4))]
    [[0, 1, 2], [2, 3]]
    """
    pairs = rule.pairs(columns)
    n = rule.x_m.size
    xy = np.column_stack([rule.x_m, rule.y_m])
    both = np.concatenate([pairs, pairs[:, ::-1]])
    graph = csr_array(coo_array((np.ones(len(both), bool), (both[:, 0], both[:, 1])), shape=(n, n)))
    graph.sort_indices()
    start, near = graph.indptr, graph.indices
    reach = rule.km * 1000.0
    cliques: list[np.ndarray] = []
    member_of: list[list[np.ndarray]] = [[] for _ in range(n)]
    covered = np.zeros(n, dtype=bool)
    for i in np.unique(pairs[:, 0]).tolist():
        around = near[start[i] : start[i + 1]]
        if member_of[i]:
            covered[np.concatenate(member_of[i])] = True
        later = around[np.searchsorted(around, i) :]
        while (left := later[~covered[later]]).size:
            clique = _grown(xy, reach, i, int(left[0]), around)
            for a in clique[clique > i].tolist():
                member_of[a].append(clique)
            cliques.append(clique)
            covered[clique] = True
            later = left
        if member_of[i]:
            covered[np.concatenate(member_of[i])] = False
            member_of[i] = []
        covered[around] = False
    return cliques


def _grown(xy: np.ndarray, reach: float, i: int, j: int, around: np.ndarray) -> np.ndarray:
    """Grow ``{i, j}`` through neighbours of ``i``: a disc's worth at once, then one by one.

    Sites within half the reach of the middle of ``i`` and ``j`` are all in conflict.
    """
    pair, middle = xy[[i, j]], (xy[i] + xy[j]) / 2
    away = _distance(xy[around], middle)
    inside = away < (0.5 - 1e-9) * reach
    inside |= (around == i) | (around == j)
    members = np.union1d(around[inside], [i])
    rest = around[~inside]
    rest = rest[_distance(xy[rest], pair[1]) < reach]
    if rest.size and members.size > 2 * DIRECTIONS.shape[1]:  # the outermost first: most fail them
        outer = np.unique(np.argmax((xy[members] - middle) @ DIRECTIONS, axis=0))
        rest = rest[_apart(xy[rest], xy[members[outer]], reach)]
    if rest.size:
        rest = rest[_apart(xy[rest], xy[members], reach)]
    rest = rest[np.argsort(_distance(xy[rest], middle), kind="stable")]
    added = []
    while rest.size:
        added.append(int(rest[0]))
        rest = rest[1:]
        rest = rest[_distance(xy[rest], xy[added[-1]]) < reach]
    return np.sort(np.concatenate([members, np.array(added, dtype=np.int64)]))


def _distance(points: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return the distance of each point to another, as the rule measures it."""
    return np.asarray(np.hypot(points[:, 0] - other[0], points[:, 1] - other[1]))


def _apart(points: np.ndarray, others: np.ndarray, reach: float) -> np.ndarray:
    """Tell which points are closer than the reach to every one of the others."""
    away = np.hypot(
        points[:, 0][:, None] - others[:, 0][None, :], points[:, 1][:, None] - others[:, 1]
    )
    return np.asarray((away < reach).all(axis=1))


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
