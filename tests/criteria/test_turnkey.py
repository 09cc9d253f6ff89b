"""Turnkey by a year: the probabilities against enumerations that share no formula with the code."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tisites.criteria.assumptions import Assumptions
from tisites.criteria.delivery import counts, delivery, likely
from tisites.criteria.interval import Interval, exact
from tisites.criteria.turnkey import (
    WITH_GRID,
    WITHOUT_GRID,
    deadline_of,
    measure_turnkey,
    triangular_cdf,
)

TOYS = ((2029.0, 2031.0, 2033.0), (2029.0, 2029.0, 2032.0), (2028.0, 2031.5, 2031.5))


def draws(ends: tuple[float, float, float], n: int) -> np.ndarray:
    """Enumerate a triangular law: n values of equal weight, by the area under its two sides."""
    low, mode, high = ends
    years = np.linspace(low, high, 20 * n + 1)
    middle = (years[1:] + years[:-1]) / 2
    rise = np.interp(middle, [low, mode], [0.0, 1.0]) if mode > low else np.ones(middle.size)
    fall = np.interp(middle, [mode, high], [1.0, 0.0]) if high > mode else np.ones(middle.size)
    weight = np.where(middle <= mode, rise, fall)
    cumulative = np.cumsum(weight) / weight.sum()
    return np.interp((np.arange(n) + 0.5) / n, cumulative, middle)


@pytest.mark.parametrize("ends", TOYS)
@pytest.mark.parametrize("by", [2028.5, 2030.0, 2031.0, 2031.4, 2034.0])
def test_the_law_is_that_of_its_enumeration(ends, by) -> None:
    found = triangular_cdf(by, *([end] for end in ends))[0]
    assert found == pytest.approx((draws(ends, 4000) <= by).mean(), abs=2e-3)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=4, max_size=4), st.integers(0, 2), st.integers(0, 8))
def test_a_later_end_never_raises_a_probability(years, end, later) -> None:
    by, *ends = years
    ends = sorted(ends)
    moved = sorted([*ends[:end], ends[end] + later, *ends[end + 1 :]])
    before, after = (triangular_cdf(float(by), *([float(y)] for y in e))[0] for e in (ends, moved))
    assert 0.0 <= after <= before + 1e-12 <= 1.0 + 1e-12


def test_a_site_waits_for_its_steps_and_for_its_grid() -> None:
    steps = Interval(*(np.array([v]) for v in (3.0, 4.0, 6.0)))
    grid = Interval(*(np.array([v]) for v in (2029.0, 2031.0, 2033.0)))
    assumptions = Assumptions(turnkey_by=2030, steps_start_year=2026.0)
    found = measure_turnkey(steps, grid, assumptions)
    one, two = draws((2029.0, 2030.0, 2032.0), 900), draws((2029.0, 2031.0, 2033.0), 900)
    both = np.array([max(a, b) <= deadline_of(2030) for a, b in product(one, two)])
    assert found[WITH_GRID].nominal[0] == pytest.approx(both.mean(), abs=3e-3)
    assert found[WITHOUT_GRID].nominal[0] == pytest.approx((one <= 2031.0).mean(), abs=3e-3)
    # the ends are those of the worst and best dependence: sorted alike, and against one another
    alike = (np.maximum(np.sort(one), np.sort(two)) <= 2031.0).mean()
    against = (np.maximum(np.sort(one), np.sort(two)[::-1]) <= 2031.0).mean()
    assert found[WITH_GRID].high[0] == pytest.approx(alike, abs=3e-3)
    assert found[WITH_GRID].low[0] == pytest.approx(against, abs=3e-3)


def test_an_unknown_grid_leaves_from_nothing_to_the_steps() -> None:
    steps, unknown = exact([4.0, 6.0]), exact([np.nan, np.nan])
    found = measure_turnkey(steps, unknown, Assumptions(turnkey_by=2030, steps_start_year=2026.0))
    assert found[WITH_GRID].low.tolist() == [0.0, 0.0]
    assert found[WITH_GRID].high.tolist() == [1.0, 0.0]
    assert np.isnan(found[WITH_GRID].nominal[0])
    assert found[WITH_GRID].nominal[1] == 0.0  # too late whatever the grid
    assert found[WITHOUT_GRID].nominal.tolist() == [1.0, 0.0]


def test_the_same_grid_for_all_tells_no_site_apart() -> None:
    """What the programme assumes today: one request year and one lead time."""
    same = Interval(*(np.full(3, y) for y in (2029.0, 2031.0, 2033.0)))
    spread = Interval(
        np.array([2.0, 3.0, 4.0]), np.array([3.0, 4.0, 4.5]), np.array([5.0, 5.5, 6.0])
    )
    done = measure_turnkey(exact([1.0] * 3), same, Assumptions())[WITH_GRID].nominal
    assert len(set(done.tolist())) == 1
    apart = measure_turnkey(spread, same, Assumptions())[WITH_GRID].nominal
    assert len(set(apart.tolist())) == 3


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_counts_are_those_of_every_outcome(seed) -> None:
    """Every subset of done steps, every quantile of the common delay: weighed and counted."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 6))
    steps, grid = rng.uniform(0, 1, n).round(2), rng.uniform(0, 1, n).round(2)
    alone, shared = np.zeros(n + 1), np.zeros(n + 1)
    for done in product((0, 1), repeat=n):
        weight = np.prod(np.where(done, steps, 1 - steps))
        for u in (np.arange(100) + 0.5) / 100:  # the quantiles are hundredths: exact
            shared[int((np.array(done) * (u <= grid)).sum())] += weight / 100
        for connected in product((0, 1), repeat=n):
            part = weight * np.prod(np.where(connected, grid, 1 - grid))
            alone[int((np.array(done) * np.array(connected)).sum())] += part
    found = delivery(steps, grid)
    np.testing.assert_allclose(found.alone, alone, atol=1e-9)
    np.testing.assert_allclose(found.shared, shared, atol=1e-9)
    for law in (alone, shared):
        assert found.expected == pytest.approx(float(law @ np.arange(n + 1)), abs=1e-9)


def test_a_common_delay_spreads_the_count_and_leaves_its_mean() -> None:
    found = delivery(np.full(50, 0.9), np.full(50, 0.5))
    (low, high), (least, most) = likely(found.alone), likely(found.shared)
    assert least < low < found.expected < high < most
    assert counts(np.zeros(3)).tolist() == [1.0, 0.0, 0.0, 0.0]
