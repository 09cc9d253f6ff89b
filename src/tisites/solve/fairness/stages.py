"""Stages of equity before the value: each solved to proof, kept, then the next."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from tisites.model.equity import ChenHooker, Gini, LeaveNoNeighbour, Leximin, MaxMin
from tisites.model.equity_rows import gini_weights
from tisites.solve.compact import CBC
from tisites.solve.fairness.by_numbers import ByNumbers
from tisites.solve.fairness.by_reach import ByReach
from tisites.solve.fairness.floors import Floors
from tisites.solve.fairness.levels import highest_level
from tisites.solve.fairness.leximin import leximin
from tisites.solve.fairness.threshold import settled, switched
from tisites.solve.kernel.session import Session
from tisites.solve.solution import Limits, Proof

if TYPE_CHECKING:
    from collections.abc import Callable

    from tisites.messages.progress import Listener
    from tisites.model.equity_rows import EquityBlock
    from tisites.model.program import Program
    from tisites.solve.compact import CompactBackEnd
    from tisites.solve.fairness.counted import Counted
    from tisites.solve.solution import Solution

#: A measure kept as a row may fall short by this share: solvers round.
ROUNDING = 1e-7


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


@dataclass(frozen=True, slots=True)
class Staged:
    """The program after its stages.

    Parameters
    ----------
    program : Program
        The program with every stage kept as rows, its objective the value again.
    final : Program
        What is solved for the value: the same, or with switches where levels are not unique.
    stages : tuple of Stage
        In order.
    settle : callable, optional
        Where ``final`` has switches: the program without them, for an answer (n,) of ``final``.
    """

    program: Program
    final: Program
    stages: tuple[Stage, ...]
    settle: Callable[[np.ndarray], Program] | None = None


def rows_of(program: Program, name: str) -> np.ndarray:
    """Return the numbers of the rows of one constraint or measure."""
    return np.array([r for r, c in enumerate(program.row_constraints) if c == name], dtype=np.int64)


def row_of(program: Program, label: str) -> int:
    """Return the number of a row by its label."""
    return program.row_labels.index(label)


def with_bounds(program: Program, rows: np.ndarray, lower: np.ndarray) -> Program:
    """Raise the lower limits of some rows."""
    low = program.row_lower.copy()
    low[rows] = np.maximum(low[rows], lower)
    return replace(program, row_lower=low)


def run_stages(
    program: Program, blocks: list[EquityBlock], efficient: Solution, back_end: CompactBackEnd,
    seconds: float | None = None, listener: Listener | None = None,
) -> Staged:  # fmt: skip
    """Solve the stages in order; each is kept while the next is solved.

    Parameters
    ----------
    program : Program
        With the open rows of every stage.
    blocks : list of EquityBlock
        The stages, in order.
    efficient : Solution
        A selection without the stages: its value limits what ``keep_value`` may lose.
    """
    done: list[Stage] = []
    final: Program | None = None
    settle: Callable[[np.ndarray], Program] | None = None
    start = efficient.x
    deadline = math.inf if seconds is None else time.monotonic() + seconds
    for k, block in enumerate(blocks):
        last = k + 1 == len(blocks)
        left = None if math.isinf(deadline) else max(0.0, deadline - time.monotonic())
        rule = block.rule
        if rule.keep_value is not None:
            kept = np.array([row_of(program, f"{block.name}.keep_value")])
            program = with_bounds(program, kept, np.array([rule.keep_value * efficient.value]))
        began = time.monotonic()
        if isinstance(rule, MaxMin):
            program, start, told = _max_min(program, block, start, left, listener)
        elif isinstance(rule, Leximin):
            program, start, told, counted = _leximin(program, block, start, left, listener)
            if counted is not None and told.proven:
                settle = partial(_settled_floors, program, block.name, counted, rule.keep)
                if last:
                    final = counted.final(rule.keep)
                else:  # later stages go on with the territories that this answer serves
                    program, settle = settle(start), None
        elif isinstance(rule, ChenHooker):
            program, start, told = _threshold(program, block, start, back_end, left, listener)
            if told.proven and last:
                final, settle = switched(program, block), partial(settled, program, block)
            else:
                program = settled(program, block, start)
        else:
            program, start, told = _measure(program, block, start, back_end, left, listener)
        done.append(replace(told, seconds=time.monotonic() - began))
        if not told.proven:
            break
    return Staged(program, final or program, tuple(done), settle)


def _settled_floors(
    program: Program, name: str, counted: Counted, keep: float, x: np.ndarray
) -> Program:
    """Return the program under the floors of the levels that a selection reaches."""
    at = rows_of(program, name)
    floors = counted.settled(x[: program.n_columns], keep)
    return with_bounds(program, at, np.where(floors > 0, floors, -np.inf))


def _threshold(
    program: Program, block: EquityBlock, start: np.ndarray, back_end: CompactBackEnd,
    left: float | None, listener: Listener | None,
) -> tuple[Program, np.ndarray, Stage]:  # fmt: skip
    """Greatest welfare with a threshold; the answer leaves the switches out."""
    wide = switched(program, block)
    kept, x, told = _measure(wide, block, start, back_end, left, listener)
    return replace(program, row_lower=_without(kept, program, block)), x[: program.n_columns], told


def _without(kept: Program, program: Program, block: EquityBlock) -> np.ndarray:
    """Return the row limits of the program with only the measure's own raised."""
    low = program.row_lower.copy()
    row = row_of(program, block.measure_row)
    low[row] = kept.row_lower[row]
    return low


