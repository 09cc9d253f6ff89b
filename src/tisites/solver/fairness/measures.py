"""Stages that one figure measures: Gini, mean of the worst served, band, welfare, reach."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from tisites.messages.progress import Silent
from tisites.model.equity import Gini, LeaveNoNeighbour
from tisites.model.equity_measure import measured
from tisites.model.equity_rows import gini_weights
from tisites.solver.compact import CBC
from tisites.solver.fairness.by_numbers import ByNumbers
from tisites.solver.fairness.by_reach import ByReach
from tisites.solver.fairness.rows import row_of, rows_of, with_bounds
from tisites.solver.solution import Limits, Proof

if TYPE_CHECKING:
    from collections.abc import Callable

    from tisites.certificate.replay import Certificate
    from tisites.messages.progress import Listener
    from tisites.model.equity_rows import EquityBlock
    from tisites.model.program import Program
    from tisites.solver.compact import CompactBackEnd
    from tisites.solver.solution import Solution

#: A measure kept as a row may fall short by this share: solvers round.
ROUNDING = 1e-7
#: A measure whose columns tell it wrong by more than this share of its size is not proven.
NOISE = 2e-6
#: A Gini is proven where no selection is below it by more than this, the resolution of levels:
#: solvers keep each row of a gap to a millionth.
SHARP = 5e-6
#: A solver without limit ends with a smaller gap than this, in shares of the mean benefit; a
#: greater one tells that a limit or Ctrl-C came first.
STOPPED = 1e-4
#: Steps of Dinkelbach at most; they close in faster than any fixed share a step.
STEPS = 50


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage, solved.

    Parameters
    ----------
    name : str
        ``equity.NAME``.
    kind : str
        Kind of the measure.
    value : float
        Its optimum, in the measure's unit (Gini: the Gini itself).
    bound : float
        Proven limit of the measure over every selection that keeps the earlier stages.
    proven : bool
        Whether the optimum is proven (levels: to the resolution).
    levels : tuple of float
        Distinct levels, rising (max-min: one).
    counts : tuple of int
        Territories that reach each level at least.
    seconds : float
        Wall clock.
    questions : int
        Programs solved.
    x : (n,) float64
        A selection that reaches the optimum; empty where none did.
    floors : (g,) float64
        Level of each territory; empty where one figure measures the stage.
    evidence : Certificate, optional
        Of its optimum, where who solved it has one.
    """

    name: str
    kind: str
    value: float
    bound: float
    proven: bool
    levels: tuple[float, ...]
    counts: tuple[int, ...]
    seconds: float
    questions: int
    x: np.ndarray = field(default_factory=lambda: np.empty(0))
    floors: np.ndarray = field(default_factory=lambda: np.empty(0))
    evidence: Certificate | None = None


def _priced(program: Program, block: EquityBlock, gain: np.ndarray) -> Program:
    """Return the program with a measure for objective."""
    value = np.zeros(program.n_columns)
    value[: gain.size] = gain
    if block.block is not None and block.block.extra_labels:
        place = {label: k for k, label in enumerate(program.columns.tolist())}
        value[[place[label] for label in block.block.extra_labels]] = block.gain_extra
    return replace(program, value=value, access=None, constant=0.0)


def measure_stage(
    program: Program, block: EquityBlock, start: np.ndarray, back_end: CompactBackEnd,
    left: float | None, listener: Listener | None,
) -> tuple[Program, np.ndarray, Stage]:  # fmt: skip
    """Solve a stage that one figure measures; the program that keeps it, a selection, the stage."""
    if isinstance(block.rule, Gini):
        return _gini(program, block, start, back_end, left, listener)
    solve = _solver(program, block, back_end, listener)
    solution = solve(_priced(program, block, block.gain), Limits(left))
    if solution.interrupted:  # what comes after would only go on searching
        raise KeyboardInterrupt
    if solution.x.size == 0:
        told = Stage(block.name, block.rule.kind, math.nan, math.inf, False, (), (), 0.0, 1)
        return program, start, told
    # from the sites alone: columns may be off by a solver's tolerance, and would be kept so
    reached = block.sign * measured(block, solution.x) - block.offset
    exact = abs(reached - solution.value) <= NOISE * max(abs(reached), block.size)
    kept = reached - (1.0 - block.rule.keep) * abs(reached + block.offset)
    kept -= ROUNDING * abs(reached) + 1e-12 * block.size
    row = np.array([row_of(program, block.measure_row)])
    told = Stage(
        block.name, block.rule.kind, block.sign * (reached + block.offset),
        block.sign * (max(solution.bound, reached) + block.offset),
        exact and solution.proof is Proof.OPTIMAL, (), (), 0.0, 1, evidence=solution.evidence,
    )  # fmt: skip
    return with_bounds(program, row, np.array([kept])), solution.x, told


