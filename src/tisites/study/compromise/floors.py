"""The level that no party falls below: raised as far as it goes, or held while shares are added."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from tisites.model.tolerances import TIE
from tisites.solver.kernel.session import Session
from tisites.solver.solution import Limits, Proof
from tisites.study.compromise.payoffs import WHOLE, Payoffs, nothing_found, of_sites

if TYPE_CHECKING:
    from tisites.model.program import Program
    from tisites.solver.solution import Solution

#: Label of the column that holds the level.
LEVEL_COLUMN = "party.level"
#: Two shares closer than this, in points of percent, are one: what solvers forgive of a row.
EVEN = WHOLE * TIE


@dataclass(frozen=True, slots=True)
class Reached:
    """A selection and what is proven of it.

    Parameters
    ----------
    x : (n,) float64
        Its columns, those of the program alone.
    figure, bound : float
        What was maximised, recomputed from the points; and its proven bound.
    proven : bool
        Whether they meet.
    certified : bool
        Whether a replayed certificate bears the bound.
    """

    x: np.ndarray
    figure: float
    bound: float
    proven: bool
    certified: bool


class ShareFloors:
    r"""One warm session: :math:`\nu_k(x) \ge b_k + s_k t` for every party, ``t`` a column.

    With ``b = 0`` and ``s = 1`` the level ``t`` is the least share that a party has; with a point
    of disagreement as ``b`` and what is left to each party's best as ``s``, it is how far every
    party is on its way (Kalai and Smorodinsky: Econometrica 43, 1975, 513-518).

    Parameters
    ----------
    program : Program
        What selections keep.
    payoffs : Payoffs
    base, span : (k,) float64, optional
        ``b`` and ``s``; a party whose span is 0 is held to nothing.
    """

    def __init__(
        self,
        program: Program,
        payoffs: Payoffs,
        base: np.ndarray | None = None,
        span: np.ndarray | None = None,
    ) -> None:
        count = len(payoffs.names)
        self.payoffs, self.n = payoffs, program.n_columns
        self.base = np.zeros(count) if base is None else base
        self.span = np.ones(count) if span is None else span
        self.solves = 0
        start = max(self.level(x) for x in payoffs.optima)
        wide = of_sites(program).with_columns(
            [LEVEL_COLUMN], lower=min(start, 0.0) - WHOLE, upper=WHOLE
        )
        rows = np.hstack([payoffs.slope, -self.span[:, None]])
        least = np.where(self.span > 0.0, self.base - payoffs.offset, -np.inf)
        labels = [f"party[{name}]" for name in payoffs.names]
        made = wide.with_rows(csr_array(rows), least, np.inf, labels)
        self._lower, self._start = made.lower, start
        self._session = Session(made, confirm=False)

    def level(self, x: np.ndarray) -> float:
        """Return the least level (points of percent) that a party has in a selection (n,)."""
        held = self.span > 0.0
        way = (self.payoffs.shares(x[: self.n]) - self.base)[held] / self.span[held]
        return float(way.min(initial=WHOLE))

    def total(self, x: np.ndarray) -> float:
        """Return the sum of all parties' shares in a selection (n,)."""
        return float(self.payoffs.shares(x[: self.n]).sum())

    def highest(self, limits: Limits) -> Reached:
        """Raise the level as far as it goes.

        Raises
        ------
        Stopped, LimitReachedError
            If a stop or a limit came before any selection.
        """
        value = np.zeros(self.n + 1)
        value[-1] = 1.0
        found = self._solve(value, self._start - EVEN, limits)
        if found is None:
            raise nothing_found()
        figure = self.level(found.x)
        bound = max(found.bound, figure)
        sure = found.proof is Proof.OPTIMAL and bound - figure <= EVEN
        return Reached(found.x[: self.n], figure, bound, sure, found.certified)

    def most(self, level: float, limits: Limits) -> Reached | None:
        """Return the greatest sum of shares at a level; ``None`` where no selection reaches it.

        Raises
        ------
        Stopped, LimitReachedError
            If a stop or a limit came before any selection.
        """
        value = np.append(self.payoffs.slope.sum(axis=0), 0.0)
        found = self._solve(value, level, limits)
        if found is None:
            return None
        figure = self.total(found.x)
        bound = max(found.bound + float(self.payoffs.offset.sum()), figure)
        sure = found.proof is Proof.OPTIMAL
        return Reached(found.x[: self.n], figure, bound, sure, found.certified)

    def _solve(self, value: np.ndarray, level: float, limits: Limits) -> Solution | None:
        self.solves += 1
        lower = self._lower.copy()
        lower[-1] = max(lower[-1], level)
        self._session.change(value=value, lower=lower)
        found = self._session.solve(limits, evidence=True)
        if found.proof is Proof.INFEASIBLE:
            return None
        if found.x.size == 0:
            raise nothing_found()
        return found
