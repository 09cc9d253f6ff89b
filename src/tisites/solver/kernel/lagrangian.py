"""Thresholds before any linear program: the Lagrangian of a program that only counts columns.

With tens of thousands of demand points the linear program of cuts is far from its optimum for
long. Where the only row counts columns and there is no spacing (p-median, maximal covering), any
thresholds ``t`` bound the program in closed form: relax that a point is served once, at price
``t_k``; column ``i`` is then worth ``v_i + w sum_k max(F_ki - t_k, 0)``, and the best that the row
allows are taken. The volume algorithm of Barahona and Anbil (Math. Program. 87, 2000) brings ``t``
near the optimum, over a few columns first. The bound is told by :func:`~.bound.dual_bound` alone.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from tisites.messages.stop import look
from tisites.model.tolerances import ASCENT_GAP, SAME
from tisites.solver.kernel.bound import dual_bound
from tisites.solver.kernel.duals import Duals
from tisites.solver.kernel.incumbents import climb
from tisites.solver.kernel.nearby import settle
from tisites.solver.kernel.prepared import counts_only, first_thresholds
from tisites.solver.kernel.search import Search

if TYPE_CHECKING:
    from tisites.solver.kernel.prepared import KernelProgram
    from tisites.solver.kernel.service import Service
    from tisites.solver.kernel.state import Work

#: Programs with fewer pairs go to the linear program at once.
LEAST_PAIRS = 200_000
#: Steps at most over all columns and over a few; how often a selection is looked for, and columns
#: that can be in no better one are dropped.
STEPS, COARSE_STEPS, LOOK = 1500, 600, 100
#: First length of a step, the least, and what it is multiplied by after a good or some bad ones.
LENGTH, SHORTEST, LONGER, SHORTER, PATIENCE = 1.0, 2e-3, 1.1, 0.7, 12
#: Weight of the latest subgradient in their mean.
FRESH = 0.15
#: Columns that selections are searched among: so many a column chosen, and at the very end.
AMONG, AT_LAST = 10, 40
#: Pairs of site and point above which selections are searched by the steps of ``nearby``.
HUGE = 20_000_000
#: Pairs that the steps of a coarse stage may read in all, and its least number of steps.
COARSE_PAIRS, LEAST_STEPS = 10_000_000_000, 40
#: Evaluations over all columns that telling a bound takes, with room for a busy machine; share of
#: the time left that a stage over a few columns may take.
PASSES, COARSE_SHARE = 6.0, 0.5
#: Every so many columns alone come first, stage by stage, if so many a column chosen are left.
STRIDES, LEAST_COARSE = (16, 4), 10


@dataclass
class Ascent:
    """Where the search for thresholds is.

    Parameters
    ----------
    columns : (c,) int64
        Columns still in play.
    part : Service
        Their service.
    centre : (n_points,) float64
        Best thresholds.
    best : float
        Their bound over the columns in play.
    mean : (n_points,) float64
        Mean times a point was served lately, by the columns that were taken.
    length : float
        Share of the Polyak step.
    """

    columns: np.ndarray
    part: Service
    centre: np.ndarray
    best: float = np.inf
    mean: np.ndarray = field(default_factory=lambda: np.empty(0))
    length: float = LENGTH
    idle: int = 0


def worth_ascending(prepared: KernelProgram) -> bool:
    """Tell whether thresholds can be had in closed form, and are worth it."""
    service = prepared.service
    if service is None or int(service.start[-1]) < LEAST_PAIRS or not counts_only(prepared):
        return False
    free = prepared.upper > prepared.lower
    most = float(prepared.row_upper[0])
    fixed = bool(prepared.lower.any()) or not prepared.integer.all()
    return not fixed and np.isfinite(most) and 1.0 <= most < int(free.sum())


def ascend(work: Work) -> np.ndarray:
    """Find good thresholds (n_points,), the bound they give and selections on the way.

    Deterministic but for the wall clock of a limit: past it, what was found so far is told.
    """
    p = work.prepared
    assert p.service is not None
    everyone = np.flatnonzero(p.upper > 0.5)
    threshold, steps = first_thresholds(p), 0
    if _huge(p):
        settle(work, _counts(p)[1], ascend)
    coarse = [k for k in STRIDES if everyone.size // k >= LEAST_COARSE * _counts(p)[1]]
    for stride in (*coarse, 1):
        columns = everyone[::stride]
        at = Ascent(columns, _part(p.service, columns), threshold)
        steps += _stage(work, at, whole=stride == 1)
        threshold = at.centre
    if _huge(p) and work.deadline == np.inf:
        settle(work, _counts(p)[1], ascend)
    work.state.count("ascent_steps", steps)
    return threshold


def _huge(p: KernelProgram) -> bool:
    """Tell whether a program has so many pairs that :mod:`~.nearby` searches its selections."""
    assert p.service is not None
    return int(p.service.start[-1]) > HUGE


def _stage(work: Work, at: Ascent, *, whole: bool) -> int:
    """Bring the thresholds near the optimum of the columns in play; how many steps it took."""
    p, step = work.prepared, 0
    began = time.monotonic()
    at.best, taken = _evaluated(p, at, at.centre)
    at.mean = _served(at, taken, at.centre)
    until = _until(work, at, time.monotonic() - began, whole=whole)
    if not (whole and _huge(p)):
        _look(work, at, whole=whole)
    many = min(COARSE_STEPS, max(LEAST_STEPS, COARSE_PAIRS // max(1, int(at.part.start[-1]))))
    for step in range(1, (STEPS if whole else many) + 1):
        look()
        gap = at.best - work.state.worth
        if at.length < SHORTEST or gap < ASCENT_GAP * abs(at.best) or time.monotonic() > until:
            break
        _step(p, at, gap)
        if step % LOOK == 0:
            _look(work, at, whole=whole)
    if whole:
        _look(work, at, whole=True, many=AT_LAST)
    return step


def _until(work: Work, at: Ascent, spent: float, *, whole: bool) -> float:
    """Return when a stage must end, so that the bound of all columns is told within the limit.

    Parameters
    ----------
    spent : float
        Seconds of one evaluation over the columns in play.
    """
    assert work.prepared.service is not None
    every = spent * int(work.prepared.service.start[-1]) / max(1, int(at.part.start[-1]))
    last = work.deadline - PASSES * every
    left = last - time.monotonic()
    return last if whole or np.isinf(left) else last - (1.0 - COARSE_SHARE) * left


def _step(p: KernelProgram, at: Ascent, gap: float) -> None:
    """Move against the mean subgradient; keep the new thresholds if they bound better."""
    slope = p.weight * (1.0 - at.mean)
    slope[(at.centre <= 0) & (slope > 0)] = 0.0
    size = float(slope @ slope)
    if size == 0.0:
        at.length = 0.0
        return
    trial = np.maximum(at.centre - at.length * gap / size * slope, 0.0)
    bound, taken = _evaluated(p, at, trial)
    at.mean = FRESH * _served(at, taken, trial) + (1.0 - FRESH) * at.mean
    if bound < at.best:
        at.best, at.centre, at.idle = bound, trial, 0
        at.length = min(2.0, LONGER * at.length)
    else:
        at.idle += 1
        if at.idle >= PATIENCE:
            at.length, at.idle = SHORTER * at.length, 0


def _evaluated(p: KernelProgram, at: Ascent, threshold: np.ndarray) -> tuple[float, np.ndarray]:
    """Bound over the columns in play, and the columns taken (their places)."""
    worth = p.value[at.columns] + p.weight * at.part.price(threshold)
    least, most = _counts(p)
    most = min(most, worth.size)
    order = np.argpartition(-worth, most - 1)[:most]
    order = order[np.lexsort((order, -worth[order]))]
    many = max(least, int((worth[order] > 0).sum()))
    return p.weight * float(threshold.sum()) + float(worth[order[:many]].sum()), order[:many]


def _counts(p: KernelProgram) -> tuple[int, int]:
    """Return how many columns the row asks for and allows."""
    unit = float(p.rows.data[0])
    least = 0.0 if not np.isfinite(p.row_lower[0]) else np.ceil(p.row_lower[0] / unit - SAME)
    return max(0, int(least)), int(np.floor(p.row_upper[0] / unit + SAME))


def _served(at: Ascent, taken: np.ndarray, threshold: np.ndarray) -> np.ndarray:
    """Return how many of the taken columns serve each point above its threshold."""
    count = np.zeros(threshold.size)
    for c in taken.tolist():
        part = slice(at.part.start[c], at.part.start[c + 1])
        points = at.part.point[part]
        count[points[at.part.amount[part] > threshold[points]]] += 1.0
    return count


def _look(work: Work, at: Ascent, *, whole: bool, many: int = AMONG) -> None:
    """Look for a selection; tell the bound and drop columns that can be in no better one."""
    from tisites.solver.kernel.root import learn

    p, s = work.prepared, work.state
    assert p.service is not None
    if _huge(p) and not whole:
        return
    if whole:
        learn(work, dual_bound(p, _duals(p, at.centre), []))
    worth = p.value[at.columns] + p.weight * at.part.price(at.centre)
    if not _huge(p):
        _search(work, at.columns[np.lexsort((at.columns, -worth))], many)
    keep = s.if_one[at.columns] >= work.target()
    if keep.sum() < 0.8 * keep.size:
        at.columns = at.columns[keep]
        at.part = _part(p.service, at.columns)


def _duals(p: KernelProgram, threshold: np.ndarray) -> Duals:
    """Return thresholds with the best price of the row: the worth of the last column taken."""
    assert p.service is not None
    worth = np.where(p.upper > 0.5, p.value + p.weight * p.service.price(threshold), -np.inf)
    least, most = _counts(p)
    ordered = -np.partition(-worth, most)[: most + 1]
    last = 0.5 * float(np.sort(ordered)[0] + np.sort(ordered)[1])
    if least < most:
        last = max(0.0, last)
    return Duals(np.array([last / float(p.rows.data[0])]), np.empty(0), threshold)


def _search(work: Work, order: np.ndarray, among: int) -> None:
    """Swap among the most promising columns, from those worth most and from the incumbent."""
    p = work.prepared
    assert p.service is not None
    many = _counts(p)[1]
    old = np.empty(0, dtype=np.int64)
    if work.state.chosen is not None:
        old = np.flatnonzero(work.state.chosen > 0.5)
    columns = np.union1d(order[: among * many], old)
    search = Search(p, columns, p.service.block(columns))
    for start in (order[:many], old):
        if start.size:
            climb(work, search, np.flatnonzero(np.isin(columns, start)))


def _part(service: Service, columns: np.ndarray) -> Service:
    """Return the service of some columns, renumbered."""
    begin, length = service.start[columns], service.start[columns + 1] - service.start[columns]
    start = np.concatenate([[0], np.cumsum(length)])
    if columns.size == service.start.size - 1:
        return service
    index = np.arange(start[-1]) + np.repeat(begin - start[:-1], length)
    return replace(service, start=start, point=service.point[index], amount=service.amount[index])
