"""Rows of one measure in a program: found, raised, and moved from level to level."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import numpy as np

from tisites.solver.kernel.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable

    from tisites.model.equity import EquityBlock
    from tisites.model.program import Program
    from tisites.solver.solution import Limits, Solution


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


class Moved(Protocol):
    """Solves a program for its value, at least as fair as a level."""

    solves: int

    def solve(self, level: float, limits: Limits, above: float = -math.inf) -> Solution:
        """Return the most valuable selection whose signed measure is ``level`` at least.

        Infeasible: there is none, or none worth more than ``above``; one worth less may be
        returned too.
        """


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
        return self.session.solve(limits)


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
        return Session(self.bounded(level), confirm=False).solve(limits)
