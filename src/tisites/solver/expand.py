"""The compact form of a program: spacing as clique rows, access as one column a level."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.sparse import block_array, coo_array, csr_array, vstack

from tisites.solver.cliques import geometric_cliques
from tisites.solver.form import LinearForm

if TYPE_CHECKING:
    from tisites.model.program import Program
    from tisites.model.terms import Access

AccessForm = Literal["radius", "pairs"]


def separation_rows(program: Program) -> tuple[csr_array, tuple[str, ...]]:
    """Return the clique rows ``sum x <= 1`` of every spacing rule, with labels."""
    rows: list[np.ndarray] = []
    labels: list[str] = []
    for rule in program.separations:
        cliques = geometric_cliques(rule, np.flatnonzero(program.integer))
        rows += cliques
        labels += [f"{rule.constraint}[clique {k}]" for k in range(len(cliques))]
    return _ones(rows, program.n_columns), tuple(labels)


def _ones(rows: list[np.ndarray], n: int) -> csr_array:
    pointer = np.concatenate([[0], np.cumsum([len(r) for r in rows])]).astype(np.int64)
    columns = np.concatenate(rows) if rows else np.empty(0, dtype=np.int64)
    return csr_array((np.ones(columns.size), columns, pointer), shape=(len(rows), n))


def _pairs_form(access: Access, n: int) -> tuple[np.ndarray, csr_array, np.ndarray]:
    """Textbook: one column a (point, site) pair, ``y_ki <= x_i`` and ``sum_i y_ki <= 1``."""
    f = access.f.tocoo()
    k, i = f.coords
    pairs = k.size
    number = np.arange(pairs)
    link = coo_array(
        (
            np.concatenate([-np.ones(pairs), np.ones(pairs)]),
            (np.concatenate([number, number]), np.concatenate([i, n + number])),
        ),
        shape=(pairs, n + pairs),
    )
    once = coo_array((np.ones(pairs), (k, n + number)), shape=(f.shape[0], n + pairs))
    rows = csr_array(block_array([[link], [once]]))
    upper = np.concatenate([np.zeros(pairs), np.ones(f.shape[0])])
    return access.weight * access.demand[k] * f.data, rows, upper


def _radius_form(access: Access, n: int) -> tuple[np.ndarray, csr_array, np.ndarray]:
    """Tighter: one column a (point, distinct level), 1 when served at that level or better.

    ``z_kl <= z_k(l-1) + sum of x over the sites that serve k at level l exactly``.
    """
    f = csr_array(access.f)
    data, point = f.data, np.repeat(np.arange(f.shape[0], dtype=np.int32), np.diff(f.indptr))
    order = np.empty(data.size, dtype=np.int64)
    for begin, end in zip(f.indptr[:-1].tolist(), f.indptr[1:].tolist(), strict=True):
        order[begin:end] = begin + np.argsort(-data[begin:end], kind="stable")
    site, service = f.indices[order].astype(np.int32), data[order]
    new = np.ones(data.size, dtype=bool)
    new[1:] = (point[1:] != point[:-1]) | (service[1:] != service[:-1])
    head = np.flatnonzero(new)
    levels = head.size
    number = np.arange(levels, dtype=np.int32)
    point, height = point[head], service[head]
    follows = np.zeros(levels, dtype=bool)
    follows[1:] = point[1:] == point[:-1]
    drop = height.copy()
    drop[:-1] -= np.where(follows[1:], height[1:], 0.0)
    sites = np.diff(np.append(head, data.size))
    start = np.concatenate([[0], np.cumsum(sites + 1 + follows)])
    columns = np.empty(start[-1], dtype=np.int32)
    entries = np.full(start[-1], -1.0)
    own = start[:-1] + sites
    columns[own], entries[own] = n + number, 1.0
    before = own[follows] + 1
    columns[before] = n + number[follows] - 1
    served = np.ones(start[-1], dtype=bool)
    served[own] = served[before] = False
    columns[served] = site
    rows = csr_array((entries, columns, start), shape=(levels, n + levels))
    return access.weight * access.demand[point] * drop, rows, np.zeros(levels)


def compact(program: Program, access: AccessForm = "radius", *, named: bool = True) -> LinearForm:
    """Write the whole program as one mixed-integer linear form.

    The first ``program.n_columns`` columns are the program's own, in order.

    Parameters
    ----------
    program : Program
        What to expand.
    access : {"radius", "pairs"}
        ``pairs`` is the textbook model (one column a point and site), ``radius`` the tighter
        one of one column a point and distinct level; both are exact.
    named : bool
        Whether rows and columns get labels; millions of them take seconds.
    """
    n = program.n_columns
    cliques, clique_labels = separation_rows(program)
    objective = np.asarray(program.value, dtype=float)
    extra_value = np.empty(0)
    blocks = [csr_array(program.matrix), cliques]
    row_lower = [program.row_lower, np.full(cliques.shape[0], -np.inf)]
    row_upper = [program.row_upper, np.ones(cliques.shape[0])]
    labels = program.row_labels + clique_labels
    if program.access is not None and program.access.f.nnz:
        build = _radius_form if access == "radius" else _pairs_form
        extra_value, rows, upper = build(program.access, n)
        wide = extra_value.size
        blocks = [csr_array((b.data, b.indices, b.indptr), (b.shape[0], n + wide)) for b in blocks]
        blocks.append(rows)
        row_lower.append(np.full(upper.size, -np.inf))
        row_upper.append(upper)
        if named:
            labels += tuple(f"{program.access.name}[{k}]" for k in range(upper.size))
    wide = extra_value.size
    return LinearForm(
        objective=np.concatenate([objective, extra_value]),
        matrix=csr_array(vstack(blocks, format="csr")),
        row_lower=np.concatenate(row_lower),
        row_upper=np.concatenate(row_upper),
        lower=np.concatenate([program.lower, np.zeros(wide)]),
        upper=np.concatenate([program.upper, np.ones(wide)]),
        integer=np.concatenate([program.integer, np.zeros(wide, dtype=bool)]),
        row_labels=labels if named else (),
        column_labels=(*map(str, program.columns), *(f"served {k}" for k in range(wide)))
        if named
        else (),
    )
