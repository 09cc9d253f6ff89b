"""Counts of sites that a proof splits: whole numbers, and so at most k or at least k + 1."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tisites.certificate.weak_duality import Implied

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from tisites.model.program import Program


@dataclass(frozen=True)
class Counts:
    """Rows of whole coefficients over binaries, their prices and the splits made on them.

    ``rows @ x`` is a whole number at every selection, whatever the program says: a box may be
    split into ``<= k`` and ``>= k + 1``. Each box has limits of its own on them.

    Parameters
    ----------
    rows : (c, n) csr_array
        Coefficients, positive whole numbers.
    price : (s, c) csr_array
        By statement: above 0 of the upper limit, below 0 of the lower one.
    row, limit : (k,) int32, float64
        The splits: which count, and ``k``.
    """

    rows: csr_array
    price: csr_array
    row: np.ndarray
    limit: np.ndarray

    def over(self, columns: np.ndarray) -> Counts:
        """Return the same over some columns; the others must be held at 0."""
        return replace(self, rows=self.rows[:, columns])

    def implied(self, s: int, low: np.ndarray, up: np.ndarray) -> Implied | None:
        """Return the rows that a statement prices, within limits (c,); None where it has none."""
        part = slice(self.price.indptr[s], self.price.indptr[s + 1])
        used, price = self.price.indices[part], self.price.data[part]
        side = np.where(price > 0, up[used], -low[used])
        kept = np.isfinite(side) & (price != 0)
        used, price, side = used[kept], price[kept], side[kept]
        if not used.size:
            return None
        rows = self.rows[used]
        sign = np.where(price > 0, 1.0, -1.0)
        rows.data = rows.data * np.repeat(sign, np.diff(rows.indptr))
        return Implied(rows, side, np.abs(price))

    def fault(self, program: Program, statements: int) -> str:
        """Say why these are no counts of the program; empty where they are."""
        c, n = self.rows.shape
        if n != program.n_columns or self.price.shape != (statements, c):
            return "counts that do not fit the program"
        try:
            self.rows.check_format(full_check=True)
            self.price.check_format(full_check=True)
        except ValueError as error:
            return f"counts: {error}"
        data, columns = self.rows.data, self.rows.indices
        whole = np.isfinite(data) & (data > 0) & (data == np.rint(data))
        if not whole.all() or not program.integer[columns].all():
            return "a count that need not be whole"
        if self.row.shape != self.limit.shape or not np.isfinite(self.price.data).all():
            return "counts: figures that are no numbers"
        known = (self.row >= 0) & (self.row < c) & (self.limit == np.rint(self.limit))
        return "" if known.all() else "a split between no two whole numbers"


def joined(first: Implied | None, second: Implied | None) -> Implied | None:
    """Return the rows and the prices of both."""
    from scipy.sparse import csr_array, vstack

    if first is None or second is None:
        return first or second
    return Implied(
        csr_array(vstack([first.rows, second.rows], format="csr")),
        np.concatenate([first.side, second.side]),
        np.concatenate([first.price, second.price]),
    )
