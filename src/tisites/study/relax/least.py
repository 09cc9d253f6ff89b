"""How little a relaxation could cost: a bound that rests on no solver's word."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csc_array

from tisites.certificate.weak_duality import Prices, Relaxation, bounded
from tisites.model.tolerances import NOTHING, PLACE, SAME
from tisites.solver.expand import compact
from tisites.solver.highs import load
from tisites.solver.kernel.session import Session
from tisites.solver.solution import Limits, Proof
from tisites.study.relax.elastic import elastic_program, slacks_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tisites.certificate.weak_duality import Bounded
    from tisites.model.program import Program
    from tisites.study.relax.dials import Dial

#: Times that what cannot be part of a cheaper relaxation is taken out, each from better prices.
ROUNDS = 4


def least_cost(
    program: Program,
    rows: Sequence[Dial],
    weights: Mapping[str, float],
    x: np.ndarray,
    target: float,
    seconds: float | None = None,
) -> tuple[float, np.ndarray]:
    """Bound the cost of every relaxation from below, and return what was found on the way.

    Prices of the linear relaxation tell which limits and sites no relaxation cheaper than
    ``target`` moves, whole sites being whole (weak duality, rounded outwards). Those are taken
    out, so that rows are again what the tree knows to cut; it then closes the rest, or the time
    ends it.

    Parameters
    ----------
    program : Program
        What is relaxed.
    rows, weights
        As in :func:`~.elastic.elastic_program`.
    x : (n + slacks,) float64
        A relaxation, empty without one.
    target : float
        Only whether something costs less is asked.
    seconds : float, optional
        Wall clock.

    Returns
    -------
    bound : float
        Nothing costs less, ``target`` at most; infinite where no relaxation suffices.
    x : (n + slacks,) float64
        A relaxation that costs less than ``target``, or empty.
    """
    end = math.inf if seconds is None else time.monotonic() + seconds
    n, slacks = program.n_columns, slacks_of(rows)
    tops = np.full(len(slacks), np.inf)
    proven, kept = 0.0, np.arange(len(slacks))
    close = SAME * max(1.0, target) if math.isfinite(target) else 0.0
    elastic = elastic_program(program, rows, weights)
    for _ in range(ROUNDS if math.isfinite(target) else 0):
        mask = _whole(program, [slacks[k] for k in kept])
        found = _tightened(elastic, mask, target)
        proven = max(proven, min(target, found[0]))
        if proven >= target - close:
            return target, np.empty(0)
        open_, tops[kept] = np.flatnonzero(found[2][n:] > NOTHING), found[2][n:]
        same = open_.size == kept.size and np.array_equal(found[2], elastic.upper)
        kept = kept[open_]
        program = replace(program, lower=found[1][:n], upper=found[2][:n])
        elastic = _rebuilt(program, elastic, rows, weights, tops)
        if same:
            break
    mask = _whole(program, [slacks[k] for k in kept])
    mask &= elastic.upper <= 1.0
    elastic = replace(elastic, integer=mask)
    session = Session(elastic, None, confirm=False)
    if x.size:
        session.seed([], [x[np.concatenate([np.arange(n), n + kept])]])
    left = None if seconds is None else max(0.1, end - time.monotonic())
    own = session.solve(Limits(left))
    if session.interrupted:
        raise KeyboardInterrupt
    if own.proof is Proof.INFEASIBLE:
        return (target if math.isfinite(target) else math.inf), np.empty(0)
    better = np.empty(0)
    if own.x.size and -own.value < target - close:
        better = np.zeros(n + len(slacks))
        better[:n], better[n + kept] = own.x[:n], own.x[n:]
        target = max(0.0, -own.value)
    least = -own.bound if math.isfinite(own.bound) else 0.0
    if own.proof is Proof.OPTIMAL:
        least = target
    return min(target, max(proven, least)), better


def _whole(program: Program, slacks: Sequence[Dial]) -> np.ndarray:
    """Return which columns of an elastic program are whole in one of the cheapest relaxations.

    A slack is where its row only counts: whole coefficients of binaries, a whole limit.
    """
    rows = np.array([dial.row for dial in slacks], dtype=np.int64)
    part = program.matrix[rows]
    fraction = np.asarray(abs(part - part.astype(np.int64)).sum(axis=1)).ravel()
    mixed = np.asarray(abs(part) @ (~program.integer).astype(float)).ravel()
    limits = np.array([dial.limit for dial in slacks], dtype=float)
    counted = np.array([dial.unit == "sites" for dial in slacks], dtype=bool)
    dropped = np.array([dial.side == "rule" for dial in slacks], dtype=bool)
    whole = counted & (fraction == 0) & (mixed == 0) & (limits == np.rint(limits))
    return np.concatenate([program.integer, dropped | whole])


def _tightened(
    elastic: Program, whole: np.ndarray, target: float
) -> tuple[float, np.ndarray, np.ndarray]:
    """Return a bound on the cost, and the box of columns that all that costs less lies in."""
    form = compact(elastic, named=False)
    solver = load(replace(form, integer=np.zeros_like(form.integer)))
    solver.run()
    prices = np.array(solver.getSolution().row_dual, dtype=float)
    if prices.size != form.row_upper.size:
        prices = np.zeros(form.row_upper.size)
    relaxed = Relaxation(
        np.asarray(form.objective, dtype=float), np.zeros(form.objective.size, dtype=bool),
        csc_array(form.matrix), form.row_lower, form.row_upper,
    )  # fmt: skip
    tries = (bounded(relaxed, Prices(s * prices), form.lower, form.upper) for s in (1.0, -1.0))
    best: Bounded = min(tries, key=lambda one: one.upper)
    if not math.isfinite(best.upper):
        return 0.0, elastic.lower, elastic.upper
    worth = -target - elastic.constant - SAME * max(1.0, target)
    room = best.upper - worth  # what a column may lose before nothing is cheaper
    with np.errstate(divide="ignore", invalid="ignore"):
        # at a reduced cost below 0 a column sits low, above 0 it sits high
        top = np.where(best.high < 0, form.lower + room / -best.high, np.inf)
        bottom = np.where(best.low > 0, form.upper - room / best.low, -np.inf)
    top = np.where(whole, np.floor(top + PLACE), top)
    bottom = np.where(whole, np.ceil(bottom - PLACE), bottom)
    upper = np.maximum(form.lower, np.minimum(form.upper, top))
    lower = np.minimum(upper, np.maximum(form.lower, bottom))
    return max(0.0, -(best.upper + elastic.constant)), lower, upper


def _rebuilt(
    program: Program,
    old: Program,
    rows: Sequence[Dial],
    weights: Mapping[str, float],
    tops: np.ndarray,
) -> Program:
    """Return the elastic program over what may still move, its sites held as far as is known.

    Bounds of the sites, locks eased, are those of the program given: the elastic one's own.
    """
    fresh = elastic_program(program, rows, weights, tops)
    n = program.n_columns
    lower, upper = fresh.lower.copy(), fresh.upper.copy()
    lower[:n], upper[:n] = program.lower, program.upper
    return replace(fresh, lower=lower, upper=upper, constant=old.constant)
