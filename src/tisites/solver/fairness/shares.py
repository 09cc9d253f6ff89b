"""What each territory must take of the rows that all share, by its number of sites."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array, hstack, vstack

from tisites.model.tolerances import FEASIBILITY, NOTHING, STRICT
from tisites.solver.form import LinearForm, StopReason
from tisites.solver.highs import load
from tisites.solver.kernel.stated import in_length
from tisites.solver.sure import Recomputed, run_sure

if TYPE_CHECKING:
    from tisites.solver.fairness.territory_limits import TerritoryLimits

#: Seconds of one territory's program; past them its bound so far is used, which is as valid.
SECONDS = 0.5
#: Programs of territories that one question may ask for, and rounds of new rows.
MOST, ROUNDS = 800, 3


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of sites that each territory may have, a column each.

    Parameters
    ----------
    territory : (z,) int64
        Of each column.
    many : (z,) float64
        Its number of sites.
    """

    territory: np.ndarray
    many: np.ndarray


class Shares:
    r"""Rows that tie a territory's use of a shared row to its number of sites.

    Territories meet only in a few rows: a basin's water, the number of sites. With a column
    ``z_gk`` for "territory ``g`` has ``k`` sites", the least that whole selections of ``k`` sites
    at the territory's floor must take of a shared row ``r``,

    .. math:: \sum_{i \in g} a_{ri} x_i \ge \sum_k z_{gk} \min_{x \in X_g(k)} \sum_i a_{ri} x_i,

    is known from a program of tens of columns. Fractions of a great site no longer reach a floor
    cheaply, and the search branches on numbers of sites before sites.

    Parameters
    ----------
    form : LinearForm
        The compact program with its floors, without objective.
    at : (g,) int64
        Rows of the benefits.
    matrix : (g, n) csr_array
        Benefits; a column helps one territory at most.
    tops : TerritoryLimits
        The programs of single territories.
    """

    def __init__(
        self, form: LinearForm, at: np.ndarray, matrix: csr_array, tops: TerritoryLimits
    ) -> None:
        self.form, self.at, self.matrix, self.tops = form, at, matrix, tops
        self._shared = shared_rows(form.matrix, matrix, at)
        self._critical: list[tuple[int, float]] = []
        self._known: dict[tuple[int, float, int, float, float], float] = {}

    def tightened(
        self, form: LinearForm, levels: np.ndarray, need: np.ndarray, raised: np.ndarray
    ) -> LinearForm | None:
        """Return the form of a question with rows by number of sites, ``None`` if it has no answer.

        Parameters
        ----------
        form : LinearForm
            The question: the floors are among its rows.
        levels : (g,) float64
            The floors.
        need : (g,) float64
            Least numbers of sites.
        raised : (g,) bool
            Territories whose floors are in question; those of the others are known to hold.
        """
        numbers = self._numbers(need)
        if numbers is None:
            return form
        wide = self._with_numbers(form, numbers)
        for _ in range(ROUNDS):
            asked = self._with_tables(wide, numbers, levels)
            prices, reach = self._relaxed(asked, np.where(raised, levels, 0.0))
            if reach < 1.0 - FEASIBILITY:
                return None
            fresh = [one for one in self._priced(prices) if one not in self._critical]
            if not fresh or (len(self._critical) + len(fresh)) * numbers.many.size > MOST:
                break
            self._critical += fresh
        return asked

    def _numbers(self, need: np.ndarray) -> Numbers | None:
        spare = self.tops.most - need.sum()
        helps = np.asarray((self.matrix > 0).sum(axis=1)).ravel()
        top = np.minimum(helps, need + spare)
        if not np.isfinite(top).all() or (top - need + 1).sum() > MOST:
            return None
        some = [np.arange(need[g], top[g] + 1) for g in range(need.size)]
        return Numbers(
            np.repeat(np.arange(need.size), [part.size for part in some]), np.concatenate(some)
        )

    def _with_numbers(self, form: LinearForm, numbers: Numbers) -> LinearForm:
        """Add the columns ``z``: one for each territory, tied to its number of sites."""
        count, wide = self.at.size, numbers.many.size
        order = (numbers.territory, np.arange(wide))
        one = csr_array((np.ones(wide), order), shape=(count, wide))
        many = csr_array((-numbers.many, order), shape=(count, wide))
        helps = csr_array((self.matrix > 0).astype(float))
        n = form.objective.size
        rows = [
            hstack([form.matrix, csr_array((form.matrix.shape[0], wide))]),
            hstack([csr_array((count, n)), one]),
            hstack([helps, many]),
        ]
        ends = np.concatenate([np.ones(count), np.zeros(count)])
        return replace(
            form,
            objective=np.zeros(n + wide),
            matrix=csr_array(vstack(rows, format="csr")),
            row_lower=np.concatenate([form.row_lower, ends]),
            row_upper=np.concatenate([form.row_upper, ends]),
            lower=np.concatenate([form.lower, np.zeros(wide)]),
            upper=np.concatenate([form.upper, np.ones(wide)]),
            integer=np.concatenate([form.integer, np.ones(wide, dtype=bool)]),
        )

    def _with_tables(self, form: LinearForm, numbers: Numbers, levels: np.ndarray) -> LinearForm:
        """Add the rows of the critical shared rows; a number out of reach is closed."""
        n = self.matrix.shape[1]
        upper, rows, low = form.upper.copy(), [], []
        for row, sign in self._critical:
            part = slice(self.form.matrix.indptr[row], self.form.matrix.indptr[row + 1])
            whole = np.zeros(n)
            whole[self.form.matrix.indices[part]] = sign * self.form.matrix.data[part]
            peak = np.abs(whole).max()
            for g in range(self.at.size):
                own = self.matrix.indices[self.matrix.indptr[g] : self.matrix.indptr[g + 1]]
                cost = whole[own] / peak
                if not cost.any() or levels[g] <= 0:
                    continue
                at = np.flatnonzero(numbers.territory == g)
                least = np.array(
                    [self._least(g, float(levels[g]), row, sign, k, cost) for k in numbers.many[at]]
                )
                upper[n + at[np.isposinf(least)]] = 0.0
                least[~np.isfinite(least)] = 0.0
                body = np.concatenate([cost, -least])
                where = np.concatenate([own, n + at])
                shape = (1, form.objective.size)
                rows.append(csr_array((body, where, [0, where.size]), shape=shape))
                low.append(-STRICT)
        if not rows:
            return form
        return replace(
            form,
            matrix=csr_array(vstack([form.matrix, *rows], format="csr")),
            row_lower=np.concatenate([form.row_lower, low]),
            row_upper=np.concatenate([form.row_upper, np.full(len(low), np.inf)]),
            upper=upper,
        )

    def _least(
        self, g: int, floor: float, row: int, sign: float, many: float, cost: np.ndarray
    ) -> float:
        """Return a proven least of ``cost @ x`` for ``many`` sites at most, at the floor.

        Minus infinity when nothing is proven, infinity when the floor is out of reach.
        """
        key = (g, floor, row, sign, many)
        if key not in self._known:
            form = self.tops.form(g)
            up = form.row_upper.copy()
            up[0] = min(up[0], many)
            clipped = csr_array(np.minimum(form.objective, floor)[None, :] / floor)
            asked = replace(
                form,
                objective=-cost,
                matrix=csr_array(vstack([form.matrix, clipped], format="csr")),
                row_lower=np.append(form.row_lower, 1.0),
                row_upper=np.append(up, np.inf),
            )
            answer = run_sure(asked, seconds=SECONDS, feasibility=STRICT)
            if answer.stop is StopReason.INTERRUPTED:
                raise KeyboardInterrupt
            none = answer.stop is StopReason.INFEASIBLE
            least = np.inf if none else -np.nan_to_num(answer.bound, nan=np.inf)
            self._known[key] = float(least)
        return self._known[key]

    def _relaxed(self, form: LinearForm, levels: np.ndarray) -> tuple[np.ndarray, float]:
        """Raise some floors by one factor in the linear relaxation; prices of rows, the factor.

        Returns
        -------
        prices : (m,) float64
        factor : float
            Below 1, the question has no answer; infinite when the relaxation gave none.
        """
        n = form.objective.size
        some = self.at[levels > 0]
        column = np.zeros((form.matrix.shape[0], 1))
        column[some, 0] = -levels[levels > 0]
        low = form.row_lower.copy()
        low[some] = 0.0
        raised = replace(
            form,
            objective=np.append(np.zeros(n), 1.0),
            matrix=csr_array(hstack([form.matrix, csr_array(column)], format="csr")),
            row_lower=low,
            lower=np.append(form.lower, 0.0),
            upper=np.append(form.upper, 10.0),
            integer=np.zeros(n + 1, dtype=bool),
        )
        solver = load(raised)
        solver.solve()
        if solver.getModelStatus().name != "kOptimal":
            return np.zeros(form.matrix.shape[0]), np.inf
        prices = in_length(np.array(solver.getSolution().row_dual), form.matrix.shape[0])
        # what the prices bear, not what the solver says
        return prices, Recomputed(raised).bound(prices, raised.lower, raised.upper)

    def _priced(self, prices: np.ndarray) -> list[tuple[int, float]]:
        """Return the shared rows with a price, dearest first, and the side that binds."""
        rows = self._shared[np.abs(prices[self._shared]) > NOTHING]
        scale = np.abs(self.form.matrix[rows]).max(axis=1).toarray().ravel()
        order = np.argsort(-np.abs(prices[rows]) * scale, kind="stable")
        return [(int(r), 1.0 if prices[r] > 0 else -1.0) for r in rows[order][:3]]


def shared_rows(body: csr_array, matrix: csr_array, at: np.ndarray) -> np.ndarray:
    """Return the rows, benefits and plain counts aside, with columns of two territories.

    Parameters
    ----------
    body : (m, n) csr_array
        Rows of the program.
    matrix : (g, n) csr_array
        Benefits.
    at : (g,) int64
        Rows of the benefits.

    Examples
    --------
    >>> body = csr_array(np.array([[1.0, 2.0, 0.0], [0.0, 0.0, 3.0], [1.0, 1.0, 1.0]]))
    >>> shared_rows(body, csr_array(np.array([[5.0, 0, 0], [0, 5.0, 5.0]])), np.array([1])).tolist()
    [0]
    """
    owner = np.full(body.shape[1], -1)
    for g in range(matrix.shape[0]):
        owner[matrix.indices[matrix.indptr[g] : matrix.indptr[g + 1]]] = g
    shared = []
    for r in np.setdiff1d(np.arange(body.shape[0]), at):
        part = slice(body.indptr[r], body.indptr[r + 1])
        of = owner[body.indices[part]]
        if of.size and of.min() != of.max() and np.ptp(body.data[part]) > 0:
            shared.append(int(r))
    return np.array(shared, dtype=np.int64)
