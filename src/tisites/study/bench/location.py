"""Location programs too large for a distance matrix."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from tisites.model.program import Access, Program

#: Clients are served within this many times the radius of a disc of 1/p of the square.
REACH = 1.75


def location_program(f: csr_array, demand: np.ndarray, p: int, constant: float = 0.0) -> Program:
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
    from scipy.spatial import cKDTree

    n = len(points)
    reach = REACH * float(np.sqrt(1.0 / (np.pi * p)))
    tree = cKDTree(points)
    # row by row, so that no list of Python objects ever holds the pairs
    lengths = tree.query_ball_point(points, reach, return_length=True)
    start = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    columns = np.empty(start[-1], dtype=np.int32)
    data = np.empty(start[-1])
    for k in range(n):
        near = np.array(tree.query_ball_point(points[k], reach, return_sorted=True), dtype=np.int32)
        part = slice(start[k], start[k + 1])
        columns[part] = near
        data[part] = reach - np.hypot(*(points[near] - points[k]).T)
    f = csr_array((np.maximum(data, 0.0), columns, start), shape=(n, n))
    return location_program(f, np.ones(n), p, constant=-reach * n)
