"""All that is told of an infeasible scenario: the clash, each way out alone, the cheapest one."""

from __future__ import annotations

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
    seconds: float | None = None,
    told: Callable[[str], None] | None = None,
) -> RelaxAnswer:
    """Find what contradicts what, and the least to concede.

    Parameters
    ----------
    case : Case
        A compiled scenario.
    priorities : mapping of str to float, optional
        As in :func:`~tisites.study.relax.relax.smallest_relaxation`.
    seconds : float, optional
        Wall clock of each solve.
    told : callable, optional
        Hears each step begin: ``relax``, ``conflict``, ``alone``, ``solve``.
    """
    say = told or (lambda _step: None)
    relaxation = LeastRelaxation((), float("inf"), Proof.UNKNOWN, None)
    conflict, solution = Conflict((), False), None
    alone: list[tuple[Dial, LeastRelaxation]] = []
    interrupted = True
    try:
        say("relax")
        relaxation = smallest_relaxation(case, priorities, seconds=seconds)
        if relaxation.proof is not Proof.OPTIMAL or relaxation.concessions:
            say("conflict")
            conflict = find_conflict(case, seconds=seconds or 60.0)
            say("alone")
            for dial in conflict.dials:
                alone.append((dial, _alone(case, dial, seconds)))
        say("solve")
        if relaxation.program is not None:
            solution = Session(relaxation.program, confirm=False).solve(Limits(seconds))
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


def _alone(case: Case, dial: Dial, seconds: float | None) -> LeastRelaxation:
    """Return the smallest move of one limit, all others kept."""
    return smallest_relaxation(case, {dial.constraint: 1.0}, only=[dial], seconds=seconds)


def _counting(case: Case, row: int) -> int:
    coefficients = case.program.matrix[[row]].toarray().ravel()
    return int(np.count_nonzero(coefficients[case.program.integer]))
