"""Limits of rows that count: only whole numbers of the coefficient can be met."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tisites.model.tolerances import WHOLE_SIDE

if TYPE_CHECKING:
    from scipy.sparse import csr_array


def whole_sides(
    matrix: csr_array, integer: np.ndarray, lower: np.ndarray, upper: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the limits of rows, those over binaries of one coefficient made whole, (m,) each.

    ``sum a x >= L`` says that at least ``L / a`` of the columns are chosen, and so the next whole
    number: 0.58 sites per million inhabitants are two sites or none (a Chvátal-Gomory cut). A
    limit is met within :data:`WHOLE_SIDE`, less than the check of answers forgives.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> low, up = whole_sides(csr_array([[0.5, 0.5], [1.0, 2.0]]), np.ones(2, bool),
    ...     np.array([0.6, 0.6]), np.array([1.4, 1.4]))
    >>> low.tolist(), up.tolist()
    ([1.0, 0.6], [1.0, 1.4])
    """
    low, up = np.array(lower, dtype=float), np.array(upper, dtype=float)
    if not matrix.has_canonical_format:  # a column told twice in a row counts twice
        matrix = matrix.copy()
        matrix.sum_duplicates()
    length = np.diff(matrix.indptr)
    some = np.flatnonzero(length > 0)
    if some.size == 0:
        return low, up
    begin = matrix.indptr[some]
    least = np.minimum.reduceat(matrix.data, begin)
    most = np.maximum.reduceat(matrix.data, begin)
    mixed = np.add.reduceat((~integer[matrix.indices]).astype(float), begin) > 0
    counting = (least == most) & (least > 0) & ~mixed
    rows, unit = some[counting], least[counting]
    for ends, sign in ((low, 1.0), (up, -1.0)):
        times = sign * ends[rows] / unit
        with np.errstate(invalid="ignore"):
            whole = np.ceil(times - WHOLE_SIDE * np.maximum(1.0, np.abs(times)))
            kept = np.abs(times) < 1.0 / WHOLE_SIDE  # beyond, and where open, the limit as it is
        ends[rows[kept]] = sign * whole[kept] * unit[kept]
    return low, up
