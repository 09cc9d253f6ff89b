"""Bounds that rows imply: binaries that no selection can take, boxes of continuous columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tisites.certificate.rounding import UNIT, gamma
from tisites.model.tolerances import OVERRUN, SAME

if TYPE_CHECKING:
    from tisites.model.program import Program

#: Passes over the rows; each may enable the next.
PASSES = 5


def implied_bounds(program: Program) -> tuple[np.ndarray, np.ndarray]:
    """Return the bounds that every selection keeps, tighter than or equal to the given ones.

    Open continuous columns get the box that rows imply (a bound of the linear relaxation needs
    finite ones: ``t <= sum u x`` bounds ``t`` by ``sum max(u, 0)``). Then a binary whose 1 (or
    0) alone overruns a row, everything else at its best, is fixed at the other: a site of
    26 MW under a grid limit of 16 MW is out, whatever its score.

    Returns
    -------
    lower, upper : (n,) float64
        They cross where the rows cannot hold.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> from tisites.model.program import Program
    >>> program = Program(np.array(["a", "t"]), np.ones(2), np.zeros(2), np.array([1, np.inf]),
    ...     np.array([True, False]), csr_array([[-3.0, 1.0]]), np.array([-np.inf]), np.zeros(1),
    ...     ("t[]",), ("t",))
    >>> implied_bounds(program)[1].round(9).tolist()
    [1.0, 3.0]
    >>> program = Program(np.array(["a", "b"]), np.ones(2), np.zeros(2), np.ones(2),
    ...     np.ones(2, bool), csr_array([[26.0, 9.0]]), np.array([-np.inf]), np.array([16.0]),
    ...     ("power[]",), ("power",))
    >>> implied_bounds(program)[1].tolist()
    [0.0, 1.0]
    """
    lower = np.array(program.lower, dtype=float)
    upper = np.array(program.upper, dtype=float)
    _close_boxes(program, lower, upper)
    _fix_binaries(program, lower, upper)
    near = (upper < lower) & (upper > lower - SAME)  # crossed by rounding alone
    return lower, np.where(near, lower, upper)


def _close_boxes(program: Program, lower: np.ndarray, upper: np.ndarray) -> None:
    """Give open continuous columns the bounds that rows imply."""
    for _ in range(PASSES):
        open_ = np.flatnonzero(~program.integer & ~(np.isfinite(lower) & np.isfinite(upper)))
        if open_.size == 0:
            break
        before = upper[open_].copy(), lower[open_].copy()
        by_column = program.matrix.tocsc()
        for c in open_:
            for at in range(by_column.indptr[c], by_column.indptr[c + 1]):
                _imply(program, lower, upper, int(by_column.indices[at]), int(c))
        if np.array_equal(before[0], upper[open_]) and np.array_equal(before[1], lower[open_]):
            break


def _imply(program: Program, lower: np.ndarray, upper: np.ndarray, r: int, c: int) -> None:
    part = slice(program.matrix.indptr[r], program.matrix.indptr[r + 1])
    columns, data = program.matrix.indices[part], program.matrix.data[part]
    own = columns == c
    a = float(data[own].sum())
    columns, data = columns[~own], data[~own]
    if a == 0:
        return
    least = float(np.where(data > 0, data * lower[columns], data * upper[columns]).sum())
    most = float(np.where(data > 0, data * upper[columns], data * lower[columns]).sum())
    ends = []
    if np.isfinite(program.row_upper[r]) and np.isfinite(least):
        ends.append((a > 0, (program.row_upper[r] - least) / a, program.row_upper[r]))
    if np.isfinite(program.row_lower[r]) and np.isfinite(most):
        ends.append((a < 0, (program.row_lower[r] - most) / a, program.row_lower[r]))
    ends_of = np.maximum(np.abs(lower[columns]), np.abs(upper[columns]))
    size = float((np.abs(data) * np.where(np.isfinite(ends_of), ends_of, 0.0)).sum())
    for is_upper, bound, side in ends:  # rounded outwards
        room = gamma(2 * columns.size) * (size + abs(side)) / abs(a) + 4.0 * UNIT * abs(bound)
        if is_upper:
            upper[c] = min(upper[c], bound + room)
        else:
            lower[c] = max(lower[c], bound - room)


def _fix_binaries(program: Program, lower: np.ndarray, upper: np.ndarray) -> None:
    """Fix the binaries of which one value overruns a row, everything else at its best."""
    matrix = program.matrix
    if matrix.nnz == 0:
        return
    m = matrix.shape[0]
    row = np.repeat(np.arange(m), np.diff(matrix.indptr))
    column, data = matrix.indices, matrix.data
    size = np.zeros(m)
    np.maximum.at(size, row, np.abs(data))
    for side in (program.row_lower, program.row_upper):
        size = np.maximum(size, np.where(np.isfinite(side), np.abs(side), 0.0))
    margin = OVERRUN * np.maximum(1.0, size)
    for _ in range(PASSES):
        at_low, at_high = data * lower[column], data * upper[column]
        least = np.bincount(row, np.minimum(at_low, at_high), m)
        most = np.bincount(row, np.maximum(at_low, at_high), m)
        with np.errstate(invalid="ignore"):
            room = program.row_upper - least + margin  # NaN or infinite: says nothing
            need = most - program.row_lower + margin
        free = program.integer[column] & (lower[column] < 0.5) & (upper[column] > 0.5)
        over = np.abs(data) > np.minimum(room[row], np.inf)
        under = np.abs(data) > np.minimum(need[row], np.inf)
        up_bad = free & ((over & (data > 0)) | (under & (data < 0)))
        down_bad = free & ((over & (data < 0)) | (under & (data > 0)))
        if not (up_bad.any() or down_bad.any()):
            return
        upper[column[up_bad]] = 0.0
        lower[column[down_bad]] = 1.0
