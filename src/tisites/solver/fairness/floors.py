"""Can every territory reach a level? One warm session, its floors moved up and down."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from tisites.model.tolerances import LEVEL, NOTHING, SAME
from tisites.solver.fairness.territory_limits import TerritoryLimits
from tisites.solver.fairness.whole import Whole
from tisites.solver.kernel.session import Session
from tisites.solver.kernel.state import OutOfTimeError
from tisites.solver.solution import Limits, Proof

if TYPE_CHECKING:
    from tisites.messages.progress import Listener
    from tisites.model.program import Program
    from tisites.solver.form import RawAnswer

#: Roots tried, each with another objective, before branch and bound.
TRIES = 6


def least_step(scale: float) -> float:
    """Return the smallest level that counts as more than 0, for benefits of this size."""
    return LEVEL * 1e-3 * scale


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
        self.program, self.at, self._n = program, at, program.n_columns
        self.matrix = csr_array(program.matrix[at])
        self.matrix.sum_duplicates()
        self.questions = 0
        self._deadline = math.inf if seconds is None else time.monotonic() + seconds
        self._listener = listener
        ends = self.matrix.indptr
        parts = [self.matrix.data[ends[g] : ends[g + 1]] for g in range(at.size)]
        self._sums = [np.cumsum(np.sort(part[part > 0])[::-1]) for part in parts]
        self._most = most_sites(program)
        helping = np.asarray((self.matrix > 0).sum(axis=0)).ravel()
        self._disjoint = bool((helping <= 1).all())
        self.tops = TerritoryLimits(program, self.matrix, self._most, self.left)
        guided = replace(counted_rows(program, at), access=None)  # service would only guide
        self._session = Session(guided, confirm=False)
        self.whole = Whole(guided, at, self.matrix, self.tops, disjoint=self._disjoint)

    @property
    def highest(self) -> np.ndarray:
        """Return what each territory could reach at most, all sites of the program its own."""
        most = self._most
        tops = [s[: None if math.isinf(most) else int(most)] for s in self._sums]
        return np.array([float(s[-1]) if s.size else 0.0 for s in tops])

    def scale(self, active: np.ndarray) -> float:
        """Return the size of a benefit: the least that an active territory could reach, above 0.

        A territory that no site ever serves has no size; 1 where none of them has one.
        """
        highest = self.highest[active]
        return float(highest[highest > 0].min(initial=math.inf)) if (highest > 0).any() else 1.0

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
        return self.tops.top(g, budget)

    def common_top(self, active: np.ndarray, base: np.ndarray) -> float:
        """Return a proven limit of the least benefit of the active territories.

        Parameters
        ----------
        active : (g,) bool
            Territories to raise together.
        base : (g,) float64
            Floors of all.
        """
        open_ = np.flatnonzero(active)
        rough, up = self.highest, np.inf
        for g in open_[np.argsort(rough[open_], kind="stable")]:
            if rough[g] >= up:
                break
            up = min(up, self.tops.top(int(g), self._most))
        if not self._disjoint or not np.isfinite(up):
            return up
        fixed = float(self.needed(np.where(active, 0.0, base)).sum())

        def many(level: float) -> float:
            return fixed + sum(self.tops.need(int(g), max(level, base[g])) for g in open_)

        if many(up) <= self._most:
            return up
        low = least_step(up)
        if many(low) > self._most:  # more territories than sites: no level at all
            return 0.0
        while up - low > LEVEL * up:
            middle = 0.5 * (low + up)
            low, up = (middle, up) if many(middle) <= self._most else (low, middle)
        # the numbers that ``low`` needs are enough up to the first territory that needs one more
        first = min(self.tops.top(int(g), self.tops.need(int(g), max(low, base[g]))) for g in open_)
        return max(low, min(up, first))

    def needed(self, levels: np.ndarray) -> np.ndarray:
        """Return the least number of sites each territory needs for its level; inf beyond reach.

        Parameters
        ----------
        levels : (g,) float64
        """
        return np.array([self.tops.need(g, float(level)) for g, level in enumerate(levels)])

    def reach(self, levels: np.ndarray, near: np.ndarray | None = None) -> np.ndarray | None:
        """Return a selection (n,) with every floor, ``None`` when it is proven that none exists.

        Parameters
        ----------
        levels : (g,) float64
            The floors.
        near : (n,) float64, optional
            A selection: territories that have their floor in it are tried with its sites first.

        Raises
        ------
        OutOfTimeError
            Past the time limit, without an answer.
        KeyboardInterrupt
            On Ctrl-C.
        """
        self.questions += 1
        levels = levels * (1.0 - SAME)
        need = self.needed(levels)
        if not np.isfinite(need).all() or (self._disjoint and need.sum() > self._most):
            return None
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise OutOfTimeError
        low = self._lower(levels, need)
        self._session.change(row_lower=low)
        found, none = self._tried(levels, need, near)
        if found is None and not none:
            return self.whole.search(self._lower(levels, need), near=near)
        return found

    def best(self, levels: np.ndarray) -> RawAnswer:
        """Return the most valuable selection with every floor (see :meth:`.Whole.best`)."""
        return self.whole.best(self._lower(levels, self.needed(levels)))

    def climbed(
        self, active: np.ndarray, base: np.ndarray, x: np.ndarray, up: float
    ) -> np.ndarray | None:
        """Return the best level reached quickly, if any (see :meth:`.Whole.climbed`)."""
        return self.whole.climbed(self._lower(base, self.needed(base)), active, base, x, up)

    def _tried(
        self, levels: np.ndarray, need: np.ndarray, near: np.ndarray | None
    ) -> tuple[np.ndarray | None, bool]:
        """Return a selection found by roots or among their sites, or whether a root proved none."""
        low = self._lower(levels, need)
        few = self.tops.sites | (self.program.lower > 0)
        for k in range(TRIES):
            # another objective leads to another corner, whose rounding may hold
            guide = self.program.value if k == 0 else np.random.default_rng(k).random(self._n)
            self._session.change(row_lower=low, value=guide)
            limits = Limits(self.left(), gap_rel=1.0)
            solution = self._session.solve(limits, self._listener, root_only=True)
            if solution.proof is Proof.INFEASIBLE:
                return None, True
            if solution.x.size:
                return solution.x, False
            if self._session.interrupted:
                raise KeyboardInterrupt
            self._session.forget_selections()
            few |= self._session.linear_point() > NOTHING
            if k == 0 and near is not None:
                found = self._near(low, levels, near)
                if found is not None:
                    return found, False
        if 2 * few.sum() > self._n:
            return None, False
        return self.whole.search(low, np.where(few, np.nan, 0.0)), False

    def _lower(self, levels: np.ndarray, need: np.ndarray) -> np.ndarray:
        """Return the lower limits of the session's rows for some floors."""
        low = self.program.row_lower.copy()
        low[self.at] = np.where(levels > 0, levels, -np.inf)
        low[self.at] = np.maximum(low[self.at], self.program.row_lower[self.at])
        return np.concatenate([low, need])

    def _near(self, low: np.ndarray, levels: np.ndarray, x: np.ndarray) -> np.ndarray | None:
        """Try with the sites of a selection in every territory that has its floor there.

        Territories that share a basin to the last drop fit together in few ways: what is known
        to fit is kept, the others are chosen anew.
        """
        met = (self.benefit(x) >= levels * (1.0 - SAME)) & (levels > 0)
        held = np.asarray(self.matrix[met].sum(axis=0)).ravel() > 0
        if not met.any() or met.all():
            return None
        return self.whole.search(low, np.where(held, x[: held.size], np.nan))

    def left(self) -> float | None:
        """Return the seconds left; None without a limit."""
        if math.isinf(self._deadline):
            return None
        return max(0.0, self._deadline - time.monotonic())

    def benefit(self, x: np.ndarray) -> np.ndarray:
        """Return the benefit of each territory at a point (n,)."""
        return np.asarray(self.matrix @ x)


def most_sites(program: Program) -> float:
    """Return the greatest number of sites, as the rows say it; infinite when none does."""
    whole = np.flatnonzero(program.integer)
    best = np.inf
    for r in range(program.n_rows):
        part = slice(program.matrix.indptr[r], program.matrix.indptr[r + 1])
        data, columns = program.matrix.data[part], program.matrix.indices[part]
        if columns.size == whole.size and (data == 1.0).all() and program.integer[columns].all():
            best = min(best, float(np.floor(program.row_upper[r] + SAME)))
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
    return program.with_rows(body, 0.0, np.inf, labels)
