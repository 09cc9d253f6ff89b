"""Every exchange of one chosen site for one that was left out: what it brings, what it breaks.

One engine for ``explain`` (why not this site) and ``compare`` (why the other selection lacks it).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array, csc_array

from tisites.solver.check import row_slack

if TYPE_CHECKING:
    from tisites.model.program import Program
    from tisites.model.terms import Separation


@dataclass(frozen=True, slots=True)
class Exchanges:
    """Every exchange of a chosen site for one that was left out.

    Parameters
    ----------
    site : int
        Column that comes in.
    leaves : (k,) int64
        Chosen columns that may leave, what gains most first.
    gains : (k,) float64
        What each adds to the objective, the service term counted.
    after : (m, k) float64
        Where each row then stands, continuous columns at 0.
    broken : (m, k) bool
        Which rows that count sites alone then break, beyond the tolerance of each.
    near : (k,) bool
        Whether another chosen site is then too near.
    """

    site: int
    leaves: np.ndarray
    gains: np.ndarray
    after: np.ndarray
    broken: np.ndarray
    near: np.ndarray


def exchanges(program: Program, selected: np.ndarray, site: int) -> Exchanges:
    """Examine every exchange of one chosen site for one that was left out.

    Parameters
    ----------
    program : Program
        The program.
    selected : (p,) int64
        Columns of a selection, ascending; what is imposed cannot leave.
    site : int
        A column that it leaves out.
    """
    leaves = selected[program.lower[selected] < 0.5]
    gains = exchange_gains(program, selected, leaves, site)
    order = np.argsort(-gains, kind="stable")
    leaves, gains = leaves[order], gains[order]
    columns = program.matrix.tocsc()
    now = columns[:, selected].sum(axis=1) + columns[:, [site]].toarray().ravel()
    after = np.asarray(now)[:, None] - columns[:, leaves].toarray()
    slack = row_slack(program.matrix, program.row_lower, program.row_upper)[:, None]
    broken = after > program.row_upper[:, None] + slack
    broken |= after < program.row_lower[:, None] - slack
    broken[mixed_rows(program)] = False
    near = np.zeros(leaves.size, dtype=bool)
    for rule in program.separations:
        close = too_near(rule, selected, site)[0]
        near |= close.size - np.isin(leaves, close) > 0
    return Exchanges(site, leaves, gains, after, broken, near)


def exchange_gains(
    program: Program, selected: np.ndarray, leaves: np.ndarray, site: int
) -> np.ndarray:
    """Return what exchanging each chosen column for another adds to the objective.

    Parameters
    ----------
    selected : (p,) int64
        Columns of the selection, ascending.
    leaves : (k,) int64
        Those of them that are exchanged, one at a time.
    site : int
        Column that comes in.

    Returns
    -------
    (k,) float64
        In the order of ``leaves``; the service term counts.
    """
    return all_gains(program, selected, leaves, np.array([site]))[:, 0]


def all_gains(
    program: Program, selected: np.ndarray, leaves: np.ndarray, sites: np.ndarray
) -> np.ndarray:
    """Return what every exchange of a chosen column for one that was left out adds.

    Parameters
    ----------
    selected, leaves : int64
        As in :func:`exchange_gains`.
    sites : (m,) int64
        Columns that come in, one at a time.

    Returns
    -------
    (k, m) float64
    """
    gains = np.asarray(program.value[sites][None, :] - program.value[leaves][:, None])
    access = program.access
    if access is None or sites.size == 0 or leaves.size == 0:
        return gains
    mine = access.f[:, selected].toarray()
    rows, best = np.arange(mine.shape[0]), mine.argmax(axis=1)
    first = mine[rows, best]
    mine[rows, best] = 0.0
    second = mine.max(axis=1) if mine.shape[1] > 1 else np.zeros_like(first)
    lost = np.bincount(best, access.demand * (second - first), minlength=selected.size)
    new = csc_array(access.f[:, sites])
    point, site = new.indices, np.repeat(np.arange(sites.size), np.diff(new.indptr))
    demand = access.demand[point]
    kept = demand * np.maximum(new.data - first[point], 0.0)  # the leaving site is not their best
    turned = demand * np.maximum(new.data - second[point], 0.0)  # it is
    shape = (selected.size, sites.size)
    own = coo_array((turned - kept, (best[point], site)), shape=shape).toarray()
    change = lost[:, None] + np.bincount(site, kept, minlength=sites.size)[None, :] + own
    return np.asarray(gains + access.weight * change[np.searchsorted(selected, leaves)])


def too_near(rule: Separation, chosen: np.ndarray, site: int) -> tuple[np.ndarray, float]:
    """Return the chosen columns that a rule of spacing keeps a site from, and the nearest's km.

    Examples
    --------
    >>> from tisites.model.terms import Separation
    >>> rule = Separation("spacing", 5.0, np.array([0.0, 3e3, 9e3]), np.zeros(3), np.zeros(3))
    >>> columns, km = too_near(rule, np.array([1, 2]), 0)
    >>> columns.tolist(), km
    ([1], 3.0)
    """
    here = chosen[(rule.zone[chosen] == rule.zone[site]) & (chosen != site)]
    far = np.hypot(rule.x_m[here] - rule.x_m[site], rule.y_m[here] - rule.y_m[site])
    near = far < rule.km * 1000.0
    return here[near], float(far[near].min()) / 1000.0 if near.any() else np.inf


def mixed_rows(program: Program) -> np.ndarray:
    """Return which rows hold continuous columns: how these are set decides, not the sites alone."""
    free = program.matrix[:, np.flatnonzero(~program.integer)]
    return np.asarray(abs(free).sum(axis=1)).ravel() > 0


def feasible_swaps(program: Program, selected: np.ndarray) -> np.ndarray:
    """Return which chosen column may be exchanged for which other one, every rule kept.

    Parameters
    ----------
    program : Program
        Binary columns alone: how continuous ones are set is not looked for.
    selected : (p,) int64
        A selection that keeps every rule, ascending; what is imposed cannot leave.

    Returns
    -------
    (p, n) bool

    Examples
    --------
    >>> from tisites.model.program import Program
    >>> program = Program.from_arrays([3.0, 2.0, 1.0], [[1, 1, 1], [0, 1, 0]], [1, 0], [1, 0])
    >>> feasible_swaps(program, np.array([0])).tolist()
    [[False, False, True]]
    """
    columns = program.matrix.tocsc()
    rows, entries = columns.indices, columns.data
    of = np.repeat(np.arange(program.n_columns), np.diff(columns.indptr))
    slack = row_slack(program.matrix, program.row_lower, program.row_upper)
    low, high = program.row_lower - slack, program.row_upper + slack
    now = np.asarray(columns[:, selected].sum(axis=1)).ravel()
    free = program.integer & (program.upper > 0.5)
    free[selected] = False
    may = np.zeros((selected.size, program.n_columns), dtype=bool)
    for k, i in enumerate(selected.tolist()):
        if program.lower[i] > 0.5:
            continue
        left = now.copy()
        own = slice(columns.indptr[i], columns.indptr[i + 1])
        left[rows[own]] -= entries[own]
        after = left[rows] + entries
        broken = np.bincount(of, (after < low[rows]) | (after > high[rows]), program.n_columns)
        open_ = (left < low) | (left > high)
        mended = np.bincount(of, open_[rows], program.n_columns)
        may[k] = free & (broken == 0) & (mended == open_.sum())
    for rule in program.separations:
        near = _near(rule, selected)
        may &= near.sum(axis=0)[None, :] - near == 0
    return may


def _near(rule: Separation, selected: np.ndarray) -> np.ndarray:
    """Return which columns (p, n) each chosen one keeps out, itself apart."""
    gap = np.hypot(
        rule.x_m[selected, None] - rule.x_m[None, :], rule.y_m[selected, None] - rule.y_m[None, :]
    )
    near = (gap < rule.km * 1000.0) & (rule.zone[selected, None] == rule.zone[None, :])
    near[np.arange(selected.size), selected] = False
    return np.asarray(near, dtype=np.int64)
