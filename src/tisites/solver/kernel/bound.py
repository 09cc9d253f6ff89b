"""A bound that does not rest on any solver's tolerance: weak duality, rounded outwards."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tisites.certificate.weak_duality import bounded
from tisites.model.tolerances import REDUCED_COST
from tisites.solver.kernel.stated import StatedBound, stated

if TYPE_CHECKING:
    from tisites.certificate.weak_duality import Bounded, Relaxation
    from tisites.solver.kernel.duals import Duals
    from tisites.solver.kernel.packing import Packing
    from tisites.solver.kernel.prepared import KernelProgram


@dataclass(frozen=True, slots=True)
class Bound:
    """An upper bound on every selection, and what it says of every column.

    Parameters
    ----------
    upper : float
        No selection is worth more.
    reduced : (n,) float64
        Reduced costs.
    if_one, if_zero : (n,) float64
        Bound on the selections that hold a binary at 1, at 0.
    told : StatedBound
        The statement it comes from.
    """

    upper: float
    reduced: np.ndarray
    if_one: np.ndarray
    if_zero: np.ndarray
    told: StatedBound


def dual_bound(
    prepared: KernelProgram, duals: Duals, packings: list[Packing], *, violation: bool = False
) -> Bound:
    """Bound the full program by any prices, whatever made them.

    See :func:`~tisites.certificate.weak_duality.bounded`, which does it.

    Parameters
    ----------
    violation : bool
        State infeasibility instead: a bound below 0 proves that the rows cannot hold together.
    """
    p = prepared
    y = np.clip(duals.rows, -1.0, 1.0) if violation else duals.rows
    told = stated(y, duals.threshold, packings, duals.packings, worth=not violation)
    return bound_of(p, told)


def bound_of(p: KernelProgram, told: StatedBound) -> Bound:
    """Bound the full program by a statement."""
    everyone = np.arange(p.n)
    found = bounded(p.relaxed, told.prices(everyone, p.n), p.lower, p.upper)
    if not np.isfinite(found.upper):
        told = mended(p, told, found)
        found = bounded(p.relaxed, told.prices(everyone, p.n), p.lower, p.upper)
    reduced = 0.5 * (found.low + found.high)
    return Bound(found.upper, reduced, found.if_at(1.0), found.if_at(0.0), told)


def mended(p: KernelProgram, told: StatedBound, found: Bounded) -> StatedBound:
    """Move prices by a solver's rounding (see :func:`mended_rows`)."""
    return replace(told, rows=mended_rows(p.relaxed, told.rows, found, p.lower, p.upper))


def mended_rows(
    r: Relaxation, prices: np.ndarray, found: Bounded, lower: np.ndarray, upper: np.ndarray
) -> np.ndarray:
    """Move prices by a solver's rounding, so that no open continuous column gains without end.

    The column's reduced cost is brought a little below 0 by the row in which it counts most.

    Parameters
    ----------
    r : Relaxation
    prices : (m,) float64
        Of the rows.
    found : Bounded
        What they give.
    lower, upper : (n,) float64
        The box.
    """
    rows = prices.copy()
    open_up = np.isinf(upper) & (found.high > 0) & (found.high <= REDUCED_COST)
    open_down = np.isinf(lower) & (found.low < 0) & (found.low >= -REDUCED_COST)
    for c in np.flatnonzero(open_up | open_down).tolist():
        part = slice(r.rows.indptr[c], r.rows.indptr[c + 1])
        at, weight = r.rows.indices[part], r.rows.data[part]
        off = 2.0 * (found.high[c] if open_up[c] else found.low[c])
        for k in np.argsort(-np.abs(weight), kind="stable").tolist():
            price = rows[at[k]] + off / weight[k]
            side = r.row_upper[at[k]] if price > 0 else r.row_lower[at[k]]
            if np.isfinite(side):
                rows[at[k]] = price
                break
    return rows
