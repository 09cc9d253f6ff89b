"""Counts and shares of single territories, against enumeration; basins filled to the last drop."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from tisites.model.program import Program
from tisites.model.terms import Separation
from tisites.solver.check import broken_rules
from tisites.solver.fairness.floors import Floors
from tisites.solver.fairness.leximin import leximin
from tisites.solver.fairness.shares import Shares, shared_rows
from tisites.solver.fairness.territory_limits import TerritoryLimits

SITES, GROUPS, CHOOSE = 12, 3, 5


def basin(seed: int) -> tuple[Program, np.ndarray, csr_array, list[np.ndarray]]:
    """Sites that drink in proportion to what they bring, in a basin that one selection fills.

    Returns
    -------
    program : Program
        Rows: choose, water, at most two of the first six sites, then the open benefits.
    at : (g,) int64
    benefit : (g, n) csr_array
    every : list of (n,) float64
        All selections.
    """
    rng = np.random.default_rng(seed)
    group = rng.permutation(np.arange(SITES) % GROUPS)
    brings = np.round(rng.uniform(1, 30, SITES), 1)
    water = brings * 15.43 * rng.choice([1.0, 1.3], SITES)
    benefit = csr_array((brings / (1.7 + group), (group, np.arange(SITES))), shape=(GROUPS, SITES))
    some = rng.permutation(SITES)[:CHOOSE]
    two = (np.arange(SITES) < 6).astype(float)
    matrix = csr_array(np.vstack([np.ones(SITES), water, two, benefit.toarray()]))
    free = np.full(GROUPS, np.inf)
    names = ("choose", "water", "two", *(f"u[{g}]" for g in range(GROUPS)))
    apart = Separation("apart", 1.0, rng.uniform(0, 6e3, SITES), np.zeros(SITES), np.zeros(SITES))
    program = Program(
        np.array([f"s{k:02}" for k in range(SITES)], dtype=object), brings, np.zeros(SITES),
        np.ones(SITES), np.ones(SITES, bool), matrix,
        np.concatenate([[CHOOSE, -np.inf, -np.inf], -free]),
        np.concatenate([[CHOOSE, float(water[some].sum()), 3.0], free]),
        names, names, (apart,),
    )  # fmt: skip
    every = []
    for pick in combinations(range(SITES), CHOOSE):
        x = np.zeros(SITES)
        x[list(pick)] = 1.0
        if not broken_rules(program, x):
            every.append(x)
    return program, np.arange(3, 3 + GROUPS), benefit, every


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000))
def test_leximin_in_a_basin_filled_to_the_last_drop(seed: int) -> None:
    program, at, benefit, every = basin(seed)
    if not every:
        return
    best = max(tuple(np.sort(benefit @ x).tolist()) for x in every)
    found = leximin(program, at, every[0])
    assert found.proven
    assert np.sort(benefit @ found.x) == pytest.approx(best, rel=1e-5)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.05, 1.5))
def test_a_level_needs_no_more_sites_than_any_selection_that_reaches_it(
    seed: int, share: float
) -> None:
    program, _, benefit, every = basin(seed)
    tops = TerritoryLimits(program, benefit, float(CHOOSE), lambda: None)
    for g in range(GROUPS):
        row = benefit[[g]].toarray().ravel()
        level = share * 10.0 / (1.7 + g)
        reaching = [int(x[row > 0].sum()) for x in every if row @ x >= level]
        assert tops.need(g, level) <= min(reaching, default=np.inf)


@pytest.mark.parametrize("seed", range(4))
def test_a_level_needs_what_the_rules_of_its_territory_leave(seed: int) -> None:
    """One territory alone: rows, spacing and counts are all its own, so the count is exact."""
    program, _, benefit, _ = basin(seed)
    row = benefit[[0]].toarray().ravel()
    own = np.flatnonzero(row)
    tops = TerritoryLimits(program, benefit, float(CHOOSE), lambda: None)
    rules = program.separations[0]
    water = program.matrix[[1]].toarray().ravel()
    least: dict[float, int] = {}
    for pick in chain.from_iterable(combinations(own, k) for k in range(1, own.size + 1)):
        chosen = np.array(pick)
        apart = all(abs(rules.x_m[a] - rules.x_m[b]) >= 1e3 for a, b in combinations(pick, 2))
        if apart and water[chosen].sum() <= program.row_upper[1] and (chosen < 6).sum() <= 3:
            level = float(row[chosen].sum())
            least[level] = min(least.get(level, 99), len(pick))
    assert least
    for level in least:
        exact = min(many for other, many in least.items() if other >= level * (1 - 1e-12))
        assert tops.need(0, level) == exact
    assert tops.need(0, max(least) * 1.01) == np.inf


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.3, 1.1))
def test_rows_by_number_of_sites_cut_no_selection(seed: int, share: float) -> None:
    """Every selection that keeps the floors keeps the added rows; none is left, none there was."""
    program, at, benefit, every = basin(seed)
    if not every:
        return
    levels = share * (benefit @ every[len(every) // 2])
    floors = Floors(program, at)
    need = floors.needed(levels)
    holding = [x for x in every if (benefit @ x >= levels).all()]
    if not np.isfinite(need).all() or need.sum() > CHOOSE:
        assert not holding
        return
    shares = Shares(floors.whole.form, at, benefit, floors.tops)
    shares._critical = [(1, 1.0)]
    low = floors.whole.form.row_lower.copy()
    low[at] = levels
    wide = shares.tightened(replace(floors.whole.form, row_lower=low), levels, need, levels > 0)
    if wide is None:
        assert not holding
        return
    numbers = shares._numbers(need)
    assert numbers is not None
    for x in holding:
        many = np.asarray((benefit > 0) @ x)
        z = (numbers.many == many[numbers.territory]).astype(float)
        point = np.concatenate([x, z])
        activity = wide.matrix @ point
        assert (point <= wide.upper + 1e-9).all()
        assert (activity >= wide.row_lower - 1e-6).all()
        assert (activity <= wide.row_upper + 1e-6).all()


def test_only_rows_of_several_territories_are_shared() -> None:
    body = csr_array(np.array([[1.0, 2.0, 0.0], [0.0, 0.0, 3.0], [1.0, 1.0, 1.0]]))
    matrix = csr_array(np.array([[5.0, 0, 0], [0, 5.0, 5.0]]))
    assert shared_rows(body, matrix, np.array([1])).tolist() == [0]
