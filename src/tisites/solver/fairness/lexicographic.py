"""Efficient first, then fair: the stages, the value under them, and the price of fairness."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tisites.model.compile import kept_value_row, with_terms
from tisites.model.tolerances import SHORT_OF_LIMIT
from tisites.solver.check import broken_rules
from tisites.solver.compact import HIGHS
from tisites.solver.exact import back_end_named
from tisites.solver.fairness.by_floors import MOST_SITES, by_floors
from tisites.solver.fairness.moved import row_of, rows_of, with_bounds
from tisites.solver.fairness.provers import prover_of
from tisites.solver.fairness.stages import run_stages
from tisites.solver.fairness.supports import PROVEN, Certifier
from tisites.solver.fairness.threshold import (
    settled,
    threshold_blocks,
    with_switches,
)
from tisites.solver.infeasible import with_conflict
from tisites.solver.kernel.session import Session
from tisites.solver.solution import Limits, Proof, Solution

if TYPE_CHECKING:
    from tisites.messages.progress import Listener
    from tisites.model.equity import EquityBlock
    from tisites.model.program import Program
    from tisites.solver.compact import CompactBackEnd
    from tisites.solver.fairness.prover import Stage


@dataclass(frozen=True, slots=True)
class Fair:
    """An answer under equity, beside the efficient one.

    Parameters
    ----------
    program : Program
        The program whose optimum the answer is: stages kept as rows.
    solution : Solution
        The answer; not proven unless every stage is.
    efficient : Solution
        The answer without any measure of equity.
    stages : tuple of Stage
        In order.
    value : float
        Value of the answer, terms of equity left out.
    """

    program: Program
    solution: Solution
    efficient: Solution
    stages: tuple[Stage, ...]
    value: float

    @property
    def price(self) -> float:
        """Share of the efficient value that fairness costs, ``(V* - V) / |V*|``."""
        if self.efficient.x.size == 0 or self.efficient.value == 0.0:
            return float("nan")
        return (self.efficient.value - self.value) / abs(self.efficient.value)


def efficient_program(program: Program, blocks: list[EquityBlock]) -> Program:
    """Return the program without measures of equity: their rows open, their terms taken out.

    Rows that only define columns stay: they bound nothing by themselves.
    """
    terms = [block for block in blocks if block.rule.role == "term"]
    plain = with_terms(program, terms, by=-1.0)
    low, up = plain.row_lower.copy(), plain.row_upper.copy()
    for block in blocks:
        if block.rule.role == "constraint":
            at = rows_of(plain, block.name)
            bounding = [
                r
                for r in at
                if block.block is None
                or not block.block.extra_labels
                or plain.row_labels[r] == block.measure_row
            ]
            low[bounding], up[bounding] = -np.inf, np.inf
    return replace(plain, row_lower=low, row_upper=up)


def solve_fairly(
    program: Program,
    blocks: list[EquityBlock],
    back_end: str,
    limits: Limits,
    listener: Listener | None = None,
) -> Fair:
    """Solve the efficient program, the stages in order, then the value under them.

    Parameters
    ----------
    program : Program
        Compiled with every measure that takes part.
    blocks : list of EquityBlock
        These measures.
    back_end : str
        Who proves kernels.
    limits : Limits
        The time limit holds for the whole.
    """
    prover = back_end_named(back_end)
    plain = efficient_program(program, blocks)
    watch = _Clock(limits)
    in_the_way = [block for block in blocks if prover_of(block).in_the_way]
    efficient = _solved(plain, in_the_way, prover, watch.limits(), listener)
    if efficient.x.size == 0:
        return Fair(program, efficient, efficient, (), float("nan"))
    stages = sorted(
        (b for b in blocks if b.rule.role == "stage"), key=lambda b: (b.rule.order, b.name)
    )
    program = _value_kept(program, blocks, efficient.value)
    # measures with columns of their own: the whole program at once, as it is measured to be faster
    switches = threshold_blocks(blocks)
    wide = with_switches(program, switches)  # a stage, too, must keep what they hold
    try:
        staged = run_stages(wide, stages, efficient, HIGHS, watch.left(), listener)
    except KeyboardInterrupt:
        return _efficient_at_least(program, efficient, plain.objective(efficient.x))
    asked = staged.final
    held = [b for b in stages if b.rule.nature in ("level", "levels") and b.rule.benefit != "sites"]
    small = asked.n_columns <= MOST_SITES and asked.access is None
    if held and small and asked is staged.program:
        solution = by_floors(asked, held, watch.limits())
    else:
        solution = _solved(asked, blocks, prover, watch.limits(), listener)
    final = staged.program
    if (staged.settle is not None or switches) and solution.x.size:
        final = final if staged.settle is None else staged.settle(solution.x)
        final = final.of_columns(program.n_columns)
        for block in switches:
            final = settled(final, block, solution.x)
        solution = _narrowed(solution, final)
    if final is not asked:  # what was solved is not what the run keeps
        solution = replace(solution, evidence=None)
    short = solution.x.size and any(
        block.short_of_limit(solution.x) > SHORT_OF_LIMIT for block in blocks
    )
    sure = all(stage.proven for stage in staged.stages) and not short
    if not sure and solution.proof is Proof.OPTIMAL:
        solution = replace(
            solution, proof=Proof.FEASIBLE, bound=max(solution.value, efficient.bound)
        )
    switched = staged.settle is not None or bool(switches)
    solution, efficient = _certified(
        final, solution, efficient, staged.stages, Certifier(blocks, watch.left()),
        switched=switched,
    )  # fmt: skip
    value = plain.objective(solution.x) if solution.x.size else float("nan")
    return Fair(final, solution, efficient, staged.stages, value)


def _value_kept(program: Program, blocks: list[EquityBlock], best: float) -> Program:
    """Hold the value to the share of the best that measures other than stages ask to keep."""
    for block in blocks:
        if block.rule.keep_value is not None and block.rule.role != "stage":
            row = np.array([row_of(program, kept_value_row(block.name))])
            program = with_bounds(program, row, np.array([block.rule.keep_value * best]))
    return program


def _certified(
    program: Program, solution: Solution, efficient: Solution, stages: tuple[Stage, ...],
    certifier: Certifier, *, switched: bool,
) -> tuple[Solution, Solution]:  # fmt: skip
    """Return the answer and the efficient one with what certificates there are of them."""
    if solution.proof not in PROVEN:
        return replace(solution, certified=False), efficient
    try:
        solution = certifier.answer(program, solution)
        supports = None if switched else certifier.stages(program, stages, efficient)
    except KeyboardInterrupt:  # the answer stands; its certificate was not waited for
        return replace(solution, certified=False), efficient
    certified = solution.certified and supports is not None
    first = None if supports is None else supports.efficient
    return (
        replace(solution, supports=supports, certified=certified),
        replace(efficient, evidence=first, certified=first is not None),
    )


def _efficient_at_least(program: Program, efficient: Solution, value: float) -> Fair:
    """Return the efficient selection as an answer that Ctrl-C cut short.

    Raises
    ------
    KeyboardInterrupt
        When it breaks a limit of equity.
    """
    if broken_rules(program, efficient.x):
        raise KeyboardInterrupt
    cut = replace(
        efficient, proof=Proof.FEASIBLE, bound=max(efficient.bound, efficient.value),
        interrupted=True, evidence=None, certified=False,
    )  # fmt: skip
    return Fair(program, cut, efficient, (), value)


def _solved(
    program: Program, blocks: list[EquityBlock], prover: CompactBackEnd, limits: Limits,
    listener: Listener | None,
) -> Solution:  # fmt: skip
    """Solve for the value; by numbers of sites, or by reach, where one such measure binds."""
    binding = [
        block
        for block in blocks
        if block.block is not None and block.block.extra_labels and block.rule.role != "report"
    ]
    if len(binding) == 1:
        found = prover_of(binding[0]).for_value(program, binding[0], prover, limits, listener)
        if found is not None:
            return found
    found = Session(program, prover).solve(limits, listener, evidence=True)
    return with_conflict(program, found, listener)


def _narrowed(solution: Solution, program: Program) -> Solution:
    """Leave the switches out of an answer."""
    x = solution.x[: program.n_columns]
    chosen = np.flatnonzero(program.integer & (x > 0.5)).astype(np.int64)
    return replace(solution, x=x, selected=chosen, activities=program.matrix @ x)


class _Clock:
    """The time limit shared by several solves."""

    def __init__(self, limits: Limits) -> None:
        import time

        self._now = time.monotonic
        self._limits = limits
        self._end = None if limits.seconds is None else self._now() + limits.seconds

    def left(self) -> float | None:
        """Return the seconds left; None without a limit."""
        return None if self._end is None else max(0.0, self._end - self._now())

    def limits(self) -> Limits:
        """Return the limits of the next solve."""
        return replace(self._limits, seconds=self.left())
