"""Rows that one constraint adds to the program."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array, vstack

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Block:
    """Labelled rows of one declared constraint.

    Parameters
    ----------
    labels : tuple of str
        ``constraint[group]``, unique.
    groups : tuple of str
        Name of the group of each row, for the planner; empty for a constraint without groups.
    matrix : (m, n) csr_array
        Coefficients.
    lower, upper : (m,) float64
        Row bounds.
    extra : (m, e) csr_array, optional
        Coefficients of continuous columns that the constraint brings, from 0 to ``extra_upper``.
    extra_labels : tuple of str
        Their labels.
    extra_upper : (e,) float64, optional
        Their upper bounds, finite.
    """

    labels: tuple[str, ...]
    groups: tuple[str, ...]
    matrix: csr_array
    lower: np.ndarray
    upper: np.ndarray
    extra: csr_array | None = None
    extra_labels: tuple[str, ...] = ()
    extra_upper: np.ndarray | None = None

    def __post_init__(self) -> None:
        m = len(self.labels)
        if self.matrix.shape[0] != m or self.lower.size != m or self.upper.size != m:
            raise ValueError("labels, matrix and bounds of a block must have as many rows")

    def restrict(self, keep: np.ndarray) -> Block:
        """Return the rows where ``keep`` is true."""
        rows = np.flatnonzero(keep)
        return Block(
            tuple(self.labels[k] for k in rows),
            tuple(self.groups[k] for k in rows),
            self.matrix[rows],
            self.lower[rows],
            self.upper[rows],
            None if self.extra is None else self.extra[rows],
            self.extra_labels,
            self.extra_upper,
        )


def one_row(label: str, coefficients: np.ndarray, lower: float, upper: float) -> Block:
    """Build a block of one row from dense coefficients.

    Examples
    --------
    >>> one_row("choose", np.ones(3), 2, 2).matrix.toarray().tolist()
    [[1.0, 1.0, 1.0]]
    """
    matrix = csr_array(np.asarray(coefficients, dtype=np.float64).reshape(1, -1))
    return Block((label,), ("",), matrix, np.array([lower], float), np.array([upper], float))


def stacked(blocks: Sequence[Block]) -> Block:
    """Put the rows of blocks over the same columns under one another."""
    return Block(
        tuple(label for block in blocks for label in block.labels),
        tuple(group for block in blocks for group in block.groups),
        csr_array(vstack([block.matrix for block in blocks], format="csr")),
        np.concatenate([block.lower for block in blocks]),
        np.concatenate([block.upper for block in blocks]),
    )


def everywhere(block: Block, coefficients: np.ndarray) -> Block:
    """Add the same coefficients to every row: columns that count in each group.

    Examples
    --------
    >>> row = group_rows("r", np.array([0, -1]), ["a"], ["A"], np.ones(2), np.zeros(1), np.ones(1))
    >>> everywhere(row, np.array([0.0, 2.0])).matrix.toarray().tolist()
    [[1.0, 2.0]]
    """
    more = csr_array(np.tile(coefficients, (len(block.labels), 1)))
    return replace(block, matrix=csr_array(block.matrix + more))


def group_rows(
    constraint: str,
    numbers: np.ndarray,
    labels: list[str],
    names: list[str],
    coefficients: np.ndarray,
    lower: np.ndarray,
    upper: np.ndarray,
) -> Block:
    """Build one row a group: sum of the coefficients of the group's columns.

    Parameters
    ----------
    constraint : str
        Name of the declared constraint.
    numbers : (n,) int64
        Group of each column, -1 for none.
    labels, names : list of str
        Code and name of each group.
    coefficients : (n,) float64
        Coefficient of each column.
    lower, upper : (g,) float64
        Bounds of each group.

    Examples
    --------
    >>> block = group_rows("r", np.array([0, 1, 0]), ["a", "b"], ["A", "B"], np.ones(3),
    ...                    np.zeros(2), np.ones(2))
    >>> block.labels, block.matrix.toarray().tolist()
    (('r[a]', 'r[b]'), [[1.0, 0.0, 1.0], [0.0, 1.0, 0.0]])
    """
    member = (numbers >= 0) & (coefficients != 0)
    columns = np.flatnonzero(member)
    matrix = csr_array(
        (coefficients[columns].astype(np.float64), (numbers[columns], columns)),
        shape=(len(labels), numbers.size),
    )
    return Block(
        tuple(f"{constraint}[{label}]" for label in labels),
        tuple(names),
        matrix,
        np.asarray(lower, dtype=np.float64),
        np.asarray(upper, dtype=np.float64),
    )
