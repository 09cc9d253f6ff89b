"""When nothing is feasible: the names of the constraints that cannot hold together."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from tisites.messages.progress import Silent, Stopwatch
from tisites.solver.kernel.session import Session
from tisites.solver.solution import Limits, Proof, Solution

if TYPE_CHECKING:
    from tisites.messages.progress import Listener
    from tisites.model.program import Program


def with_conflict(
    program: Program, solution: Solution, listener: Listener | None = None
) -> Solution:
    """Return a solution with the names of the constraints in conflict, where nothing is feasible.

    It costs many times the proof: studies that ask many questions leave it out.
    """
    if solution.proof is not Proof.INFEASIBLE:
        return solution
    watch = Stopwatch(listener or Silent(), dict(solution.seconds))
    with watch.phase("conflict"):
        names = conflict(program)
    return replace(solution, conflict=names, seconds=watch.seconds)


def conflict(program: Program, *, seconds: float = 20.0) -> tuple[str, ...]:
    """Name an irreducible set of constraints that cannot hold together.

    A deletion filter over *named* constraints: each is left out in turn, and put back when the
    rest becomes feasible. Bounds and locks always stay. What is not tried within the time
    stays in the answer, which is then a conflict but maybe not the smallest.

    Parameters
    ----------
    program : Program
        An infeasible program.
    seconds : float
        Wall clock for the whole filter.

    Returns
    -------
    tuple of str
        Names in alphabetical order; empty when the bounds alone conflict, or when the program
        was not proven infeasible.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> from tisites.model.program import Program
    >>> ones = np.ones(2)
    >>> program = Program(np.array(["a", "b"]), ones, 0 * ones, ones, ones > 0,
    ...     csr_array(np.ones((3, 2))), np.array([2.0, 0.0, 0.0]), np.array([2.0, 1.0, 9.0]),
    ...     ("choose[]", "cap[]", "loose[]"), ("choose", "cap", "loose"))
    >>> conflict(program)
    ('cap', 'choose')
    """
    deadline = time.monotonic() + seconds
    names = sorted({*program.row_constraints, *(s.constraint for s in program.separations)})
    trials = _Trials(program)
    kept = set(names)
    for name in names:
        left = deadline - time.monotonic()
        if left <= 0 or trials.interrupted:
            break
        if trials.infeasible(kept - {name}, max(0.5, left / 4)):
            kept -= {name}
    return tuple(sorted(kept))


class _Trials:
    """Feasibility of a program under some of its constraints, each trial warm from the last.

    The kernel answers: rows that a trial leaves out are opened, not removed, and spacing is
    never expanded to cliques.
    """

    def __init__(self, program: Program) -> None:
        self.program = replace(program, value=np.zeros(program.n_columns), access=None)
        self.interrupted = False
        self._session: Session | None = None
        self._rules: set[str] = set()

    def infeasible(self, names: set[str], seconds: float) -> bool:
        """Tell whether the named constraints are proven to contradict one another."""
        p = self.program
        rules = {s.constraint for s in p.separations} & names
        if self._session is None or rules != self._rules:
            spaced = tuple(s for s in p.separations if s.constraint in rules)
            self._session = Session(replace(p, separations=spaced), confirm=False)
            self._rules = rules
        kept = np.array([c in names for c in p.row_constraints], dtype=bool)
        self._session.change(
            row_lower=np.where(kept, p.row_lower, -np.inf),
            row_upper=np.where(kept, p.row_upper, np.inf),
        )
        answer = self._session.solve(Limits(seconds))
        self.interrupted = self._session.interrupted
        return answer.proof is Proof.INFEASIBLE
