"""Moves of a search: what adding, dropping and swapping change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from scipy.sparse import csc_array

#: No column: a move that only drops, or only adds.
NONE = -1


@dataclass(frozen=True, slots=True)
class Profits:
    """What adding, dropping and swapping would change, on the true objective."""

    add: np.ndarray
    drop: np.ndarray
    swap: np.ndarray


def moved(matrix: csc_array, at: np.ndarray, into: np.ndarray, out: np.ndarray) -> np.ndarray:
    """Return what rows add up to after each move, (m, k).

    Parameters
    ----------
    matrix : (m, c) csc_array
        Rows over the columns of a search.
    at : (m,) float64
        Activities before.
    into, out : (k,) int64
        Column that enters, and the one that leaves; :data:`NONE` for none, in all moves or in none.
    """
    if (into == NONE).all():
        return np.asarray(at[:, None] - matrix[:, out].toarray())
    after = np.asarray(matrix[:, into].toarray())
    if not (out == NONE).all():
        after -= matrix[:, out].toarray()  # a difference of sparse columns takes three times longer
    after += at[:, None]
    return after
