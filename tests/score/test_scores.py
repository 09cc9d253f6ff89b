"""Scores: exact sums, honest intervals, no rank reversal."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tisites.criteria.spec import Indicators
from tisites.score.criterion import Criterion
from tisites.score.scores import score, unknown_problems
from tisites.score.value_function import value_at, value_range

RISING = {0.0: 0.0, 10.0: 1.0}
HUMP = {0.0: 0.0, 5.0: 1.0, 10.0: 0.2}


def criterion(indicator: str, weight: float, scale: dict[float, float], unknown="worst_word"):
    return Criterion(
        indicator=indicator, label="x", family="land", weight=weight, scale=scale,
        unknown=unknown, source="test",
    )  # fmt: skip


def indicators(**columns: list[float]) -> Indicators:
    n = len(next(iter(columns.values())))
    index = pd.Index([f"s{k}" for k in range(n)], name="site_id")
    return Indicators(pd.DataFrame(columns, index=index, dtype=float), {})


def test_exact_sum_and_contributions():
    data = indicators(a=[10.0, 5.0], b=[0.0, 10.0])
    got = score({"a": criterion("a", 3, RISING), "b": criterion("b", 1, RISING)}, data)
    assert got.table["score"].tolist() == [75.0, 62.5]
    assert got.contributions["a"].tolist() == [75.0, 37.5]
    assert got.contributions["b"].tolist() == [0.0, 25.0]
    assert got.table["reliability"].tolist() == [1.0, 1.0]


def test_unknown_spans_the_whole_scale_and_lowers_reliability():
    data = indicators(a=[np.nan], b=[10.0])
    got = score({"a": criterion("a", 1, HUMP), "b": criterion("b", 1, RISING)}, data).table
    assert got.loc["s0"].tolist() == [50.0, 50.0, 100.0, 0.5]


def test_no_value_can_be_declared_for_the_unknown():
    """A site that scores less than it would gain by silence."""
    with pytest.raises(ValidationError):
        criterion("a", 1, RISING, unknown=0.25)
    assert criterion("a", 1, RISING, unknown="worst").unknown == "worst_word"  # its former name


def test_a_blank_counts_as_the_worst_of_what_it_may_be():
    """Between the two ends of the nominal, not of the whole interval; a hump counts at its feet."""
    index = pd.Index(["s0"], name="site_id")

    def frame(low, nominal, high):
        return pd.DataFrame({"a": [nominal], "a_low": [low], "a_high": [high]}, index, dtype=float)

    data = Indicators(frame(0, 2, 10), {}, (), frame(0, 2, 4), frame(3, 9, 10))
    got = score({"a": criterion("a", 1, HUMP)}, data).table.loc["s0"]
    assert got["score"] == pytest.approx(100 * min(0.4, 0.36))
    assert (got["score_low"], got["score_high"]) == (0.0, 100.0)
    assert data.untold("a").tolist() == [True]
    _, excluded = unknown_problems({"a": criterion("a", 1, HUMP, "exclude")}, data, "m.toml")
    assert excluded["a"].tolist() == ["s0"]


def test_interval_sees_the_hump_inside():
    data = indicators(a=[2.0], a_low=[2.0], a_high=[9.0])
    got = score({"a": criterion("a", 1, HUMP)}, data).table
    assert got.loc["s0", "score_high"] == 100.0
    assert got.loc["s0", "score_low"] == pytest.approx(36.0)


def test_unknown_can_be_an_error_or_an_exclusion():
    data = indicators(a=[1.0, np.nan])
    problems, _ = unknown_problems({"a": criterion("a", 1, RISING, "error")}, data, "m.toml")
    assert "s1" in str(problems[0])
    assert "score.a.unknown" in str(problems[0])
    _, excluded = unknown_problems({"a": criterion("a", 1, RISING, "exclude")}, data, "m.toml")
    assert excluded["a"].tolist() == ["s1"]


scales = st.lists(
    st.tuples(st.integers(-50, 50), st.integers(0, 100)), min_size=2, max_size=6,
    unique_by=lambda point: point[0],
).map(lambda points: {float(x): y / 100 for x, y in points})  # fmt: skip


@given(scales, st.floats(-80, 80), st.floats(0, 60), st.floats(0, 1))
def test_range_holds_every_value_inside_and_is_tight(scale, low, width, where):
    least, greatest = value_range(scale, np.array([low]), np.array([low + width]))
    inside = value_at(scale, np.array([low + where * width]))
    assert least[0] - 1e-12 <= inside[0] <= greatest[0] + 1e-12
    points = np.union1d(
        np.array([low, low + width]),
        [p for p in scale if low <= p <= low + width],
    )
    values = value_at(scale, points)
    assert least[0] == pytest.approx(values.min())
    assert greatest[0] == pytest.approx(values.max())


@given(st.lists(st.floats(0, 20), min_size=2, max_size=8), st.floats(-100, 100))
def test_adding_a_site_changes_no_other_score(values, extra):
    criteria = {"a": criterion("a", 1, HUMP)}
    before = score(criteria, indicators(a=values)).table["score"].tolist()
    after = score(criteria, indicators(a=[*values, extra])).table["score"].tolist()
    assert after[:-1] == before


@given(st.floats(0.01, 1000))
def test_scaling_all_weights_changes_nothing(factor):
    data = indicators(a=[1.0, 7.0], b=[4.0, 2.0])
    base = {"a": criterion("a", 1, RISING), "b": criterion("b", 2, HUMP)}
    scaled = {"a": criterion("a", factor, RISING), "b": criterion("b", 2 * factor, HUMP)}
    np.testing.assert_allclose(score(base, data).table, score(scaled, data).table)
