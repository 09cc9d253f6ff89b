r"""Sites and types chosen together, as one program.

.. math:: \max \sum_{it} u_{it} x_{it}, \quad \sum_t x_{it} \le 1, \quad
    q^-_t \le \sum_i x_{it} \le q^+_t

and every row :math:`\sum_i a_i x_i` of the model on :math:`\sum_{it} m_t a_i x_{it}`, with
:math:`m_t` the type's multiplier where the row counts what it multiplies, 1 elsewhere. Only pairs
that the type's needs allow are columns; two columns of one site lie at one place, so that spacing
keeps them apart too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tisites.model.program import Program

#: Names of the rows: one type a site, sites a type.
ONE_TYPE, QUOTA = "one_type", "type_quota"


@dataclass(frozen=True)
class Pairs:
    """The columns of a program of types.

    Parameters
    ----------
    program : Program
        One binary column a pair, then the continuous columns of the model.
    site, kind : (k,) int64
        Site (column of the model) and number of the type of each pair.
    names : tuple of str
        Names of the types, by number.
    """

    program: Program
    site: np.ndarray
    kind: np.ndarray
    names: tuple[str, ...]

    def quota_row(self, kind: int) -> int:
        """Return the number of the row that counts the sites of a type."""
        return self.program.row_labels.index(f"{QUOTA}[{self.names[kind]}]")


def typed_program(
    program: Program,
    allowed: Mapping[str, np.ndarray],
    value: Mapping[str, np.ndarray],
    quota: Mapping[str, tuple[int, int | None]],
    times: Mapping[str, Mapping[str, float]] | None = None,
) -> Pairs:
    """Make the program of pairs of a program of sites.

    Parameters
    ----------
    program : Program
        The model's own; no service term. Where a type multiplies rows, compiled with the greatest
        multiplier, so that no row is left out that could bind.
    allowed : mapping of str to (n,) bool
        Which sites may have each type.
    value : mapping of str to (n,) float64
        What each site is worth for each type.
    quota : mapping of str to (int, int or None)
        Sites of each type, at least and at most.
    times : mapping of str to mapping of str to float, optional
        For each type, by name of constraint: what the coefficients of its rows are multiplied by.

    Examples
    --------
    >>> import numpy as np
    >>> from tisites.model.program import Program
    >>> sites = Program.from_arrays([3.0, 2.0], [[1, 1]], None, [2], row_labels=["n[]"])
    >>> every = np.ones(2, dtype=bool)
    >>> pairs = typed_program(sites, {"a": every, "b": np.array([True, False])},
    ...     {"a": sites.value, "b": sites.value}, {"a": (0, None), "b": (1, 1)})
    >>> [str(c) for c in pairs.program.columns], pairs.program.row_labels
    (['x0 / a', 'x0 / b', 'x1 / a'], ('n[]', 'one_type[x0]', 'type_quota[a]', 'type_quota[b]'))
    """
    names = tuple(allowed)
    binary = np.flatnonzero(program.integer)
    table = np.column_stack([np.asarray(allowed[name])[binary] for name in names])
    at, kind = np.nonzero(table)
    site = binary[at]
    rest = np.flatnonzero(~program.integer)
    worth = np.column_stack([np.asarray(value[name], dtype=np.float64)[binary] for name in names])
    labels = [f"{program.columns[i]} / {names[t]}" for i, t in zip(site, kind, strict=True)]
    typed = program.at_columns(np.concatenate([site, rest]))
    kinds = np.concatenate([kind, np.full(rest.size, len(names))])
    typed = replace(
        typed,
        columns=np.array([*labels, *program.columns[rest]], dtype=object),
        value=np.concatenate([worth[at, kind], program.value[rest]]),
        lower=np.where(typed.integer, 0.0, typed.lower),
        matrix=_multiplied(typed.matrix, program.row_constraints, kinds, names, times or {}),
    )
    typed = _one_type(typed, program, site, binary)
    return Pairs(_quotas(typed, names, kind, quota), site, kind, names)


def _multiplied(
    matrix: csr_array,
    constraints: Sequence[str],
    kind: np.ndarray,
    names: Sequence[str],
    times: Mapping[str, Mapping[str, float]],
) -> csr_array:
    """Multiply the coefficients of the rows of some constraints, type by type."""
    known = sorted({constraint for by in times.values() for constraint in by})
    if not known:
        return matrix
    factor = np.ones((len(known) + 1, len(names) + 1))  # the last: continuous columns
    for t, name in enumerate(names):
        for k, constraint in enumerate(known):
            factor[k, t] = times.get(name, {}).get(constraint, 1.0)
    number = {constraint: k for k, constraint in enumerate(known)}
    of_row = np.array([number.get(constraint, len(known)) for constraint in constraints])
    row = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    by = factor[of_row[row], kind[matrix.indices]] if matrix.nnz else np.empty(0)
    return csr_array((matrix.data * by, matrix.indices, matrix.indptr), shape=matrix.shape)


def _one_type(typed: Program, program: Program, site: np.ndarray, binary: np.ndarray) -> Program:
    """Add a row a site with several types, or that must have one: at most one type each."""
    many = np.bincount(site, minlength=program.n_columns)
    held = program.lower > 0.5
    mine = [int(i) for i in binary if many[i] > 1 or held[i]]
    if not mine:
        return typed
    row_of = np.full(program.n_columns, -1)
    row_of[mine] = np.arange(len(mine))
    counted = np.flatnonzero(row_of[site] >= 0)
    ones = csr_array(
        (np.ones(counted.size), (row_of[site[counted]], counted)),
        shape=(len(mine), typed.n_columns),
    )
    return typed.with_rows(
        ones,
        np.where(held[mine], 1.0, -np.inf),
        np.ones(len(mine)),
        [f"{ONE_TYPE}[{program.columns[i]}]" for i in mine],
        constraints=[ONE_TYPE] * len(mine),
        groups=[str(program.columns[i]) for i in mine],
    )


def _quotas(
    typed: Program,
    names: Sequence[str],
    kind: np.ndarray,
    quota: Mapping[str, tuple[int, int | None]],
) -> Program:
    """Add a row a type, open where it has no quota, so that it can be moved."""
    counted = csr_array(
        (np.ones(kind.size), (kind, np.arange(kind.size))), shape=(len(names), typed.n_columns)
    )
    least = [float(quota[name][0]) if quota[name][0] else -np.inf for name in names]
    tops = [quota[name][1] for name in names]
    most = [np.inf if top is None else float(top) for top in tops]
    return typed.with_rows(
        counted,
        np.array(least),
        np.array(most),
        [f"{QUOTA}[{name}]" for name in names],
        constraints=[QUOTA] * len(names),
        groups=list(names),
    )
