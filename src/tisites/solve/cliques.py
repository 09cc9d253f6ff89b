"""Spacing rules as cliques: every conflicting pair covered, a million pairs in seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array, csr_array

if TYPE_CHECKING:
    from tisites.model.program import Separation


def geometric_cliques(rule: Separation, columns: np.ndarray) -> list[np.ndarray]:
    """Cover every conflicting pair of a spacing rule by maximal cliques.

    For each pair not covered yet, in order, the clique grows through the common neighbours
    nearest to the pair's first site; adjacency is tested on the coordinates of all of them at
    once. A million pairs take seconds.

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
    member_of: list[list[int]] = [[] for _ in range(n)]
    covered = np.zeros(n, dtype=bool)
    for i in np.unique(pairs[:, 0]):
        around = near[start[i] : start[i + 1]]
        for k in member_of[i]:
            covered[cliques[k]] = True
        later = around[around > i]
        by_distance = around[np.argsort(np.hypot(*(xy[around] - xy[i]).T), kind="stable")]
        while (left := later[~covered[later]]).size:
            clique = _grown(xy, reach, int(i), int(left[0]), by_distance)
            for a in clique.tolist():
                member_of[a].append(len(cliques))
            cliques.append(clique)
            covered[clique] = True
            later = left
        covered[around] = False
    return cliques


def _grown(xy: np.ndarray, reach: float, i: int, j: int, around: np.ndarray) -> np.ndarray:
    """Grow ``{i, j}`` through neighbours of ``i``, nearest first."""
    members = [i, j]
    common = around[around != j]
    common = common[np.hypot(*(xy[common] - xy[j]).T) < reach]
    while common.size:
        pick = int(common[0])
        members.append(pick)
        common = common[1:]
        common = common[np.hypot(*(xy[common] - xy[pick]).T) < reach]
    return np.sort(np.array(members, dtype=np.int64))


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
