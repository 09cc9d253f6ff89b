"""How far the weight of one criterion can move before another selection is better."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from tisites.model.tolerances import STILL_BEST
from tisites.solver.kernel.session import Session
from tisites.solver.solution import Proof
from tisites.study.processes import over_processes

if TYPE_CHECKING:
    from collections.abc import Callable

    from tisites.model.program import Program
    from tisites.study.robustness.weights import Weighing

MOST_STEPS = 60


@dataclass(frozen=True, slots=True)
class Side:
    """How far a criterion's share goes one way.

    Parameters
    ----------
    criterion : int
        Number of the criterion.
    up : bool
        Whether the share rises (to 1) or falls (to 0).
    share : float
        The last share for which the selection is the best.
    open : bool
        Whether the selection stays the best to the very end (share 0 or 1).
    rival : (p,) int64
        The selection as good there, better beyond; empty when open.
    solves : int
        Programs solved to prove it.
    """

    criterion: int
    up: bool
    share: float
    open: bool
    rival: np.ndarray
    solves: int


def axis_sides(
    program: Program,
    weighing: Weighing,
    x: np.ndarray,
    *,
    jobs: int = 1,
    told: Callable[[int, int], None] | None = None,
) -> tuple[list[Side], bool]:
    r"""Return, for each criterion and way, the exact end of the interval of its share.

    Along an axis (one criterion's share :math:`t`, the others in proportion) the value of every
    selection is linear in :math:`t`, so the shares for which ``x`` is the best form an
    interval. From the far end, the best selection there is solved for; where its line crosses
    that of ``x`` is tried next, until nothing is better: that crossing is the end of the
    interval, proven by the last solve (discrete Newton, as Eisner and Severance 1976).

    Parameters
    ----------
    program : Program
        The program.
    weighing : Weighing
        How values depend on weights.
    x : (n,) float64
        An answer that is optimal under the model's own weights.
    jobs : int
        Processes.
    told : callable, optional
        Hears how many sides are done, of how many.

    Returns
    -------
    sides : list of Side
        Sorted by criterion, falling first.
    complete : bool
        False when Ctrl-C stopped the work.
    """
    tasks = [(j, up) for j in range(len(weighing.criteria)) for up in (False, True)]
    found: dict[int, Side] = {}
    complete = True
    try:
        work = partial(axis_side, weighing, x)
        for number, side in over_processes(work, program, tasks, jobs=jobs):
            found[number] = side
            if told is not None:
                told(len(found), len(tasks))
    except KeyboardInterrupt:
        complete = False
    return [found[k] for k in sorted(found)], complete


def axis_side(weighing: Weighing, x: np.ndarray, program: Program, task: tuple[int, bool]) -> Side:
    """Return one end of the interval of one criterion: ``task`` is its number, and the way."""
    criterion, up = task
    session = Session(program, confirm=False)
    start = float(weighing.weights[criterion])
    at = 1.0 if up else 0.0
    rival = np.empty(0, dtype=np.int64)
    here = _Line(program, weighing, criterion, x)
    for solves in range(1, MOST_STEPS + 1):
        session.change(value=weighing.value(weighing.along(criterion, at)))
        answer = session.solve()
        if answer.proof is not Proof.OPTIMAL:
            raise KeyboardInterrupt
        if answer.value - here.at(at) <= STILL_BEST * max(1.0, abs(answer.value)):
            return Side(criterion, up, at, rival.size == 0, rival, solves)
        rival = answer.selected
        crossing = here.crossing(_Line(program, weighing, criterion, answer.x))
        nearer = min(max(crossing, start), at) if up else max(min(crossing, start), at)
        if nearer == at:  # they cross here, to the last digit
            return Side(criterion, up, at, False, rival, solves)
        at = nearer
        if at == start:
            return Side(criterion, up, start, False, rival, solves)
    raise RuntimeError("the crossings of an axis do not end")


class _Line:
    """The value of one answer along an axis: linear in the share."""

    def __init__(self, program: Program, weighing: Weighing, criterion: int, x: np.ndarray) -> None:
        chosen = np.flatnonzero(program.integer & (x > 0.5))
        served = 0.0 if program.access is None else program.access.served(chosen)
        ends = [float(weighing.value(weighing.along(criterion, share)) @ x) for share in (0.0, 1.0)]
        self.base = ends[0] + served + program.constant
        self.slope = ends[1] - ends[0]

    def at(self, share: float) -> float:
        """Return the value at a share."""
        return self.base + self.slope * share

    def crossing(self, other: _Line) -> float:
        """Return the share where two lines cross."""
        return (self.base - other.base) / (other.slope - self.slope)
