"""Voting rules over parties' own selections, blind to the model's rules: for comparison only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tisites.model.tolerances import NOTHING, SAME
from tisites.solver.check import broken_rules

if TYPE_CHECKING:
    from collections.abc import Callable

    from tisites.model.program import Program
    from tisites.study.compromise.payoffs import Payoffs


@dataclass(frozen=True, slots=True)
class Vote:
    """What a voting rule elects where each party approves the sites of its own best selection.

    Parameters
    ----------
    rule : str
        ``approval``, ``equal_shares`` or ``phragmen``.
    x : (n,) float64
        The sites elected.
    broken : tuple of str
        Rules of the model that they break; none where they make a selection.
    """

    rule: str
    x: np.ndarray
    broken: tuple[str, ...]


def votes(program: Program, payoffs: Payoffs, seats: int) -> tuple[Vote, ...]:
    """Elect as many sites as are to be chosen by three rules, none of which knows the limits.

    Parameters
    ----------
    program : Program
        Its rules are only asked which of them the elected sites break.
    payoffs : Payoffs
        The ballots are the parties' optima.
    seats : int
        Sites to elect.
    """
    sites = np.flatnonzero(program.integer)
    ballots = payoffs.optima[:, sites] > 0.5
    pull = payoffs.slope[:, sites].sum(axis=0)
    rules: dict[str, Callable[[np.ndarray, np.ndarray, int], list[int]]] = {
        "approval": approval, "equal_shares": equal_shares, "phragmen": phragmen,
    }  # fmt: skip
    found = []
    for name, rule in rules.items():
        x = np.zeros(program.n_columns)
        x[sites[rule(ballots, pull, seats)]] = 1.0
        found.append(Vote(name, x, tuple(broken_rules(program, x))))
    return tuple(found)


def approval(ballots: np.ndarray, pull: np.ndarray, seats: int) -> list[int]:
    """Elect the sites that most parties approve.

    Parameters
    ----------
    ballots : (k, n) bool
        Who approves what.
    pull : (n,) float64
        Settles ties: the greater first, then the earlier site.
    seats : int

    Examples
    --------
    >>> ballots = np.array([[1, 1, 0], [0, 1, 1]], bool)
    >>> approval(ballots, np.array([1.0, 1.0, 2.0]), 2)
    [1, 2]
    """
    order = np.lexsort((np.arange(pull.size), -pull, -ballots.sum(axis=0)))
    return sorted(order[:seats].tolist())


def equal_shares(ballots: np.ndarray, pull: np.ndarray, seats: int) -> list[int]:
    """Elect by equal shares: each party has as much of the seats to spend, supporters share a cost.

    A seat costs 1; the site that asks least of its supporters is bought first. What is left at the
    end goes by :func:`approval` (Peters, Skowron: Economics and Computation 2020).

    Examples
    --------
    >>> ballots = np.array([[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1]], bool)
    >>> equal_shares(ballots, np.ones(4), 3)
    [0, 1, 2]
    """
    purse = np.full(ballots.shape[0], seats / ballots.shape[0])
    elected: list[int] = []
    while len(elected) < seats:
        asked = [_asked(ballots[:, c], purse) if c not in elected else np.inf
                 for c in range(pull.size)]  # fmt: skip
        least = min(asked)
        if not np.isfinite(least):
            break
        ties = [c for c, much in enumerate(asked) if much <= least + SAME]
        chosen = max(ties, key=lambda c: (pull[c], -c))
        pays = ballots[:, chosen]
        purse[pays] = np.maximum(purse[pays] - asked[chosen], 0.0)
        elected.append(chosen)
    left = [c for c in approval(ballots, pull, pull.size) if c not in elected]
    rank = np.lexsort((np.arange(len(left)), -pull[left], -ballots[:, left].sum(axis=0)))
    return sorted(elected + [left[r] for r in rank[: seats - len(elected)]])


def _asked(supports: np.ndarray, purse: np.ndarray) -> float:
    """Return the least payment a supporter at which their purses pay a seat; infinite if never."""
    purses = np.sort(purse[supports])
    paid = 0.0
    for k, much in enumerate(purses.tolist()):
        share = (1.0 - paid) / (purses.size - k)
        if share <= much + NOTHING:
            return float(share)
        paid += much
    return float(np.inf)


def phragmen(ballots: np.ndarray, pull: np.ndarray, seats: int) -> list[int]:
    """Elect by Phragmén's sequence: parties earn at one pace, and a seat costs 1 of its supporters.

    Brill, Freeman, Janson, Lackner: Mathematical Programming 203, 2024. Seats that nobody approves
    go by :func:`approval`.

    Examples
    --------
    >>> ballots = np.array([[1, 1, 1, 0], [0, 0, 0, 1]], bool)
    >>> phragmen(ballots, np.array([3.0, 2.0, 1.0, 1.0]), 2)
    [0, 3]
    """
    load = np.zeros(ballots.shape[0])
    elected: list[int] = []
    while len(elected) < seats:
        when = np.full(pull.size, np.inf)
        for c in range(pull.size):
            if c not in elected and ballots[:, c].any():
                when[c] = (1.0 + load[ballots[:, c]].sum()) / ballots[:, c].sum()
        if not np.isfinite(when.min()):
            break
        ties = np.flatnonzero(when <= when.min() + SAME).tolist()
        chosen = max(ties, key=lambda c: (pull[c], -c))
        load[ballots[:, chosen]] = when[chosen]
        elected.append(chosen)
    left = [c for c in range(pull.size) if c not in elected]
    rank = np.lexsort((np.arange(len(left)), -pull[left], -ballots[:, left].sum(axis=0)))
    return sorted(elected + [left[r] for r in rank[: seats - len(elected)]])
