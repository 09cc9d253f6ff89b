"""A linear bound on selections that hold a site when one limit is left out."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.solver.expand import compact
from tisites.solver.highs import load

if TYPE_CHECKING:
    from tisites.model.program import Program
    from tisites.study.relax.dials import Dial


class LooseBound:
    """Linear bound on selections that hold a site when one limit is left out."""

    def __init__(self, program: Program, column: int) -> None:
        form = compact(replace(program, access=None))
        lower = form.lower.copy()
        lower[column] = 1.0
        self.form = replace(form, lower=lower, integer=np.zeros_like(form.integer))
        self.rules = [s.constraint for s in program.separations]
        self.highs: Any = load(self.form)
        self.highs.setOptionValue("presolve", "off")
        self.constant = program.constant

    def bound_without(self, dial: Dial) -> float:
        """Return the bound, by weak duality in NumPy; infinite when there is none."""
        rows = self._rows(dial)
        low, high = self.form.row_lower.copy(), self.form.row_upper.copy()
        if dial.side == "min":
            low[rows] = -np.inf
        else:
            high[rows] = np.inf
        for row in rows:
            self.highs.changeRowBounds(int(row), float(low[row]), float(high[row]))
        self.highs.run()
        y = np.array(self.highs.getSolution().row_dual)
        valid = bool(self.highs.getSolution().dual_valid)
        for row in rows:
            self.highs.changeRowBounds(
                int(row), float(self.form.row_lower[row]), float(self.form.row_upper[row])
            )
        if not valid:
            return math.inf
        y[(y > 0) & ~np.isfinite(high)] = 0.0
        y[(y < 0) & ~np.isfinite(low)] = 0.0
        bound = float(y[y > 0] @ high[y > 0] + y[y < 0] @ low[y < 0])
        reduced = self.form.objective - self.form.matrix.T @ y
        box = np.where(reduced > 0, self.form.upper, self.form.lower)
        used = reduced != 0
        return bound + float(reduced[used] @ box[used]) + self.constant

    def _rows(self, dial: Dial) -> np.ndarray:
        if dial.side != "km":
            return np.array([dial.row])
        head = f"{dial.constraint}[clique "
        return np.array(
            [k for k, label in enumerate(self.form.row_labels) if label.startswith(head)],
            dtype=np.int64,
        )
