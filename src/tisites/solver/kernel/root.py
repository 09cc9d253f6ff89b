"""The bound at the root: the linear optimum of the full program, rows and columns when needed."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

import numpy as np

from tisites.model.tolerances import FEASIBILITY, IN_USE, LEAST_GAIN, NOTHING, ROW
from tisites.solver.kernel.bound import Bound, bound_of, dual_bound
from tisites.solver.kernel.columns import price
from tisites.solver.kernel.covers import violated_covers
from tisites.solver.kernel.curved import violated_curves
from tisites.solver.kernel.incumbents import round_and_improve
from tisites.solver.kernel.spacing import violated_cliques
from tisites.solver.kernel.state import OutOfTimeError
from tisites.solver.kernel.stated import stated

if TYPE_CHECKING:
    from tisites.solver.kernel.state import State, Work

#: Separation goes on while cuts claim more than this share of the gap.
COARSE, FINE = 0.2, 0.02
ROUNDS = 500
#: Seconds after which a bound and an incumbent are taken, cuts still missing.
LOOK = 2.0
#: Seconds spent past the limit on a first selection when there is none.
LAST_SECONDS = 0.5
#: Rounds of cover inequalities at the root.
COVER_ROUNDS = 12
#: Share of the gap that a round of covers must have won for another to follow.
COVER_PAY = 0.02


def bound_root(work: Work) -> None:
    """Linear optimum of the full program: rows and columns added only when needed.

    Raises
    ------
    OutOfTimeError
        Past the deadline.
    """
    share, looked = FINE if work.master.solved() else COARSE, time.monotonic()
    for _ in range(ROUNDS):
        work.tick()
        work.state.count("rounds")
        if not feasible_master(work):
            work.state.infeasible = True
            return
        excess, added = _separate(work)
        if added and excess > share * _gap_guess(work) and time.monotonic() < looked + LOOK:
            continue
        bound = take_bound(work)
        round_and_improve(work)
        looked = time.monotonic()
        if work.closed():
            return
        if price(work, bound):
            continue
        if added and excess > share * _gap_guess(work):
            continue
        if not added or share <= FINE or excess <= FINE * _gap_guess(work):
            return
        share = FINE


def note_root(work: Work) -> None:
    """Write the bound and the incumbent that the root gave, in the program's own units."""
    factor, constant = work.prepared.factor, work.prepared.program.constant
    worth = math.nan if work.state.chosen is None else work.state.worth
    for name, figure in (("lp_bound", work.state.upper), ("root_incumbent", worth)):
        if math.isfinite(figure):
            work.state.figures[name] = figure / factor + constant


def last_resort(work: Work) -> None:
    """When the search was stopped before it had a bound or a selection: take what is at hand."""
    if not math.isfinite(work.state.upper):
        take_bound(work)
    if work.state.chosen is None and work.master.active.size:
        work.deadline = time.monotonic() + LAST_SECONDS
        round_and_improve(work)


def take_bound(work: Work) -> Bound:
    """Bound the full program by the linear program's prices, learn from it and tell it."""
    bound = dual_bound(work.prepared, work.master.duals(), work.master.packing_rows())
    learn(work, bound)
    return bound


def learn(work: Work, bound: Bound) -> None:
    """Keep a bound, what it says of every column, and tell it."""
    _keep(work.state, bound)
    work.reduced = bound.reduced
    constant = work.constant()
    f = work.prepared.factor
    worth = None if work.state.chosen is None else (work.state.worth + constant) / f
    work.watch.listener.bounds(worth, (work.state.upper + constant) / f)


def _keep(s: State, bound: Bound) -> None:
    """Keep a bound, and what it says of every column."""
    s.rooted = min(s.rooted, bound.upper)
    s.upper = min(s.upper, bound.upper)
    np.minimum(s.if_one, bound.if_one, out=s.if_one)
    np.minimum(s.if_zero, bound.if_zero, out=s.if_zero)
    s.learnt.append(bound.told)


