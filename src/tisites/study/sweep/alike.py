"""Whether the cuts and the linear program of one program serve another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from tisites.model.program import Program


def alike(a: Program, b: Program) -> bool:
    """Tell whether two programs differ in figures only: values, bounds and limits.

    Then the cuts and the linear program of one serve the other.
    """
    if (
        a.row_labels != b.row_labels
        or len(a.separations) != len(b.separations)
        or not np.array_equal(a.columns, b.columns)
        or not np.array_equal(a.integer, b.integer)
        or not _same_matrix(a.matrix, b.matrix)
    ):
        return False
    for one, other in zip(a.separations, b.separations, strict=True):
        if one.km != other.km or not all(
            np.array_equal(getattr(one, name), getattr(other, name), equal_nan=True)
            for name in ("x_m", "y_m", "zone")
        ):
            return False
    if a.access is None or b.access is None:
        return a.access is b.access
    return bool(
        np.array_equal(a.access.demand, b.access.demand)
        and np.array_equal(a.access.group, b.access.group)
        and (a.access.f is b.access.f or _same_matrix(a.access.f, b.access.f))
    )


def _same_matrix(a: Any, b: Any) -> bool:
    return a.shape == b.shape and all(
        np.array_equal(getattr(a, part), getattr(b, part)) for part in ("indptr", "indices", "data")
    )
