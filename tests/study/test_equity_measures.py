"""Measures of inequality against their definitions, and the laws they must obey."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tisites.study.equity.measures import gini, hoover, lorenz, theil, theil_parts, worst_mean


@st.composite
def shared(draw, most: int = 12):
    """Draw benefits (some of them zero, at least one not) and weights, and a group for each."""
    n = draw(st.integers(1, most))
    benefit = st.one_of(st.just(0.0), st.floats(0.01, 1e4))
    u = np.array(draw(st.lists(benefit, min_size=n, max_size=n)))
    q = np.array(draw(st.lists(st.floats(0.01, 1e6), min_size=n, max_size=n)))
    groups = draw(st.lists(st.sampled_from("abc"), min_size=n, max_size=n))
    if u.sum() == 0:
        u[draw(st.integers(0, n - 1))] = 1.0
    return u, q, groups


def gini_by_pairs(u, q) -> float:
    """The double sum of the definition, nothing shared with the code under test."""
    pairs = list(zip(u, q, strict=True))
    total = sum(qa * qb * abs(ua - ub) for ua, qa in pairs for ub, qb in pairs)
    return total / (2 * sum(q) * sum(qa * ua for ua, qa in pairs))


def theil_by_definition(u, q) -> float:
    amount, total = sum(qa * ua for ua, qa in zip(u, q, strict=True)), 0.0
    for ua, qa in zip(u, q, strict=True):
        share, base = qa * ua / amount, qa / sum(q)
        total += share * np.log(share / base) if share > 0 else 0.0
    return total


@given(shared())
def test_gini_is_the_double_sum(drawn):
    u, q, _ = drawn
    assert gini(u, q) == pytest.approx(gini_by_pairs(u, q), abs=1e-9)
    assert gini(u) == pytest.approx(gini_by_pairs(u, np.ones(u.size)), abs=1e-9)


@given(shared())
def test_theil_is_its_definition_and_splits_exactly(drawn):
    u, q, groups = drawn
    total, between, within = theil_parts(u, q, groups)
    assert total == pytest.approx(theil_by_definition(u, q), abs=1e-9)
    assert theil(u, q) == total
    assert between + within == pytest.approx(total, abs=1e-9)
    assert between >= 0
    assert within >= -1e-9


@given(shared())
def test_theil_between_groups_is_the_theil_of_the_groups(drawn):
    u, q, groups = drawn
    names = sorted(set(groups))
    weight = np.array([sum(q[k] for k, g in enumerate(groups) if g == name) for name in names])
    got = np.array([sum(u[k] * q[k] for k, g in enumerate(groups) if g == n) for n in names])
    _, between, _ = theil_parts(u, q, groups)
    assert between == pytest.approx(theil_by_definition(got / weight, weight), abs=1e-9)


def worst_mean_by_definition(u, q, beta) -> Fraction:
    """The maximum over t, in exact arithmetic: concave and bent at the benefits only."""
    exact, weight = [Fraction(float(v)) for v in u], [Fraction(float(v)) for v in q]
    mass = Fraction(beta) * sum(weight)

    def at(t: Fraction) -> Fraction:
        below = sum(w * max(t - v, 0) for v, w in zip(exact, weight, strict=True))
        return t - below / mass

    return max(at(t) for t in exact)


@given(shared(8), st.floats(0.01, 1.0))
def test_worst_mean_is_its_definition(drawn, beta):
    """What rounding may do: the last places of the largest benefit, whatever the weights."""
    u, q, _ = drawn
    found = worst_mean(u, beta, q)
    exact = float(worst_mean_by_definition(u, q, beta))
    assert found == pytest.approx(exact, rel=1e-12, abs=1e-13 * u.max() / beta)


@given(shared(), st.floats(0.01, 100))
def test_a_change_of_unit_changes_nothing(drawn, factor):
    u, q, groups = drawn
    for measure in (gini, theil, hoover):
        assert measure(u * factor, q) == pytest.approx(measure(u, q), abs=1e-9)
        assert measure(u, q * factor) == pytest.approx(measure(u, q), abs=1e-9)
    assert theil_parts(u * factor, q, groups)[1] == pytest.approx(
        theil_parts(u, q, groups)[1], abs=1e-9
    )


@given(shared())
def test_a_territory_cut_in_two_alike_parts_changes_nothing(drawn):
    u, q, _ = drawn
    halves = np.concatenate([q[:1] / 2, q[:1] / 2, q[1:]])
    doubled = np.concatenate([u[:1], u])
    for measure in (gini, theil, hoover):
        assert measure(doubled, halves) == pytest.approx(measure(u, q), abs=1e-9)
    assert worst_mean(doubled, 0.3, halves) == pytest.approx(worst_mean(u, 0.3, q), abs=1e-6)


@given(shared())
def test_a_gift_from_rich_to_poor_never_worsens(drawn):
    u, _, _ = drawn
    low, high = int(u.argmin()), int(u.argmax())
    given_ = (u[high] - u[low]) / 3
    after = u.copy()
    after[low] += given_
    after[high] -= given_
    for measure in (gini, theil, hoover):
        assert measure(after) <= measure(u) + 1e-9
    assert worst_mean(after, 0.25) >= worst_mean(u, 0.25) - 1e-9


@given(shared())
def test_the_lorenz_curve_is_convex_below_the_diagonal_and_gives_gini_and_hoover(drawn):
    u, q, _ = drawn
    base, got = lorenz(u, q)
    assert base[0] == got[0] == 0
    assert base[-1] == pytest.approx(1)
    assert got[-1] == pytest.approx(1)
    assert (got <= base + 1e-9).all()
    assert np.trapezoid(base - got, base) * 2 == pytest.approx(gini(u, q), abs=1e-9)
    assert (base - got).max() == pytest.approx(hoover(u, q), abs=1e-9)


def test_known_values():
    assert gini(np.array([1.0, 2.0, 3.0, 4.0])) == pytest.approx(0.25)
    assert theil(np.array([0.0, 0.0, 0.0, 1.0])) == pytest.approx(np.log(4))
    assert hoover(np.array([0.0, 0.0, 0.0, 1.0])) == pytest.approx(0.75)


def test_nothing_to_share_is_no_number():
    nothing = np.zeros(3)
    assert all(np.isnan(measure(nothing)) for measure in (gini, theil, hoover))
    assert all(np.isnan(part) for part in theil_parts(nothing, None, ["a", "a", "b"]))
    assert worst_mean(nothing, 0.2) == 0.0


@pytest.mark.parametrize(
    ("u", "q"), [([-1.0, 1.0], None), ([1.0, np.nan], None), ([1.0, 1.0], [0.0, 1.0])]
)
def test_unknown_and_negative_are_refused(u, q):
    with pytest.raises(ValueError, match="known"):
        gini(np.array(u), None if q is None else np.array(q))
