"""The calendar of a programme: who begins when, what it costs, delivers, and what would help."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from tisites.criteria.delivery import Delivery, delivery, likely
from tisites.messages.stop import look
from tisites.model.programme.years import READINGS
from tisites.solver.solution import Proof
from tisites.study.years.dated import payments
from tisites.study.years.solve import (
    LeastBudget,
    exists,
    greatest,
    least_budget,
    of_sites,
    plan,
    worth_more,
)
from tisites.study.years.timetable import costs_of, delays_of, timetable

if TYPE_CHECKING:
    from collections.abc import Callable

    from tisites.model.program import Program
    from tisites.model.programme.years import ProgrammeRule, Reading
    from tisites.run.read.case import Case
    from tisites.study.explain.base import Answered
    from tisites.study.years.solve import Planned
    from tisites.study.years.timetable import Delays, Timetable

#: Years that every grid connection may be late together, told beside none.
SLIPS = (0.0, 1.0, 2.0)
#: Years added at most to find when a programme would hold.
MORE_YEARS = 6


@dataclass(frozen=True)
class CostRead:
    """The programme at one reading of the cost: the best choice, what it costs in all (M€).

    Where nothing holds, ``least`` is the yearly budget that it would take.
    """

    reading: Reading
    plan: Planned
    cost: float
    least: LeastBudget | None = None


@dataclass(frozen=True)
class MoreMoney:
    """What so many M€ more a year buy: points, and who enters and leaves."""

    meur: float
    proof: Proof
    gain: float
    enters: tuple[str, ...]
    leaves: tuple[str, ...]


@dataclass(frozen=True)
class YearDelivery:
    """How many of the chosen sites are turnkey by the end of a year, the grid so many years late.

    ``shared`` and ``alone`` are the counts that hold four chances in five, grid delays common or
    independent; ``reached_*`` the probability of ``at_least`` sites.
    """

    year: int
    slip: float
    expected: float
    shared: tuple[int, int]
    alone: tuple[int, int]
    at_least: int
    reached_shared: float
    reached_alone: float


@dataclass(frozen=True)
class Concessions:
    """What alone would make an impossible programme hold; ``None`` where it would not.

    Parameters
    ----------
    model : bool
        Whether the model's own rules hold together without any rule of years.
    budget : LeastBudget, optional
        LeastBudget yearly budget.
    years : int, optional
        Start years to add.
    sites : int, optional
        Most sites that the programme carries, the model's own count left out; 0: its floors alone
        are too much.
    expected : float, optional
        Greatest expected delivery.
    balance : bool, optional
        Whether it holds without the balance of territories.
    """

    model: bool
    budget: LeastBudget | None = None
    years: int | None = None
    sites: int | None = None
    expected: float | None = None
    balance: bool | None = None


@dataclass(frozen=True)
class Calendar:
    """A programme over years, answered.

    Parameters
    ----------
    case : Case
    rule : ProgrammeRule
        As declared.
    table : Timetable
        At the declared reading of the cost.
    delays : Delays
    fixed : bool
        Whether the sites were given: years alone were chosen.
    plan : Planned
    plain : Answered
        The selection without years.
    reads : tuple of CostRead
        Every reading of the cost; the declared one alone unless more was asked.
    more : tuple of MoreMoney
    least : LeastBudget, optional
        LeastBudget yearly budget that carries the programme.
    dues : tuple of YearDelivery
    concessions : Concessions, optional
        Where nothing holds.
    """

    case: Case
    rule: ProgrammeRule
    table: Timetable
    delays: Delays
    fixed: bool
    plan: Planned
    plain: Answered
    reads: tuple[CostRead, ...] = ()
    more: tuple[MoreMoney, ...] = ()
    least: LeastBudget | None = None
    dues: tuple[YearDelivery, ...] = ()
    concessions: Concessions | None = None
    costs: dict[Reading, np.ndarray] = field(default_factory=dict)

    @property
    def begun(self) -> np.ndarray:
        """Start year of each chosen site, in the order of their columns."""
        return np.asarray(self.table.years[self.plan.starts[self.plan.sites]])

    def spending(self) -> np.ndarray:
        """Return what each year of the horizon pays, M€ (H,)."""
        return spending(self.table, self.plan.starts)

    def funded(self) -> np.ndarray:
        """Return what co-funds pay each year, M€ (K, H): as much as they may, in their order."""
        table, starts = self.table, self.plan.starts
        sites = np.flatnonzero(starts >= 0)
        paid = np.zeros((table.shares.shape[0], table.budgets.size))
        for h in range(table.budgets.size):
            part = payments(table, sites, starts[sites], h)
            for k in range(table.shares.shape[0]):
                eligible = float((part * table.shares[k, sites]).sum())
                paid[k, h] = min(eligible, float(table.envelopes[k, h]))
        return paid


def spending(table: Timetable, starts: np.ndarray) -> np.ndarray:
    """Return what each year pays for sites that begin in their years, M€ (H,)."""
    sites = np.flatnonzero(starts >= 0)
    return np.array(
        [
            float((payments(table, sites, starts[sites], h) * table.cost[sites]).sum())
            for h in range(table.budgets.size)
        ]
    )


@dataclass(frozen=True)
class CalendarDepth:
    """How far the study goes.

    Parameters
    ----------
    fixed : bool
        Keep the selection, choose years alone.
    alone : bool
        The calendar alone: no other reading, no price, no least budget.
    amounts : tuple of float
        M€ a year more that are priced.
    seconds : float, optional
        Limit of each solve.
    """

    fixed: bool = False
    alone: bool = False
    amounts: tuple[float, ...] = (1.0, 10.0)
    seconds: float | None = None


def calendar(
    answered: Answered,
    rule: ProgrammeRule,
    asked: CalendarDepth,
    told: Callable[[str], None] = lambda _: None,
) -> Calendar:
    """Answer a programme over years.

    Parameters
    ----------
    answered : Answered
        The case, with its selection without years.
    rule : ProgrammeRule
    asked : CalendarDepth
    told : callable
        Hears what is under way: ``plan``, ``readings``, ``more``, ``least``, ``concessions``.
    """
    case = answered.case
    delays = delays_of(case)
    table = timetable(case, rule, delays=delays)
    plain, table_of, most = _scope(answered, table, fixed=asked.fixed)
    told("plan")
    found = plan(plain, table_of, rule.ties, most=most, seconds=asked.seconds)
    base = Calendar(case, rule, table, delays, asked.fixed, _wide(found, answered, asked), answered)
    base = replace(base, costs={reading: costs_of(case, rule, reading) for reading in READINGS})
    if not found.starts.size:
        if found.proof is not Proof.INFEASIBLE:
            return base
        told("concessions")
        return replace(base, concessions=_concessions(answered, rule, asked, delays))
    base = replace(base, dues=_dues(base))
    if asked.alone:
        return base
    told("readings")
    reads = tuple(_reads(base, answered, asked))
    base = replace(base, reads=reads)
    if rule.budget_meur is None:
        return base
    told("more")
    base = replace(base, more=tuple(_more(base, plain, table_of, most, asked)))
    told("least")
    start = float(np.max(table.budgets[np.isfinite(table.budgets)], initial=0.0))
    return replace(base, least=least_budget(plain, table_of, start))


def _scope(answered: Answered, table: Timetable, *, fixed: bool) -> tuple[Program, Timetable, int]:
    """Return the program that is solved, its timetable and the most sites it chooses."""
    if fixed:
        sites = answered.selected
        return of_sites(answered.case.program, sites), table.of(sites), sites.size
    return answered.case.program, table, answered.case.model.choose


def _wide(found: Planned, answered: Answered, asked: CalendarDepth) -> Planned:
    """Return a plan of given sites over all the sites of the case."""
    if not asked.fixed or not found.starts.size:
        return found
    starts = np.full(len(answered.case.ids), -1, dtype=np.int64)
    starts[answered.selected] = found.starts
    return replace(found, starts=starts)


def _reads(base: Calendar, answered: Answered, asked: CalendarDepth) -> list[CostRead]:
    """Solve the programme at every reading of the cost."""
    found = []
    for reading in READINGS:
        look()
        table, made, least = base.table, base.plan, None
        if reading != base.rule.cost.reading:
            table = timetable(base.case, base.rule, reading, base.delays)
            plain, of, most = _scope(answered, table, fixed=asked.fixed)
            made = _wide(
                plan(plain, of, base.rule.ties, most=most, seconds=asked.seconds), answered, asked
            )
            if made.proof is Proof.INFEASIBLE:
                start = float(np.max(of.budgets[np.isfinite(of.budgets)], initial=1.0))
                least = least_budget(plain, of, start)
        found.append(CostRead(reading, made, float(table.cost[made.sites].sum()), least))
    return found


def _more(
    base: Calendar, plain: Program, table: Timetable, most: int, asked: CalendarDepth
) -> list[MoreMoney]:
    """Price so many M€ more a year."""
    ids = base.case.ids[base.plain.selected] if base.fixed else base.case.ids
    here, *others = worth_more(plain, table, asked.amounts, most=most, seconds=asked.seconds)
    before = set(base.case.ids[base.plan.sites])
    found = []
    for amount, one in zip(asked.amounts, others, strict=True):
        starts = one.starts if one.starts.size else np.full(len(ids), -1)
        after = set(ids[starts >= 0])
        proof = Proof.OPTIMAL if one.proof is here.proof is Proof.OPTIMAL else Proof.FEASIBLE
        found.append(
            MoreMoney(amount, proof, one.value - here.value,
                 tuple(sorted(after - before)), tuple(sorted(before - after)))
        )  # fmt: skip
    return found


def due(base: Calendar, year: int, slip: float, at_least: int) -> YearDelivery:
    """Return how many of the chosen sites are turnkey by the end of a year."""
    sites = base.plan.sites
    steps, grid = base.delays.chances(base.table.years, year, slip)
    law: Delivery = delivery(steps[sites, base.plan.starts[sites]], grid[sites])
    return YearDelivery(
        year,
        slip,
        law.expected,
        likely(law.shared),
        likely(law.alone),
        at_least,
        float(law.shared[at_least:].sum()),
        float(law.alone[at_least:].sum()),
    )


def _dues(base: Calendar) -> tuple[YearDelivery, ...]:
    """Tell delivery year by year, and at the year declared with the grid late."""
    rule, count = base.rule, base.plan.sites.size
    by = rule.delivered.by if rule.delivered else base.case.model.assumptions.turnkey_by
    at_least = int(np.ceil(rule.delivered.expected_min)) if rule.delivered else (count + 1) // 2
    last = int(base.begun.max()) + 8 if count else by
    years = range(min(by, rule.years[0] + 3), max(by, min(last, by + 4)) + 1)
    return tuple(due(base, year, slip, min(at_least, count)) for year in years for slip in SLIPS)


def _concessions(
    answered: Answered, rule: ProgrammeRule, asked: CalendarDepth, delays: Delays
) -> Concessions:
    """Find what alone would make an impossible programme hold."""
    case = answered.case

    def scope(other: ProgrammeRule) -> tuple[Program, Timetable]:
        table = timetable(case, other, delays=delays)
        plain, of, _ = _scope(answered, table, fixed=asked.fixed)
        return plain, of

    free = rule.model_copy(
        update={"budget_meur": None, "delivered": None, "balance": {}, "cofunding": {}}
    )
    if exists(*scope(free)) is Proof.INFEASIBLE:
        return Concessions(model=False)
    plain, table = scope(rule)
    budget = None
    if rule.budget_meur is not None:
        start = float(np.max(table.budgets[np.isfinite(table.budgets)], initial=1.0))
        budget = least_budget(plain, table, start)
    more = None
    for extra in range(1, MORE_YEARS + 1):
        years = (*rule.years, *(rule.years[-1] + k for k in range(1, extra + 1)))
        if exists(*scope(rule.model_copy(update={"years": years}))) is Proof.OPTIMAL:
            more = extra
            break
    sites = greatest(_uncounted(plain, fixed=asked.fixed), table, np.ones_like(table.ready))
    expected = None
    if table.chance is not None:
        most = greatest(plain, replace(table, expected_min=0.0), table.chance)
        expected = most.value if most.proof is Proof.OPTIMAL else None
    balance = None
    if rule.balance:
        balance = exists(*scope(rule.model_copy(update={"balance": {}}))) is Proof.OPTIMAL
    count = round(sites.value) if sites.proof is Proof.OPTIMAL else None
    if sites.proof is Proof.INFEASIBLE:
        count = 0
    return Concessions(True, budget, more, count, expected, balance)


def _uncounted(plain: Program, *, fixed: bool) -> Program:
    """Return the program where fewer sites than asked may be chosen."""
    if fixed:
        return replace(plain, lower=np.zeros(plain.n_columns))
    choose = np.array([name == "choose" for name in plain.row_constraints])
    return replace(plain, row_lower=np.where(choose, -np.inf, plain.row_lower))
