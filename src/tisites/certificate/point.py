"""A selection held against its program: worth and rows, from the data alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tisites.model.tolerances import ROW

if TYPE_CHECKING:
    from tisites.model.program import Program


def broken_rule(program: Program, x: np.ndarray) -> str:
    """Name the first rule that a point breaks; empty when it keeps all.

    Parameters
    ----------
    program : Program
    x : (n,) float64
        Every column.
    """
    room = ROW * np.maximum(1.0, np.abs(x))
    inside = (x >= program.lower - room) & (x <= program.upper + room)
    if not inside.all():
        return f"bounds of {program.columns[int(np.argmin(inside))]}"
    if not (x[program.integer] == np.rint(x[program.integer])).all():
        return "a binary that is not whole"
    for r in range(program.n_rows):
        part = slice(program.matrix.indptr[r], program.matrix.indptr[r + 1])
        data, low, high = program.matrix.data[part], program.row_lower[r], program.row_upper[r]
        activity = float(data @ x[program.matrix.indices[part]])
        size = max(1.0, float(np.abs(data).max(initial=0.0)))
        size = max([size, *(abs(float(s)) for s in (low, high) if np.isfinite(s))])
        if not low - ROW * size <= activity <= high + ROW * size:
            return f"{program.row_labels[r]}: {activity:.9g} is not in [{low:.9g}, {high:.9g}]"
    chosen = np.flatnonzero(program.integer & (x > 0.5))
    for rule in program.separations:
        gap = np.hypot(
            rule.x_m[chosen][:, None] - rule.x_m[chosen],
            rule.y_m[chosen][:, None] - rule.y_m[chosen],
        )
        near = (gap < rule.km * 1000.0) & (rule.zone[chosen][:, None] == rule.zone[chosen])
        pairs = np.argwhere(np.triu(near, 1))
        if pairs.size:
            i, j = (str(program.columns[chosen[k]]) for k in pairs[0])
            return f"{rule.constraint}: {i}, {j}"
    return ""
