"""The best sites and years, their tie rule, the least budget, and what could be conceded."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.sparse import csr_array

from tisites.messages.stop import look
from tisites.model.program import Program
from tisites.model.tolerances import TIE
from tisites.solver.compact import CBC
from tisites.solver.kernel.session import Session
from tisites.solver.solution import Limits, Proof, Solution
from tisites.study.years.dated import BUDGET, dated

if TYPE_CHECKING:
    from collections.abc import Callable

    from tisites.study.years.dated import Dated
    from tisites.study.years.timetable import Timetable

Ties = Literal["earliest_starts", "earliest_spending"]
#: M€ to which the least budget is told.
STEP = 1.0
#: Seconds of each question of the halving: one that is left open is told.
QUESTION_SECONDS = 10.0
#: Seconds of each step of the tie rule: what it cuts is told.
TIE_SECONDS = 20.0
#: Any selection will do: where only "is there one?" is asked.
ANY = Limits(gap_rel=1e9)


@dataclass(frozen=True)
class Planned:
    """Sites with their start years.

    Parameters
    ----------
    proof : Proof
        Of the value, over sites and years together.
    value, bound : float
        Points, and the proven bound on every choice.
    starts : (n,) int64
        Number of the start year of each site of the case, -1 for those left out; empty where
        there is no choice.
    tied : Proof
        How far the tie rule is proven among the years of these sites at this value.
    certified : bool
        Whether certificates, replayed without a solver, bear the whole claim.
    columns : int
        Pairs of site and year that were solved over, dominated years left out.
    """

    proof: Proof
    value: float
    bound: float
    starts: np.ndarray
    tied: Proof
    certified: bool
    columns: int

    @property
    def sites(self) -> np.ndarray:
        """Columns of the sites that begin, ascending."""
        return np.flatnonzero(self.starts >= 0)


def plan(
    plain: Program,
    table: Timetable,
    ties: Ties,
    *,
    most: int | None = None,
    seconds: float | None = None,
) -> Planned:
    """Choose sites and start years together, to proof; then hold the tie rule.

    Parameters
    ----------
    plain : Program
        Its binaries are the sites of the timetable.
    table : Timetable
    ties : {"earliest_starts", "earliest_spending"}
        Which calendar, among those of the chosen sites at the same value.
    most : int, optional
        Sites chosen at most.
    seconds : float, optional
        Limit of the solve; what it cuts is told as not proven.
    """
    made = dated(plain, table, most)
    session = Session(made.program, CBC, confirm=False)
    return planned(made, session.solve(Limits(seconds), evidence=True), plain, table, ties)


def planned(made: Dated, found: Solution, plain: Program, table: Timetable, ties: Ties) -> Planned:
    """Return what a solution of the program over years says, its tie rule held."""
    n = int(plain.integer.sum())
    none = np.empty(0, dtype=np.int64)
    columns = int(made.site.size)
    if not found.x.size:
        return Planned(
            found.proof, math.nan, found.bound, none, found.proof, found.certified, columns
        )
    starts, tied = settled(plain, table, made.starts(found.x, n), ties)
    # the years were chosen again within the tie's tolerance: the value told is that of the answer
    value = _value(plain, table, starts, found.x[made.site.size :])
    bound = max(found.bound, value)
    return Planned(found.proof, value, bound, starts, tied, found.certified, columns)


def _value(plain: Program, table: Timetable, starts: np.ndarray, rest: np.ndarray) -> float:
    chosen = np.flatnonzero(starts >= 0)
    factor = np.zeros(starts.size)
    factor[chosen] = table.factor[chosen, starts[chosen]]
    value = plain.value.copy()
    value[: starts.size] *= factor
    x = np.concatenate([(starts >= 0).astype(np.float64), rest])
    return replace(plain, value=value).objective(x)


def of_sites(plain: Program, sites: np.ndarray) -> Program:
    """Return the program of sites that are all chosen: their rows hold already, years are free."""
    k = sites.size
    return Program(
        columns=plain.columns[sites], value=plain.value[sites], lower=np.ones(k),
        upper=np.ones(k), integer=np.ones(k, dtype=bool), matrix=csr_array((0, k)),
        row_lower=np.empty(0), row_upper=np.empty(0), row_labels=(), row_constraints=(),
    )  # fmt: skip


def tie_weights(table: Timetable, ties: Ties) -> list[np.ndarray]:
    """Return what the tie rule makes least, one after the other: weight of a year by site.

    ``earliest_starts``: the sum of start years, then that sum weighted by rank, first ids heaviest;
    ``earliest_spending``: the sum of start years weighted by M€, then the former.
    """
    n = table.cost.size
    even, rank = np.ones(n), np.arange(n, 0, -1, dtype=np.float64)
    return [table.cost, even, rank] if ties == "earliest_spending" else [even, rank]


def settled(
    plain: Program, table: Timetable, starts: np.ndarray, ties: Ties
) -> tuple[np.ndarray, Proof]:
    """Return the calendar of the sites chosen that the tie rule prefers, at the value in hand."""
    sites = np.flatnonzero(starts >= 0)
    if not sites.size:
        return starts, Proof.OPTIMAL
    part, own = of_sites(plain, sites), table.of(sites)
    made = dated(part, own)
    base = made.program
    if np.ptp(own.factor, axis=1).max() > 0.0:
        worth = float((part.value * own.factor[np.arange(sites.size), starts[sites]]).sum())
        least = worth - TIE * max(1.0, abs(worth))
        base = base.with_rows(base.value[None, :], least, np.inf, ("value",))
    current, proof = starts[sites], Proof.OPTIMAL
    for number, weight in enumerate(tie_weights(own, ties)):
        look()
        cost = weight[made.site] * made.year
        session = Session(replace(base, value=-cost, constant=0.0), CBC, confirm=False)
        session.seed([], [made.point(current)])
        found = session.solve(Limits(TIE_SECONDS))
        if found.x.size and -found.value <= float(weight @ current) + TIE:
            current = made.starts(found.x, sites.size)
        if found.proof is not Proof.OPTIMAL:
            proof = Proof.FEASIBLE
            break
        room = TIE * max(1.0, abs(found.value))
        base = base.with_rows(cost[None, :], -np.inf, -found.value + room, (f"tie{number}",))
    settled_starts = np.full(starts.size, -1, dtype=np.int64)
    settled_starts[sites] = current
    return settled_starts, proof


@dataclass(frozen=True)
class LeastBudget:
    """The least yearly budget that carries a programme.

    Parameters
    ----------
    value : float
        M€ a year found to carry it; NaN where none was.
    fails : float
        Most M€ a year proven not to carry it; negative where nothing is.
    """

    value: float
    fails: float

    @property
    def proven(self) -> bool:
        """Whether one step less is proven not to."""
        return self.value - self.fails <= STEP


def least_budget(
    plain: Program, table: Timetable, start: float, told: Callable[[float], None] | None = None
) -> LeastBudget:
    """Return the least yearly budget, in whole M€, that carries a selection: by halving.

    Budgets that differ by year move in proportion; ``start`` is the largest of them. Each question
    is "is there any selection with its years?", closed by a selection or by a proof that there is
    none; one that neither closes in time is left open, and the halving goes on above it. Co-funds
    keep their envelopes.
    """
    whole = np.where(np.isinf(table.budgets), start, table.budgets)
    shape = whole / float(whole.max()) if whole.max() > 0 else np.ones(whole.size)
    floor = dated(plain, table.with_budgets(np.zeros(whole.size)), reduce=False)
    session = _asking(floor, table)
    rows = budget_rows(floor.program)
    rooms = floor.program.row_upper.copy()
    years = _year_of(floor.program, rows, int(table.years[0]))

    def carries(meur: float) -> bool | None:
        look()
        if told is not None:
            told(meur)
        upper = rooms.copy()
        upper[rows] += meur * shape[years]
        session.change(row_upper=upper)
        found = session.solve(replace(ANY, seconds=QUESTION_SECONDS))
        return True if found.x.size else False if found.proof is Proof.INFEASIBLE else None

    top, fails = max(float(math.ceil(start / STEP)), 1.0), -1.0
    last = max(float(table.cost.sum()), top)
    while (word := carries(top * STEP)) is not True:
        if word is False:
            fails = top
        if top * STEP > last or word is None:
            return LeastBudget(math.nan, fails * STEP)
        top *= 2.0
    low, high = fails, top
    while high - low > 1.0:
        middle = math.floor((low + high) / 2.0)
        word = carries(middle * STEP)
        if word is True:
            high = middle
        else:
            fails = middle if word is False else fails
            low = middle
    return LeastBudget(high * STEP, fails * STEP)


def _asking(made: Dated, table: Timetable) -> Session:
    """Return a session that looks for any selection, the cheapest sites first."""
    cost = np.zeros(made.program.n_columns)
    cost[: made.site.size] = -table.cost[made.site]
    program = replace(made.program, value=cost, access=None, constant=0.0)
    return Session(program, CBC, confirm=False)


def budget_rows(program: Program) -> np.ndarray:
    """Return the numbers of the rows that budgets make."""
    return np.flatnonzero([name == BUDGET for name in program.row_constraints])


def _year_of(program: Program, rows: np.ndarray, first: int) -> np.ndarray:
    """Return the number of the year of each budget row."""
    told = (program.row_labels[r].removeprefix(f"{BUDGET}[").rstrip("]") for r in rows.tolist())
    return np.array([int(label.partition("+")[0]) - first for label in told], dtype=np.int64)


@dataclass(frozen=True)
class PricedPlan:
    """The best choice at a budget, its calendar not settled among equals."""

    proof: Proof
    value: float
    starts: np.ndarray


def worth_more(
    plain: Program,
    table: Timetable,
    amounts: tuple[float, ...],
    *,
    most: int | None = None,
    seconds: float | None = None,
) -> list[PricedPlan]:
    """Return the best choice here, then if each year had so many M€ more: warm solves."""
    made = dated(plain, table, most)
    rows, n = budget_rows(made.program), int(plain.integer.sum())
    session = Session(made.program, CBC, confirm=False)
    found = []
    for amount in (0.0, *amounts):
        look()
        upper = made.program.row_upper.copy()
        upper[rows] += amount
        session.change(row_upper=upper)
        one = session.solve(Limits(seconds))
        starts = made.starts(one.x, n) if one.x.size else np.empty(0, dtype=np.int64)
        found.append(PricedPlan(one.proof, one.value, starts))
    return found


def exists(plain: Program, table: Timetable) -> Proof:
    """Tell whether any selection with its years holds: ``OPTIMAL`` yes, ``INFEASIBLE`` no."""
    look()
    found = _asking(dated(plain, table, reduce=False), table).solve(ANY)
    if found.x.size:
        return Proof.OPTIMAL
    return Proof.INFEASIBLE if found.proof is Proof.INFEASIBLE else Proof.UNKNOWN


def greatest(plain: Program, table: Timetable, gain: np.ndarray) -> Solution:
    """Return the choice of the greatest sum of a gain (n, T), under all the other rows."""
    look()
    made = dated(plain, table, reduce=False)
    value = np.zeros(made.program.n_columns)
    value[: made.site.size] = gain[made.site, made.year]
    program = replace(made.program, value=value, access=None, constant=0.0)
    return Session(program, CBC, confirm=False).solve()
