"""Who lives within reach of a site: communes with the same sites in reach are one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

if TYPE_CHECKING:
    from scipy.sparse import sparray


@dataclass(frozen=True, slots=True)
class Nearness:
    """People by the set of sites in reach of their commune.

    Parameters
    ----------
    covers : (k, n) csr_array
        1 where the site is within reach of the communes of a group; every row is another set.
    people : (k,) float64
        Inhabitants of each group.
    never : float
        Inhabitants of communes with roads that no eligible site reaches.
    unknown : float
        Inhabitants of communes without road graph (overseas), of sites' reach unknown: left out.
    unknown_communes : int
        How many communes these are, and those whose inhabitants are unknown.
    """

    covers: csr_array
    people: np.ndarray
    never: float
    unknown: float
    unknown_communes: int

    @property
    def total(self) -> float:
        """Inhabitants that the measure judges."""
        return float(self.people.sum() + self.never)


def nearness(near: sparray, people: np.ndarray, known: np.ndarray) -> Nearness:
    """Group communes by the sites in reach.

    Parameters
    ----------
    near : (n, m) sparse
        Nonzero where site and commune are within reach of one another.
    people : (m,) float64
        Inhabitants; NaN where unknown.
    known : (m,) bool
        Whether the commune has a road graph.

    Examples
    --------
    >>> near = csr_array(np.array([[1, 1, 0, 0], [0, 0, 1, 0]]))
    >>> found = nearness(near, np.array([10.0, 5.0, 7.0, 2.0]), np.array([True, True, True, True]))
    >>> found.covers.toarray().tolist(), found.people.tolist(), found.never
    ([[1.0, 0.0], [0.0, 1.0]], [15.0, 7.0], 2.0)
    """
    judged = known & np.isfinite(people)
    by_commune = csr_array(near.T)
    by_commune.sort_indices()
    sums: dict[bytes, float] = {}
    sets: dict[bytes, np.ndarray] = {}
    never = 0.0
    for k in np.flatnonzero(judged):
        part = by_commune.indices[by_commune.indptr[k] : by_commune.indptr[k + 1]]
        if part.size == 0:
            never += float(people[k])
            continue
        key = part.astype(np.int64).tobytes()
        sums[key] = sums.get(key, 0.0) + float(people[k])
        sets.setdefault(key, part)
    # in the order of the sets themselves: whatever the order of communes, the same program
    keys = sorted(sets, key=lambda key: tuple(sets[key].tolist()))
    ends = np.cumsum([0, *(sets[key].size for key in keys)])
    columns = np.concatenate([sets[key] for key in keys]) if keys else np.empty(0, dtype=np.int64)
    covers = csr_array((np.ones(columns.size), columns, ends), shape=(len(keys), near.shape[0]))
    return Nearness(
        covers,
        np.array([sums[key] for key in keys]),
        never,
        float(np.nansum(people[~known])),
        int((~judged).sum()),
    )