def feasible_master(work: Work) -> bool:
    """Solve the linear program; bring in columns until its rows hold. False: they cannot.

    Raises
    ------
    OutOfTimeError
        Past the deadline.
    """
    master = work.master
    word = master.solve(work.left())
    if word == "optimal":
        return True
    if word == "limit":
        raise OutOfTimeError
    _refute(work)
    master.elastic(True)
    try:
        for _ in range(ROUNDS):
            work.tick()
            if not _solved(work):
                # only cliques and bounds are not elastic: locked sites conflict
                _refute(work)
                return False
            objective = master.point()[2]
            if objective > -FEASIBILITY * max(1.0, work.prepared.m):
                break
            bound = dual_bound(work.prepared, master.duals(), master.packing_rows(), violation=True)
            if price(work, bound) == 0:
                # rows cannot hold even fractionally, with cliques valid for every selection
                work.state.learnt.append(bound.told)
                return _violation_is_noise(bound, objective)
    finally:
        master.elastic(False)
    # rows that hold only within the solver's own tolerance do not hold
    if _solved(work):
        return True
    _refute(work)
    return False


def _refute(work: Work) -> None:
    """Keep the solver's ray if it does show, recomputed, that the rows cannot hold."""
    ray, p = work.master.ray(), work.prepared
    for prices in () if ray is None else (ray, -ray):
        duals = work.master.told(prices, cuts=False)
        told = stated(
            duals.rows, duals.threshold, work.master.packing_rows(), duals.packings, worth=False
        )
        if bound_of(p, told).upper < 0.0:
            work.state.learnt.append(told)
            return


def _solved(work: Work) -> bool:
    """Solve the linear program as it is now; false when it is infeasible."""
    word = work.master.solve(work.left())
    if word == "limit":
        raise OutOfTimeError
    if word not in ("optimal", "infeasible"):
        work.state.count("unclear_linear_programs")
        raise OutOfTimeError
    return word == "optimal"


def _violation_is_noise(bound: Bound, objective: float) -> bool:
    return not (bound.upper < -FEASIBILITY or objective < -ROW)


def _separate(work: Work) -> tuple[float, int]:
    """Add violated access cuts, cliques and covers at the current point.

    Returns
    -------
    excess : float
        Objective that the violated rows claim too much; infinite with violated packings.
    added : int
        How many rows came.
    """
    p, m = work.prepared, work.master
    x, theta, objective = m.point()
    x = np.where(x < NOTHING, 0.0, x)
    excess, added, fresh = 0.0, 0, 0
    if m.block is not None:
        threshold = m.block.critical(x)
        worth = m.block.worth(threshold, x)
        assert p.service is not None
        worth += np.bincount(p.service.group, threshold, m.groups)
        over = theta - worth
        groups = np.flatnonzero(p.weight * over > NOTHING * max(1.0, abs(objective)))
        if groups.size:
            excess = p.weight * float(over[groups].sum())
            m.add_cuts(threshold, groups)
            added += groups.size
            work.state.count("cuts", groups.size)
    if p.spacings:
        support = np.flatnonzero((x > IN_USE) & p.integer[m.active])
        order = np.argsort(m.active[support], kind="stable")
        columns = m.active[support][order]
        cliques = violated_cliques(p.spacings, columns, x[support][order], work.reduced)
        fresh = m.add_cliques(cliques)
        added += fresh
        excess = math.inf if fresh else excess
        work.state.count("cliques", fresh)
    if p.curved:
        bent = m.add_packings(violated_curves(p.curved, full_point(work, x)))
        work.state.count("curve_cuts", bent)
        added, fresh = added + bent, fresh + bent
        excess = math.inf if bent else excess
    if p.m and not fresh:
        covers = _add_covers(work, x, objective)
        added += covers
        excess = math.inf if covers else excess
    return excess, added


def _add_covers(work: Work, x: np.ndarray, objective: float) -> int:
    """Add violated covers of capacities, as long as they pay; how many came."""
    figures, m = work.state.figures, work.master
    rounds = figures.get("cover_rounds", 0.0)
    gained = work.covered_at - objective
    if rounds >= COVER_ROUNDS or gained < COVER_PAY * _gap_guess(work):
        return 0
    covers = m.add_packings(violated_covers(work.prepared, full_point(work, x)))
    if covers:
        work.covered_at = objective
        work.state.count("cover_rounds")
        work.state.count("covers", covers)
    return covers


def full_point(work: Work, x: np.ndarray) -> np.ndarray:
    """Return the point of every column (n,) from that of the active ones."""
    full = np.zeros(work.prepared.n)
    full[work.master.active] = x
    return full


def _gap_guess(work: Work) -> float:
    """Return what is at stake: the gap, once both ends are known."""
    objective = work.master.point()[2]
    least = LEAST_GAIN * max(1.0, abs(objective))
    if math.isfinite(work.state.worth):
        return max(least, objective - work.state.worth)
    return max(least, 1e-3 * abs(objective))
