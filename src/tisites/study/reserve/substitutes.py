"""Which sites may take the place of a chosen one: every rule met once it is gone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csc_array

from tisites.solver.check import row_slack
from tisites.study.exchange import all_gains

if TYPE_CHECKING:
    from tisites.model.program import Program


@dataclass(frozen=True, slots=True)
class Substitutes:
    """Every exchange of a chosen site for one that was left out.

    Parameters
    ----------
    selected : (p,) int64
        Chosen columns, ascending; a lock does not keep a site from withdrawing.
    sites : (m,) int64
        Columns left out that no lock keeps out, ascending.
    allowed : (p, m) bool
        Whether the selection without the one and with the other meets every rule.
    gains : (p, m) float64
        What the exchange adds to the objective, the service term counted.
    """

    selected: np.ndarray
    sites: np.ndarray
    allowed: np.ndarray
    gains: np.ndarray


class Rooms:
    """What the rules of a program leave: which columns fit in after others have left.

    All of its columns are sites: a program whose rules are met by continuous columns is not for it.
    """

    def __init__(self, program: Program, sites: np.ndarray) -> None:
        self.program = program
        self.sites = sites
        self._columns = csc_array(program.matrix)
        self._entering = csc_array(self._columns[:, sites])
        self._column = np.repeat(np.arange(sites.size), np.diff(self._entering.indptr))
        slack = row_slack(program.matrix, program.row_lower, program.row_upper)
        self.low, self.high = program.row_lower - slack, program.row_upper + slack

    def activity(self, chosen: np.ndarray) -> np.ndarray:
        """Return what every row (m,) counts of some columns."""
        return np.asarray(self._columns[:, chosen].sum(axis=1)).ravel()

    def column(self, site: int) -> np.ndarray:
        """Return what a column counts in every row (m,)."""
        return self._columns[:, [site]].toarray().ravel()

    def fits(self, activity: np.ndarray, *, beside: np.ndarray | None = None) -> np.ndarray:
        """Return which sites meet every row, and how many they break if ``beside`` asks.

        Parameters
        ----------
        activity : (m,) float64
            What rows count without the site that comes in.
        beside : (m,) bool, optional
            Rows that are not looked at.
        """
        low, high = self.low - activity, self.high - activity
        if beside is not None:
            low, high = np.where(beside, -np.inf, low), np.where(beside, np.inf, high)
        row, amount = self._entering.indices, self._entering.data
        bad = (amount > high[row]) | (amount < low[row])
        needy = (low > 0.0) | (high < 0.0)  # rows that no site may leave as they stand
        ends = np.bincount(self._column, bad, minlength=self.sites.size)
        met = np.bincount(self._column, needy[row] & ~bad, minlength=self.sites.size)
        return np.asarray((ends == 0) & (met == needy.sum()))


def near(program: Program, chosen: np.ndarray, sites: np.ndarray) -> np.ndarray:
    """Return which chosen columns and which sites (p, m) bool a rule of spacing keeps apart."""
    close = np.zeros((chosen.size, sites.size), dtype=bool)
    for rule in program.separations:
        same = rule.zone[chosen][:, None] == rule.zone[sites][None, :]
        apart = np.hypot(
            rule.x_m[chosen][:, None] - rule.x_m[sites][None, :],
            rule.y_m[chosen][:, None] - rule.y_m[sites][None, :],
        )
        close |= same & (apart < rule.km * 1000.0)
    return close


def left_out(program: Program, selected: np.ndarray) -> np.ndarray:
    """Return the columns (m,) that are not chosen and that no lock keeps out."""
    free = program.integer & (program.upper > 0.5)
    free[selected] = False
    return np.flatnonzero(free).astype(np.int64)


def substitutes(program: Program, selected: np.ndarray) -> Substitutes:
    """Examine every exchange of one chosen site for one that was left out.

    Parameters
    ----------
    program : Program
        All of its columns are sites.
    selected : (p,) int64
        A selection that meets its rules, ascending.

    Examples
    --------
    >>> from tisites.model.program import Program
    >>> rows = [[1, 1, 1, 1], [1, 0, 1, 0]]  # two sites, one of the first and the third at least
    >>> program = Program.from_arrays([4.0, 3.0, 2.0, 1.0], rows, [2.0, 1.0], [2.0, 2.0])
    >>> found = substitutes(program, np.array([0, 1]))
    >>> found.sites.tolist(), found.allowed.tolist(), found.gains.tolist()
    ([2, 3], [[True, False], [True, True]], [[-2.0, -3.0], [-1.0, -2.0]])
    """
    sites = left_out(program, selected)
    rooms = Rooms(program, sites)
    close = near(program, selected, sites)
    crowd = close.sum(axis=0)
    activity = rooms.activity(selected)
    allowed = np.array(
        [
            rooms.fits(activity - rooms.column(int(site))) & (crowd - close[k] == 0)
            for k, site in enumerate(selected)
        ],
        dtype=bool,
    ).reshape(selected.size, sites.size)
    return Substitutes(selected, sites, allowed, all_gains(program, selected, selected, sites))


def next_best(program: Program, selected: np.ndarray, count: int, row: str) -> list[int]:
    """Return the sites that would be chosen next, one beside all that come before.

    The best selection of one more site that holds the present one, and so on: with all but one
    site fixed, each is read off exactly. Every rule holds but the number of sites.

    Parameters
    ----------
    count : int
        How many; fewer are given where no other site fits.
    row : str
        Constraint that fixes the number of sites.
    """
    counting = np.array([name == row for name in program.row_constraints], dtype=bool)
    chosen = selected
    found: list[int] = []
    while len(found) < count:
        sites = left_out(program, chosen)
        rooms = Rooms(program, sites)
        fits = rooms.fits(rooms.activity(chosen), beside=counting)
        fits &= ~near(program, chosen, sites).any(axis=0)
        if not fits.any():
            return found
        worth = np.where(fits, _gained(program, chosen, sites), -np.inf)
        found.append(int(sites[worth.argmax()]))
        chosen = np.sort(np.append(chosen, found[-1]))
    return found


def _gained(program: Program, chosen: np.ndarray, sites: np.ndarray) -> np.ndarray:
    """Return what each site (m,) adds to the objective of a selection."""
    access = program.access
    if access is None:
        return np.asarray(program.value[sites])
    first = access.f[:, chosen].max(axis=1).toarray().ravel()
    new = csc_array(access.f[:, sites])
    more = access.demand[new.indices] * np.maximum(new.data - first[new.indices], 0.0)
    site = np.repeat(np.arange(sites.size), np.diff(new.indptr))
    served = np.bincount(site, more, minlength=sites.size)
    return np.asarray(program.value[sites] + access.weight * served)
