"""Cover inequalities of shared capacities: what cannot fit together, lifted over every column."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tisites.solve.kernel.packing import Packing
from tisites.solve.kernel.presolve import MARGIN

if TYPE_CHECKING:
    from tisites.solve.kernel.prepared import Prepared

#: Violation worth a row.
LEAST = 1e-3


def violated_covers(prepared: Prepared, x: np.ndarray) -> list[Packing]:
    """Separate lifted cover inequalities that a fractional point violates.

    A set ``C`` of columns whose use of a capacity exceeds it cannot all be chosen:
    ``sum of x over C <= |C| - 1``. Columns outside ``C`` enter by the lifting of Letchford and
    Souli (Oper. Res. Letters 47, 2019): with ``u`` such that ``sum of min(a_j, u) over C`` is the
    capacity, and ``S(k)`` the sum of the ``k`` largest of these, a column of use ``a`` counts
    ``k`` times when ``S(k) < a <= S(k + 1)``. Cuts hold whatever the locks, for the present limit
    of their row.

    Parameters
    ----------
    prepared : Prepared
    x : (n,) float64
        Values of every column.
    """
    p = prepared
    found = []
    activity = p.rows @ x
    fractional = np.abs(x - np.rint(x)) > 1e-6
    touched = np.abs(p.rows) @ fractional.astype(float) > 0
    for r in np.flatnonzero(touched).tolist():
        part = slice(p.rows.indptr[r], p.rows.indptr[r + 1])
        columns, data = p.rows.indices[part].astype(np.int64), p.rows.data[part]
        if not p.integer[columns].all():
            continue
        for sign, side in ((1.0, p.row_upper[r]), (-1.0, -p.row_lower[r])):
            if not np.isfinite(side) or sign * activity[r] < 0.5 * side:
                continue
            cut = _cover_of_row(columns, sign * data, float(side), x, r)
            if cut is not None:
                found.append(cut)
    return found


def _cover_of_row(
    columns: np.ndarray, data: np.ndarray, side: float, x: np.ndarray, row: int
) -> Packing | None:
    """Return the most violated cover of ``sum data x <= side`` that a few orders give."""
    use = data > 0
    room = side + float(-data[~use].sum())  # the others at their best, whatever their locks
    columns, data = columns[use], data[use]
    if data.size == 0 or data.max() - data.min() <= 1e-9 * data.max():
        return None  # a plain count is its own hull
    room += MARGIN * max(1.0, abs(side), float(data.max()))
    at = x[columns]
    there = np.flatnonzero(at > 1e-6)
    if data[there].sum() <= room:
        return None
    best, best_over = None, LEAST
    for order in (
        np.lexsort((-data[there], -at[there])),
        np.argsort(-at[there] * data[there], kind="stable"),
        np.argsort((1.0 - at[there]) / data[there], kind="stable"),
    ):
        cover = _minimal(there[order], data, at, room)
        weight = _lifted(cover, data, room)
        over = float(weight @ at) - (cover.size - 1)
        if over > best_over:
            inside = weight > 0
            ascending = np.argsort(columns[inside])
            best = Packing(
                columns[inside][ascending], weight[inside][ascending], cover.size - 1.0, row
            )
            best_over = over
    return best


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


def _lifted(cover: np.ndarray, data: np.ndarray, room: float) -> np.ndarray:
    """Return the weight of every column of the row: 1 in the cover, lifted outside."""
    ordered = np.sort(data[cover])[::-1]
    cap = _capped_at(ordered, room)
    reach = np.cumsum(np.minimum(ordered, cap))
    weight = np.searchsorted(reach, data - 1e-9 * np.maximum(1.0, data), side="left").astype(float)
    weight[cover] = 1.0
    return weight


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