def _first_kept(program: Program, start: np.ndarray, left: float | None) -> np.ndarray:
    """Return the start if it keeps every row of the program, else the best selection that does."""
    from tisites.solve.check import broken_rules

    if start.size == program.n_columns and not broken_rules(program, start):
        return start
    solution = Session(program, confirm=False).solve(Limits(left, gap_rel=1.0))
    return solution.x if solution.x.size else start


def _max_min(
    program: Program, block: EquityBlock, start: np.ndarray, left: float | None,
    listener: Listener | None,
) -> tuple[Program, np.ndarray, Stage]:  # fmt: skip
    at = rows_of(program, block.name)
    floors = Floors(program, at, left, listener)
    base = np.maximum(program.row_lower[at], 0.0)
    start = _first_kept(program, start, left)
    level = highest_level(floors, start, np.ones(at.size, dtype=bool), base)
    kept = with_bounds(program, at, np.full(at.size, level.value * block.rule.keep))
    told = Stage(
        block.name, "max_min", level.value, level.upper, level.proven, (level.value,),
        (int(at.size),), 0.0, floors.questions,
    )  # fmt: skip
    return kept, level.x, told


def _leximin(
    program: Program, block: EquityBlock, start: np.ndarray, left: float | None,
    listener: Listener | None,
) -> tuple[Program, np.ndarray, Stage, Counted | None]:  # fmt: skip
    at = rows_of(program, block.name)
    start = _first_kept(program, start, left)
    found = leximin(program, at, start, left, listener)
    floors = np.where(found.floors > 0, found.floors * block.rule.keep, -np.inf)
    kept = program if found.counted is not None else with_bounds(program, at, floors)
    told = Stage(
        block.name, "leximin", found.levels[0], found.levels[0] if found.proven else math.inf,
        found.proven, found.levels, found.counts, 0.0, found.questions,
    )  # fmt: skip
    return kept, found.x, told, found.counted


def _priced(program: Program, block: EquityBlock, gain: np.ndarray) -> Program:
    """Return the program with a measure for objective."""
    value = np.zeros(program.n_columns)
    value[: gain.size] = gain
    if block.block is not None and block.block.extra_labels:
        place = {label: k for k, label in enumerate(program.columns.tolist())}
        value[[place[label] for label in block.block.extra_labels]] = block.gain_extra
    return replace(program, value=value, access=None, constant=0.0)


def _measure(
    program: Program, block: EquityBlock, start: np.ndarray, back_end: CompactBackEnd,
    left: float | None, listener: Listener | None,
) -> tuple[Program, np.ndarray, Stage]:  # fmt: skip
    if isinstance(block.rule, Gini):
        return _gini(program, block, start, back_end, left, listener)
    solve = _solver(program, block, back_end, listener)
    solution = solve(_priced(program, block, block.gain), Limits(left))
    if solution.x.size == 0:
        told = Stage(block.name, block.rule.kind, math.nan, math.inf, False, (), (), 0.0, 1)
        return program, start, told
    reached = solution.value
    kept = reached - (1.0 - block.rule.keep) * abs(reached + block.offset)
    kept -= ROUNDING * max(1.0, abs(reached))
    row = np.array([row_of(program, block.measure_row)])
    told = Stage(
        block.name, block.rule.kind, block.sign * (reached + block.offset),
        block.sign * (solution.bound + block.offset), solution.proof is Proof.OPTIMAL, (), (),
        0.0, 1,
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
    return lambda asked, limits: back_end.solve(asked, limits, _listener(listener))


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
    x, ratio, questions, proven = start, math.inf, 0, False
    spread = gini_spread(block, weights, x)
    worth = float(mean @ x[: mean.size])
    ratio = spread / worth if worth > 0 else 1.0
    solve = _solver(program, block, back_end, listener)
    while questions < 50:
        questions += 1
        seconds = None if math.isinf(deadline) else max(0.0, deadline - time.monotonic())
        solution = solve(_priced(program, block, ratio * mean), Limits(seconds))
        if solution.x.size == 0:
            break
        if solution.value <= 1e-7 * max(1.0, ratio * worth):
            proven = solution.proof is Proof.OPTIMAL
            break
        x = solution.x
        worth = float(mean @ x[: mean.size])
        ratio = gini_spread(block, weights, x) / worth
        if solution.proof is not Proof.OPTIMAL:  # a limit: what was found stands, unproven
            break
    told = Stage(
        block.name, "gini", ratio, ratio if proven else 0.0, proven, (), (), 0.0, questions
    )
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


def _listener(listener: Listener | None) -> Listener:
    from tisites.messages.progress import Silent

    return listener or Silent()
