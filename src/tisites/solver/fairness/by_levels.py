"""Max-min and leximin: a level for each territory, settled by certified questions."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from tisites.model.tolerances import KEPT_FLOOR
from tisites.solver.fairness.floors import Floors, counted_rows
from tisites.solver.fairness.levels import highest_level
from tisites.solver.fairness.leximin import leximin
from tisites.solver.fairness.moved import rows_of, with_bounds
from tisites.solver.fairness.prover import KeptStage, Prover, Stage
from tisites.solver.kernel.session import Session

if TYPE_CHECKING:
    from tisites.messages.progress import Listener
    from tisites.model.equity import EquityBlock
    from tisites.model.program import Program
    from tisites.solver.compact import CompactBackEnd
    from tisites.solver.fairness.counted import Counted
    from tisites.solver.fairness.moved import Moved
    from tisites.solver.solution import Limits, Solution


class ByMaxMin(Prover):
    """The level that all territories can reach together."""

    def stage(
        self, program: Program, block: EquityBlock, start: np.ndarray, back_end: CompactBackEnd,
        left: float | None, listener: Listener | None, *, last: bool = True,
    ) -> KeptStage:  # fmt: skip
        """Solve the stage: every territory keeps the level."""
        del back_end, last
        at = rows_of(program, block.name)
        floors = Floors(program, at, left, listener)
        base = np.maximum(program.row_lower[at], 0.0)
        level = highest_level(floors, start, np.ones(at.size, dtype=bool), base)
        kept = with_bounds(
            program, at, np.full(at.size, level.value * block.rule.keep * (1.0 - KEPT_FLOOR))
        )
        told = Stage(
            block.name, block.rule.kind, level.value, level.upper, level.proven, (level.value,),
            (int(at.size),), 0.0, floors.questions, floors=np.full(at.size, level.value),
        )  # fmt: skip
        return KeptStage(kept, level.x, told)

    def moved(self, program: Program, block: EquityBlock) -> Moved:
        """Return how floors rise; of a leximin, that of the worst served alone."""
        return MovedFloors(program, block)


class ByLeximin(ByMaxMin):
    """Level after level; switches where levels do not tell which territories have them."""

    def stage(
        self, program: Program, block: EquityBlock, start: np.ndarray, back_end: CompactBackEnd,
        left: float | None, listener: Listener | None, *, last: bool = True,
    ) -> KeptStage:  # fmt: skip
        """Solve the stage: every territory keeps its level, or so many keep each."""
        del back_end
        at = rows_of(program, block.name)
        found = leximin(program, at, start, left, listener)
        keep = block.rule.keep * (1.0 - KEPT_FLOOR)
        floors = np.where(found.floors > 0, found.floors * keep, -np.inf)
        kept = program if found.counted is not None else with_bounds(program, at, floors)
        told = Stage(
            block.name, block.rule.kind, found.levels[0],
            found.levels[0] if found.proven else math.inf, found.proven, found.levels,
            found.counts, 0.0, found.questions, floors=found.floors,
        )  # fmt: skip
        if found.counted is None or not told.proven:
            return KeptStage(kept, found.x, told)
        settle = partial(_settled_floors, program, block.name, found.counted, keep)
        if last:
            return KeptStage(kept, found.x, told, found.counted.final(keep), settle)
        return KeptStage(
            settle(found.x), found.x, told
        )  # later stages go on with those that it serves


def _settled_floors(
    program: Program, name: str, counted: Counted, keep: float, x: np.ndarray
) -> Program:
    """Return the program under the floors of the levels that a selection reaches."""
    at = rows_of(program, name)
    floors = counted.settled(x[: program.n_columns], keep)
    return with_bounds(program, at, np.where(floors > 0, floors, -np.inf))


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
        return self.session.solve(limits)
