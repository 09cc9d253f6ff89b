"""A measure that is a ratio, a Gini index: least by Dinkelbach's steps, bounded by coefficients."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from tisites.model.equity.convex import RatioRule
from tisites.model.tolerances import KEPT_MEASURE, RATIO, STOPPED_GAP, SUMS
from tisites.solver.fairness.moved import MovedCoefficients, row_of
from tisites.solver.fairness.prover import KeptStage, Prover, Stage, priced
from tisites.solver.solution import Limits

if TYPE_CHECKING:
    from collections.abc import Callable

    from tisites.messages.progress import Listener
    from tisites.model.equity import EquityBlock
    from tisites.model.program import Program
    from tisites.solver.compact import CompactBackEnd
    from tisites.solver.fairness.moved import Moved

#: Steps of Dinkelbach at most; they close in faster than any fixed share a step.
STEPS = 50


class ByRatio(Prover):
    """The spread is minimised less a ratio times the mean, until nothing is below 0."""

    def stage(
        self, program: Program, block: EquityBlock, start: np.ndarray, back_end: CompactBackEnd,
        left: float | None, listener: Listener | None, *, last: bool = True,
    ) -> KeptStage:  # fmt: skip
        """Solve the stage by Dinkelbach's steps."""
        del last
        rule, mean = _ratio_rule(block), _ratio_rule(block).mean(block.rows)
        deadline = math.inf if left is None else time.monotonic() + left
        x, questions, proven = start, 0, False
        evidence = None
        worth = float(mean @ x[: mean.size])
        ratio = _spread(block, x) / worth if worth > 0 else 1.0
        solve = self.for_measure(program, block, back_end, listener)
        while questions < STEPS:
            questions += 1
            seconds = None if math.isinf(deadline) else max(0.0, deadline - time.monotonic())
            solution = solve(priced(program, block, ratio * mean), Limits(seconds))
            if solution.interrupted:
                raise KeyboardInterrupt
            if solution.x.size == 0:
                break
            found = float(mean @ solution.x[: mean.size])
            better = _spread(block, solution.x) / found if found > 0 else math.inf
            if not better < ratio:  # the bound alone is the proof: the value may be rounding
                proven, evidence = solution.bound <= RATIO * worth, solution.evidence
                break
            x, worth, ratio = solution.x, found, better
            if (
                solution.bound - solution.value > STOPPED_GAP * worth
            ):  # what was found stands, unproven
                break
        told = Stage(
            block.name, rule.kind, ratio, ratio if proven else 0.0, proven, (), (), 0.0, questions,
            evidence=evidence,
        )  # fmt: skip
        return KeptStage(ratio_bounded(program, block, min(1.0, ratio / rule.keep)), x, told)

    def bounded(self, program: Program, block: EquityBlock) -> Callable[[float], Program]:
        """Return the program whose ratio is at a level, by the level, signed."""

        def ratio(level: float) -> Program:
            if not np.isfinite(level):
                return program
            return ratio_bounded(program, block, max(0.0, -level))

        return ratio

    def moved_whole(self, program: Program, block: EquityBlock) -> Moved:
        """Return how the whole program is moved: the ratio is a coefficient of its row."""
        return MovedCoefficients(self.bounded(program, block))


def _ratio_rule(block: EquityBlock) -> RatioRule:
    if not isinstance(block.rule, RatioRule):
        raise TypeError(block.rule.kind)
    return block.rule


def _spread(block: EquityBlock, x: np.ndarray) -> float:
    """Return the spread of a selection, from the data."""
    u = np.asarray(block.rows.matrix @ x[: block.rows.matrix.shape[1]])
    return _ratio_rule(block).spread(block.rows, u)


def ratio_bounded(program: Program, block: EquityBlock, ratio: float) -> Program:
    """Bound a measure by a ratio: its row gets the mean's coefficients."""
    mean = _ratio_rule(block).mean(block.rows)
    row = row_of(program, block.measure_row)
    matrix = program.matrix.tolil(copy=True)
    some = np.flatnonzero(mean)
    matrix[row, some] = (ratio * (1 + KEPT_MEASURE) + SUMS) * mean[some]
    low = program.row_lower.copy()
    low[row] = 0.0
    return replace(program, matrix=csr_array(matrix.tocsr()), row_lower=low)
