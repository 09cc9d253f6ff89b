"""Rows of one measure in a program: found, and raised."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tisites.model.program import Program


def rows_of(program: Program, name: str) -> np.ndarray:
    """Return the numbers of the rows of one constraint or measure."""
    return np.array([r for r, c in enumerate(program.row_constraints) if c == name], dtype=np.int64)


def row_of(program: Program, label: str) -> int:
    """Return the number of a row by its label."""
    return program.row_labels.index(label)


def with_bounds(program: Program, rows: np.ndarray, lower: np.ndarray) -> Program:
    """Raise the lower limits of some rows."""
    low = program.row_lower.copy()
    low[rows] = np.maximum(low[rows], lower)
    return replace(program, row_lower=low)
