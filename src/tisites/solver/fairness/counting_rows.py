"""The linear program of a proof that splits counts of sites: a column a count, rows that follow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import block_array, csr_array, eye_array, vstack

from tisites.certificate.following import SPACING, Following
from tisites.model.tolerances import SUMS
from tisites.solver.expand import separation_rows
from tisites.solver.form import LinearForm

if TYPE_CHECKING:
    from tisites.certificate.weak_duality import Relaxation
    from tisites.model.program import Program

#: Coefficients of clipped floors are rounded up by this share: their check rounds down.
UP = 1.0 + 2.0**-48


@dataclass(frozen=True)
class CountedForm:
    """The linear relaxation of a program with its counts of sites as columns.

    Parameters
    ----------
    form : LinearForm
        Columns of the program, then one a count; rows of the program, of the ties
        ``count = sum of its sites``, then those that follow.
    following : Following
        Spacing cliques and clipped floors.
    helps : (c, n) csr_array
        1 where a site is counted.
    by_count : (m, c) csr_array
        Coefficients of the program's rows that were moved from sites to counts.
    """

    form: LinearForm
    following: Following
    helps: csr_array
    by_count: csr_array


def counted_form(
    program: Program, r: Relaxation, lower: np.ndarray, upper: np.ndarray, helps: csr_array
) -> CountedForm:
    """Write a program with its counts.

    A row in which the sites of a territory weigh the same is written over counts: a Gini index
    compares every pair of territories, and would name all sites of both in two rows each.

    Parameters
    ----------
    program : Program
        Without access term.
    r : Relaxation
        What weak duality reads of it.
    lower, upper : (n,) float64
        Bounds that every selection keeps.
    helps : (c, n) csr_array
        1 where a site is counted.
    """
    following = _following(program)
    rows, by_count = _moved(csr_array(program.matrix), helps)
    many, v = helps.shape[0], following.side.size
    parts = [[rows, by_count], [helps, -eye_array(many)]]
    if v:
        parts.append([following.rows, None])
    size = np.asarray(helps.sum(axis=1)).ravel()
    none = np.zeros(many)
    form = LinearForm(
        np.concatenate([r.value, none]),
        csr_array(block_array(parts, format="csr")),
        np.concatenate([r.row_lower, none, np.full(v, -np.inf)]),
        np.concatenate([r.row_upper, none, following.side]),
        np.concatenate([lower, none]),
        np.concatenate([upper, size]),
        np.zeros(lower.size + many, dtype=bool),
    )
    return CountedForm(form, following, helps, by_count)


def _moved(matrix: csr_array, helps: csr_array) -> tuple[csr_array, csr_array]:
    """Return the rows over sites and over counts, (m, n) and (m, c): together the same."""
    size = np.asarray(helps.sum(axis=1)).ravel()
    alone = np.asarray(helps.sum(axis=0)).ravel()
    if (alone > 1).any() or matrix.nnz == 0:
        return matrix, csr_array((matrix.shape[0], helps.shape[0]))
    mean = csr_array((matrix @ helps.T) / np.maximum(size, 1.0)[None, :])
    spread = csr_array(mean @ helps)
    counted = csr_array(matrix.multiply((alone > 0)[None, :].astype(float)))
    off = abs(counted - spread).max(axis=1).toarray().ravel()
    scale = abs(matrix).max(axis=1).toarray().ravel()
    even = off <= SUMS * scale
    keep = csr_array((even.astype(float), (np.arange(even.size),) * 2), shape=(even.size,) * 2)
    rest = csr_array(matrix - keep @ counted)
    rest.eliminate_zeros()
    return rest, csr_array(keep @ mean)


def _following(program: Program) -> Following:
    """Return the cliques of spacing, and the floors clipped where sites bring more."""
    cliques, _ = separation_rows(program)
    bodies, sides, sources = [cliques], [np.ones(cliques.shape[0])], [cliques.shape[0] * [SPACING]]
    for at in range(program.n_rows):
        clipped = _clipped(program, at)
        if clipped is not None:
            bodies.append(clipped)
            sides.append(np.array([-1.0]))
            sources.append([at])
    return Following(
        csr_array(vstack(bodies, format="csr")),
        np.concatenate(sides),
        np.array([one for some in sources for one in some], dtype=np.int64),
    )


def _clipped(program: Program, at: int) -> csr_array | None:
    """Return ``-sum min(a, L)/L x <= -1`` for a floor that a site passes alone, None else."""
    floor = float(program.row_lower[at])
    part = slice(program.matrix.indptr[at], program.matrix.indptr[at + 1])
    columns, data = program.matrix.indices[part], program.matrix.data[part]
    if not (0 < floor < np.inf) or not data.size or (data < 0).any() or data.max() <= floor:
        return None
    if not program.integer[columns].all() or (program.lower[columns] < 0).any():
        return None
    if np.unique(columns).size != columns.size:
        return None
    body = -np.minimum(data, floor) / floor * UP
    return csr_array((body, columns, [0, body.size]), shape=(1, program.n_columns))
