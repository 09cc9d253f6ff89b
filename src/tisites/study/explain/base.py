"""What every explanation starts from: an answered case, and one warm session to question it."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tisites.messages.errors import Problem, TisitesError
from tisites.messages.text import Text
from tisites.model.tolerances import TIE
from tisites.solver.check import broken_rules
from tisites.solver.kernel.session import Session
from tisites.solver.solution import Limits, Proof

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tisites.model.program import Program
    from tisites.model.terms import Separation
    from tisites.run.read.case import Case
    from tisites.solver.solution import Solution


@dataclass(frozen=True, slots=True)
class Answered:
    """A case with its answer.

    Parameters
    ----------
    case : Case
        What was solved.
    x : (n,) float64
        The answer, every column.
    selected : (p,) int64
        Chosen columns.
    value : float
        Its true objective.
    bound : float
        Proven upper bound on every selection.
    proven : bool
        Whether the answer is proven optimal; costs and losses are exact only then.
    """

    case: Case
    x: np.ndarray
    selected: np.ndarray
    value: float
    bound: float
    proven: bool

    @property
    def tie(self) -> float:
        """Difference of value that counts as none."""
        return TIE * max(1.0, abs(self.value))


def answered(case: Case, ids: Sequence[str], bound: float, *, proven: bool) -> Answered:
    """Check a stored answer against its program, and make it ready to be explained.

    Raises
    ------
    TisitesError
        If the selection does not hold in its own program: the run is damaged.
    """
    program = case.program
    x = np.zeros(program.n_columns)
    x[case.columns_of(ids)] = 1.0
    if not program.integer.all():  # what continuous columns were worth is not stored: found again
        sites = program.integer
        fixed = replace(
            program,
            lower=np.where(sites, x, program.lower),
            upper=np.where(sites, x, program.upper),
        )
        again = Session(fixed, confirm=False).solve()
        x = again.x if again.x.size else x
    broken = broken_rules(program, x)
    if broken:
        raise TisitesError(
            Problem(
                Text(
                    f"la sélection de ce résultat ne respecte pas son programme ({broken[0]})",
                    f"the selection of this run breaks its own program ({broken[0]})",
                ),
                Text("refaire le calcul (tisites run)", "run it again (tisites run)"),
            )
        )
    value = program.objective(x)
    selected = np.flatnonzero(program.integer & (x > 0.5)).astype(np.int64)
    return Answered(case, x, selected, value, max(bound, value), proven)


class Questions:
    """One warm session over a program: every question starts from the program as it was solved.

    The trees' proofs are not confirmed by a second solver (``confirm=False``): each answer is
    still closed by weak duality and checked in NumPy. Past ``end`` (monotonic clock) an answer is
    what was found so far, with its bound.
    """

    def __init__(self, program: Program, end: float = math.inf) -> None:
        self.program = program
        self.end = end
        self._session: Session | None = None

    @property
    def late(self) -> bool:
        """Whether the moment is past after which nothing more is asked (monotonic clock)."""
        return time.monotonic() >= self.end

    def best(
        self,
        inside: Sequence[int] = (),
        outside: Sequence[int] = (),
        *,
        value: np.ndarray | None = None,
        row_lower: np.ndarray | None = None,
        row_upper: np.ndarray | None = None,
    ) -> Solution:
        """Return the best selection with these columns in and those out."""
        program = self.program
        lower, upper = program.lower.copy(), program.upper.copy()
        lower[list(inside)] = 1.0
        upper[list(outside)] = 0.0
        if self._session is None:
            self._session = Session(program, confirm=False)
        self._session.change(
            value=program.value if value is None else value,
            lower=lower,
            upper=upper,
            row_lower=program.row_lower if row_lower is None else row_lower,
            row_upper=program.row_upper if row_upper is None else row_upper,
        )
        left = self.end - time.monotonic()
        limits = Limits(max(0.1, left)) if math.isfinite(left) else None
        return self._session.solve(limits)

    def bounds_if_chosen(self) -> np.ndarray:
        """Bound the last question's selections that hold each column (reduced costs)."""
        assert self._session is not None, "no question was asked"
        return self._session.bounds_if_chosen()

    def spaced(self, separations: tuple[Separation, ...]) -> Questions:
        """Return questions over the same program with other distances."""
        return Questions(replace(self.program, separations=separations), self.end)


def settled(solution: Solution) -> bool:
    """Tell whether a question was answered to proof, either way."""
    return solution.proof in (Proof.OPTIMAL, Proof.INFEASIBLE)
