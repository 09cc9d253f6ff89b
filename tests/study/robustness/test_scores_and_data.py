"""Regret and data value held to every selection and every corner of the intervals."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tisites.report.robustness.data import quantity_where
from tisites.score.value_function import value_at
from tisites.study.robustness.data_value import data_value
from tisites.study.robustness.scores import ends_of, score_study


def _best(here, value, allowed):
    return max(allowed, key=lambda s: here.worth(value, s))


def _x(here, chosen):
    x = np.zeros(here.program.n_columns)
    x[chosen] = 1.0
    return x


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), access=st.booleans())
def test_regret_is_the_worst_over_all_corners(toy, seed, access):
    here = toy(seed, n=7, access=access)
    allowed = here.allowed()
    if not allowed:
        return
    ends = ends_of(here.weighing)
    best = _best(here, here.program.value, allowed)
    study = score_study(here.program, ends, _x(here, best))
    assert study.complete
    assert study.best_low == pytest.approx(here.best(ends.low, allowed), abs=1e-6)
    assert study.best_high == pytest.approx(here.best(ends.high, allowed), abs=1e-6)
    corners = [
        np.where(np.array(bits, dtype=bool), ends.high, ends.low)
        for bits in itertools.product((0, 1), repeat=7)
    ]
    tops = [here.best(corner, allowed) for corner in corners]
    regret = {
        tuple(s): max(top - here.worth(c, s) for top, c in zip(tops, corners, strict=True))
        for s in allowed
    }
    for one in study.judged:
        assert one.regret == pytest.approx(regret[tuple(one.selected)], abs=1e-6)
        assert one.worst == pytest.approx(here.worth(ends.low, one.selected))
        assert one.best == pytest.approx(here.worth(ends.high, one.selected))
    assert study.judged[0].selected.tolist() == best.tolist()
    assert study.least_regret <= min(regret.values()) + 1e-6


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), access=st.booleans())
def test_data_value_is_what_each_unknown_could_win(toy, seed, access):
    here = toy(seed, n=7, access=access)
    allowed = here.allowed()
    if not allowed:
        return
    w = here.weighing
    best = _best(here, here.program.value, allowed)
    found = data_value(here.program, w, _x(here, best))
    assert found.complete
    rows = {(r.column, r.criterion): r for r in found.table.itertuples()}
    unknown = 0

    def gain(column, criterion, v):
        values = w.values.copy()
        values[column, criterion] = v
        points = w.value(w.weights, values)
        return here.best(points, allowed) - here.worth(points, best)

    for column, criterion in itertools.product(range(7), range(3)):
        low, high = w.low[column, criterion], w.high[column, criterion]
        unknown += high > low
        most = max(gain(column, criterion, low), gain(column, criterion, high))
        row = rows.get((column, criterion))
        if row is None:
            assert most <= 1e-6
            continue
        assert row.most_gain == pytest.approx(most, abs=1e-6)
        assert row.chosen == (column in best)
        step = 1e-4 * (1 if not row.chosen else -1)
        assert gain(column, criterion, row.threshold - step) <= 1e-6
        assert gain(column, criterion, row.threshold + step) > 0
        drawn = np.linspace(low, high, 401)
        mean = np.trapezoid([gain(column, criterion, v) for v in drawn], drawn) / (high - low)
        assert row.expected_gain == pytest.approx(mean, abs=1e-3)
    assert found.unknown == unknown
    assert found.table["expected_gain"].is_monotonic_decreasing


def test_data_value_does_not_depend_on_processes(toy):
    here = toy(11, n=14, choose=4)
    best = _best(here, here.program.value, here.allowed())
    one = data_value(here.program, here.weighing, _x(here, best))
    two = data_value(here.program, here.weighing, _x(here, best), jobs=2)
    assert one.table.equals(two.table)
    assert len(one.table)


@given(
    points=st.lists(st.integers(0, 100), min_size=2, max_size=5, unique=True),
    values=st.lists(st.floats(0, 1), min_size=5, max_size=5),
    falling=st.booleans(),
    target=st.floats(0.01, 1),
)
def test_a_threshold_in_units_is_where_the_value_function_says(points, values, falling, target):
    quantities = sorted(points)
    ordered = sorted(values[: len(points)], reverse=falling)
    scale = dict(zip(quantities, ordered, strict=True))
    found = quantity_where(scale, target)
    if found is None:
        return
    sign, at = found
    here = value_at(scale, np.array([at]))[0]
    assert here >= target - 1e-9
    beyond = value_at(scale, np.array([at - 1e-3 if sign == ">=" else at + 1e-3]))[0]
    assert beyond <= here + 1e-12
