"""Can every territory reach a level? One warm session, its floors moved up and down."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array, vstack

from tisites.solve.compact import checked_answer
from tisites.solve.expand import compact
from tisites.solve.fairness.tops import Tops
from tisites.solve.form import Stop
from tisites.solve.highs import run_highs
from tisites.solve.kernel.session import Session
from tisites.solve.solution import Limits, Proof

if TYPE_CHECKING:
    from tisites.messages.progress import Listener
    from tisites.model.program import Program
    from tisites.solve.form import LinearForm

#: Two levels closer than this share of themselves are one level.
RESOLUTION = 5e-6
#: Programs up to this many columns go to branch and bound whole where the root does not close;
#: larger ones go on by kernels.
WHOLE = 5000


class OutOfTimeError(Exception):
    """The time limit came before an answer."""


class Floors:
    """Feasibility of floors ``u_g >= level_g`` on rows of a program.

    Every question is a pure-binary program of its own: no continuous level column, whose reduced
    costs would be degenerate. Each floor brings a row on the number of sites of its territory:
    at least as many as its largest benefits need to reach the floor, which closes most questions
    without any search.

    Parameters
    ----------
    program : Program
        The program; floors are among its rows, open below.
    at : (g,) int64
        Numbers of these rows.
    seconds : float, optional
        Wall clock for all questions together.
    listener : Listener, optional
        Hears phases.
    """

    def __init__(
        self,
        program: Program,
        at: np.ndarray,
        seconds: float | None = None,
        listener: Listener | None = None,
    ) -> None:
        self.program, self.at = program, at
        self.matrix = csr_array(program.matrix[at])
        self.matrix.sum_duplicates()
        self.questions = 0
        self.searches = 0
        self._form: LinearForm | None = None
        self._deadline = math.inf if seconds is None else time.monotonic() + seconds
        self._listener = listener
        ends = self.matrix.indptr
        parts = [self.matrix.data[ends[g] : ends[g + 1]] for g in range(at.size)]
        self._sums = [np.cumsum(np.sort(part[part > 0])[::-1]) for part in parts]
        self._most = _most_sites(program)
        helping = np.asarray((self.matrix > 0).sum(axis=0)).ravel()
        self._disjoint = bool((helping <= 1).all())
        self._tops = Tops(program, self.matrix, self._most)
        guided = replace(counted_rows(program, at), access=None)  # service would only guide
        self._session = Session(guided, confirm=False)

    @property
    def highest(self) -> np.ndarray:
        """Return what each territory could reach at most, all sites of the program its own."""
        most = self._most
        tops = [s[: None if math.isinf(most) else int(most)] for s in self._sums]
        return np.array([float(s[-1]) if s.size else 0.0 for s in tops])

    def top(self, g: int, base: np.ndarray) -> float:
        """Return a proven limit of one territory's benefit, the others at their floors.

        Parameters
        ----------
        g : int
            The territory.
        base : (g,) float64
            Floors of all.
        """
        budget = self._most
        if self._disjoint:
            need = self.needed(base)
            budget = max(0.0, budget - float(need.sum() - need[g]))
        return self._tops.top(g, budget, self.left)

    def common_top(self, active: np.ndarray, base: np.ndarray) -> float:
        """Return a proven limit of the least benefit of the active territories.

        Parameters
        ----------
        active : (g,) bool
            Territories to raise together.
        base : (g,) float64
            Floors of all.
        """
        rough = np.where(active, self.highest, np.inf)
        best = np.inf
        for g in np.argsort(rough, kind="stable"):
            if rough[g] >= best or not active[g]:
                break
            best = min(best, self.top(int(g), base))
        return best

    def needed(self, levels: np.ndarray) -> np.ndarray:
        """Return the least number of sites each territory needs for its level; inf beyond reach.

        Parameters
        ----------
        levels : (g,) float64
        """
        need = np.zeros(levels.size)
        for g, sums in enumerate(self._sums):
            if levels[g] > 0:
                k = int(np.searchsorted(sums, levels[g] * (1.0 - 1e-9)))
                need[g] = np.inf if k == sums.size else k + 1.0
        return need

    def reach(self, levels: np.ndarray) -> np.ndarray | None:
        """Return a selection (n,) with every floor, ``None`` when it is proven that none exists.

        Raises
        ------
        OutOfTimeError
            Past the time limit, without an answer.
        KeyboardInterrupt
            On Ctrl-C.
        """
        self.questions += 1
        need = self.needed(levels)
        if not np.isfinite(need).all() or (self._disjoint and need.sum() > self._most):
            return None
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise OutOfTimeError
        low = self.program.row_lower.copy()
        low[self.at] = np.where(levels > 0, levels, -np.inf)
        low[self.at] = np.maximum(low[self.at], self.program.row_lower[self.at])
        low = np.concatenate([low, need])
        self._session.change(row_lower=low)
        limits = Limits(None if math.isinf(left) else left, gap_rel=1.0)
        small = self.program.n_columns <= WHOLE
        solution = self._session.solve(limits, self._listener, name_conflict=False, root_only=small)
        if solution.proof is Proof.INFEASIBLE:
            return None
        if solution.x.size:
            return solution.x
        if self._session.interrupted:
            raise KeyboardInterrupt
        if not small:
            raise OutOfTimeError
        return self._search(low)

    def _search(self, low: np.ndarray) -> np.ndarray | None:
        """Answer by branch and bound on the whole program, without objective.

        A kernel that grows without an incumbent costs more than the whole program at once.
        """
        self.searches += 1
        if self._form is None:
            form = compact(self._session.program)
            self._form = replace(form, objective=np.zeros(form.objective.size))
        bounds = self._form.row_lower.copy()
        bounds[: low.size] = low
        answer = run_highs(replace(self._form, row_lower=bounds), seconds=self.left())
        if answer.stop is Stop.INTERRUPTED:
            raise KeyboardInterrupt
        if answer.stop is Stop.INFEASIBLE:
            return None
        if answer.z is None:
            raise OutOfTimeError
        return checked_answer(self._session.program, answer.z).x

    def left(self) -> float | None:
        """Return the seconds left; None without a limit."""
        if math.isinf(self._deadline):
            return None
        return max(0.0, self._deadline - time.monotonic())

    def benefit(self, x: np.ndarray) -> np.ndarray:
        """Return the benefit of each territory at a point (n,)."""
        return np.asarray(self.matrix @ x)


def _most_sites(program: Program) -> float:
    """Return the greatest number of sites, as the rows say it; infinite when none does."""
    whole = np.flatnonzero(program.integer)
    best = np.inf
    for r in range(program.n_rows):
        part = slice(program.matrix.indptr[r], program.matrix.indptr[r + 1])
        data, columns = program.matrix.data[part], program.matrix.indices[part]
        if columns.size == whole.size and (data == 1.0).all() and program.integer[columns].all():
            best = min(best, float(np.floor(program.row_upper[r] + 1e-9)))
    return best


def counted_rows(program: Program, at: np.ndarray) -> Program:
    """Add a row a floor: the number of sites that help it, 0 at least until it is moved.

    Parameters
    ----------
    program : Program
        Its rows ``at`` are the floors.
    at : (g,) int64
        Row numbers.
    """
    body = csr_array(program.matrix[at])
    body = csr_array(((body.data > 0).astype(float), body.indices, body.indptr), body.shape)
    labels = tuple(f"sites of {program.row_labels[r]}" for r in at)
    many = at.size
    return replace(
        program,
        matrix=csr_array(vstack([program.matrix, body], format="csr")),
        row_lower=np.concatenate([program.row_lower, np.zeros(many)]),
        row_upper=np.concatenate([program.row_upper, np.full(many, np.inf)]),
        row_labels=(*program.row_labels, *labels),
        row_constraints=(*program.row_constraints, *labels),
        row_groups=(*(program.row_groups or ("",) * program.n_rows), *("",) * many),
    )
