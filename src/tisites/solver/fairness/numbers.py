"""A measure that only the numbers of sites decide: rows over one number a territory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csc_array, csr_array

from tisites.model.tolerances import SAME

if TYPE_CHECKING:
    from tisites.model.program import Program


@dataclass(frozen=True, slots=True)
class Numbered:
    """A program whose measure of equity is written over numbers of sites.

    Parameters
    ----------
    plain : Program
        The sites alone, without the rows of the measure.
    helps : (g, n) csr_array
        1 where a site counts for a territory; one at most.
    body : (r, g + e) csr_array
        Rows of the measure over numbers, then its own continuous columns.
    row_lower, row_upper : (r,) float64
        Limits of these rows.
    lower, upper : (e,) float64
        Bounds of its columns.
    gain : (g + e,) float64
        Objective of numbers and columns, beside that of the sites.
    valued : bool
        Whether sites have a value of their own; else any sites with the best numbers will do.
    """

    plain: Program
    helps: csr_array
    body: csr_array
    row_lower: np.ndarray
    row_upper: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    gain: np.ndarray
    valued: bool


def numbered(program: Program, own: np.ndarray, benefit: csr_array) -> Numbered | None:
    """Return a program over numbers of sites, ``None`` where its measure asks for more.

    Every site of a territory must weigh the same in each row of the measure, as with benefits
    counted in sites; and continuous columns must be the measure's own.

    Parameters
    ----------
    program : Program
        With the rows and columns of the measure.
    own : (r,) int64
        Rows of the measure.
    benefit : (g, n) csr_array
        Benefit of each territory by site, the first ``n`` columns of the program.
    """
    n = benefit.shape[1]
    if program.access is not None or not program.integer[:n].all() or program.integer[n:].any():
        return None
    helps = csr_array((benefit > 0).astype(float))
    if (np.asarray(helps.sum(axis=0)).ravel() > 1).any():
        return None
    rest = np.setdiff1d(np.arange(program.n_rows), own)
    by_column = csc_array(program.matrix)
    if by_column[:, n:][rest].nnz:  # another measure's columns
        return None
    weight = by_column[own][:, :n]
    one = _each(csr_array(weight), helps)
    if one is None:
        return None
    value = _each(csr_array(program.value[None, :n]), helps)
    width = program.n_columns - n
    gain = np.zeros(helps.shape[0]) if value is None else value.ravel()
    extra = csr_array(by_column[own][:, n:]).toarray().reshape(own.size, width)
    plain = sites_only(program, rest, n)
    return Numbered(
        plain, helps, csr_array(np.hstack([one, extra])), program.row_lower[own],
        program.row_upper[own], program.lower[n:], program.upper[n:],
        np.concatenate([gain, program.value[n:]]), value is None,
    )  # fmt: skip


def sites_only(program: Program, rows: np.ndarray, n: int) -> Program:
    """Return the program of its first ``n`` columns, the sites, and of some rows.

    Parameters
    ----------
    program : Program
        Without access term.
    rows : (r,) int64
        Rows to keep; they hold no other column.
    n : int
        Number of sites.
    """
    return program.of_rows(rows).of_columns(n)


def _each(rows: csr_array, helps: csr_array) -> np.ndarray | None:
    """Return what one site of each territory weighs in each row, (r, g), if all weigh the same."""
    many = np.asarray(helps.sum(axis=1)).ravel()
    total = np.asarray((rows @ helps.T).toarray())
    mean = total / np.maximum(many, 1.0)[None, :]
    off = abs(rows - csr_array(csr_array(mean) @ helps))
    scale = np.abs(rows).max() if rows.nnz else 0.0
    return mean if off.nnz == 0 or off.max() <= SAME * scale else None
