"""How a program is asked for fairer selections: which limits move, in one warm session."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import numpy as np

from tisites.model.equity import ChenHooker, Floor, Gini, Leximin, MaxMin
from tisites.solve.fairness.floors import Floors, counted_rows
from tisites.solve.fairness.stages import row_of, rows_of
from tisites.solve.fairness.threshold import switched
from tisites.solve.kernel.session import Session

if TYPE_CHECKING:
    from tisites.model.equity_rows import EquityBlock
    from tisites.model.program import Program
    from tisites.solve.solution import Limits, Solution


class Moved(Protocol):
    """Solves a program for its value, at least as fair as a level."""

    solves: int

    def solve(self, level: float, limits: Limits) -> Solution:
        """Return the most valuable selection whose signed measure is ``level`` at least."""


class MovedFloors:
    """Max-min: every floor rises, with the least number of sites that each needs."""

    def __init__(self, program: Program, block: EquityBlock) -> None:
        self.at = rows_of(program, block.name)
        self.program, self.solves = program, 0
        self.floors = Floors(program, self.at)
        self.session = Session(counted_rows(program, self.at), confirm=False)

    def solve(self, level: float, limits: Limits) -> Solution:
        """Solve with every territory at the level."""
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

    def solve(self, level: float, limits: Limits) -> Solution:
        """Solve with the measure at the level."""
        self.solves += 1
        low = self.program.row_lower.copy()
        low[self.row] = level - self.offset
        self.session.change(row_lower=low)
        return self.session.solve(limits, name_conflict=False)


class MovedGini:
    """A bound on the Gini: the ratio is a coefficient, so each level is a session of its own."""

    def __init__(self, program: Program, block: EquityBlock) -> None:
        from tisites.model.equity_rows import gini_weights

        assert isinstance(block.rule, Gini)
        self.program, self.block, self.solves = program, block, 0
        weights = gini_weights(block.rule, block.rows)
        self.mean = np.asarray(weights @ block.rows.matrix).ravel()

    def solve(self, level: float, limits: Limits) -> Solution:
        """Solve with the Gini at ``-level`` at most."""
        from tisites.solve.fairness.stages import gini_bounded

        self.solves += 1
        program = self.program
        if np.isfinite(level):
            program = gini_bounded(program, self.block, self.mean, max(0.0, -level))
        return Session(program, confirm=False).solve(limits, name_conflict=False)


def moved(program: Program, block: EquityBlock) -> Moved:
    """Return how this measure is moved."""
    if isinstance(block.rule, MaxMin | Floor | Leximin):
        return MovedFloors(program, block)
    if isinstance(block.rule, Gini):
        return MovedGini(program, block)
    if isinstance(block.rule, ChenHooker):
        return MovedRow(switched(program, block), block)
    return MovedRow(program, block)


def isolated(program: Program, others: list[EquityBlock]) -> Program:
    """Open the rows of other stages: the frontier is that of one measure."""
    low = program.row_lower.copy()
    for other in others:
        if other.rule.role == "stage" and other.block is not None and not other.block.extra_labels:
            low[rows_of(program, other.name)] = -np.inf
    return replace(program, row_lower=low)
