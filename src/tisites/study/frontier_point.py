"""One point of a frontier, with the proof that nothing dominates it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tisites.model.tolerances import NOTHING, SAME
from tisites.solver.check import BrokenAnswerError
from tisites.solver.solution import Limits, Proof

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tisites.model.equity import EquityBlock
    from tisites.solver.fairness.moved import Moved
    from tisites.solver.solution import Solution


#: Steps of the question "as good, and fairer": an answer no fairer, let through by a solver's own
#: tolerance, proves nothing, and the next is asked.
WIDER = (1.0, 4.0, 16.0, 64.0, 256.0)


@dataclass(frozen=True, slots=True)
class FrontierPoint:
    """One point of the frontier.

    Parameters
    ----------
    value, bound : float
        Value of the selection, and the proven bound of every selection at least as fair.
    measure : float
        Measure of equity of the selection, in its unit.
    x : (n,) float64
        The selection, by site.
    proven : bool
        The value is proven optimal at this measure, and no selection as good is fairer.
    seconds : float
        Of its solves.
    """

    value: float
    bound: float
    measure: float
    x: np.ndarray
    proven: bool
    seconds: float


def signed_measure(block: EquityBlock, x: np.ndarray) -> float:
    """Return the measure of a selection (n,), more always fairer."""
    return block.sign * block.measured(x)


def point_at(
    moves: Moved, block: EquityBlock, ask: float, step: float, left: Callable[[], float | None]
) -> FrontierPoint | None:
    """Return the point at a level, with the proof that nothing dominates it."""
    began = time.monotonic()
    solution = _at_level(moves, (ask, ask - step, ask - 2.0 * step), left)
    if solution is None or solution.x.size == 0:
        return None
    proven = solution.proof is Proof.OPTIMAL
    while proven:
        reached = signed_measure(block, solution.x)
        if block.sign < 0 and reached + step > 0.0:
            break  # a spread of nothing: no selection is fairer
        even = SAME * max(1.0, abs(solution.value))
        # who is asked adds a share of its own, or two: the equal value must stay above
        above = solution.value - 3.0 * even
        for times in WIDER:
            fairer = _at_level(
                moves, (reached + times * step, reached + 2.0 * times * step), left, above
            )
            if not _again(fairer, block, reached, solution.value - even):
                break
        else:
            if abs(reached) <= NOTHING:
                break  # no step of a measure that is nothing: its fair end was asked before
            fairer = None
        if fairer is None:
            proven = False
            break
        if fairer.proof is Proof.INFEASIBLE:
            break
        if fairer.proof is not Proof.OPTIMAL:
            proven = False
            break
        if fairer.value < solution.value - even:
            break
        solution = fairer
    n = block.rows.matrix.shape[1]
    return _as_point(solution, block, n, proven, time.monotonic() - began)


def _again(fairer: Solution | None, block: EquityBlock, reached: float, value: float) -> bool:
    """Tell whether an answer is as good as the point, but no fairer."""
    if fairer is None or fairer.proof is not Proof.OPTIMAL or fairer.value < value:
        return False
    return signed_measure(block, fairer.x) <= reached


def _at_level(
    moves: Moved, levels: Sequence[float], left: Callable[[], float | None],
    above: float = -np.inf,
) -> Solution | None:  # fmt: skip
    """Solve at a level, or one resolution from it; ``None`` when no answer holds at any of them.

    A level may fall where a selection has it within a solver's tolerance and not within ours: the
    answer is then refused (:class:`BrokenAnswerError`), and the same question is asked where no
    selection is at the very edge.
    """
    for level in levels:
        try:
            return moves.solve(level, Limits(left()), above)
        except BrokenAnswerError:
            continue
    return None


def _as_point(
    solution: Solution, block: EquityBlock, n: int, proven: bool, seconds: float
) -> FrontierPoint:
    return FrontierPoint(
        solution.value, solution.bound, block.measured(solution.x), solution.x[:n], proven, seconds
    )
