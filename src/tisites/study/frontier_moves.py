"""How a program is asked for fairer selections: which limits move, in one warm session."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import numpy as np

from tisites.model.equity import (
    ChenHooker,
    Floor,
    Gini,
    LeaveNoNeighbour,
    Leximin,
    MaxMin,
    MinShare,
)
from tisites.model.equity_rows import gini_weights
from tisites.solver.fairness.by_cuts import ByCuts
from tisites.solver.fairness.by_numbers import ByNumbers
from tisites.solver.fairness.floors import Floors, counted_rows
from tisites.solver.fairness.measures import gini_bounded, reach_of
from tisites.solver.fairness.rows import row_of, rows_of, with_bounds
from tisites.solver.fairness.threshold import switched
from tisites.solver.kernel.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable

    from tisites.model.equity_rows import EquityBlock
    from tisites.model.program import Program
    from tisites.solver.solution import Limits, Solution


class Moved(Protocol):
    """Solves a program for its value, at least as fair as a level."""

    solves: int

    def solve(self, level: float, limits: Limits, above: float = -math.inf) -> Solution:
        """Return the most valuable selection whose signed measure is ``level`` at least.

        Infeasible: there is none, or none worth more than ``above``; one worth less may be
        returned too.
        """


class MovedFloors:
    """Max-min: every floor rises, with the least number of sites that each needs."""

    def __init__(self, program: Program, block: EquityBlock) -> None:
        self.at = rows_of(program, block.name)
        self.program, self.solves = program, 0
        self.floors = Floors(program, self.at)
        self.session = Session(counted_rows(program, self.at), confirm=False)

    def solve(self, level: float, limits: Limits, above: float = -math.inf) -> Solution:
        """Solve with every territory at the level."""
        del above
        self.solves += 1
        low = self.program.row_lower.copy()
        low[self.at] = level if level > 0 else -np.inf
        need = self.floors.needed(np.full(self.at.size, max(level, 0.0)))
        # out of reach: no number of sites is enough
        need = np.where(np.isfinite(need), need, float(self.program.n_columns + 1))
        self.session.change(row_lower=np.concatenate([low, need]))
        return self.session.solve(limits, name_conflict=False)


class MovedRow:
    """A measure with a row of its own: its lower limit rises."""

    def __init__(self, program: Program, block: EquityBlock) -> None:
        self.row = row_of(program, block.measure_row)
        self.program, self.offset, self.solves = program, block.offset, 0
        self.session = Session(program, confirm=False)

    def solve(self, level: float, limits: Limits, above: float = -math.inf) -> Solution:
        """Solve with the measure at the level."""
        del above
        self.solves += 1
        low = self.program.row_lower.copy()
        low[self.row] = level - self.offset
        self.session.change(row_lower=low)
        return self.session.solve(limits, name_conflict=False)


class MovedMeasure:
    """A measure with a solver of its own, which keeps what it learns from level to level."""

    def __init__(
        self,
        solved: Callable[[Program, Limits, float], Solution],
        bounded: Callable[[float], Program],
    ) -> None:
        self.solved, self.bounded, self.solves = solved, bounded, 0

    def solve(self, level: float, limits: Limits, above: float = -math.inf) -> Solution:
        """Solve with the measure at the level."""
        self.solves += 1
        return self.solved(self.bounded(level), limits, above)


class MovedCoefficients:
    """A measure whose level is a coefficient: each level is a session of its own."""

    def __init__(self, bounded: Callable[[float], Program]) -> None:
        self.bounded, self.solves = bounded, 0

    def solve(self, level: float, limits: Limits, above: float = -math.inf) -> Solution:
        """Solve with the measure at the level."""
        del above
        self.solves += 1
        return Session(self.bounded(level), confirm=False).solve(limits, name_conflict=False)


def _bounded(program: Program, block: EquityBlock) -> Callable[[float], Program]:
    """Return the program whose measure is at a level, by the level."""
    if isinstance(block.rule, Gini):
        weights = gini_weights(block.rule, block.rows)
        mean = np.asarray(weights @ block.rows.matrix).ravel()

        def gini(level: float) -> Program:
            if not np.isfinite(level):
                return program
            return gini_bounded(program, block, mean, max(0.0, -level))

        return gini
    at = np.array([row_of(program, block.measure_row)])

    def row(level: float) -> Program:
        if not np.isfinite(level):
            return program
        return with_bounds(program, at, np.array([level - block.offset]))

    return row


def moved(program: Program, block: EquityBlock) -> Moved:
    """Return how this measure is moved."""
    if isinstance(block.rule, MaxMin | Floor | Leximin):
        return MovedFloors(program, block)
    if isinstance(block.rule, ChenHooker):
        return MovedRow(switched(program, block), block)
    if isinstance(block.rule, LeaveNoNeighbour):
        by_reach = reach_of(program, block)
        if by_reach.able:
            return MovedMeasure(by_reach.solve, _bounded(program, block))
    elif not isinstance(block.rule, MinShare):
        by_numbers = ByNumbers(program, rows_of(program, block.name), block.rows.matrix)
        if by_numbers.able:
            return MovedMeasure(by_numbers.solve, _bounded(program, block))
        by_cuts = ByCuts(program, block)
        if by_cuts.able and not program.value[by_cuts.n :].any():
            return MovedMeasure(by_cuts.solve, _bounded(program, block))
    if isinstance(block.rule, Gini):
        return MovedCoefficients(_bounded(program, block))
    return MovedRow(program, block)


def isolated(program: Program, others: list[EquityBlock]) -> Program:
    """Open the rows of other stages: the frontier is that of one measure."""
    low = program.row_lower.copy()
    for other in others:
        if other.rule.role == "stage" and other.block is not None and not other.block.extra_labels:
            low[rows_of(program, other.name)] = -np.inf
    return replace(program, row_lower=low)
