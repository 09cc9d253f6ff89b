"""The answer re-checked in NumPy: a solver's word is never the proof."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tisites.model.tolerances import INTEGRALITY, ROW
from tisites.solver.expand import compact
from tisites.solver.highs import run_highs

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from tisites.model.program import Program


class BrokenAnswerError(RuntimeError):
    """A back end gave an answer that does not hold; an internal error, never a result."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A selection that holds: every column, the chosen ones, true value, row activities."""

    x: np.ndarray
    selected: np.ndarray
    value: float
    activities: np.ndarray


def row_slack(matrix: csr_array, lower: np.ndarray, upper: np.ndarray) -> np.ndarray:
    """Return the tolerance of each row: relative to its bounds and its largest coefficient.

    Returns
    -------
    (m,) float64
    """
    size = np.ones(lower.size)
    if matrix.nnz:
        size = np.maximum(size, np.abs(matrix).max(axis=1).toarray().ravel())
    for bound in (lower, upper):
        size = np.maximum(size, np.where(np.isfinite(bound), np.abs(bound), 0.0))
    return ROW * size


def broken_rules(program: Program, x: np.ndarray) -> list[str]:
    """Name every rule that ``x`` breaks: bounds, rows, spacing; empty when it holds.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> from tisites.model.program import Program
    >>> ones = np.ones(2)
    >>> program = Program(np.array(["a", "b"]), ones, 0 * ones, ones, ones > 0,
    ...     csr_array(np.ones((1, 2))), np.ones(1), np.ones(1), ("choose[]",), ("choose",))
    >>> broken_rules(program, np.array([1.0, 1.0]))
    ['choose[]: 2 not in [1, 1]']
    """
    broken = []
    size = np.maximum(1.0, np.abs(x))
    off = (x < program.lower - ROW * size) | (x > program.upper + ROW * size)
    broken += [f"bounds of {program.columns[i]}" for i in np.flatnonzero(off)]
    activity = program.matrix @ x
    slack = row_slack(program.matrix, program.row_lower, program.row_upper)
    off = (activity < program.row_lower - slack) | (activity > program.row_upper + slack)
    off |= ~np.isfinite(activity)
    broken += [
        f"{program.row_labels[r]}: {activity[r]:.12g} not in "
        f"[{program.row_lower[r]:.12g}, {program.row_upper[r]:.12g}]"
        for r in np.flatnonzero(off)
    ]
    chosen = np.flatnonzero(program.integer & (x > 0.5))
    for rule in program.separations:
        broken += [
            f"{rule.constraint}: {program.columns[i]} and {program.columns[j]}"
            for i, j in rule.pairs(chosen).tolist()
        ]
    return broken


def rounded(program: Program, x: np.ndarray) -> np.ndarray:
    """Round the binaries and clip the continuous columns to their bounds.

    Raises
    ------
    BrokenAnswerError
        When a binary is further than :data:`INTEGRALITY` from an integer.
    """
    x = np.array(x, dtype=float)
    whole = np.rint(x)
    off = program.integer & ~(np.abs(x - whole) <= INTEGRALITY)
    if off.any():
        first = int(np.flatnonzero(off)[0])
        raise BrokenAnswerError(f"fractional column {program.columns[first]}: {x[first]!r}")
    clipped = np.clip(x, program.lower, program.upper)
    return np.where(program.integer, whole + 0.0, clipped)


def check(program: Program, x: np.ndarray) -> Checked:
    """Round and verify an answer against the program's own data.

    Parameters
    ----------
    program : Program
        What was to be solved.
    x : (n,) float64
        Values of the program's columns.

    Raises
    ------
    BrokenAnswerError
        When a column is fractional, or a bound, a row or a spacing rule is broken beyond
        tolerance.
    """
    x = rounded(program, x)
    broken = broken_rules(program, x)
    if broken:
        raise BrokenAnswerError("; ".join(broken[:5]))
    selected = np.flatnonzero(program.integer & (x > 0.5)).astype(np.int64)
    return Checked(x, selected, program.objective(x), program.matrix @ x)


def checked_answer(program: Program, z: np.ndarray) -> Checked:
    """Check the program's part of a solver's point, mending continuous columns if need be.

    Rounding a binary moves rows it shares with continuous columns; these are then set anew,
    with the binaries held.
    """
    x = z[: program.n_columns]
    try:
        return check(program, x)
    except BrokenAnswerError:
        if program.integer.all():
            raise
    fixed = rounded(program, x)
    form = compact(replace(program, access=None, separations=()))
    held = replace(
        form,
        lower=np.where(program.integer, fixed, program.lower),
        upper=np.where(program.integer, fixed, program.upper),
        integer=np.zeros_like(form.integer),
    )
    answer = run_highs(held)
    if answer.z is None:
        raise BrokenAnswerError("no continuous columns fit the selection")
    return check(program, np.where(program.integer, fixed, answer.z))
