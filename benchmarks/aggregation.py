"""Demand points that the same sites serve are one point with their demand added up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

#: Points placed at once, to bound memory.
CHUNK = 200_000


@dataclass(frozen=True, slots=True)
class Aggregated:
    """Merged demand points.

    Parameters
    ----------
    covers : (K, n) csr_array of float64
        1 where a site covers a merged point.
    demand : (K,) float64
        Demand of each merged point.
    """

    covers: csr_array
    demand: np.ndarray


def merge_rows(packed: np.ndarray, demand: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Merge equal rows of packed bits, in the order of their bytes, demand added up.

    Examples
    --------
    >>> rows, total = merge_rows(np.array([[3], [1], [3]], np.uint8), np.array([1.0, 2.0, 4.0]))
    >>> rows.tolist(), total.tolist()
    ([[1], [3]], [2.0, 5.0])
    """
    width = packed.shape[1]
    keys = np.ascontiguousarray(packed).view(np.dtype((np.void, width))).ravel()
    unique, which = np.unique(keys, return_inverse=True)
    rows = unique.view(np.uint8).reshape(-1, width)
    return rows, np.bincount(which.ravel(), demand, len(rows))


def aggregate_points(
    sites: np.ndarray, radius: float, points: int, side: float, rng: np.random.Generator
) -> Aggregated:
    """Draw uniform points with whole demand 1 to 100, and merge those covered by the same sites.

    Exact: a selection covers a merged point when it covers each of its points. The points are
    drawn and merged piece by piece, so that memory does not grow with their number.

    Parameters
    ----------
    sites : (n, 2) float64
        Candidates.
    radius : float
        Coverage radius.
    points : int
        Number of demand points.
    side : float
        Side of the square they are drawn in.
    rng : numpy.random.Generator
        Source of the draw.
    """
    n = len(sites)
    kept = np.empty((0, (n + 7) // 8), dtype=np.uint8)
    total = np.empty(0)
    for first in range(0, points, CHUNK):
        many = min(CHUNK, points - first)
        place = rng.uniform(0.0, side, (many, 2))
        demand = rng.integers(1, 101, many).astype(float)
        rows, amount = merge_rows(_covered(place, sites, radius), demand)
        kept, total = merge_rows(np.concatenate([kept, rows]), np.concatenate([total, amount]))
    bits = np.unpackbits(kept, axis=1, count=n)
    served = bits.any(axis=1)
    return Aggregated(csr_array(bits[served].astype(float)), total[served])


def _covered(place: np.ndarray, sites: np.ndarray, radius: float) -> np.ndarray:
    """Bits of the sites within reach of each point, packed."""
    from scipy.spatial import cKDTree

    pairs = cKDTree(place).sparse_distance_matrix(cKDTree(sites), radius, output_type="ndarray")
    covers = np.zeros((len(place), len(sites)), dtype=bool)
    covers[pairs["i"], pairs["j"]] = True
    return np.packbits(covers, axis=1)
