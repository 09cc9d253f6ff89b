"""Programs solved again from what a solve learnt, and whether an answer is the only one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.model.tolerances import PROOF_GAP
from tisites.solver.compact import CBC
from tisites.solver.kernel.session import Session
from tisites.solver.solution import Limits, Proof
from tisites.study.sweep.alike import alike

if TYPE_CHECKING:
    from tisites.messages.progress import Listener
    from tisites.model.program import Program
    from tisites.solver.solution import Solution

#: Seconds that the search for another selection worth as much may take.
SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Resolve:
    """A program solved.

    Parameters
    ----------
    solution : Solution
        Proven by the kernel's tree, its certificate replayed; the back end gave no second word.
    warm : bool
        Whether an earlier solve's linear program, cuts and selections served.
    session : Session
        Its session, as the solve left it.
    """

    solution: Solution
    warm: bool
    session: Session


class Sessions:
    """The last few programs under way, the one used longest ago leaves first.

    Parameters
    ----------
    most : int
        Sessions kept.
    """

    def __init__(self, most: int = 3) -> None:
        self.most = most
        self._kept: list[Session] = []

    def __len__(self) -> int:
        return len(self._kept)

    def solve(
        self, program: Program, limits: Limits | None = None, listener: Listener | None = None
    ) -> Resolve:
        """Solve a program, from the session of one that differs in figures only if there is one.

        Columns, rows, coefficients, spacing and service are compared one by one; values, bounds,
        limits of rows, the weight of the service and the constant may differ.
        """
        known = self.at(program)
        session = Session(program, CBC, confirm=False) if known is None else known
        others = [one for one in self._kept if one is not session]
        self._kept = [session, *others][: self.most]
        return Resolve(session.solve(limits, listener, evidence=True), known is not None, session)

    def at(self, program: Program) -> Session | None:
        """Return a session of this program, its figures those of the program; ``None`` without."""
        session = next((one for one in self._kept if alike(one.program, program)), None)
        if session is not None:
            session.change(**_figures(session.program, program))
        return session

    def clear(self) -> None:
        """Forget every session."""
        self._kept = []


def _figures(before: Program, after: Program) -> dict[str, Any]:
    """Return the figures that differ: what stays as it is costs nothing to change."""
    arrays = ("value", "lower", "upper", "row_lower", "row_upper")
    differ = {
        name: getattr(after, name)
        for name in arrays
        if not np.array_equal(getattr(before, name), getattr(after, name))
    }
    if before.constant != after.constant:
        differ["constant"] = after.constant
    if after.access is not None and before.access is not None:
        differ["access_weight"] = after.access.weight
    return differ


def is_only(session: Session, solution: Solution, seconds: float = SECONDS) -> bool | None:
    """Tell whether the selection that a session has just proven is the only one of its value.

    Every other selection is then worth less by more than a proof's tolerance, so that whoever
    proves an optimum of this program finds this selection: nothing hangs on how ties are settled,
    nor on the way that led there.

    Returns
    -------
    bool or None
        ``None`` where it was not found out: no proven selection of sites alone, a service term
        (another program of it costs minutes), or no proof within ``seconds``.
    """
    program = session.program
    if solution.proof is not Proof.OPTIMAL or not program.integer.all() or program.access:
        return None
    least = solution.value - PROOF_GAP * max(1.0, abs(solution.value))
    lower, upper = session.settled_above(least)
    others = replace(without(program, solution.selected), lower=lower, upper=upper)
    found = Session(others, CBC, confirm=False).solve(Limits(seconds), above=least)
    if found.proof is Proof.INFEASIBLE:
        return True
    return False if found.selected.size else None


def without(program: Program, selected: np.ndarray) -> Program:
    """Return a program that any selection of sites may answer, but this one.

    Examples
    --------
    >>> from tisites.model.program import Program
    >>> others = without(Program.from_arrays([3.0, 2.0]), np.array([0]))
    >>> others.matrix.toarray().tolist(), others.row_upper.tolist()
    ([[1.0, -1.0]], [0.0])
    """
    row = np.where(program.integer, -1.0, 0.0)
    row[selected] = 1.0
    return program.with_rows(row[None, :], -np.inf, float(len(selected) - 1), ("another[]",))
