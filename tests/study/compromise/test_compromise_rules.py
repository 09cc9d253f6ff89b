"""Every rule between parties against all selections of random toys; and beside compact HiGHS."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tisites.messages.errors import BadInputError, InfeasibleError
from tisites.model.program import Program
from tisites.solver.exact import solve
from tisites.solver.solution import Limits, Proof
from tisites.study.compromise.bargain import (
    disagreement,
    fairest,
    kalai_smorodinsky,
    leximin,
    nash,
)
from tisites.study.compromise.floors import EVEN, ShareFloors
from tisites.study.compromise.objections import objections
from tisites.study.compromise.payoffs import payoffs
from tisites.study.compromise.trade import trade
from tisites.study.compromise.voting import votes


@st.composite
def toys(draw):
    """A program of 6 to 9 sites with a limit a row, and two to four parties; points may be < 0."""
    n = draw(st.integers(6, 9))
    choose = draw(st.integers(2, n - 2))
    low = draw(st.sampled_from([0, -4]))
    parties = draw(st.integers(2, 4))
    points = st.lists(st.integers(low, 12), min_size=n, max_size=n)
    values = {f"p{k}": np.array(draw(points), dtype=float) for k in range(parties)}
    groups = np.array(draw(st.lists(st.integers(0, 2), min_size=n, max_size=n)))
    rows = np.vstack([np.ones(n), *(groups == g for g in range(3))]).astype(float)
    most = [choose, *(draw(st.integers(1, choose)) for _ in range(3))]
    program = Program.from_arrays(np.zeros(n), rows, [choose, 0, 0, 0], most)
    return program, values


def every(program: Program) -> np.ndarray:
    n, choose = program.n_columns, int(program.row_lower[0])
    found = np.array(
        [[float(i in some) for i in range(n)] for some in combinations(range(n), choose)]
    )
    return found[(found @ program.matrix.toarray().T <= program.row_upper + 1e-9).all(axis=1)]


def shares_of(made, x: np.ndarray) -> np.ndarray:
    """Shares by the definition alone, a selection a row."""
    worth = x @ made.value.T
    return 100.0 * (1.0 - (made.best - worth) / np.abs(made.best))


@settings(max_examples=20, deadline=None)
@given(toys())
def test_every_rule_is_best_among_all_selections(toy):
    program, values = toy
    all_ = every(program)
    if not len(all_):
        with pytest.raises(InfeasibleError):
            payoffs(program, values)
        return
    best = (all_ @ np.array(list(values.values())).T).max(axis=0)
    if (np.abs(best) < 0.5).any():
        with pytest.raises(BadInputError, match="vaut 0 point"):
            payoffs(program, values)
        return
    made = payoffs(program, values)
    assert made.best == pytest.approx(best)
    assert made.proven.all() and made.certified.all()
    shares = shares_of(made, all_)
    assert made.table.diagonal() == pytest.approx(100.0)

    floors = ShareFloors(program, made)
    told = fairest(floors, Limits)
    level = shares.min(axis=1)
    assert told.proven and told.figure == pytest.approx(level.max(), abs=2 * EVEN)
    tied = shares[level >= level.max() - EVEN]
    assert made.shares(told.x).sum() == pytest.approx(tied.sum(axis=1).max(), abs=1e-3)

    total = floors.most(-np.inf, Limits())
    assert total is not None and total.proven
    assert total.figure == pytest.approx(shares.sum(axis=1).max())

    base = disagreement(made)
    away = 100.0 - base > 1e-6
    if away.any():
        way = ((shares - base)[:, away] / (100.0 - base)[away] * 100.0).min(axis=1).max()
        told = kalai_smorodinsky(program, made, Limits)
        assert told.proven and told.figure == pytest.approx(way, abs=1e-3)

    told = leximin(program, made, Limits)
    ordered = np.sort(shares, axis=1).tolist()
    assert told.proven and np.sort(made.shares(told.x)) == pytest.approx(max(ordered), abs=1e-3)


@settings(max_examples=12, deadline=None)
@given(toys())
def test_nash_has_the_greatest_product(toy):
    program, values = toy
    all_ = every(program)
    if not len(all_) or any((all_ @ v).max() < 1 for v in values.values()):
        return
    made = payoffs(program, values)
    shares = shares_of(made, all_)
    start = fairest(ShareFloors(program, made), Limits).x
    if made.shares(start).min() <= EVEN:
        with pytest.raises(BadInputError, match="plus que rien"):
            nash(program, made, start, Limits)
        return
    product = np.exp(np.log(shares[(shares > 0).all(axis=1)]).mean(axis=1)).max()
    told = nash(program, made, start, Limits)
    assert told.proven and told.figure == pytest.approx(product, rel=1e-7)
    assert told.bound >= product * (1 - 1e-9)


@settings(max_examples=12, deadline=None)
@given(toys(), st.integers(2, 6))
def test_the_frontier_shows_no_dominated_point_and_both_ends(toy, points):
    program, values = toy
    all_ = every(program)
    if not len(all_) or any((all_ @ v).max() < 1 for v in values.values()):
        return
    made = payoffs(program, values)
    shares = shares_of(made, all_)
    level, total = shares.min(axis=1), shares.sum(axis=1)
    floors = ShareFloors(program, made)
    found = trade(floors, floors.highest(Limits()), points, Limits)
    assert found[0].level == pytest.approx(level.max(), abs=2 * EVEN)
    assert found[-1].total == pytest.approx(total.max(), abs=1e-3)
    for point in found:
        assert point.proven
        even = 1e-3
        better = (level > point.level + even) & (total > point.total - even)
        better |= (level > point.level - EVEN) & (total > point.total + even)
        assert not better.any()


@settings(max_examples=8, deadline=None)
@given(toys())
def test_an_objection_is_what_a_forced_site_costs(toy):
    program, values = toy
    all_ = every(program)
    if not len(all_) or any((all_ @ v).max() < 1 for v in values.values()):
        return
    made = payoffs(program, values)
    sites = np.flatnonzero(made.optima[0] > 0.5)
    told = objections(program, made, sites, 5.0)
    worth = all_ @ made.value.T
    for s, column in enumerate(sites):
        with_it = worth[all_[:, column] > 0.5].max(axis=0)
        lost = 100.0 * (made.best - with_it) / np.abs(made.best)
        assert told.loss[:, s] == pytest.approx(lost, abs=1e-6)
    assert told.exact.all() and not told.open.any()


def national(seed: int, n: int) -> tuple[Program, dict[str, np.ndarray]]:
    """A random program of n sites with counts by group and a budget, and five parties."""
    rng = np.random.default_rng(seed)
    groups = rng.integers(0, 8, n)
    cost = rng.integers(1, 60, n).astype(float)
    choose = n // 6
    rows = np.vstack([np.ones(n), *(groups == g for g in range(8)), cost])
    low = [choose, *[1.0] * 8, -np.inf]
    high = [choose, *[float(choose // 4)] * 8, 0.8 * cost.mean() * choose]
    criteria = rng.random((n, 6)) * 100.0
    weights = rng.dirichlet(np.ones(6), 5)
    values = {f"p{k}": criteria @ w for k, w in enumerate(weights)}
    return Program.from_arrays(np.zeros(n), rows, low, high), values


@pytest.mark.parametrize(("seed", "n"), [(1, 60), (2, 120), (3, 300)])
def test_least_regret_agrees_with_compact_highs(seed, n):
    program, values = national(seed, n)
    made = payoffs(program, values)
    for k, value in enumerate(values.values()):
        whole = solve(replace(program, value=value), "highs", method="compact")
        assert whole.proof is Proof.OPTIMAL and whole.value == pytest.approx(made.best[k])
    told = fairest(ShareFloors(program, made), Limits)
    rows = np.hstack([made.slope, -np.ones((5, 1))])
    wide = program.with_columns(["t"], lower=-100.0, upper=100.0)
    wide = wide.with_rows(rows, -made.offset, np.inf, [f"r{k}" for k in range(5)])
    wide = replace(wide, value=np.append(np.zeros(n), 1.0))
    whole = solve(wide, "highs", method="compact")
    assert told.proven and told.certified and whole.proof is Proof.OPTIMAL
    assert told.figure == pytest.approx(whole.value, abs=1e-4)


def test_parties_alike_and_one_alone_have_their_own_best():
    program, values = national(4, 60)
    value = values["p0"]
    alone = solve(replace(program, value=value))
    made = payoffs(program, {"a": value, "b": value})
    told = fairest(ShareFloors(program, made), Limits)
    assert np.array_equal(told.x > 0.5, alone.x > 0.5)
    made = payoffs(program, {"a": value})
    assert np.array_equal(fairest(ShareFloors(program, made), Limits).x > 0.5, alone.x > 0.5)


def test_votes_tell_which_rules_they_break():
    program = Program.from_arrays(
        np.zeros(4), [[1, 1, 1, 1], [1, 1, 0, 0]], [2, 0], [2, 1], row_labels=("n[]", "north[]")
    )
    made = payoffs(program, {"a": np.array([5.0, 4, 1, 0]), "b": np.array([4.0, 5, 0, 1])})
    assert (made.optima[:, :2].sum(axis=1) == 1).all()
    for vote in votes(program, made, 2):
        assert vote.x.sum() == 2
        both = vote.x[:2].sum() == 2
        assert bool(vote.broken) == both
        assert not both or vote.broken[0].startswith("north[]")
