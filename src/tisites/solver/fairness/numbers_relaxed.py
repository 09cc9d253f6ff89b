"""The linear relaxation over sites, numbers of sites and a measure's own columns."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import block_array, csr_array, eye_array

from tisites.model.tolerances import FEASIBILITY, STRICT
from tisites.solver.check import row_slack
from tisites.solver.form import LinearForm
from tisites.solver.highs import load
from tisites.solver.kernel.stated import in_length
from tisites.solver.sure import Recomputed

if TYPE_CHECKING:
    from tisites.solver.fairness.numbers import Numbered

#: Closer than branching needs: whole numbers are told from fractions by a millionth.
TIGHT = 0.1 * STRICT
#: HiGHS may end an ill-scaled program "unknown": from the last basis, then from scratch, with the
#: primal simplex, with presolve (which a basis leaves out), by the interior point, and last with
#: the tolerance of its own.
RETRIES: tuple[dict[str, object], ...] = (
    {},
    {},
    {"simplex_strategy": 4},
    {"presolve": "on", "simplex_strategy": 4},
    {"solver": "ipm"},
    {"primal_feasibility_tolerance": FEASIBILITY},
)
DEFAULTS: dict[str, object] = {
    "simplex_strategy": 1,
    "presolve": "choose",
    "solver": "choose",
    "primal_feasibility_tolerance": TIGHT,
}


class Relaxed:
    """Solved again and again between other limits of the numbers, each from the last basis.

    Parameters
    ----------
    form : LinearForm
        Sites and their rows, compact.
    asked : Numbered
        The measure's rows, and the objective.
    """

    def __init__(self, form: LinearForm, asked: Numbered) -> None:
        self._n, self.many = asked.helps.shape[1], asked.helps.shape[0]
        width = asked.lower.size
        numbers, rest = asked.body[:, : self.many], asked.body[:, self.many :]
        tied = [asked.helps, -eye_array(self.many)]
        if width:
            parts = [[form.matrix, None, None], [*tied, None], [None, numbers, rest]]
        else:
            parts = [[form.matrix, None], tied, [None, numbers]]
        rows = block_array(parts, format="csr")
        self.most = np.asarray(asked.helps.sum(axis=1)).ravel()
        none = np.zeros(self.many)
        value = asked.plain.value if asked.valued else np.zeros(self._n)
        whole = LinearForm(
            np.concatenate([value, asked.gain]),
            csr_array(rows),
            np.concatenate([form.row_lower, none, asked.row_lower]),
            np.concatenate([form.row_upper, none, asked.row_upper]),
            np.concatenate([form.lower, none, asked.lower]),
            np.concatenate([form.upper, self.most, asked.upper]),
            np.zeros(self._n + self.many + width, dtype=bool),
        )
        self._solver, self._recomputed = load(whole), Recomputed(whole)
        self._lower, self._upper = whole.lower.copy(), whole.upper.copy()
        self._solver.setOptionValue("primal_feasibility_tolerance", TIGHT)
        self._columns = np.arange(self._n, self._n + self.many, dtype=np.int32)

    def solve(
        self, low: np.ndarray, high: np.ndarray
    ) -> tuple[float, np.ndarray, np.ndarray, np.ndarray]:
        """Return the bound between two limits of the numbers (g,), and the point it is reached at.

        Returns
        -------
        bound : float
            Minus infinity where nothing fits; infinite where the linear solver gives nothing that
            can be confirmed.
        sites, numbers, own : float64
            Empty then.
        """
        solver = self._solver
        solver.changeColsBounds(self.many, self._columns, low, high)
        self._lower[self._columns], self._upper[self._columns] = low, high
        for options in RETRIES:
            for name, value in options.items():
                solver.setOptionValue(name, value)
            try:
                solver.solve()
            finally:
                for name in options:
                    solver.setOptionValue(name, DEFAULTS[name])
            status = solver.getModelStatus().name
            if status == "kInfeasible" and self._refuted():
                none = np.empty(0)
                return -math.inf, none, none, none
            if status == "kOptimal":
                found = solver.getSolution()
                x = in_length(np.array(found.col_value), self._lower.size)
                ends = (self._n, self._n + self.many)
                numbers = np.clip(x[ends[0] : ends[1]], low, high)
                bound = self._recomputed.bound(np.array(found.row_dual), self._lower, self._upper)
                return bound, x[: ends[0]], numbers, x[ends[1] :]
            solver.clearSolver()
        none = np.empty(0)
        return math.inf, none, none, none

    def _refuted(self) -> bool:
        """Tell whether the solver's ray shows that the rows cannot hold."""
        ray = self._solver.getDualRay()
        return bool(ray[1]) and self._recomputed.refuted(np.array(ray[2]), self._lower, self._upper)


def best_columns(asked: Numbered, numbers: np.ndarray) -> tuple[np.ndarray, float]:
    """Return a measure's own columns at given numbers of sites, and how far from their best.

    Returns
    -------
    own : (e,) float64
    spare : float
        What they may be short of their best, recomputed from prices as a share of its size:
        infinite where they do not keep the measure's rows, or nothing is known.
    """
    many, width = numbers.size, asked.lower.size
    if not width:
        return np.empty(0), 0.0
    taken = np.asarray(asked.body[:, :many] @ numbers)
    form = LinearForm(
        asked.gain[many:], csr_array(asked.body[:, many:]), asked.row_lower - taken,
        asked.row_upper - taken, asked.lower, asked.upper, np.zeros(width, dtype=bool),
    )  # fmt: skip
    solver = load(form)
    solver.setOptionValue("primal_feasibility_tolerance", TIGHT)
    solver.solve()
    answer = solver.getSolution()
    own = np.clip(in_length(np.array(answer.col_value), width), asked.lower, asked.upper)
    activity = form.matrix @ own
    slack = row_slack(form.matrix, form.row_lower, form.row_upper)
    if (activity < form.row_lower - slack).any() or (activity > form.row_upper + slack).any():
        return own, math.inf
    bound = Recomputed(form).bound(np.array(answer.row_dual), form.lower, form.upper)
    worth = float(form.objective @ own)
    return own, (bound - worth) / max(1.0, abs(worth))


def with_rows(form: LinearForm, body: csr_array, upper: np.ndarray) -> LinearForm:
    """Add rows ``body @ x <= upper`` to a form."""
    from scipy.sparse import vstack

    return replace(
        form,
        matrix=csr_array(vstack([form.matrix, body], format="csr")),
        row_lower=np.append(form.row_lower, np.full(upper.size, -np.inf)),
        row_upper=np.append(form.row_upper, upper),
        row_labels=(),
    )
