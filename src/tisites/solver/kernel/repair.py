"""Selections to start from: a fractional point rounded, and broken rows mended."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np

from tisites.model.tolerances import SAME

if TYPE_CHECKING:
    from tisites.solver.kernel.prepared import KernelProgram
    from tisites.solver.kernel.search import Search

#: Steps of repair before it gives up.
REPAIR_STEPS = 200
TENURE = 7


def rounded(search: Search, x: np.ndarray) -> np.ndarray:
    """Round a fractional point: heaviest first, no conflict, as many as it sums to."""
    want = round(float(x[search.free].sum())) + search.forced.size
    chosen = search.forced.tolist()
    blocked = np.zeros(search.columns.size, dtype=bool)
    for k in chosen:
        blocked[search.near(k)] = True
    order = np.lexsort((np.arange(x.size), -search.value, -x))
    for k in order.tolist():
        if len(chosen) >= want or (x[k] <= 0 and search.prepared.spacings):
            break
        if search.free[k] and not blocked[k]:
            chosen.append(k)
            if search.prepared.spacings:
                blocked[search.near(k)] = True
    return np.array(sorted(chosen), dtype=np.int64)


def repaired(search: Search, chosen: np.ndarray, deadline: float) -> np.ndarray | None:
    """Mend broken rows and spacing by adding and dropping; None when it does not succeed.

    Each step takes the move, not taboo, that leaves the least violation, and among equals
    the best on the linear objective.
    """
    p = search.prepared
    inside = np.zeros(search.columns.size, dtype=bool)
    inside[chosen] = True
    activity = search.activity(chosen)
    clashes = search.clashes(np.flatnonzero(inside))
    until = np.zeros(search.columns.size, dtype=np.int64)
    everything = np.arange(p.m)
    for step in range(1, REPAIR_STEPS + 1):
        base = _excess(p, everything, activity)
        broken = (base > search.slack).any() or clashes[inside].any()
        if not broken:
            return np.flatnonzero(inside)
        if time.monotonic() > deadline:
            return None
        sign = np.where(inside, -1.0, 1.0)
        moved = activity[search.part_row] + sign[search.part_column] * search.part.data
        delta = _excess(p, search.part_row, moved) - base[search.part_row]
        change = np.bincount(search.part_column, delta, search.columns.size)
        change += np.where(inside, -clashes, clashes)
        change[~search.free | (until > step)] = np.inf
        least = change.min(initial=np.inf)
        if not np.isfinite(least):
            return None
        tied = np.flatnonzero(change <= least + SAME)
        pick = int(tied[np.argmax(sign[tied] * search.value[tied])])
        inside[pick] = not inside[pick]
        shift = search.part.indptr[pick], search.part.indptr[pick + 1]
        activity[search.part_row[slice(*shift)]] += sign[pick] * search.part.data[slice(*shift)]
        if p.spacings:
            clashes[search.near(pick)] += sign[pick]
        until[pick] = step + TENURE
    return None


def _excess(p: KernelProgram, rows: np.ndarray, activity: np.ndarray) -> np.ndarray:
    return np.maximum(activity - p.row_upper[rows], 0) + np.maximum(p.row_lower[rows] - activity, 0)
