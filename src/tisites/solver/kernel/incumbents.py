"""Selections found on the way: rounded, mended, improved by swaps, and the best one kept."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np

from tisites.model.tolerances import NOTHING, SAME
from tisites.solver.kernel.bending import bent
from tisites.solver.kernel.completion import (
    binary_part,
    completed,
    completed_start,
    holds,
    keeps_rows,
)
from tisites.solver.kernel.repair import repaired, rounded
from tisites.solver.kernel.search import Search

if TYPE_CHECKING:
    from tisites.solver.kernel.prepared import KernelProgram
    from tisites.solver.kernel.state import Work

#: Columns that a search for incumbents moves among.
SEARCH = 500
CLIMB_SECONDS = 30.0


def search_keeping(work: Work, keep: np.ndarray, priced: KernelProgram | None = None) -> Search:
    """Return a search among the columns that matter most, and those to keep.

    The last one serves again while prices are the same and it has the columns to keep.

    Parameters
    ----------
    keep : (k,) int64
        Columns (program numbers) that must be in play, all active.
    priced : KernelProgram, optional
        What to search in, in place of the program (same columns).
    """
    m, p = work.master, work.prepared if priced is None else priced
    if m.active.size <= SEARCH:
        return Search(p, m.active, m.block)
    if priced is None and work.search is not None:
        known, of = work.search
        if known.prepared is p and of is work.reduced and np.isin(keep, known.columns).all():
            return known
    score = work.reduced[m.active].copy()
    score[m.point()[0] > NOTHING] = np.inf
    score[p.lower[m.active] > 0.5] = np.inf
    score[m.place[keep]] = np.inf
    local = np.sort(np.argsort(-score, kind="stable")[: max(SEARCH, int(np.isposinf(score).sum()))])
    search = Search(p, m.active[local], None if m.block is None else m.block.subset(local))
    if priced is None:
        work.search = search, work.reduced
    return search


def offer(work: Work, x: np.ndarray, worth: float) -> None:
    """Keep a feasible point (n,) if it is the best so far."""
    if worth > work.state.worth:
        if not keeps_rows(work.prepared, x):
            work.state.count("broken_points")
            return
        work.state.worth, work.state.chosen = worth, x
        work.pool = [x, *work.pool[:2]]


def climb(work: Work, search: Search, start: np.ndarray) -> None:
    """Mend a selection (numbers in the search), improve it, and keep it if it is the best."""
    limit = min(work.deadline, time.monotonic() + CLIMB_SECONDS)
    chosen = repaired(search, start, limit)
    if chosen is not None:
        chosen = bent(search, chosen, limit)
    if chosen is None:
        work.state.count("repairs_failed")
        return
    chosen, worth = search.improved(chosen, limit)
    if search.feasible(chosen):
        x = np.zeros(work.prepared.n)
        x[search.columns[chosen]] = 1.0
        offer(work, x, worth)


def polish(work: Work, x: np.ndarray, worth: float) -> None:
    """Keep a feasible point (n,), and what swaps make of it."""
    better = worth > work.state.worth
    offer(work, x, worth)
    if better and work.swappable():
        search = search_keeping(work, np.flatnonzero(x > 0.5))
        climb(work, search, np.flatnonzero(x[search.columns] > 0.5))


def round_and_improve(work: Work) -> None:
    """Look for incumbents near the fractional point and near earlier selections."""
    if not work.swappable():
        _complete(work)
        return
    search = search_keeping(work, np.empty(0, dtype=np.int64))
    x = np.clip(work.master.point()[0], 0.0, 1.0)[work.master.place[search.columns]]
    start = rounded(search, x)
    key = search.columns[start].tobytes()
    if key not in work.tried:
        work.tried.add(key)
        climb(work, search, start)
        work.state.count("searches")
    _recall(work)


def _complete(work: Work) -> None:
    """Choose among binaries by the prices of the rows they share with continuous columns."""
    priced = binary_part(work.prepared, work.master.duals().rows)
    search = search_keeping(work, np.empty(0, dtype=np.int64), priced)
    x = np.clip(work.master.point()[0], 0.0, 1.0)[work.master.place[search.columns]]
    found = completed_start(work, search, x)
    if found is not None:
        offer(work, *found)
    for old in work.earlier:
        point = completed(work.prepared, np.flatnonzero(work.prepared.integer & (old > 0.5)))
        if point is not None and work.prepared.service is None and holds(work.prepared, point):
            offer(work, point, float(work.prepared.value @ point))
    work.earlier = []


def _recall(work: Work) -> None:
    """Mend and improve the selections of earlier solves, once a solve."""
    for x in work.earlier:
        columns = np.flatnonzero(x > 0.5)
        columns = columns[work.master.place[columns] >= 0]
        search = search_keeping(work, columns)
        local = np.flatnonzero(x[search.columns] > 0.5)
        start = np.union1d(local[search.free[local]], search.forced)
        if search.worth(start) > work.state.worth:  # else the linear optimum led further
            climb(work, search, start)
    work.earlier = []


def take_only(work: Work, held: np.ndarray) -> None:
    """Take the one selection (n,) that is left, if it holds."""
    everyone = np.flatnonzero(held > 0.5)
    service = work.prepared.service
    search = Search(work.prepared, everyone, None if service is None else service.block(everyone))
    chosen = np.arange(everyone.size)
    if search.feasible(chosen):
        polish(work, held, search.worth(chosen))


def settle_ties(work: Work) -> None:
    """Apply the tie rule to a proven selection (see :meth:`.Search.canonical`)."""
    if not work.swappable() or work.state.chosen is None:
        return
    search = search_keeping(work, np.flatnonzero(work.state.chosen > 0.5))
    local = np.flatnonzero(work.state.chosen[search.columns] > 0.5)
    chosen = search.canonical(local, work.deadline)
    worth = search.worth(chosen)
    if search.feasible(chosen) and worth >= work.state.worth - SAME * max(1, abs(worth)):
        x = np.zeros(work.prepared.n)
        x[search.columns[chosen]] = 1.0
        work.state.chosen = x
