"""Which columns enter the linear program: the first ones, then those that pricing asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tisites.model.tolerances import IN_USE

if TYPE_CHECKING:
    from tisites.solver.kernel.bound import Bound
    from tisites.solver.kernel.prepared import KernelProgram
    from tisites.solver.kernel.state import Work

#: Programs up to this many columns keep them all in the linear program.
ALL_COLUMNS = 4000
#: Columns in the first linear program, and at most brought in by one pricing.
FIRST, BATCH = 1200, 600


def start(work: Work) -> None:
    """Choose the first columns: all of a small program, else the promising, spread out."""
    p, master = work.prepared, work.master
    if p.n <= ALL_COLUMNS:
        master.add_columns(np.arange(p.n))
        return
    if master.active.size:
        fresh = np.flatnonzero((p.lower > 0) | ~p.integer)
        master.add_columns(fresh)
        return
    promise = p.value.copy()
    if p.service is not None:
        promise += p.weight * p.service.price(np.zeros(p.service.n_points))
    work.reduced = promise
    master.add_columns(spread(p, promise, FIRST))


def start_from(work: Work, threshold: np.ndarray) -> None:
    """Choose the first columns, and the first cuts, from good thresholds (n_points,)."""
    p, s, master = work.prepared, work.state, work.master
    order = np.lexsort((np.arange(p.n), -np.minimum(s.if_one, s.upper), p.upper <= 0.5))
    needed = int(((s.if_one >= work.target()) & (p.upper > 0.5)).sum())
    columns = order[: min(FIRST, max(needed, 2 * int(p.row_upper[0] / p.rows.data[0])))]
    if s.chosen is not None:
        columns = np.union1d(columns, np.flatnonzero(s.chosen > 0.5))
    master.add_columns(np.sort(columns))
    master.add_cuts(threshold, np.arange(master.groups))


def strata(p: KernelProgram) -> np.ndarray:
    """Return where a column is, roughly: the demand group of its first pair, else its rows.

    Returns
    -------
    (n,) int64
        A number a column; 0 without pair or row.
    """
    stratum = np.zeros(p.n, dtype=np.int64)
    if p.service is not None:
        has = np.flatnonzero(np.diff(p.service.start))
        stratum[has] = 1 + p.service.group[p.service.point[p.service.start[has]]]
    else:
        length = np.diff(p.columns.indptr)
        has = np.flatnonzero(length)
        stratum[has] = 1 + p.columns.indices[p.columns.indptr[has + 1] - 1]
    return stratum


def spread(p: KernelProgram, score: np.ndarray, many: int) -> np.ndarray:
    """Pick columns by score, half overall and half evenly over strata.

    Parameters
    ----------
    score : (n,) float64
        The higher, the sooner picked.
    many : int
        How many, roughly; those that must be in come on top.
    """
    must = np.flatnonzero((p.lower > 0) | ~p.integer)
    allowed = np.where(p.upper > 0, score, -np.inf)
    best = np.argsort(-allowed, kind="stable")
    evenly = _first_of_strata(best, strata(p), many // 2, 1)
    picked = np.unique(np.concatenate([must, best[: many // 2], evenly]))
    return picked[(p.upper[picked] > 0) | ~p.integer[picked]]


def price(work: Work, bound: Bound) -> int:
    """Bring in the columns whose reduced cost says they help; how many came."""
    p = work.prepared
    out = work.master.place < 0
    worth = np.where(out & (p.upper > 0), bound.reduced, 0.0)
    helping = np.flatnonzero(worth > IN_USE)
    if helping.size == 0:
        return 0
    if helping.size > BATCH:
        best = helping[np.argsort(-worth[helping], kind="stable")]
        evenly = _first_of_strata(best, strata(p), BATCH // 2, 2)
        helping = np.unique(np.concatenate([best[: BATCH // 2], evenly]))
    work.master.add_columns(np.sort(helping))
    work.state.count("pricings")
    return int(helping.size)


def _first_of_strata(best: np.ndarray, number: np.ndarray, many: int, least: int) -> np.ndarray:
    """Share ``many`` evenly over the strata of ``best``, the first of each, ``least`` or more."""
    stratum = number[best]
    by_stratum = np.argsort(stratum, kind="stable")
    ordered = stratum[by_stratum]
    head = np.concatenate([[0], np.flatnonzero(np.diff(ordered)) + 1])
    rank = np.arange(best.size) - np.repeat(head, np.diff(np.append(head, best.size)))
    each = max(least, many // head.size)
    return best[by_stratum[rank < each]]
