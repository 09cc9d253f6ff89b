"""Stages of equity before the value: each solved to proof, kept, then the next."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tisites.solver.fairness.moved import row_of, with_bounds
from tisites.solver.fairness.prover import Stage
from tisites.solver.fairness.provers import prover_of
from tisites.solver.kernel.session import Session
from tisites.solver.solution import Limits

if TYPE_CHECKING:
    from collections.abc import Callable

    from tisites.messages.progress import Listener
    from tisites.model.equity import EquityBlock
    from tisites.model.program import Program
    from tisites.solver.compact import CompactBackEnd
    from tisites.solver.fairness.prover import KeptStage
    from tisites.solver.solution import Solution


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
    kept: KeptStage | None = None
    start = efficient.x
    deadline = math.inf if seconds is None else time.monotonic() + seconds

    def left() -> float | None:
        return None if math.isinf(deadline) else max(0.0, deadline - time.monotonic())

    for k, block in enumerate(blocks):
        program = _value_kept(program, block, efficient.value)
        began = time.monotonic()
        kept_start = _first_kept(program, start, left())
        if kept_start is None:  # none at all, or no time: the value's own solve tells which
            kept = None
            done.append(
                Stage(block.name, block.rule.kind, math.nan, math.inf, False, (), (), 0.0, 0)
            )
            break
        start = kept_start
        kept = prover_of(block).stage(
            program, block, start, back_end, left(), listener, last=k + 1 == len(blocks)
        )
        program, start, told = kept.program, kept.x, kept.stage
        done.append(replace(told, seconds=time.monotonic() - began, x=start))
        if not told.proven:
            break
    if kept is None:
        return Staged(program, program, tuple(done))
    return Staged(program, kept.final or program, tuple(done), kept.settle)


def _value_kept(program: Program, block: EquityBlock, value: float) -> Program:
    """Return the program that keeps the share of the efficient value that a stage asks for."""
    if block.rule.keep_value is None:
        return program
    kept = np.array([row_of(program, f"{block.name}.keep_value")])
    return with_bounds(program, kept, np.array([block.rule.keep_value * value]))


def _first_kept(program: Program, start: np.ndarray, left: float | None) -> np.ndarray | None:
    """Return the start if it keeps every row of the program, else a selection that does, if any."""
    from tisites.solver.check import broken_rules

    if start.size == program.n_columns and not broken_rules(program, start):
        return start
    solution = Session(program, confirm=False).solve(Limits(left, gap_rel=1.0))
    return solution.x if solution.x.size else None
