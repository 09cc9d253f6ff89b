"""Stages of equity before the value: each solved to proof, kept, then the next."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from tisites.model.equity import ChenHooker, Leximin, MaxMin
from tisites.solver.fairness.floors import Floors
from tisites.solver.fairness.levels import highest_level
from tisites.solver.fairness.leximin import leximin
from tisites.solver.fairness.measures import Stage, measure_stage
from tisites.solver.fairness.rows import row_of, rows_of, with_bounds
from tisites.solver.fairness.threshold import settled, switched
from tisites.solver.kernel.session import Session
from tisites.solver.solution import Limits

if TYPE_CHECKING:
    from collections.abc import Callable

    from tisites.messages.progress import Listener
    from tisites.model.equity_rows import EquityBlock
    from tisites.model.program import Program
    from tisites.solver.compact import CompactBackEnd
    from tisites.solver.fairness.counted import Counted
    from tisites.solver.solution import Solution

#: Floors kept from a stage may fall short by this share, below the resolution of levels: at the
#: very sum of one selection, a solver's rounding leaves none.
KEPT = 1e-6


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

    def left() -> float | None:
        return None if math.isinf(deadline) else max(0.0, deadline - time.monotonic())

    for k, block in enumerate(blocks):
        last = k + 1 == len(blocks)
        rule = block.rule
        program = _value_kept(program, block, efficient.value)
        began = time.monotonic()
        kept_start = _first_kept(program, start, left())
        if kept_start is None:  # none at all, or no time: the value's own solve tells which
            done.append(Stage(block.name, rule.kind, math.nan, math.inf, False, (), (), 0.0, 0))
            break
        start = kept_start
        if isinstance(rule, MaxMin):
            program, start, told = _max_min(program, block, start, left(), listener)
        elif isinstance(rule, Leximin):
            program, start, told, counted = _leximin(program, block, start, left(), listener)
            keep = rule.keep * (1.0 - KEPT)
            if counted is not None and told.proven:
                settle = partial(_settled_floors, program, block.name, counted, keep)
                if last:
                    final = counted.final(keep)
                else:  # later stages go on with the territories that this answer serves
                    program, settle = settle(start), None
        elif isinstance(rule, ChenHooker):
            program, start, told = _threshold(program, block, start, back_end, left(), listener)
            if told.proven and last:
                final, settle = switched(program, block), partial(settled, program, block)
            else:
                program = settled(program, block, start)
        else:
            program, start, told = measure_stage(program, block, start, back_end, left(), listener)
        done.append(replace(told, seconds=time.monotonic() - began, x=start))
        if not told.proven:
            break
    return Staged(program, final or program, tuple(done), settle)


def _value_kept(program: Program, block: EquityBlock, value: float) -> Program:
    """Return the program that keeps the share of the efficient value that a stage asks for."""
    if block.rule.keep_value is None:
        return program
    kept = np.array([row_of(program, f"{block.name}.keep_value")])
    return with_bounds(program, kept, np.array([block.rule.keep_value * value]))


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
    kept, x, told = measure_stage(wide, block, start, back_end, left, listener)
    return replace(program, row_lower=_without(kept, program, block)), x[: program.n_columns], told


def _without(kept: Program, program: Program, block: EquityBlock) -> np.ndarray:
    """Return the row limits of the program with only the measure's own raised."""
    low = program.row_lower.copy()
    row = row_of(program, block.measure_row)
    low[row] = kept.row_lower[row]
    return low


def _first_kept(program: Program, start: np.ndarray, left: float | None) -> np.ndarray | None:
    """Return the start if it keeps every row of the program, else a selection that does, if any."""
    from tisites.solver.check import broken_rules

    if start.size == program.n_columns and not broken_rules(program, start):
        return start
    solution = Session(program, confirm=False).solve(Limits(left, gap_rel=1.0))
    return solution.x if solution.x.size else None


def _max_min(
    program: Program, block: EquityBlock, start: np.ndarray, left: float | None,
    listener: Listener | None,
) -> tuple[Program, np.ndarray, Stage]:  # fmt: skip
    at = rows_of(program, block.name)
    floors = Floors(program, at, left, listener)
    base = np.maximum(program.row_lower[at], 0.0)
    level = highest_level(floors, start, np.ones(at.size, dtype=bool), base)
    kept = with_bounds(program, at, np.full(at.size, level.value * block.rule.keep * (1.0 - KEPT)))
    told = Stage(
        block.name, "max_min", level.value, level.upper, level.proven, (level.value,),
        (int(at.size),), 0.0, floors.questions, floors=np.full(at.size, level.value),
    )  # fmt: skip
    return kept, level.x, told


def _leximin(
    program: Program, block: EquityBlock, start: np.ndarray, left: float | None,
    listener: Listener | None,
) -> tuple[Program, np.ndarray, Stage, Counted | None]:  # fmt: skip
    at = rows_of(program, block.name)
    found = leximin(program, at, start, left, listener)
    keep = block.rule.keep * (1.0 - KEPT)
    floors = np.where(found.floors > 0, found.floors * keep, -np.inf)
    kept = program if found.counted is not None else with_bounds(program, at, floors)
    told = Stage(
        block.name, "leximin", found.levels[0], found.levels[0] if found.proven else math.inf,
        found.proven, found.levels, found.counts, 0.0, found.questions, floors=found.floors,
    )  # fmt: skip
    return kept, found.x, told, found.counted
