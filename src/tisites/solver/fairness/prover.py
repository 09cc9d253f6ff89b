"""Who proves a measure of equity: on its own rows, unless a measure has another prover."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from tisites.model.tolerances import KEPT_MEASURE, MEASURE_NOISE, SUMS
from tisites.solver.certified import solve_whole
from tisites.solver.fairness.by_cuts import ByCuts
from tisites.solver.fairness.by_numbers import ByNumbers
from tisites.solver.fairness.moved import MovedMeasure, MovedRow, row_of, rows_of, with_bounds
from tisites.solver.solution import Limits, Proof

if TYPE_CHECKING:
    from collections.abc import Callable

    from tisites.certificate.replay import Certificate
    from tisites.messages.progress import Listener
    from tisites.model.equity import EquityBlock
    from tisites.model.program import Program
    from tisites.solver.compact import CompactBackEnd
    from tisites.solver.fairness.moved import Moved
    from tisites.solver.solution import Solution


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


@dataclass(frozen=True, slots=True)
class KeptStage:
    """A stage solved, and the program that keeps it.

    Parameters
    ----------
    program : Program
        With the stage in the limits of its rows.
    x : (n,) float64
        A selection of it.
    stage : Stage
        What was settled.
    final : Program, optional
        What is solved for the value after the last stage, where it has switches.
    settle : callable, optional
        Where it has: the program without them, for an answer (n,) of it.
    """

    program: Program
    x: np.ndarray
    stage: Stage
    final: Program | None = None
    settle: Callable[[np.ndarray], Program] | None = None


def priced(program: Program, block: EquityBlock, gain: np.ndarray) -> Program:
    """Return the program with a measure for objective."""
    value = np.zeros(program.n_columns)
    value[: gain.size] = gain
    if block.block is not None and block.block.extra_labels:
        place = {label: k for k, label in enumerate(program.columns.tolist())}
        value[[place[label] for label in block.block.extra_labels]] = block.gain_extra
    return replace(program, value=value, access=None, constant=0.0)


class Prover:
    """Programs with one measure: by numbers of sites or by cuts where these hold it, else whole."""

    #: Whether its columns only make a program longer where they bind nothing.
    in_the_way = False

    def stage(
        self, program: Program, block: EquityBlock, start: np.ndarray, back_end: CompactBackEnd,
        left: float | None, listener: Listener | None, *, last: bool = True,
    ) -> KeptStage:  # fmt: skip
        """Solve a stage, and keep it.

        Parameters
        ----------
        program : Program
            With the rows of the measure, and all earlier stages kept.
        block : EquityBlock
            The measure.
        start : (n,) float64
            A selection that keeps every row.
        back_end : CompactBackEnd
            Who solves what no other way does.
        left : float, optional
            Seconds.
        last : bool
            Whether only the value comes after it.
        """
        del last  # rows of its own keep it, whatever comes after
        solve = self.for_measure(program, block, back_end, listener)
        solution = solve(priced(program, block, block.gain), Limits(left))
        if solution.interrupted:  # what comes after would only go on searching
            raise KeyboardInterrupt
        if solution.x.size == 0:
            told = Stage(block.name, block.rule.kind, math.nan, math.inf, False, (), (), 0.0, 1)
            return KeptStage(program, start, told)
        # from the sites alone: columns may be off by a solver's tolerance, and would be kept so
        reached = block.sign * block.measured(solution.x) - block.offset
        exact = abs(reached - solution.value) <= MEASURE_NOISE * max(abs(reached), block.size)
        kept = reached - (1.0 - block.rule.keep) * abs(reached + block.offset)
        kept -= KEPT_MEASURE * abs(reached) + SUMS * block.size
        row = np.array([row_of(program, block.measure_row)])
        told = Stage(
            block.name, block.rule.kind, block.sign * (reached + block.offset),
            block.sign * (max(solution.bound, reached) + block.offset),
            exact and solution.proof is Proof.OPTIMAL, (), (), 0.0, 1, evidence=solution.evidence,
        )  # fmt: skip
        return KeptStage(with_bounds(program, row, np.array([kept])), solution.x, told)

    def for_measure(
        self, program: Program, block: EquityBlock, back_end: CompactBackEnd,
        listener: Listener | None,
    ) -> Callable[[Program, Limits], Solution]:  # fmt: skip
        """Return who solves a measure for its own sake: by numbers of sites where they decide."""
        by_numbers = ByNumbers(program, rows_of(program, block.name), block.rows.matrix)
        if by_numbers.able:
            return by_numbers.solve
        return lambda asked, limits: solve_whole(back_end, asked, limits, listener)

    def for_value(
        self, program: Program, block: EquityBlock, back_end: CompactBackEnd, limits: Limits,
        listener: Listener | None,
    ) -> Solution | None:  # fmt: skip
        """Solve for the value where only this measure binds; None where the kernel is to."""
        by_numbers = ByNumbers(program, rows_of(program, block.name), block.rows.matrix)
        if by_numbers.able:
            found = by_numbers.solve(program, limits, listener=listener, keep=True)
            if found.proof is not Proof.INFEASIBLE:
                return found
        by_cuts = ByCuts(program, block, back_end, confirm=True)
        if by_cuts.able and not program.value[by_cuts.n :].any():
            return by_cuts.solve(program, limits, listener=listener)
        return None

    def bounded(self, program: Program, block: EquityBlock) -> Callable[[float], Program]:
        """Return the program whose measure is at a level, by the level."""
        at = np.array([row_of(program, block.measure_row)])

        def row(level: float) -> Program:
            if not np.isfinite(level):
                return program
            return with_bounds(program, at, np.array([level - block.offset]))

        return row

    def moved(self, program: Program, block: EquityBlock) -> Moved:
        """Return how a frontier asks for fairer selections."""
        if block.block is not None and block.block.extra_labels:
            by_numbers = ByNumbers(program, rows_of(program, block.name), block.rows.matrix)
            if by_numbers.able:
                return MovedMeasure(by_numbers.solve, self.bounded(program, block))
            by_cuts = ByCuts(program, block)
            if by_cuts.able and not program.value[by_cuts.n :].any():
                return MovedMeasure(by_cuts.solve, self.bounded(program, block))
        return self.moved_whole(program, block)

    def moved_whole(self, program: Program, block: EquityBlock) -> Moved:
        """Return how the whole program is moved: one row rises, in one warm session."""
        return MovedRow(program, block)
