"""The program over years held to every choice of sites and years of small programs."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from tisites.model.program import Program
from tisites.model.terms import Separation
from tisites.solver.compact import HIGHS
from tisites.solver.exact import solve
from tisites.solver.solution import Limits, Proof
from tisites.study.years.dated import dated
from tisites.study.years.solve import (
    budget_rows,
    exists,
    greatest,
    least_budget,
    of_sites,
    plan,
    tie_weights,
    worth_more,
)
from tisites.study.years.timetable import BalanceRow, Timetable

YEARS = 3


def toy(seed: int, n: int = 5, years: int = YEARS) -> tuple[Program, Timetable, int]:
    """Draw a program of n sites in two regions and spaced, and its timetable; figures repeat."""
    draw = np.random.default_rng(seed)
    choose = int(draw.integers(1, n // 2 + 2))
    rows = np.vstack([np.ones(n), draw.integers(0, 2, n), draw.integers(1, 4, n)])
    plain = Program.from_arrays(
        draw.integers(1, 6, n) * 10.0,
        rows,
        [choose, 0, -np.inf],
        [choose, max(1, choose - 1), 3.0 * choose],
        columns=[f"s{i:03d}" for i in range(n)],
        row_labels=["choose[]", "region[1]", "use[]"],
        separations=(
            Separation("spacing", 3.0, draw.integers(0, 12, n) * 1e3, np.zeros(n), np.zeros(n)),
        )
        if seed % 2
        else (),
    )
    duration = draw.integers(1, 4, n)
    horizon = years + int(duration.max()) - 1
    ready = 2026.0 + np.maximum(np.arange(years)[None, :] + draw.integers(1, 4, (n, 1)), 2.0)
    cost = draw.integers(0, 9, n).astype(float)
    funds = int(draw.integers(0, 3))
    counts = (ready <= 2029) & (draw.integers(0, 2, n) > 0)[:, None]
    table = Timetable(
        years=2026 + np.arange(years),
        cost=cost,
        duration=duration,
        shares=cost * draw.choice([0.2, 0.5], funds)[:, None] if funds else np.zeros((0, n)),
        budgets=draw.integers(1, 9, horizon).astype(float),
        envelopes=draw.integers(0, 3, (funds, horizon)).astype(float),
        ready=ready,
        factor=(1.0 + draw.choice([0.0, 0.1])) ** -(ready - 2026.0),
        chance=draw.integers(0, 5, (n, years)) / 4.0,
        expected_min=float(draw.choice([0.0, 0.5])),
        dues=(BalanceRow("east", "1", 2028, counts, 0.0, float(draw.integers(1, 3))),),
        out=np.zeros(n, dtype=bool),
    )
    return plain, table, choose


def payable(table: Timetable, paid: np.ndarray, h: int) -> bool:
    """Whether purses pay what sites (n,) cost in a year: by filling the funds' shares."""
    k = table.shares.shape[0]
    if k == 0:
        return bool(paid.sum() <= table.budgets[h] + 1e-9)
    each = np.divide(table.shares, table.cost, out=np.zeros_like(table.shares),
                     where=table.cost > 0) * paid  # fmt: skip
    # shares of funds never overlap (they add up to 1 at most): each pays what it can of its own
    helped = np.minimum(each.sum(axis=1), table.envelopes[:, h]).sum()
    return bool(paid.sum() - helped <= table.budgets[h] + 1e-9)


def holds(plain: Program, table: Timetable, starts: np.ndarray) -> bool:
    """Whether a choice keeps every rule, from the rules' own words."""
    chosen = starts >= 0
    activity = plain.matrix @ chosen.astype(float)
    if (activity < plain.row_lower - 1e-9).any() or (activity > plain.row_upper + 1e-9).any():
        return False
    for rule in plain.separations:
        if any(chosen[i] and chosen[j] for i, j in rule.pairs()):
            return False
    at = np.flatnonzero(chosen)
    for h in range(table.budgets.size):
        under_way = chosen & (starts <= h) & (h < starts + table.duration)
        if not payable(table, np.where(under_way, table.cost / table.duration, 0.0), h):
            return False
    if table.chance is not None and (
        table.chance[at, starts[at]].sum() < table.expected_min - 1e-9
    ):
        return False
    return all(due.least <= due.counts[at, starts[at]].sum() <= due.most for due in table.dues)


