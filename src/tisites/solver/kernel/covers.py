"""Cover inequalities of shared capacities: what cannot fit together, lifted over every column."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tisites.model.tolerances import OVERRUN, SAME, WHOLE
from tisites.solver.kernel.packing import Packing

if TYPE_CHECKING:
    from tisites.solver.kernel.prepared import KernelProgram

#: Violation worth a row.
LEAST = 1e-3


def violated_covers(prepared: KernelProgram, x: np.ndarray) -> list[Packing]:
    """Separate lifted cover inequalities that a fractional point violates.

    A set ``C`` of columns whose use of a capacity exceeds it cannot all be chosen:
    ``sum of x over C <= |C| - 1``. Columns outside ``C`` enter by the lifting of Letchford and
    Souli (Oper. Res. Letters 47, 2019): with ``u`` such that ``sum of min(a_j, u) over C`` is the
    capacity, and ``S(k)`` the sum of the ``k`` largest of these, a column of use ``a`` counts
    ``k`` times when ``S(k) < a <= S(k + 1)``. Cuts hold whatever the locks, for the present limit
    of their row.

    Parameters
    ----------
    prepared : KernelProgram
    x : (n,) float64
        Values of every column.
    """
    p = prepared
    found = []
    fractional = np.abs(x - np.rint(x)) > WHOLE
    activity = p.rows @ x
    near = np.isfinite(p.row_upper) & (activity >= 0.5 * p.row_upper)
    near |= np.isfinite(p.row_lower) & (activity <= 0.5 * p.row_lower)
    for r in p.knapsacks[near[p.knapsacks]].tolist():
        part = slice(p.rows.indptr[r], p.rows.indptr[r + 1])
        columns, data = p.rows.indices[part], p.rows.data[part]
        if not fractional[columns].any():
            continue
        for sign, side in ((1.0, p.row_upper[r]), (-1.0, -p.row_lower[r])):
            if not np.isfinite(side) or sign * activity[r] < 0.5 * side:
                continue
            cut = _cover_of_row(columns, sign * data, float(side), x[columns], r)
            if cut is not None:
                found.append(cut)
    return found


def _cover_of_row(
    columns: np.ndarray, data: np.ndarray, side: float, at: np.ndarray, row: int
) -> Packing | None:
    """Return the most violated cover of ``sum data x <= side`` that a few orders give."""
    room = side - float(np.minimum(data, 0.0).sum())  # the others at their best, locks or not
    room += OVERRUN * max(1.0, abs(side), float(np.abs(data).max()))
    there = np.flatnonzero((at > WHOLE) & (data > 0))
    use, share = data[there], at[there]
    if use.sum() <= room:
        return None
    best, best_over = None, LEAST
    for order in (
        np.lexsort((-use, -share)),
        np.argsort(-share * use, kind="stable"),
        np.argsort((1.0 - share) / use, kind="stable"),
    ):
        cover = _minimal(order, use, share, room)
        reach = _reach(use[cover], room)
        weight = _weights(use, reach)
        weight[cover] = 1.0
        over = float(weight @ share) - (cover.size - 1)
        if over > best_over:
            best, best_over = (there[cover], reach), over
    if best is None:
        return None
    cover, reach = best
    weight = _weights(data, reach)
    weight[cover] = 1.0
    inside = np.flatnonzero(weight > 0)
    inside = inside[np.argsort(columns[inside])]
    return Packing(columns[inside].astype(np.int64), weight[inside], cover.size - 1.0, row)


def _minimal(order: np.ndarray, data: np.ndarray, at: np.ndarray, room: float) -> np.ndarray:
    """Take columns in order until they overrun the room, then drop those not needed."""
    many = int(np.searchsorted(np.cumsum(data[order]), room, side="right")) + 1
    cover = order[: min(many, order.size)]
    total = float(data[cover].sum())
    keep = np.ones(cover.size, dtype=bool)
    for k in np.argsort(at[cover], kind="stable").tolist():
        if total - data[cover[k]] > room:
            total -= float(data[cover[k]])
            keep[k] = False
    return cover[keep]


def _reach(use: np.ndarray, room: float) -> np.ndarray:
    """Return ``S(1), S(2), …`` of a cover."""
    ordered = np.sort(use)[::-1]
    return np.cumsum(np.minimum(ordered, _capped_at(ordered, room)))


def _weights(data: np.ndarray, reach: np.ndarray) -> np.ndarray:
    """Return how many times a use counts: ``k`` when ``S(k) < use <= S(k + 1)``."""
    less = data - SAME * np.maximum(1.0, np.abs(data))
    return np.searchsorted(reach, less, side="left").astype(float)


def _capped_at(ordered: np.ndarray, room: float) -> float:
    """Return ``u`` such that ``sum min(a, u) = room``, for ``a`` in falling order.

    Examples
    --------
    >>> _capped_at(np.array([5.0, 3.0, 1.0]), 6.0)
    2.5
    """
    tail = np.append(np.cumsum(ordered[::-1])[::-1][1:], 0.0)  # what comes after each
    number = np.arange(1, ordered.size + 1)
    level = (room - tail) / number
    # the first k for which the k largest, capped alike, stay above the next one
    following = np.append(ordered[1:], -np.inf)
    return float(level[np.flatnonzero(level >= following)[0]])
