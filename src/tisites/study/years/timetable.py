"""What each site costs, and brings, by the year it begins; what each year may pay."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tisites.criteria.blanks import admitted
from tisites.criteria.steps import steps_years
from tisites.criteria.turnkey import deadline_of, triangular_cdf
from tisites.messages.errors import BadInputError, Problem, Where, bad_input
from tisites.messages.text import Text, number
from tisites.model.sites import GROUP_COLUMN
from tisites.model.tolerances import SAME

if TYPE_CHECKING:
    from tisites.criteria.interval import Interval
    from tisites.model.programme.years import Balance, ProgrammeRule, Reading
    from tisites.run.read.case import Case

ENDS = ("_low", "", "_high")


@dataclass(frozen=True)
class BalanceRow:
    """What one territory has by the end of a year: a row of the program.

    Parameters
    ----------
    rule, group : str
        Name in ``[programme.balance.NAME]``, code of the territory.
    year : int
    counts : (n, T) bool
        Whether a site that begins in a year counts then.
    least, most : float
        Of the sites that count.
    """

    rule: str
    group: str
    year: int
    counts: np.ndarray
    least: float
    most: float


@dataclass(frozen=True)
class Timetable:
    """Sites by start years.

    Parameters
    ----------
    years : (T,) int64
        Start years, one after another.
    cost : (n,) float64
        M€, paid in equal parts over ``duration`` (n,) int64 years from the start.
    shares : (K, n) float64
        M€ of a site that each co-fund may pay.
    budgets : (H,) float64
        M€ of each year from the first start to the last payment; ``envelopes`` (K, H).
    ready : (n, T) float64
        Likely turnkey date, decimal year.
    factor : (n, T) float64
        What is left of a site's points.
    chance : (n, T) float64, optional
        Probability to be turnkey at the date that ``expected_min`` sites are due.
    expected_min : float
        Expected number of sites due; 0: none.
    dues : tuple of BalanceRow
    out : (n,) bool
        Sites that cannot be paid: their cost is unknown.
    """

    years: np.ndarray
    cost: np.ndarray
    duration: np.ndarray
    shares: np.ndarray
    budgets: np.ndarray
    envelopes: np.ndarray
    ready: np.ndarray
    factor: np.ndarray
    chance: np.ndarray | None
    expected_min: float
    dues: tuple[BalanceRow, ...]
    out: np.ndarray

    @property
    def horizon(self) -> np.ndarray:
        """Years that pay, (H,) int64."""
        return np.asarray(self.years[0] + np.arange(self.budgets.size))

    def of(self, sites: np.ndarray) -> Timetable:
        """Return the timetable of some sites (k,) int64."""
        return replace(
            self,
            cost=self.cost[sites],
            duration=self.duration[sites],
            shares=self.shares[:, sites],
            ready=self.ready[sites],
            factor=self.factor[sites],
            chance=None if self.chance is None else self.chance[sites],
            dues=tuple(replace(due, counts=due.counts[sites]) for due in self.dues),
            out=self.out[sites],
        )

    def with_budgets(self, budgets: np.ndarray) -> Timetable:
        """Return the timetable with other budgets (H,)."""
        return replace(self, budgets=np.asarray(budgets, dtype=np.float64))


@dataclass(frozen=True)
class Delays:
    """Steps and grid of sites, as laws: low, likely, high.

    Parameters
    ----------
    steps : (n, 3) float64
        Years of steps from the start; what blanks may stand for at its longest.
    grid : (n, 3) float64
        Year of the grid connection, NaN where unknown; it does not move with the start.
    grid_worst : float
        Latest year known of any site: what an unknown connection counts as, in likely dates.
    """

    steps: np.ndarray
    grid: np.ndarray
    grid_worst: float

    def ready(self, years: np.ndarray, end: int = 1) -> np.ndarray:
        """Return when each site is turnkey by its start year, (n, T) decimal years."""
        grid = np.where(np.isnan(self.grid[:, end]), self.grid_worst, self.grid[:, end])
        return np.asarray(np.maximum(years[None, :] + self.steps[:, [end]], grid[:, None]))

    def chances(
        self, years: np.ndarray, by: int, slip: float = 0.0
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return the probability that steps end in time, (n, T), and that the grid is there, (n,).

        ``slip``: years that every connection is late, a shock common to all.
        """
        date = deadline_of(by)
        steps = np.column_stack(
            [triangular_cdf(date, *(float(y) + self.steps[:, e] for e in range(3))) for y in years]
        )
        grid = triangular_cdf(date - slip, *(self.grid[:, e] for e in range(3)))
        return steps, np.nan_to_num(grid, nan=0.0)


def delays_of(case: Case) -> Delays:
    """Return the delays of the sites that compete."""
    sites, words = case.sites, admitted(case.model.eligibility)
    longest: Interval = steps_years(sites, words).most
    steps = np.column_stack([longest.low, longest.nominal, longest.high])
    names = [f"grid_ready_year{end}" for end in ENDS]
    missing = [name for name in names if name not in sites]
    grid = np.full((len(sites), 3), np.nan)
    if not missing:
        grid = sites[names].to_numpy(dtype=np.float64)
    known = grid[:, 2][~np.isnan(grid[:, 2])]
    return Delays(steps, grid, float(known.max()) if known.size else -np.inf)


