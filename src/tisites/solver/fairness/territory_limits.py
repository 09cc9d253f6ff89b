"""What one territory could reach at most, the others at their floors: small programs of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csc_array, csr_array, vstack

from tisites.model.tolerances import SAME, STRICT
from tisites.solver.cliques import geometric_cliques
from tisites.solver.form import LinearForm, StopReason
from tisites.solver.sure import run_sure

if TYPE_CHECKING:
    from collections.abc import Callable

    from tisites.model.program import Program

#: Seconds of one territory; past them its bound so far is used, which is as valid.
SECONDS = 2.0
#: Territories of more sites than this do without their spacing rules: a weaker limit, as valid.
SPACED = 600


class TerritoryLimits:
    """Upper limits of each territory's benefit, from its own sites alone.

    Territories share little: the number of sites, some totals. A row of the program, its other
    columns at the value that leaves most room, still bounds the columns of one territory; so does
    the number of sites that is left when the others have the least that their floors need. Every
    selection of the program keeps these rows: the optimum over one territory's sites is a proven
    limit, in a program of tens of columns.

    Parameters
    ----------
    program : Program
        The program.
    matrix : (g, n) csr_array
        Benefits.
    most : float
        Greatest number of sites.
    left : callable
        Seconds left, None without a limit.
    """

    def __init__(
        self, program: Program, matrix: csr_array, most: float, left: Callable[[], float | None]
    ) -> None:
        self.most, self.left = most, left
        self._matrix = matrix
        self._columns = csc_array(program.matrix)
        self._program = program
        self._room = _ends(program.matrix, program.lower, program.upper)
        self._parts: list[LinearForm | None] = [None] * matrix.shape[0]
        self._known: dict[tuple[int, float], float] = {}
        #: Columns of the best selections seen, (n,) bool.
        self.sites = np.zeros(program.n_columns, dtype=bool)
        self._caps: dict[int, float] = {}

    def top(self, g: int, budget: float) -> float:
        """Return a proven limit of the benefit of a territory with ``budget`` sites at most."""
        key = (g, min(budget, self.most))
        if key not in self._known:
            seconds = self.left()
            seconds = SECONDS if seconds is None else min(SECONDS, seconds)
            form = self.form(g)
            up = form.row_upper.copy()
            up[0] = min(up[0], budget)
            answer = run_sure(replace(form, row_upper=up), seconds=seconds, feasibility=STRICT)
            if answer.stop is StopReason.INTERRUPTED:
                raise KeyboardInterrupt
            if answer.z is not None:
                own = self._matrix.indices[self._matrix.indptr[g] : self._matrix.indptr[g + 1]]
                self.sites[own[answer.z > 0.5]] = True
            none = answer.stop is StopReason.INFEASIBLE
            bound = -np.inf if none else answer.bound
            self._known[key] = bound if not np.isnan(bound) else np.inf
        return self._known[key]

    def need(self, g: int, level: float) -> float:
        """Return the least number of its sites that a territory needs for a level.

        Its rules are kept: sites that may not stand together, or that are too many for a
        commune or a département, do not count twice.

        Returns
        -------
        float
            Proven: no selection reaches the level with fewer. Infinite beyond reach.
        """
        if level <= 0:
            return 0.0
        form, enough = self.form(g), level * (1.0 - SAME)
        sums = np.cumsum(np.sort(form.objective[form.objective > 0])[::-1])
        low = int(np.searchsorted(sums, enough)) + 1
        most = int(min(self._at_most(g), sums.size))
        high, stride = low, 1
        while high <= most and self.top(g, float(high)) < enough:
            low, high, stride = high + 1, high + stride, 2 * stride
            if low <= most < high:
                high = most
        if high > most:
            return np.inf
        while low < high:
            middle = (low + high) // 2
            if self.top(g, float(middle)) < enough:
                low = middle + 1
            else:
                high = middle
        return float(low)

    def _at_most(self, g: int) -> float:
        """Return the most sites that a single row leaves to a territory."""
        if g not in self._caps:
            form = self.form(g)
            helps = form.objective > 0
            cap = self.most
            for r in range(1, form.matrix.shape[0]):
                part = slice(form.matrix.indptr[r], form.matrix.indptr[r + 1])
                if not np.isfinite(form.row_upper[r]) or (form.matrix.data[part] <= 0).any():
                    continue
                least = np.zeros(helps.size)
                least[form.matrix.indices[part]] = form.matrix.data[part]
                if helps.any() and least[helps].min() > 0:
                    cap = min(cap, float(form.row_upper[r] // least[helps].min()))
            self._caps[g] = cap
        return self._caps[g]

    def form(self, g: int) -> LinearForm:
        """Return the program of one territory alone; its objective is the benefit."""
        form = self._parts[g]
        if form is None:
            part = slice(self._matrix.indptr[g], self._matrix.indptr[g + 1])
            own, gain = self._matrix.indices[part], self._matrix.data[part]
            body = csr_array(self._columns[:, own])
            touched = np.flatnonzero(np.diff(body.indptr) > 0)
            least, greatest = self._room
            # the others take at least ``least`` of a row and at most ``greatest``, own part aside
            p = self._program
            own_least, own_greatest = _ends(body, p.lower[own], p.upper[own])
            low, up = least - own_least, greatest - own_greatest
            apart = self._apart(own)
            helps = csr_array((gain > 0).astype(float)[None, :])
            form = LinearForm(
                gain,
                csr_array(vstack([helps, body[touched], apart], format="csr")),
                np.concatenate([[0.0], (p.row_lower - up)[touched], np.zeros(apart.shape[0])]),
                np.concatenate(
                    [[self.most], (p.row_upper - low)[touched], np.ones(apart.shape[0])]
                ),
                p.lower[own],
                p.upper[own],
                p.integer[own],
            )
            self._parts[g] = form
        return form

    def _apart(self, own: np.ndarray) -> csr_array:
        """Return the spacing rules within a territory as rows over its sites, (r, own)."""
        whole = own[self._program.integer[own]]
        rules = self._program.separations if whole.size <= SPACED else ()
        cliques = [c for rule in rules for c in geometric_cliques(rule, whole)]
        ends = np.cumsum([0, *(c.size for c in cliques)])
        place = np.full(self._program.n_columns, -1)
        place[own] = np.arange(own.size)
        at = place[np.concatenate([np.empty(0, np.int64), *cliques])]
        return csr_array((np.ones(at.size), at, ends), shape=(len(cliques), own.size))


def _ends(matrix: csr_array, lower: np.ndarray, upper: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the least and the greatest activity of each row by the columns' bounds."""
    data, columns = matrix.data, matrix.indices
    one, other = data * lower[columns], data * upper[columns]
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    low = np.bincount(rows, np.minimum(one, other), matrix.shape[0])
    return low, np.bincount(rows, np.maximum(one, other), matrix.shape[0])
