"""All that is told of an infeasible scenario: the clash, each way out alone, the cheapest one."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tisites.solver.kernel.session import Session
from tisites.solver.solution import Limits, Proof
from tisites.study.relax.conflict import Conflict, find_conflict
from tisites.study.relax.relax import LeastRelaxation, smallest_relaxation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tisites.run.read.case import Case
    from tisites.study.relax.dials import Dial

#: Seconds of a study, about, unless asked otherwise; shares of them for the least to concede and
#: for the selection that shows it holds; of what is left then, for the clash and for each limit.
SECONDS = 20.0
LEAST, SOLVE, CONFLICT, ALONE = 0.5, 0.1, 0.5, 0.5


@dataclass(frozen=True, slots=True)
class RelaxAnswer:
    """What is told of a scenario that may be infeasible.

    Parameters
    ----------
    feasible : bool
        Whether a selection meets everything as it is.
    conflict : Conflict
        A smallest set of limits that clash; empty when feasible.
    alone : tuple of (Dial, LeastRelaxation)
        For each limit of the conflict, the smallest move of it alone, all others kept.
    relaxation : LeastRelaxation
        The cheapest set of moves.
    value : float
        Value of the best selection once it is conceded; NaN when there is none.
    selected : tuple of str
        Ids of that selection.
    proof : Proof
        Of that selection.
    eligible : mapping of int to int
        For rows of the conflict, how many eligible sites count there.
    interrupted : bool
        Whether Ctrl-C or a stop came before the end: what was not asked by then is not told.
    """

    feasible: bool
    conflict: Conflict
    alone: tuple[tuple[Dial, LeastRelaxation], ...]
    relaxation: LeastRelaxation
    value: float
    selected: tuple[str, ...]
    proof: Proof
    eligible: Mapping[int, int]
    interrupted: bool = False


def relax(
    case: Case,
    priorities: Mapping[str, float] | None = None,
    *,
    seconds: float = SECONDS,
    told: Callable[[str], None] | None = None,
) -> RelaxAnswer:
    """Find what contradicts what, and the least to concede.

    Parameters
    ----------
    case : Case
        A compiled scenario.
    priorities : mapping of str to float, optional
        As in :func:`~tisites.study.relax.relax.smallest_relaxation`.
    seconds : float
        Wall clock of the whole study, about; what it does not settle is told as not proven.
    told : callable, optional
        Hears each step begin: ``relax``, ``conflict``, ``solve``, ``alone``.
    """
    say = told or (lambda _step: None)
    relaxation = LeastRelaxation((), float("inf"), Proof.UNKNOWN, None)
    conflict, solution = Conflict((), False), None
    alone: list[tuple[Dial, LeastRelaxation]] = []
    interrupted = True
    end = time.monotonic() + seconds
    try:
        say("relax")
        relaxation = smallest_relaxation(case, priorities, seconds=LEAST * seconds)
        if relaxation.proof is not Proof.OPTIMAL or relaxation.concessions:
            say("conflict")
            first = {one.dial.constraint for one in relaxation.concessions}
            left = CONFLICT * max(1.0, end - SOLVE * seconds - time.monotonic())
            conflict = find_conflict(case, first=first, seconds=left)
            if conflict.smallest and not conflict.dials:  # time was short: a selection was found
                relaxation = LeastRelaxation((), 0.0, Proof.OPTIMAL, case.program)
        if relaxation.program is not None:
            say("solve")
            left = max(1.0, SOLVE * seconds)
            solution = Session(relaxation.program, confirm=False).solve(Limits(left))
        if conflict.dials:
            say("alone")
            for dial in sorted(conflict.dials, key=lambda one: one.constraint not in first):
                alone.append((dial, _alone(case, dial, relaxation, end)))
        interrupted = solution is not None and solution.interrupted
    except KeyboardInterrupt:
        pass  # told by the answer
    feasible = relaxation.proof is Proof.OPTIMAL and not relaxation.concessions
    value, proof = float("nan"), Proof.UNKNOWN
    selected: tuple[str, ...] = ()
    if solution is not None and relaxation.program is not None:
        value, proof = solution.value, solution.proof
        selected = tuple(str(s) for s in relaxation.program.columns[solution.selected])
    rows = {dial.row for dial in conflict.dials if dial.row >= 0}
    eligible = {row: _counting(case, row) for row in sorted(rows)}
    return RelaxAnswer(
        feasible, conflict, tuple(alone), relaxation, value, selected, proof, eligible, interrupted
    )


def _alone(case: Case, dial: Dial, least: LeastRelaxation, end: float) -> LeastRelaxation:
    """Return the smallest move of one limit, all others kept; unknown once the time is up."""
    if len(least.concessions) == 1 and least.concessions[0].dial == dial:
        return least  # what is cheapest of all is the cheapest of these
    left = end - time.monotonic()
    if left <= 0:
        return LeastRelaxation((), float("inf"), Proof.UNKNOWN, None)
    return smallest_relaxation(
        case, {dial.constraint: 1.0}, only=[dial], seconds=max(0.2, ALONE * left)
    )


def _counting(case: Case, row: int) -> int:
    coefficients = case.program.matrix[[row]].toarray().ravel()
    return int(np.count_nonzero(coefficients[case.program.integer]))
