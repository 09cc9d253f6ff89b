"""A bound that does not rest on any solver's tolerance: weak duality, in NumPy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tisites.solve.kernel.duals import Duals
    from tisites.solve.kernel.packing import Packing
    from tisites.solve.kernel.prepared import Prepared


@dataclass(frozen=True, slots=True)
class Bound:
    """An upper bound on every selection, with the reduced cost of every column.

    A selection with column ``i`` away from its preferred bound is worth at most
    ``upper - |reduced[i]|`` (for a binary).
    """

    upper: float
    reduced: np.ndarray


def dual_bound(
    prepared: Prepared, duals: Duals, packings: list[Packing], *, violation: bool = False
) -> Bound:
    """Bound the full program by any prices, whatever made them.

    For prices ``y`` of rows (taken at the finite side of their sign), ``mu >= 0`` of
    packings (``sum w x <= s``) and thresholds ``t >= 0`` of demand points:
    ``z <= y+ U - y- L + mu s + w sum t + sum_i max over the box of r_i x_i`` with
    ``r_i = v_i + w sum_k max(F_ki - t_k, 0) - (y A)_i - sum of mu w_i over packings``.

    Parameters
    ----------
    violation : bool
        Bound the elastic program instead (values 0, each unit of violation costs 1): a bound
        below 0 proves that the rows cannot hold together.
    """
    p = prepared
    y = duals.rows.copy()
    if violation:
        y = np.clip(y, -1.0, 1.0)
    y[(y > 0) & ~np.isfinite(p.row_upper)] = 0.0
    y[(y < 0) & ~np.isfinite(p.row_lower)] = 0.0
    upper = float(y[y > 0] @ p.row_upper[y > 0] + y[y < 0] @ p.row_lower[y < 0])
    reduced = -(p.columns.T @ y) if y.size else np.zeros(p.n)
    used = [(q, mu) for q, mu in zip(packings, duals.packings, strict=True) if mu > 0]
    if used:
        upper += float(sum(mu * q.side for q, mu in used))
        members = np.concatenate([q.columns for q, _ in used])
        price = np.concatenate([mu * q.weights for q, mu in used])
        reduced -= np.bincount(members, price, minlength=p.n)
    if not violation:
        reduced += p.value
        if p.service is not None:
            upper += p.weight * float(duals.threshold.sum())
            reduced += p.weight * p.service.price(duals.threshold)
    box = np.where(reduced > 0, p.upper, p.lower)
    worth = np.zeros(p.n)
    paid = reduced != 0
    # an open continuous column whose price is rounding noise adds nothing
    noise = ~np.isfinite(box) & (np.abs(reduced) <= 1e-6)
    worth[paid & ~noise] = reduced[paid & ~noise] * box[paid & ~noise]
    return Bound(upper + float(worth.sum()), reduced)
