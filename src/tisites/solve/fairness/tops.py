"""What one territory could reach at most, the others at their floors: small programs of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csc_array, csr_array, vstack

from tisites.solve.form import LinearForm, Stop
from tisites.solve.highs import run_highs

if TYPE_CHECKING:
    from collections.abc import Callable

    from tisites.model.program import Program

#: Seconds of one territory; past them its bound so far is used, which is as valid.
SECONDS = 2.0


class Tops:
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
        Benefits; a column helps one territory at most.
    most : float
        Greatest number of sites.
    """

    def __init__(self, program: Program, matrix: csr_array, most: float) -> None:
        self.most = most
        self._matrix = matrix
        self._columns = csc_array(program.matrix)
        self._program = program
        self._room = _ends(program.matrix, program.lower, program.upper)
        self._parts: list[LinearForm | None] = [None] * matrix.shape[0]
        self._known: dict[tuple[int, float], float] = {}

    def top(self, g: int, budget: float, left: Callable[[], float | None]) -> float:
        """Return a proven limit of the benefit of a territory with ``budget`` sites at most."""
        key = (g, budget)
        if key not in self._known:
            seconds = left()
            seconds = SECONDS if seconds is None else min(SECONDS, seconds)
            form = self._form(g)
            up = form.row_upper.copy()
            up[-1] = min(up[-1], budget)
            answer = run_highs(
                LinearForm(
                    form.objective, form.matrix, form.row_lower, up, form.lower, form.upper,
                    form.integer,
                ),
                seconds=seconds,
            )  # fmt: skip
            if answer.stop is Stop.INTERRUPTED:
                raise KeyboardInterrupt
            none = answer.stop is Stop.INFEASIBLE
            bound = -np.inf if none else answer.bound
            self._known[key] = bound if not np.isnan(bound) else np.inf
        return self._known[key]

    def _form(self, g: int) -> LinearForm:
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
            rows = csr_array(vstack([body[touched], np.ones((1, own.size))], format="csr"))
            form = LinearForm(
                gain,
                rows,
                np.append((p.row_lower - up)[touched], 0.0),
                np.append((p.row_upper - low)[touched], self.most),
                p.lower[own],
                p.upper[own],
                p.integer[own],
            )
            self._parts[g] = form
        return form


def _ends(matrix: csr_array, lower: np.ndarray, upper: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the least and the greatest activity of each row by the columns' bounds."""
    data, columns = matrix.data, matrix.indices
    one, other = data * lower[columns], data * upper[columns]
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    low = np.bincount(rows, np.minimum(one, other), matrix.shape[0])
    return low, np.bincount(rows, np.maximum(one, other), matrix.shape[0])
