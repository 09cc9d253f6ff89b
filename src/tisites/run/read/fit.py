"""Columns that are no sites, set as well as they can be for a selection that is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tisites.model.program import Program

#: Seconds for a linear program that takes milliseconds.
_PATIENCE_S = 60.0


def fitted(program: Program, x: np.ndarray) -> np.ndarray:
    """Set the continuous columns to their best for the binaries of ``x``.

    Parameters
    ----------
    program : Program
        Its rows and its objective.
    x : (n,) float64
        Binaries as chosen.

    Returns
    -------
    (n,) float64
        ``x`` itself where no values meet the rows; these then show as broken.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    free = np.flatnonzero(~program.integer)
    part = program.matrix[:, free].tocsr()
    rows = np.flatnonzero(np.diff(part.indptr) > 0)
    fixed = (program.matrix @ np.where(program.integer, x, 0.0))[rows]
    limits = (program.row_lower[rows] - fixed, program.row_upper[rows] - fixed)
    answer = milp(
        -program.value[free],
        constraints=LinearConstraint(part[rows], *limits) if rows.size else (),
        bounds=Bounds(program.lower[free], program.upper[free]),
        options={"time_limit": _PATIENCE_S},
    )
    x = x.copy()
    if answer.x is not None:
        x[free] = np.clip(answer.x, program.lower[free], program.upper[free])
    return x