def every(plain: Program, table: Timetable) -> list[tuple[float, tuple[int, ...]]]:
    """Return the value and the starts of every choice that holds."""
    found = []
    for picked in product(range(-1, table.years.size), repeat=table.cost.size):
        starts = np.array(picked)
        if holds(plain, table, starts):
            at = np.flatnonzero(starts >= 0)
            found.append((float((plain.value[at] * table.factor[at, starts[at]]).sum()), picked))
    return found


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(["earliest_starts", "earliest_spending"]))
def test_the_best_choice_of_sites_and_years(seed, ties):
    plain, table, choose = toy(seed)
    choices = every(plain, table)
    found = plan(plain, table, ties, most=choose)
    if not choices:
        assert found.proof is Proof.INFEASIBLE
        assert exists(plain, table) is Proof.INFEASIBLE
        return
    best = max(value for value, _ in choices)
    assert found.proof is Proof.OPTIMAL
    assert found.value == pytest.approx(best, rel=1e-7)
    assert holds(plain, table, found.starts)
    # the tie rule, among the calendars of the same sites at that value
    at = found.sites
    same = [
        np.array(s)
        for v, s in choices
        if v > best - 1e-5 and np.array_equal(np.flatnonzero(np.array(s) >= 0), at)
    ]
    order = [tuple(float(w @ s[at]) for w in tie_weights(table.of(at), ties)) for s in same]
    mine = tuple(float(w @ found.starts[at]) for w in tie_weights(table.of(at), ties))
    assert found.tied is Proof.OPTIMAL
    assert mine == pytest.approx(min(order))


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10_000))
def test_years_of_sites_that_are_chosen_already(seed):
    plain, table, choose = toy(seed)
    plain_best = solve(plain)
    if not plain_best.x.size:
        return
    sites = plain_best.selected
    choices = [one for one in every(plain, table)
               if set(np.flatnonzero(np.array(one[1]) >= 0)) == set(sites.tolist())]  # fmt: skip
    found = plan(of_sites(plain, sites), table.of(sites), "earliest_starts", most=choose)
    if not choices:
        assert found.proof is Proof.INFEASIBLE
    else:
        assert found.value == pytest.approx(max(value for value, _ in choices), rel=1e-7)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000))
def test_the_least_budget_is_that_of_every_budget_tried(seed):
    plain, table, _ = toy(seed, n=4)
    table = replace(table, budgets=np.full(table.budgets.size, 3.0))
    found = least_budget(plain, table, 3.0)
    size = table.budgets.size
    carried = [b for b in range(40) if every(plain, table.with_budgets(np.full(size, float(b))))]
    if carried:
        assert (found.value, found.fails) == (carried[0], carried[0] - 1)
        assert found.proven
    else:
        assert np.isnan(found.value)


@pytest.mark.parametrize("seed", range(4))
def test_nothing_dominated_was_needed(seed):
    plain, table, choose = toy(seed, n=7)
    whole = solve(dated(plain, table, reduce=False).program)
    less = solve(dated(plain, table, choose).program)
    assert whole.proof is less.proof
    if whole.x.size:
        assert less.value == pytest.approx(whole.value)


def test_without_limit_the_plain_program_is_left():
    plain, table, choose = toy(4, n=12)
    open_ = replace(table, budgets=np.full(table.budgets.size, np.inf), expected_min=0.0, dues=(),
                    shares=np.zeros((0, 12)), envelopes=np.zeros((0, table.budgets.size)),
                    factor=np.ones_like(table.factor))  # fmt: skip
    made = dated(plain, open_, choose)
    assert made.program.row_labels == plain.row_labels
    assert np.array_equal(made.program.value, plain.value)
    assert (made.program.matrix != plain.matrix).nnz == 0
    assert np.array_equal(plan(plain, open_, "earliest_starts").sites, solve(plain).selected)
    # a budget that pays everything at once is no limit either, and is proven not to be
    ample = open_.with_budgets(np.full(table.budgets.size, table.cost.sum()))
    assert dated(plain, ample, choose).program.row_labels == plain.row_labels


