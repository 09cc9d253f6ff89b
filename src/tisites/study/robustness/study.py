"""The whole robustness of an answer: scores, weights, data, each on demand."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from tisites.messages.stop import look
from tisites.solver.kernel.session import Session
from tisites.solver.solution import Proof
from tisites.study.robustness.axes import Side, axis_sides
from tisites.study.robustness.data_value import DataValue, data_value
from tisites.study.robustness.levers import Lever, levers
from tisites.study.robustness.protected_case import nominal_program
from tisites.study.robustness.scores import ScoreStudy, ends_of, score_study
from tisites.study.robustness.smaa import Samples, draw_weights, sample
from tisites.study.robustness.weights import Weighing, weighing

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from tisites.run.read.case import Case
    from tisites.study.explain.base import Answered

Part = Literal["rules", "scores", "weights", "data"]
PARTS: tuple[Part, ...] = ("rules", "scores", "weights", "data")


@dataclass(frozen=True, slots=True)
class Scope:
    """What is asked of a robustness study.

    Parameters
    ----------
    parts : collection of {"rules", "scores", "weights", "data"}
        Which parts.
    samples : int
        Weight vectors drawn.
    seed : int
        Of the draw.
    jobs : int
        Processes.
    order : tuple of str
        Criteria, the most important first; empty for all weights.
    """

    parts: Collection[Part] = PARTS
    samples: int = 1000
    seed: int = 1
    jobs: int = 1
    order: tuple[str, ...] = ()


@dataclass(frozen=True)
class Robustness:
    """How far an answer stands.

    Parameters
    ----------
    case : Case
        The case.
    asked : Scope
        What was asked.
    weighing : Weighing
        Criteria, weights, values.
    x : (n,) float64
        The answer that was studied: the run's, or the proven optimum where the run's is not one.
    value : float
        Its value.
    replaced : bool
        Whether the run's own selection was not optimal, and another was studied.
    scores : ScoreStudy, optional
    sides : tuple of Side
        Ends of the weight intervals.
    sampled : Samples, optional
    data : DataValue, optional
        Each absent when not asked for, or not reached before Ctrl-C.
    complete : bool
        False when Ctrl-C stopped the work.
    seconds : dict of str to float
        Wall clock by part.
    levers : tuple of Lever
        Rules, capacities, weights and regimes moved one at a time.
    """

    case: Case
    asked: Scope
    weighing: Weighing
    x: np.ndarray
    value: float
    replaced: bool
    scores: ScoreStudy | None
    sides: tuple[Side, ...]
    sampled: Samples | None
    data: DataValue | None
    complete: bool
    seconds: dict[str, float] = field(default_factory=dict)
    levers: tuple[Lever, ...] = ()

    @property
    def selected(self) -> np.ndarray:
        """Columns of the sites that are studied."""
        return np.flatnonzero(self.case.program.integer & (self.x > 0.5)).astype(np.int64)


def robustness(
    base: Answered, asked: Scope, told: Callable[[str, int, int], None] | None = None
) -> Robustness:
    """Study the robustness of an answer.

    Parameters
    ----------
    base : Answered
        A case with its answer.
    asked : Scope
        Which parts, how.
    told : callable, optional
        Hears the part under way (``rules``, ``scores``, ``axes``, ``samples``, ``data``), how much
        of it is done, of how much.

    Returns
    -------
    Robustness
        A stop or Ctrl-C leaves out what was not done (``complete`` tells).
    """
    case, program = base.case, base.case.program
    weighed = weighing(case)
    first = Session(program, confirm=False).solve()
    if first.proof is not Proof.OPTIMAL:
        raise KeyboardInterrupt
    replaced = first.value - base.value > base.tie
    x = first.x if replaced else base.x
    seconds: dict[str, float] = {}
    clock = time.perf_counter()

    def heard(part: str) -> Callable[[int, int], None]:
        def done_of(done: int, of: int) -> None:
            if told is not None:
                told(part, done, of)
            look()

        return done_of

    def timed(part: str) -> None:
        nonlocal clock
        seconds[part] = time.perf_counter() - clock
        clock = time.perf_counter()

    scores: ScoreStudy | None = None
    sides: tuple[Side, ...] = ()
    sampled: Samples | None = None
    data: DataValue | None = None
    complete = True
    moved: tuple[Lever, ...] = ()
    if "rules" in asked.parts:
        moved, complete = levers(case, weighed, x, told=heard("rules"))
        timed("rules")
    if "scores" in asked.parts and complete:
        ends = ends_of(replace(weighed, rest=np.zeros_like(weighed.rest)))
        scores = score_study(nominal_program(case, weighed), ends, x, told=heard("scores"))
        complete = scores.complete
        timed("scores")
    if "weights" in asked.parts and complete:
        found, complete = axis_sides(program, weighed, x, jobs=asked.jobs, told=heard("axes"))
        sides = tuple(found)
        timed("axes")
    if "weights" in asked.parts and complete and asked.samples:
        drawn = draw_weights(weighed.criteria, asked.samples, asked.seed, asked.order)
        sampled = sample(program, weighed, drawn, jobs=asked.jobs, told=heard("samples"))
        complete = sampled.complete
        timed("samples")
    if "data" in asked.parts and complete:
        data = data_value(program, weighed, x, jobs=asked.jobs, told=heard("data"))
        complete = data.complete
        timed("data")
    return Robustness(
        case, asked, weighed, x, program.objective(x), replaced, scores, sides, sampled, data,
        complete, seconds, moved,
    )  # fmt: skip