def costs_of(case: Case, rule: ProgrammeRule, reading: Reading) -> np.ndarray:
    """Return what each site costs at a reading, M€; NaN where unknown.

    Raises
    ------
    BadInputError
        An indicator that the case does not measure; a site that does not compete; unknown costs
        that are declared an error.
    """
    name, sites = rule.cost.indicator, case.sites
    at = name + {"low": "_low", "nominal": "", "high": "_high"}[reading]
    column = at if at in sites else name
    where = Where(column="programme.cost.indicator", value=name)
    if column not in sites or not np.issubdtype(np.asarray(sites[column]).dtype, np.number):
        raise bad_input(
            Text(
                f"« {name} » n'est pas un indicateur de ce cas",
                f"'{name}' is no indicator of this case",
            ),
            Text(
                'écrire un coût en M€, par exemple "cost_meur"', 'write a cost in M€: "cost_meur"'
            ),
            where,
        )
    cost = sites[column].to_numpy(dtype=np.float64).copy()
    strangers = []
    for site, own in rule.cost.site.items():
        if site not in sites.index:
            strangers.append(site)
            continue
        cost[sites.index.get_loc(site)] = {
            "low": own.low,
            "nominal": own.nominal,
            "high": own.high,
        }[reading]
    if strangers:
        raise BadInputError([_stranger(site) for site in strangers])
    unknown = np.isnan(cost)
    if unknown.any() and rule.cost.unknown == "error":
        some = ", ".join(sites.index[unknown][:3])
        raise bad_input(
            Text(
                f"coût inconnu de {number(int(unknown.sum()))} sites ({some}…)",
                f"unknown cost of {number(int(unknown.sum()))} sites ({some}…)",
            ),
            Text(
                'le donner sous [programme.cost.site], ou déclarer unknown = "exclude"',
                'give it under [programme.cost.site], or declare unknown = "exclude"',
            ),
            where,
        )
    return cost


def _stranger(site: str) -> Problem:
    return Problem(
        Text(f"« {site} » n'est pas en concours", f"'{site}' does not compete"),
        Text("corriger l'identifiant, ou retirer ce coût", "mend the id, or remove this cost"),
        Where(column="programme.cost.site", value=site),
    )


def timetable(
    case: Case, rule: ProgrammeRule, reading: Reading | None = None, delays: Delays | None = None
) -> Timetable:
    """Return what a programme makes of the sites of a case.

    Parameters
    ----------
    case : Case
    rule : ProgrammeRule
    reading : {"low", "nominal", "high"}, optional
        Which figure of the cost counts; the declared one otherwise.
    delays : Delays, optional
        Those of the case otherwise.
    """
    known = costs_of(case, rule, reading or rule.cost.reading)
    delays = delays or delays_of(case)
    out, cost = np.isnan(known), np.nan_to_num(known, nan=0.0)
    years = np.array(rule.years, dtype=np.int64)
    steps = np.maximum(np.ceil(delays.steps[:, 1] - SAME), 1.0).astype(np.int64)
    duration = steps if rule.duration == "steps" else np.full(cost.size, rule.duration)
    count = years.size + (int(duration.max()) if duration.size else 1) - 1
    horizon = [int(years[0]) + k for k in range(count)]
    funds = list(rule.cofunding)
    shares = [
        np.minimum(
            cost * fund.share_max, np.inf if fund.ceiling_meur is None else fund.ceiling_meur
        )
        for fund in rule.cofunding.values()
    ]
    ready, chance = delays.ready(years), None
    if rule.delivered is not None:
        in_time, grid = delays.chances(years, rule.delivered.by)
        chance = in_time * grid[:, None]
    return Timetable(
        years=years,
        cost=cost,
        duration=duration,
        shares=np.array(shares).reshape(len(funds), cost.size),
        budgets=np.array([rule.budget(year) for year in horizon]),
        envelopes=np.array([[rule.envelope(f, y) for y in horizon] for f in funds]).reshape(
            len(funds), count
        ),
        ready=ready,
        factor=(1.0 + rule.discount) ** -(ready - float(years[0])),
        chance=chance,
        expected_min=0.0 if rule.delivered is None else rule.delivered.expected_min,
        dues=tuple(
            due
            for name, balance in rule.balance.items()
            for due in _dues(case, name, balance, years, ready)
        ),
        out=out,
    )


def _dues(
    case: Case, name: str, balance: Balance, years: np.ndarray, ready: np.ndarray
) -> list[BalanceRow]:
    """Return the rows of a balance: every territory with a site that competes, at every date."""
    groups = case.sites[GROUP_COLUMN[balance.by]].astype(object)
    labels = sorted(groups.dropna().astype(str).unique())
    begun = np.broadcast_to(years[None, :].astype(np.float64), ready.shape)
    date = begun if balance.counts == "started" else ready
    found = []
    for year in sorted({*balance.min, *balance.max}):
        in_time = date <= year if balance.counts == "started" else date <= deadline_of(year)
        for label in labels:
            inside = (groups.astype(str) == label).to_numpy() & groups.notna().to_numpy()
            least = float(balance.min.get(year, 0))
            most = float(balance.max.get(year, np.inf))
            found.append(BalanceRow(name, label, year, in_time & inside[:, None], least, most))
    return found
