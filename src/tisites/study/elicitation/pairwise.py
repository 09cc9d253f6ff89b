"""Weights of a matrix of comparisons (AHP), and how far it contradicts itself."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

#: Mean consistency index of random matrices by size: Saaty, The Analytic Hierarchy Process,
#: McGraw-Hill, 1980, sizes 1 to 15.
RANDOM_INDEX = (
    0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59,
)  # fmt: skip
#: Consistency ratio above which Saaty has the comparisons made again.
MOST_INCONSISTENT = 0.10


@dataclass(frozen=True, slots=True)
class Pairwise:
    """What a matrix of comparisons comes to.

    Parameters
    ----------
    weights : (n,) float64
        Principal eigenvector, summing to 1.
    ratio : float
        Consistency ratio: that of the index to the mean one of random matrices; 0 where every
        comparison follows from the others.
    triads : tuple of (int, int, int, float)
        Three elements whose comparisons contradict one another most, with the factor by which
        ``a_ij a_jk`` misses ``a_ik``; the worst first.
    """

    weights: np.ndarray
    ratio: float
    triads: tuple[tuple[int, int, int, float], ...]


def pairwise(matrix: np.ndarray, shown: int = 3) -> Pairwise:
    r"""Return the weights of a positive reciprocal matrix, and its consistency.

    .. math:: CR = \frac{\lambda_{max} - n}{(n - 1)\, RI_n}

    Parameters
    ----------
    matrix : (n, n) float64
        ``a_ij``: how many times ``i`` is worth ``j``; at most 15 elements.
    shown : int
        Triads told at most.

    Examples
    --------
    >>> told = pairwise(np.array([[1, 2, 6], [1 / 2, 1, 3], [1 / 6, 1 / 3, 1]]))
    >>> told.weights.round(3).tolist(), round(told.ratio, 9), told.triads
    ([0.6, 0.3, 0.1], 0.0, ())
    >>> odd = pairwise(np.array([[1, 2, 1 / 4], [1 / 2, 1, 3], [4, 1 / 3, 1]]))
    >>> odd.ratio > MOST_INCONSISTENT, odd.triads[0][:3], round(odd.triads[0][3])
    (True, (0, 1, 2), 24)
    """
    n = matrix.shape[0]
    values, vectors = np.linalg.eig(matrix)
    top = int(np.argmax(values.real))
    weights = np.abs(vectors[:, top].real)
    index = (float(values[top].real) - n) / (n - 1) if n > 1 else 0.0
    random = RANDOM_INDEX[n - 1]
    ratio = max(0.0, index / random) if random else 0.0
    missed = []
    for i, j, k in combinations(range(n), 3):
        off = float(np.exp(abs(np.log(matrix[i, j] * matrix[j, k] / matrix[i, k]))))
        if round(off, 6) > 1.0:
            missed.append((i, j, k, off))
    missed.sort(key=lambda one: (-round(one[3], 9), one[:3]))
    return Pairwise(weights / weights.sum(), ratio, tuple(missed[:shown]))
