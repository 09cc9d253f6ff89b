"""Weak duality with outward rounding: any prices bound a program, whoever made them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csc_array, csr_array

from tisites.certificate.rounding import UNIT, gamma
from tisites.certificate.served import Served, served
from tisites.certificate.sides import whole_sides

if TYPE_CHECKING:
    from tisites.model.program import Program


@dataclass(frozen=True)
class Relaxation:
    """What weak duality reads of a program, over some of its columns.

    Parameters
    ----------
    value : (n,) float64
        Objective.
    integer : (n,) bool
        Binaries.
    rows : csc_array
        The program's rows, (m, n).
    row_lower, row_upper : (m,) float64
        Their limits.
    service : Served, optional
        The access term.
    """

    value: np.ndarray
    integer: np.ndarray
    rows: csc_array
    row_lower: np.ndarray
    row_upper: np.ndarray
    service: Served | None = None

    @cached_property
    def sizes(self) -> csc_array:
        """Return the rows with the sizes of their coefficients."""
        data = np.abs(self.rows.data)
        return csc_array((data, self.rows.indices, self.rows.indptr), shape=self.rows.shape)

    @cached_property
    def longest(self) -> int:
        """Return the greatest number of coefficients of a column."""
        return int(np.diff(self.rows.indptr).max(initial=0))

    def of(self, columns: np.ndarray) -> Relaxation:
        """Return the same over some columns; the others must be held at 0."""
        return Relaxation(
            self.value[columns], self.integer[columns], csc_array(self.rows[:, columns]),
            self.row_lower, self.row_upper,
            None if self.service is None else self.service.of(columns),
        )  # fmt: skip


def relaxation(program: Program) -> Relaxation:
    """Return what weak duality reads of a program, rows that count with whole limits."""
    term = program.access
    if term is not None and (
        term.weight < 0 or term.demand.min(initial=0) < 0 or term.f.data.min(initial=0) < 0
    ):
        raise ValueError("an access term needs weight, demand and service that are not negative")
    integer = np.asarray(program.integer, dtype=bool)
    low, up = whole_sides(program.matrix, integer, program.row_lower, program.row_upper)
    return Relaxation(
        np.asarray(program.value, dtype=float), integer, csc_array(program.matrix), low, up,
        None if term is None or term.weight == 0 or term.f.nnz == 0 else served(term),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Implied:
    """Rows ``weights @ x <= side`` that follow from the program, and their prices.

    Parameters
    ----------
    rows : (v, n) csr_array
        Coefficients over the columns of the relaxation.
    side : (v,) float64
        Right-hand sides.
    price : (v,) float64
        Prices, not negative.
    """

    rows: csr_array
    side: np.ndarray
    price: np.ndarray


@dataclass(frozen=True, slots=True)
class Prices:
    """Prices of one statement.

    Parameters
    ----------
    rows : (m,) float64
        Of the program's rows: above 0 of the upper limit, below 0 of the lower one.
    threshold : (points,) float64
        Of demand points, not negative; empty without an access term, or where all are 0.
    implied : Implied, optional
        Rows that follow from the program, with theirs.
    worth : bool
        Whether the objective counts. Without it, a bound below 0 says that nothing is feasible
        (Farkas).
    """

    rows: np.ndarray
    threshold: np.ndarray = field(default_factory=lambda: np.empty(0))
    implied: Implied | None = None
    worth: bool = True


@dataclass(frozen=True, slots=True)
class Bounded:
    """A bound over a box, and what it says of each column.

    Parameters
    ----------
    upper : float
        No point of the box that keeps the rows is worth more; infinite where nothing is known.
    low, high : (n,) float64
        Ends of the interval that each reduced cost lies in.
    part : (n,) float64
        What each column adds to the bound at most.
    """

    upper: float
    low: np.ndarray
    high: np.ndarray
    part: np.ndarray

    def if_at(self, end: float) -> np.ndarray:
        """Return the bound (n,) if a binary were at ``end`` (0 or 1)."""
        if not np.isfinite(self.upper):
            return np.full(self.part.size, np.inf)
        own = self.high if end > 0.5 else np.zeros(self.part.size)
        room = 4.0 * UNIT * (abs(self.upper) + np.abs(own) + np.abs(self.part))
        return self.upper - self.part + own + room


def bounded(r: Relaxation, prices: Prices, lower: np.ndarray, upper: np.ndarray) -> Bounded:
    """Bound the points of a box that keep the rows, by any prices.

    With ``y`` the prices of rows, ``mu >= 0`` of implied rows ``w x <= s`` and thresholds
    ``t >= 0`` of demand points, ``z <= y+ U - y- L + mu s + weight sum t + sum_i max over the box
    of r_i x_i``, ``r_i = v_i + weight sum_k max(F_ki - t_k, 0) - (y A)_i - (mu w)_i``. Prices that
    are not numbers, or of an open side, count for 0. Every sum is rounded outwards.

    Parameters
    ----------
    r : Relaxation
    prices : Prices
    lower, upper : (n,) float64
        The box.

    Examples
    --------
    >>> one = Relaxation(np.array([3.0, 2.0]), np.ones(2, bool), csc_array(np.ones((1, 2))),
    ...     np.array([-np.inf]), np.array([1.0]))
    >>> found = bounded(one, Prices(np.array([2.5])), np.zeros(2), np.ones(2))
    >>> round(found.upper, 9), found.if_at(1.0).round(9).tolist()
    (3.0, [3.0, 2.5])
    """
    n = r.value.size
    side, terms, reduced, size = _of_rows(r, prices)
    many = r.longest
    if prices.worth:
        reduced, size = reduced + r.value, size + np.abs(r.value)
    if prices.implied is not None:
        more = prices.implied
        mu = np.where(np.isfinite(more.price) & (more.price > 0), more.price, 0.0)
        taken = np.asarray(more.rows.T @ mu)
        weighed = np.asarray(abs(more.rows).T @ mu)
        reduced, size = reduced - taken, size + weighed
        side, terms = side + float(mu @ more.side), terms + float(mu @ np.abs(more.side))
        many += mu.size
    off = gamma(many) * size
    if prices.worth and r.service is not None:
        given = prices.threshold if prices.threshold.size else np.zeros(r.service.points)
        threshold = np.maximum(np.where(np.isfinite(given), given, 0.0), 0.0)
        gain = r.service.weight * r.service.above(threshold)
        reduced = reduced + gain
        off = off + gamma(r.service.longest) * gain
        off += 4.0 * UNIT * (r.service.weight * r.service.ceiling + np.abs(reduced))
        total = r.service.weight * float(threshold.sum())
        side, terms = side + total, terms + total
        many += threshold.size
    high, low = reduced + off, reduced - off
    part = _most(low, high, lower, upper)
    room = gamma(many + n + r.row_upper.size) * (terms + float(np.abs(part).sum()))
    found = side + float(part.sum()) + room
    return Bounded(found if np.isfinite(found) else np.inf, low, high, part)


def _of_rows(r: Relaxation, prices: Prices) -> tuple[float, float, np.ndarray, np.ndarray]:
    """Return what the rows' prices give: side, size of its terms, reduced costs, their sizes."""
    n = r.value.size
    if not r.row_upper.size:
        return 0.0, 0.0, np.zeros(n), np.zeros(n)
    side = np.where(prices.rows > 0, r.row_upper, r.row_lower)
    kept = np.isfinite(prices.rows) & np.isfinite(side)
    y = np.where(kept, prices.rows, 0.0)
    ends = y * np.where(kept, side, 0.0)
    reduced = -np.asarray(r.rows.T @ y)
    return float(ends.sum()), float(np.abs(ends).sum()), reduced, np.asarray(r.sizes.T @ np.abs(y))


def _most(low: np.ndarray, high: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> np.ndarray:
    """Return the most that each column adds, (n,): its reduced cost somewhere in its interval."""
    with np.errstate(invalid="ignore", over="ignore"):
        at_upper = np.where(upper > 0, high * upper, low * upper)
        at_lower = np.where(lower > 0, high * lower, low * lower)
    # 0 times an open end is 0; a reduced cost that is no number says nothing
    at_upper = np.where((upper == 0) | (~np.isfinite(upper) & (high == 0)), 0.0, at_upper)
    at_lower = np.where((lower == 0) | (~np.isfinite(lower) & (low == 0)), 0.0, at_lower)
    most = np.maximum(at_upper, at_lower)
    return np.where(np.isnan(high) | np.isnan(low), np.inf, most)
