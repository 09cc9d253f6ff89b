"""Rows that follow from a program: cliques, covers, clipped floors; each is re-checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from tisites.certificate.rounding import gamma

if TYPE_CHECKING:
    from tisites.model.program import Program
    from tisites.model.terms import Separation

#: What a following row follows from, where it is no row of the program.
SPACING = -1
#: The greatest side of a cover that is checked: the work grows with its square.
MOST = 2000


@dataclass(frozen=True)
class Following:
    """Rows ``weights @ x <= side`` that every selection keeps.

    Parameters
    ----------
    rows : (v, n) csr_array
        Coefficients: positive whole numbers; negative ones for a clipped floor.
    side : (v,) float64
        Right-hand sides; -1 for a clipped floor.
    source : (v,) int64
        The program's row that each follows from, or :data:`SPACING`.
    """

    rows: csr_array
    side: np.ndarray
    source: np.ndarray


def unproven(program: Program, following: Following, used: np.ndarray) -> list[int]:
    """Return the numbers of the used rows that do not follow from the program.

    Parameters
    ----------
    program : Program
    following : Following
    used : (k,) int64
        Numbers of rows that statements put a price on.
    """
    return [int(k) for k in used if not _follows(program, following, int(k))]


def _follows(program: Program, following: Following, k: int) -> bool:
    part = slice(following.rows.indptr[k], following.rows.indptr[k + 1])
    columns, weights = following.rows.indices[part], following.rows.data[part]
    side, source = float(following.side[k]), int(following.source[k])
    if np.unique(columns).size != columns.size or not program.integer[columns].all():
        return False
    if (program.lower[columns] < 0).any() or (program.upper[columns] > 1).any():
        return False
    if side == -1.0 and 0 <= source < program.n_rows:
        return _clips(program, source, columns, -weights)
    if not ((weights > 0) & (weights == np.rint(weights))).all():
        return False
    if source == SPACING:
        return side >= float(weights.max(initial=0.0)) and _one_at_most(
            program.separations, columns
        )
    if not 0 <= source < program.n_rows or not 0 <= side <= MOST:
        return False
    at = slice(program.matrix.indptr[source], program.matrix.indptr[source + 1])
    row = np.zeros(program.n_columns)
    np.add.at(row, program.matrix.indices[at], program.matrix.data[at])
    if not program.integer[np.flatnonzero(row)].all():
        return False
    return any(
        _too_heavy(sign * row, sign * limit, columns, weights, int(np.floor(side)))
        for sign, limit in ((1.0, program.row_upper[source]), (-1.0, program.row_lower[source]))
        if np.isfinite(limit)
    )


def _clips(program: Program, source: int, columns: np.ndarray, weights: np.ndarray) -> bool:
    """Tell whether ``weights @ x >= 1`` is a floor of the program, no site above the floor.

    ``sum a x >= L`` over binaries, no coefficient below 0: a site that brings more than ``L`` is
    enough alone, and so ``sum min(a, L) x >= L``.
    """
    floor = float(program.row_lower[source])
    if not (floor > 0 and np.isfinite(floor) and np.isfinite(weights).all()):
        return False
    at = slice(program.matrix.indptr[source], program.matrix.indptr[source + 1])
    row, own = np.zeros(program.n_columns), program.matrix.indices[at]
    np.add.at(row, own, program.matrix.data[at])
    if (row < 0).any() or not program.integer[own].all() or (program.lower[own] < 0).any():
        return False
    offered = np.zeros(program.n_columns)
    offered[columns] = weights
    rounded = offered * (1.0 - 2.0**-50) * floor  # downwards: the product is not exact
    return bool((rounded >= np.minimum(row, floor)).all())


def _one_at_most(rules: tuple[Separation, ...], columns: np.ndarray) -> bool:
    """Tell whether every pair of columns conflicts under some spacing rule."""
    conflict = np.eye(columns.size, dtype=bool)
    for rule in rules:
        x, y, zone = rule.x_m[columns], rule.y_m[columns], rule.zone[columns]
        gap = np.hypot(x[:, None] - x, y[:, None] - y)
        conflict |= (gap < rule.km * 1000.0) & (zone[:, None] == zone)
    return bool(conflict.all())


def _too_heavy(
    row: np.ndarray, limit: float, columns: np.ndarray, weights: np.ndarray, side: int
) -> bool:
    """Tell whether binaries of total weight above ``side`` always overrun ``row @ x <= limit``.

    By the least use of every total weight (a knapsack by dynamic programming; of each weight only
    the lightest columns matter); the columns without a weight are at their best.
    """
    free = np.minimum(row, 0.0)
    least = np.full(side + 2, np.inf)  # least use by total weight; the last: above the side
    least[0] = 0.0
    use = np.maximum(row[columns], 0.0)
    for weight in np.unique(weights).astype(np.int64).tolist():
        mine = np.sort(use[weights == weight])[: (side // weight) + 1]
        for one in mine.tolist():
            moved = np.minimum(np.arange(side + 2) + weight, side + 1)
            grown = least.copy()
            np.minimum.at(grown, moved, least + one)
            least = grown
    size = float(np.abs(row).sum()) + abs(limit)
    room = gamma(2 * row.size) * size
    return bool(least[side + 1] + float(free.sum()) - room > limit)