def test_one_year_is_the_plain_program_with_budget_rows():
    plain, table, _ = toy(6, n=10, years=1)
    table = replace(table, duration=np.ones(10, dtype=np.int64), budgets=np.array([9.0]),
                    envelopes=np.zeros((0, 1)), shares=np.zeros((0, 10)), expected_min=0.0,
                    dues=(), factor=np.ones_like(table.factor))  # fmt: skip
    made = dated(plain, table)
    rows = budget_rows(made.program)
    assert [made.program.row_labels[r] for r in rows] == ["budget[2026]"]
    assert made.program.row_labels == (*plain.row_labels, "budget[2026]")
    with_row = plain.with_rows(table.cost[None, :], -np.inf, 9.0, ("budget",))
    assert plan(plain, table, "earliest_starts").value == pytest.approx(solve(with_row).value)


def national(seed: int) -> tuple[Program, Timetable, int]:
    """Draw a larger program: 60 to 120 sites, six years, a budget that binds."""
    draw = np.random.default_rng(seed)
    n, years, choose = int(draw.integers(60, 120)), 6, 10
    region = draw.integers(0, 5, n)
    rows = np.vstack([np.ones(n), *(region == g for g in range(5))]).astype(float)
    plain = Program.from_arrays(
        np.round(draw.uniform(40, 80, n), 3), csr_array(rows), [choose, *[1] * 5],
        [choose, *[3] * 5], row_labels=["choose[]", *(f"region[{g}]" for g in range(5))],
        separations=(Separation("spacing", 15.0, draw.uniform(0, 3e5, n), draw.uniform(0, 3e5, n),
                                np.zeros(n)),),
    )  # fmt: skip
    duration = draw.integers(2, 6, n)
    horizon = years + int(duration.max()) - 1
    ready = np.maximum(2026 + np.arange(years)[None, :] + duration[:, None], 2031.0)
    table = Timetable(
        2026 + np.arange(years), np.round(draw.lognormal(1.5, 1.2, n), 2), duration,
        np.zeros((0, n)), np.full(horizon, 8.0), np.zeros((0, horizon)), ready,
        1.04 ** -(ready - 2026.0), np.clip((2033.0 - ready) / 4.0, 0, 1), 2.5, (),
        np.zeros(n, dtype=bool),
    )  # fmt: skip
    return plain, table, choose


@pytest.mark.parametrize("seed", range(3))
def test_agreement_with_the_compact_program_in_highs(seed):
    plain, table, choose = national(seed)
    found = plan(plain, table, "earliest_starts", most=choose)
    word = HIGHS.word(dated(plain, table, reduce=False).program, Limits(60))
    assert (found.proof, word.proof) in {(Proof.OPTIMAL, Proof.OPTIMAL),
                                         (Proof.INFEASIBLE, Proof.INFEASIBLE)}  # fmt: skip
    assert found.certified
    if word.x.size:
        assert found.value == pytest.approx(word.value, rel=1e-7)


def test_more_money_and_the_greatest_delivery():
    plain, table, choose = national(1)
    here, more = worth_more(plain, table, (1.0,), most=choose)
    alone = plan(plain, table.with_budgets(table.budgets + 1.0), "earliest_starts", most=choose)
    assert more.value >= here.value
    assert more.value == pytest.approx(alone.value, rel=1e-7)
    assert table.chance is not None
    most = greatest(plain, replace(table, expected_min=0.0), table.chance)
    assert exists(plain, replace(table, expected_min=most.value - 1e-6)) is Proof.OPTIMAL
    assert exists(plain, replace(table, expected_min=most.value + 1e-3)) is Proof.INFEASIBLE
