"""Statements of weak duality as the kernel makes them: prices, and what they are prices of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from tisites.certificate.weak_duality import Implied, Prices

if TYPE_CHECKING:
    from tisites.solver.kernel.packing import Packing


@dataclass(frozen=True, slots=True)
class StatedBound:
    """Prices of one statement (kernel units).

    Parameters
    ----------
    rows : (m,) float64
        Of the program's rows.
    threshold : (points,) float64
        Of demand points; empty without a service.
    packings : tuple of Packing
        Rows found on the way that have a price.
    price : (v,) float64
        Theirs, positive.
    worth : bool
        Whether the objective counts; without it, infeasibility is stated.
    """

    rows: np.ndarray
    threshold: np.ndarray
    packings: tuple[Packing, ...]
    price: np.ndarray
    worth: bool = True

    def prices(self, place: np.ndarray, width: int) -> Prices:
        """Return the prices over some columns.

        Parameters
        ----------
        place : (n,) int64
            Position of every column of the program, -1 for those left out.
        width : int
            Number of columns kept.
        """
        implied = None
        if self.packings:
            members = np.concatenate([q.columns for q in self.packings])
            weights = np.concatenate([q.weights for q in self.packings])
            number = np.repeat(np.arange(self.price.size), [q.columns.size for q in self.packings])
            at = place[members]
            kept = at >= 0
            shape = (self.price.size, width)
            rows = csr_array((weights[kept], (number[kept], at[kept])), shape=shape)
            side = np.array([q.side for q in self.packings])
            implied = Implied(rows, side, self.price)
        return Prices(self.rows, self.threshold, implied, self.worth)


def stated(
    rows: np.ndarray,
    threshold: np.ndarray,
    packings: list[Packing],
    price: np.ndarray,
    *,
    worth: bool = True,
) -> StatedBound:
    """Keep the packings that have a price, a number above 0."""
    with np.errstate(invalid="ignore"):
        used = np.flatnonzero(np.isfinite(price) & (price > 0))
    return StatedBound(rows, threshold, tuple(packings[k] for k in used), price[used], worth)


def in_length(figures: np.ndarray, many: int) -> np.ndarray:
    """Return so many figures, whatever came: those that are no numbers, or missing, are 0."""
    kept = np.zeros(many)
    some = figures[:many]
    kept[: some.size] = np.nan_to_num(some, nan=0.0, posinf=0.0, neginf=0.0)
    return kept
