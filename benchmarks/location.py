"""Location programs too large for a distance matrix."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csc_array, csr_array

from tisites.model.program import Program
from tisites.model.terms import Access

#: Clients are served within this many times the radius of a disc of 1/p of the square.
REACH = 1.75
#: Pairs listed at once.
PAIRS = 5_000_000


def location_program(
    f: csr_array | csc_array, demand: np.ndarray, p: int, constant: float = 0.0
) -> Program:
    """Choose ``p`` columns, worth what they serve and nothing else."""
    n = int(f.shape[1])
    points = int(f.shape[0])
    width = len(str(n))
    ones = np.ones(n)
    return Program(
        columns=np.array([f"v{i:0{width}d}" for i in range(n)], dtype=object),
        value=np.zeros(n),
        lower=np.zeros(n),
        upper=ones,
        integer=np.ones(n, dtype=bool),
        matrix=csr_array(ones[None, :]),
        row_lower=np.array([float(p)]),
        row_upper=np.array([float(p)]),
        row_labels=("choose[]",),
        row_constraints=("choose",),
        access=Access("served", 1.0, demand, np.zeros(points, dtype=np.int64), ("all",), f),
        constant=constant,
    )


def euclidean_p_median(points: np.ndarray, p: int) -> Program:
    """Write the p-median of points in the unit square, its long pairs left out.

    ``f = reach - distance`` within ``reach``: the cost of a client is ``min(distance, reach)``.
    When every client of the optimum is served within reach, which is checked afterwards, it is
    the optimum of the full p-median: leaving out pairs can only lower costs.

    Parameters
    ----------
    points : (n, 2) float64
        Clients and candidates.
    p : int
        Sites to open.
    """
    n = len(points)
    reach = REACH * float(np.sqrt(1.0 / (np.pi * p)))
    f = csc_array(_near(points, reach), shape=(n, n))  # symmetric: by column costs no copy
    return location_program(f, np.ones(n), p, constant=-reach * n)


def _near(points: np.ndarray, reach: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return what is left of the reach by pair, its other end, and where each point begins.

    Piece by piece: at a hundred thousand points there are six hundred million pairs.
    """
    from scipy.spatial import cKDTree

    tree, n = cKDTree(points), len(points)
    lengths = tree.query_ball_point(points, reach, return_length=True)
    start = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    other, left = np.empty(start[-1], dtype=np.int32), np.empty(start[-1])
    piece = max(1, int(PAIRS // max(1, int(lengths.max()))))
    for first in range(0, n, piece):
        some = points[first : first + piece]
        pairs = cKDTree(some).sparse_distance_matrix(tree, reach, output_type="ndarray")
        i, j = pairs["i"], pairs["j"]
        here = csr_array((np.ones(i.size, dtype=bool), (i, j)), shape=(len(some), n))
        here.sort_indices()
        part = slice(start[first], start[first + len(some)])
        row = np.repeat(np.arange(len(some)), np.diff(here.indptr))
        other[part] = here.indices
        left[part] = np.maximum(reach - np.hypot(*(points[here.indices] - some[row]).T), 0.0)
    return left, other, start
