"""Rows found on the way that every selection keeps: cliques, covers, cuts of convex limits."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

#: ``row`` of a packing that spacing implies, and of one that a convex limit does.
SPACING, CURVED = -1, -2


class Kind(IntEnum):
    """What a row of the master is."""

    ROW = 0
    CUT = 1
    PACKING = 2


@dataclass(frozen=True, slots=True)
class Packing:
    """``sum weights x <= side`` for every selection.

    Parameters
    ----------
    columns : (k,) int64
        Members, ascending.
    weights : (k,) float64
        Their coefficients: positive whole numbers, but for convex limits.
    side : float
        Right-hand side; 1 for a clique.
    row : int
        The program's row it follows from, whose limits it holds for; :data:`SPACING` and
        :data:`CURVED` for rules that do not change.
    """

    columns: np.ndarray
    weights: np.ndarray
    side: float = 1.0
    row: int = SPACING

    def key(self) -> bytes:
        """Tell packings apart."""
        if self.row == SPACING:
            return self.columns.tobytes()
        return self.columns.tobytes() + self.weights.tobytes() + np.float64(self.side).tobytes()

    def weight_of(self, columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return which of ``columns`` are members (positions), and their weights."""
        at = np.minimum(np.searchsorted(self.columns, columns), self.columns.size - 1)
        found = np.flatnonzero(self.columns[at] == columns)
        return found, self.weights[at[found]]


def clique(members: np.ndarray) -> Packing:
    """Return ``sum of x over members <= 1``."""
    return Packing(members, np.ones(members.size))
