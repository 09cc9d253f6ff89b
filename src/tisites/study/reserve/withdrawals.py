"""What happens when chosen sites withdraw, one after the other, and the list is gone down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.sparse import csc_array

from tisites.messages.stop import look
from tisites.solver.check import row_slack
from tisites.study.reserve.substitutes import near
from tisites.study.robustness.acceptability import wilson

if TYPE_CHECKING:
    from tisites.model.program import Program

Rule = Literal["score", "value"]


@dataclass(frozen=True, slots=True)
class Survival:
    """How often a list makes up for so many withdrawals.

    Parameters
    ----------
    withdrawals : int
        How many chosen sites withdraw, one after the other.
    draws : int
        Sets of withdrawals that were played; every chosen site once where ``exact``.
    exact : bool
        Whether every case was played, each with its own weight.
    share : float
        Share of them after which every place is taken and every rule met.
    low, high : float
        95 % interval of the share; the share itself where it is exact.
    lost : float
        Points lost on average where every place was taken; NaN where it never was.
    """

    withdrawals: int
    draws: int
    exact: bool
    share: float
    low: float
    high: float
    lost: float


def by_score(program: Program, sites: np.ndarray) -> np.ndarray:
    """Return sites in the order of the list: the highest score first, then the first by id."""
    return sites[np.lexsort((sites, -program.value[sites]))]


def draw(weights: np.ndarray, withdrawals: int, draws: int, seed: int) -> np.ndarray:
    """Draw sets of withdrawals, one after the other in proportion to weights, (draws, k).

    By the largest ``log w + Gumbel`` (Efraimidis and Spirakis, Information Processing Letters 97,
    2006, 181-185).

    Examples
    --------
    >>> draw(np.array([1.0, 0.0, 2.0]), 2, 3, 1).tolist()
    [[2, 0], [2, 0], [0, 2]]
    """
    noise = np.random.default_rng((seed, withdrawals)).gumbel(size=(draws, weights.size))
    with np.errstate(divide="ignore"):
        keys = np.log(weights)[None, :] + noise
    return np.argsort(-keys, axis=1, kind="stable")[:, :withdrawals].astype(np.int64)


def survival(
    program: Program, selected: np.ndarray, reserve: np.ndarray, weights: np.ndarray,
    withdrawals: int, rule: Rule, draws: int, seed: int,
) -> Survival:  # fmt: skip
    """Play withdrawals on a list: every one where there is a single one, drawn otherwise.

    Parameters
    ----------
    selected : (p,) int64
        Chosen columns, ascending.
    reserve : (r,) int64
        Columns on the list.
    weights : (p,) float64
        How likely each chosen site is to withdraw, in proportion.
    """
    exact = withdrawals == 1
    out = np.arange(selected.size)[:, None] if exact else draw(weights, withdrawals, draws, seed)
    entered, lost = played(program, selected, reserve, out, rule)
    held = (entered >= 0).all(axis=1)
    each = weights / weights.sum() if exact else np.full(len(out), 1.0 / len(out))
    share = float(min(1.0, each[held].sum()))
    low, high = share, share
    if not exact:
        low, high = (float(end[0]) for end in wilson(np.array([held.sum()]), len(out)))
        low = low if held.any() else 0.0  # the formula leaves a rounding there
    of = each[held].sum()
    mean = float(each[held] @ lost[held] / of) if of > 0.0 else np.nan
    return Survival(withdrawals, len(out), exact, share, low, high, mean)


def played(
    program: Program, selected: np.ndarray, reserve: np.ndarray, out: np.ndarray, rule: Rule
) -> tuple[np.ndarray, np.ndarray]:
    """Let sites withdraw one after the other; after each, the first admissible reserve site enters.

    Parameters
    ----------
    out : (d, k) int64
        Places in ``selected`` of those that withdraw, in turn; one row a case.
    rule : {"score", "value"}
        Which admissible site enters: the highest score, or what keeps the most of the objective.
        Both are one without a service term.

    Returns
    -------
    entered : (d, k) int64
        Column that enters at each turn; -1 where none could, and from there on.
    lost : (d,) float64
        Points of the objective lost in the end; NaN where a place stayed empty.
    """
    listed = by_score(program, reserve)
    members = np.concatenate([selected, listed])
    p, many = selected.size, out.shape[0]
    rows = csc_array(program.matrix)[:, members].toarray()
    touched = np.abs(rows).sum(axis=1) > 0.0
    rows = rows[touched].T
    slack = row_slack(program.matrix, program.row_lower, program.row_upper)[touched]
    low, high = program.row_lower[touched] - slack, program.row_upper[touched] + slack
    close = near(program, members, members) & ~np.eye(members.size, dtype=bool)
    worth = _Worth(program, members)
    present = np.zeros((many, members.size), dtype=bool)
    present[:, :p] = True
    activity = np.tile(rows[:p].sum(axis=0), (many, 1))
    entered = np.full(out.shape, -1, dtype=np.int64)
    alive, every = np.ones(many, dtype=bool), np.arange(many)
    for turn in range(out.shape[1]):
        look()
        present[every, out[:, turn]] = False
        activity -= rows[out[:, turn]]
        fits = np.zeros((many, listed.size), dtype=bool)
        for r in range(listed.size):
            after = activity + rows[p + r]
            fits[:, r] = ((after >= low) & (after <= high)).all(axis=1)
            fits[:, r] &= ~(present & close[p + r]).any(axis=1) & ~present[:, p + r]
        alive &= fits.any(axis=1)
        which = np.flatnonzero(alive)
        if which.size == 0:
            break
        first = fits[which].argmax(axis=1)
        if rule == "value" and program.access is not None:
            first = np.array([worth.best(present[d], fits[d], p) for d in which], dtype=np.int64)
        entered[which, turn] = listed[first]
        present[which, p + first] = True
        activity[which] += rows[p + first]
    before = worth.of(np.arange(members.size) < p)
    lost = np.array([before - worth.of(present[d]) if alive[d] else np.nan for d in every])
    return entered, lost


class _Worth:
    """The objective of selections of a few columns."""

    def __init__(self, program: Program, members: np.ndarray) -> None:
        self.value, access = program.value[members], program.access
        self.service = self.demand = np.empty((0, 0))
        if access is not None:
            service = access.f[:, members].toarray()
            served = (service.max(axis=1) > 0.0) & (access.demand > 0.0)
            self.service, self.demand = service[served], access.weight * access.demand[served]

    def of(self, present: np.ndarray) -> float:
        """Return the objective of some of the columns, its constant apart."""
        own = float(self.value[present].sum())
        if self.demand.size == 0 or not present.any():
            return own
        return own + float(self.demand @ self.service[:, present].max(axis=1))

    def best(self, present: np.ndarray, fits: np.ndarray, p: int) -> int:
        """Return which of the listed columns that fit adds the most."""
        first = self.service[:, present].max(axis=1)
        more = np.maximum(self.service[:, p:][:, fits] - first[:, None], 0.0)
        gains = np.full(fits.size, -np.inf)
        gains[fits] = self.value[p:][fits] + self.demand @ more
        return int(gains.argmax())
