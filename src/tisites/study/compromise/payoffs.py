"""What parties make of selections: each one's points, its own best, its share of that best."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tisites.messages.errors import (
    InfeasibleError,
    LimitReachedError,
    Problem,
    Where,
    bad_input,
)
from tisites.messages.stop import Stopped, pulled
from tisites.messages.text import Text
from tisites.model.tolerances import SAME
from tisites.solver.kernel.session import Session
from tisites.solver.solution import Limits, Proof

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tisites.model.program import Program

#: A party's own best selection is worth this share to it.
WHOLE = 100.0


@dataclass(frozen=True, slots=True)
class Payoffs:
    r"""The points that each party gives to selections of one program.

    A share is of the party's own best selection, in percent,

    .. math:: \nu_k(x) = 100 \Big(1 - \frac{u_k^* - u_k(x)}{|u_k^*|}\Big)

    which is :math:`100 \, u_k / u_k^*` where that best is above zero; the regret is what it lacks
    of 100.

    Parameters
    ----------
    names : tuple of str
        Parties.
    value : (k, n) float64
        Points of every column.
    constant : float
        Points of the empty selection, the same for all.
    best : (k,) float64
        Each party's best.
    optima : (k, n) float64
        The selection that reaches it.
    bound : (k,) float64
        Proven bound of it.
    proven, certified : (k,) bool
        Whether the bound meets the best; whether a replayed certificate bears it.
    """

    names: tuple[str, ...]
    value: np.ndarray
    constant: float
    best: np.ndarray
    optima: np.ndarray
    bound: np.ndarray
    proven: np.ndarray
    certified: np.ndarray

    @property
    def slope(self) -> np.ndarray:
        """Share (k, n) that each column brings to each party."""
        return np.asarray(WHOLE * self.value / np.abs(self.best)[:, None])

    @property
    def offset(self) -> np.ndarray:
        """Share (k,) of the empty selection."""
        size = np.abs(self.best)
        return np.asarray(WHOLE * (1.0 - self.best / size + self.constant / size))

    def points(self, x: np.ndarray) -> np.ndarray:
        """Return what a selection (n,) is worth to each party (k,)."""
        return np.asarray(self.value @ x + self.constant)

    def shares(self, x: np.ndarray) -> np.ndarray:
        """Return the share (k,) of its own best that each party has in a selection (n,).

        Examples
        --------
        >>> two = Payoffs(("a", "b"), np.array([[4.0, 1.0], [1.0, 2.0]]), 0.0, np.array([4.0, 2.0]),
        ...     np.eye(2), np.array([4.0, 2.0]), np.ones(2, bool), np.ones(2, bool))
        >>> two.shares(np.array([0.0, 1.0])).tolist()
        [25.0, 100.0]
        """
        return np.asarray(WHOLE * (1.0 - (self.best - self.points(x)) / np.abs(self.best)))

    @property
    def table(self) -> np.ndarray:
        """Share (k, k) of party ``k`` (row) in the optimum of party ``j`` (column)."""
        return np.column_stack([self.shares(x) for x in self.optima])


def payoffs(
    program: Program,
    values: Mapping[str, np.ndarray],
    *,
    limits: Callable[[], Limits] = Limits,
    told: Callable[[int, int], None] = lambda *_: None,
) -> Payoffs:
    """Find each party's own best selection: one solve a party, those of equal points once.

    Parameters
    ----------
    program : Program
        Rows and bounds that every selection keeps; its own points are left aside.
    values : mapping of str to (n,) float64
        Points of every column for each party.
    limits : callable
        Returns the limits of the next solve.
    told : callable
        Hears how many are done, of how many.

    Raises
    ------
    BadInputError
        A party whose best selection is worth nothing: no share of it can be told.
    InfeasibleError
        No selection keeps every rule.
    """
    session = Session(program, confirm=False)
    known: dict[bytes, int] = {}
    found: list[tuple[float, np.ndarray, float, bool, bool]] = []
    for k, value in enumerate(values.values()):
        told(k, len(values))
        alike = known.setdefault(value.tobytes(), k)
        if alike < k:
            found.append(found[alike])
            continue
        session.change(value=value)
        answer = session.solve(limits(), evidence=True)
        if answer.proof is Proof.INFEASIBLE:
            raise InfeasibleError(_nobody())
        if answer.x.size == 0:
            raise nothing_found()
        proven = answer.proof is Proof.OPTIMAL
        found.append((answer.value, answer.x, answer.bound, proven, answer.certified))
    best, optima, bound, proven_, certified = zip(*found, strict=True)
    _refuse_nothing(tuple(values), np.array(best), np.array(list(values.values())))
    return Payoffs(
        tuple(values), np.array(list(values.values())), program.constant, np.array(best),
        np.array(optima), np.array(bound), np.array(proven_), np.array(certified),
    )  # fmt: skip


def nothing_found() -> Stopped | LimitReachedError:
    """Return what is raised where a stop, or a limit, came before any selection."""
    if pulled():
        return Stopped()
    return LimitReachedError(
        Problem(
            Text("limite atteinte avant qu'une sélection soit trouvée",
                 "limit reached before any selection was found"),
            Text("allonger --time-limit", "raise --time-limit"),
        )
    )  # fmt: skip


def of_sites(program: Program) -> Program:
    """Return the program with no points of its own: what parties give is all there is."""
    return replace(program, value=np.zeros(program.n_columns), constant=0.0)


def _nobody() -> Problem:
    return Problem(
        Text("aucune sélection ne respecte toutes les règles", "no selection keeps every rule"),
        Text(
            "« tisites relax SCÉNARIO » dit lesquelles se contredisent",
            "'tisites relax SCENARIO' tells which of them clash",
        ),
    )


def _refuse_nothing(names: tuple[str, ...], best: np.ndarray, value: np.ndarray) -> None:
    size = np.maximum(1.0, np.abs(value).max(axis=1, initial=0.0))
    for name, much, large in zip(names, best, size, strict=True):
        if abs(much) > SAME * large:
            continue
        raise bad_input(
            Text(
                f"la meilleure sélection de « {name} » vaut 0 point pour elle : aucune part de ce"
                " meilleur ne peut être dite, ni donc de regret",
                f"the best selection of '{name}' is worth 0 points to it: no share of that best"
                " can be told, hence no regret",
            ),
            Text(
                "donner du poids à un critère que des sites remplissent, ou retirer cette partie"
                " de [compromise] parties",
                "give weight to a criterion that some site meets, or take the party out of"
                " [compromise] parties",
            ),
            Where(column=f"party.{name}", value="0"),
        )