def _solver(
    program: Program, block: EquityBlock, back_end: CompactBackEnd, listener: Listener | None
) -> Callable[[Program, Limits], Solution]:
    """Return who solves a measure for its own sake: by numbers of sites where these decide it."""
    if isinstance(block.rule, LeaveNoNeighbour):
        by_reach = reach_of(program, block)
        if by_reach.able:
            return by_reach.solve
    by_numbers = ByNumbers(program, rows_of(program, block.name), block.rows.matrix)
    if by_numbers.able:
        return by_numbers.solve
    return lambda asked, limits: back_end.solve(asked, limits, listener or Silent())


def reach_of(
    program: Program, block: EquityBlock, prover: CompactBackEnd = CBC, *, confirm: bool = False
) -> ByReach:
    """Return the solver of a cap on the people out of reach."""
    own, cap = rows_of(program, block.name), row_of(program, block.measure_row)
    return ByReach(program, own, cap, block.rows.matrix.shape[1], prover, confirm=confirm)


def _gini(
    program: Program, block: EquityBlock, start: np.ndarray, back_end: CompactBackEnd,
    left: float | None, listener: Listener | None,
) -> tuple[Program, np.ndarray, Stage]:  # fmt: skip
    """Least Gini by Dinkelbach: minimise spread - ratio * mean until nothing is below 0."""
    assert isinstance(block.rule, Gini)
    weights = gini_weights(block.rule, block.rows)
    mean = np.asarray(weights @ block.rows.matrix).ravel()
    deadline = math.inf if left is None else time.monotonic() + left
    x, questions, proven = start, 0, False
    evidence = None
    worth = float(mean @ x[: mean.size])
    ratio = gini_spread(block, weights, x) / worth if worth > 0 else 1.0
    solve = _solver(program, block, back_end, listener)
    while questions < STEPS:
        questions += 1
        seconds = None if math.isinf(deadline) else max(0.0, deadline - time.monotonic())
        solution = solve(_priced(program, block, ratio * mean), Limits(seconds))
        if solution.interrupted:
            raise KeyboardInterrupt
        if solution.x.size == 0:
            break
        found = float(mean @ solution.x[: mean.size])
        better = gini_spread(block, weights, solution.x) / found if found > 0 else math.inf
        if not better < ratio:  # the bound alone is the proof: the value may be rounding
            proven, evidence = solution.bound <= SHARP * worth, solution.evidence
            break
        x, worth, ratio = solution.x, found, better
        if solution.bound - solution.value > STOPPED * worth:  # what was found stands, unproven
            break
    told = Stage(
        block.name, "gini", ratio, ratio if proven else 0.0, proven, (), (), 0.0, questions,
        evidence=evidence,
    )  # fmt: skip
    return gini_bounded(program, block, mean, min(1.0, ratio / block.rule.keep)), x, told


def gini_spread(block: EquityBlock, weights: np.ndarray, x: np.ndarray) -> float:
    """Return ``sum_{g<h} w_g w_h |u_g - u_h|`` at a selection, from the data."""
    u = np.asarray(block.rows.matrix @ x[: block.rows.matrix.shape[1]])
    gaps = np.abs(u[:, None] - u[None, :])
    return float(0.5 * (weights @ gaps @ weights))


def gini_bounded(program: Program, block: EquityBlock, mean: np.ndarray, ratio: float) -> Program:
    """Bound the Gini by a ratio: its measure row gets the mean's coefficients."""
    from scipy.sparse import csr_array

    row = row_of(program, block.measure_row)
    matrix = program.matrix.tolil(copy=True)
    some = np.flatnonzero(mean)
    matrix[row, some] = (ratio * (1 + ROUNDING) + 1e-12) * mean[some]
    low = program.row_lower.copy()
    low[row] = 0.0
    return replace(program, matrix=csr_array(matrix.tocsr()), row_lower=low)
