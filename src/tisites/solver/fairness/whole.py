"""Branch and bound on a whole program of floors, without value: is there any selection?"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array, hstack, vstack

from tisites.model.tolerances import CLIMB_GAP, SAME, STRICT
from tisites.solver.check import BrokenAnswerError, checked_answer
from tisites.solver.expand import compact
from tisites.solver.fairness.shares import Shares
from tisites.solver.form import LinearForm, RawAnswer, StopReason
from tisites.solver.highs import run_highs
from tisites.solver.kernel.state import OutOfTimeError
from tisites.solver.sure import run_sure

if TYPE_CHECKING:
    from tisites.model.program import Program
    from tisites.solver.fairness.territory_limits import TerritoryLimits

#: Nodes of a search that keeps what is known to fit, and of one that raises the level.
NEAR_NODES, CLIMB_NODES = 100, 100


class Whole:
    """The compact program with its floors and the numbers of sites that they need.

    A kernel that grows without an incumbent costs more than the whole program at once.

    Parameters
    ----------
    program : Program
        With the rows of the floors, then one row a floor for its number of sites, last.
    at : (g,) int64
        Rows of the floors.
    matrix : (g, n) csr_array
        Benefits.
    tops : TerritoryLimits
        The programs of single territories.
    disjoint : bool
        Whether a column helps one territory at most.
    """

    def __init__(
        self,
        program: Program,
        at: np.ndarray,
        matrix: csr_array,
        tops: TerritoryLimits,
        *,
        disjoint: bool,
    ) -> None:
        self.program, self.at, self.matrix, self.tops = program, at, matrix, tops
        self.disjoint = disjoint
        self._n = program.n_columns
        self._form: LinearForm | None = None
        self._shares: Shares | None = None

    @property
    def form(self) -> LinearForm:
        """The compact form of the whole program with its floors and counts, without objective."""
        if self._form is None:
            form = compact(self.program)
            self._form = replace(form, objective=np.zeros(form.objective.size))
        return self._form

    def search(
        self, low: np.ndarray, held: np.ndarray | None = None, near: np.ndarray | None = None
    ) -> np.ndarray | None:
        """Return a selection (n,) that keeps every floor, ``None`` where there is none.

        Parameters
        ----------
        low : (m,) float64
            Lower limits of the rows of the program.
        held : (n,) float64, optional
            Columns that are held, NaN where free: ``None`` then proves nothing.
        near : (n,) float64, optional
            A selection: the floors that it misses are those in question.

        Raises
        ------
        OutOfTimeError
            Past the time limit, without an answer.
        KeyboardInterrupt
            On Ctrl-C.
        """
        form = self._asked(low, near, bare=held is not None)
        if form is None:
            return None
        if held is not None:
            fixed = np.flatnonzero(np.isfinite(held))
            lower, upper = form.lower.copy(), form.upper.copy()
            lower[fixed] = upper[fixed] = held[fixed]
            form = replace(form, lower=lower, upper=upper)
        left = self.tops.left
        if held is None:
            answer = run_sure(form, seconds=left(), feasibility=STRICT)
        else:
            answer = run_highs(form, seconds=left(), feasibility=STRICT, nodes=NEAR_NODES)
        if answer.stop is StopReason.INTERRUPTED:
            raise KeyboardInterrupt
        found = self._kept(answer, low)
        if found is not None:
            return found
        if answer.stop is not StopReason.INFEASIBLE and held is None:
            raise OutOfTimeError
        return None

    def best(self, low: np.ndarray) -> RawAnswer:
        """Return the most valuable selection that keeps every floor, and its bound.

        Parameters
        ----------
        low : (m,) float64
            Lower limits of the rows of the program.
        """
        form = self._asked(low, None)
        if form is None:
            return RawAnswer(StopReason.INFEASIBLE, None, -math.inf)
        value = np.zeros(form.objective.size)
        value[: self._n] = self.program.value
        form = replace(form, objective=value)
        return run_sure(form, seconds=self.tops.left(), feasibility=STRICT)

    def _asked(
        self, low: np.ndarray, near: np.ndarray | None, *, bare: bool = False
    ) -> LinearForm | None:
        """Return a question's form: floors clipped, rows by number of sites unless ``bare``.

        ``None`` where these alone prove that there is no answer.
        """
        bounds = self.form.row_lower.copy()
        bounds[: low.size] = low
        levels = np.maximum(low[self.at], 0.0)
        body, least = self._clipped(levels)
        form = replace(
            self.form,
            matrix=csr_array(vstack([self.form.matrix, body], format="csr")),
            row_lower=np.concatenate([bounds, least]),
            row_upper=np.concatenate([self.form.row_upper, np.full(least.size, np.inf)]),
        )
        if not bare and self.disjoint:
            if self._shares is None:
                self._shares = Shares(self.form, self.at, self.matrix, self.tops)
            return self._shares.tightened(
                form, levels, low[-self.at.size :], self._missed(levels, near)
            )
        return form

    def _missed(self, levels: np.ndarray, x: np.ndarray | None) -> np.ndarray:
        """Return the territories whose floor a selection misses; all with a floor without one."""
        missed = levels > 0
        if x is not None:
            missed &= self.matrix @ x < levels * (1.0 - SAME)
        return missed

    def _clipped(self, levels: np.ndarray) -> tuple[csr_array, np.ndarray]:
        """Return the floors with no benefit above the floor, as rows and their lower limits.

        More than the floor from one site is of no use: clipped at it, fractions of a great site
        help less.
        """
        some = np.flatnonzero(levels > 0)
        body = csr_array(self.matrix[some])
        each = np.repeat(levels[some], np.diff(body.indptr))
        data = np.minimum(body.data, each) / each
        return csr_array((data, body.indices, body.indptr), shape=body.shape), np.ones(some.size)

    def climbed(
        self, low: np.ndarray, active: np.ndarray, base: np.ndarray, x: np.ndarray, up: float
    ) -> np.ndarray | None:
        """Return the best level reached with a selection's own sites in the other territories.

        Parameters
        ----------
        low : (m,) float64
            Lower limits of the rows of the program, for ``base``.
        active : (g,) bool
            Territories to raise together, their sites chosen anew.
        base : (g,) float64
            Floors of all, which ``x`` keeps.
        x : (n,) float64
            The selection.
        up : float
            A proven limit of the level.

        Returns
        -------
        (n,) float64 or None
            Proves nothing about higher levels.
        """
        bounds = self.form.row_lower.copy()
        bounds[: low.size] = low
        bounds[self.at[active]] = -np.inf
        body, least = self._clipped(np.where(active, up, 0.0))
        column = csr_array(np.concatenate([np.zeros(bounds.size), -np.ones(least.size)])[:, None])
        matrix = vstack([self.form.matrix, body], format="csr")
        held = np.asarray(self.matrix[~active & (base > 0)].sum(axis=0)).ravel() > 0
        form = LinearForm(
            objective=np.append(np.zeros(self._n), 1.0),
            matrix=csr_array(hstack([matrix, column], format="csr")),
            row_lower=np.concatenate([bounds, np.zeros(least.size)]),
            row_upper=np.concatenate([self.form.row_upper, np.full(least.size, np.inf)]),
            lower=np.append(np.where(held, x[: self._n], self.form.lower), 0.0),
            upper=np.append(np.where(held, x[: self._n], self.form.upper), 1.0),
            integer=np.append(self.form.integer, False),
        )
        answer = run_highs(
            form, seconds=self.tops.left(), gap_rel=CLIMB_GAP, feasibility=STRICT, nodes=CLIMB_NODES
        )
        if answer.stop is StopReason.INTERRUPTED:
            raise KeyboardInterrupt
        return self._kept(answer, bounds[: low.size])

    def _kept(self, answer: RawAnswer, low: np.ndarray) -> np.ndarray | None:
        """Return the selection (n,) of an answer if it keeps the rows, None else."""
        z = answer.z
        if z is None or z.size < self._n or not np.isfinite(z).all():
            return None
        try:
            return checked_answer(replace(self.program, row_lower=low), z[: self._n]).x
        except BrokenAnswerError:
            return None
