from __future__ import annotations

import itertools
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

sys.path.insert(0, str(Path(__file__).parents[1] / "solver"))

from enumerated import KINDS, random_program

from tisites.certificate.following import SPACING, Following, unproven
from tisites.certificate.sides import whole_sides
from tisites.certificate.step import last_multiple
from tisites.certificate.weak_duality import Implied, Prices, bounded, relaxation
from tisites.model.program import Program
from tisites.model.terms import Access, Separation

LOUD = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))


def _subsets(n: int) -> np.ndarray:
    return np.array(list(itertools.product((0.0, 1.0), repeat=n)))


def _true_worth(program: Program, x: np.ndarray) -> Fraction:
    """Worth of a selection in exact arithmetic, its floats taken as they are."""
    total = sum((Fraction(v) for v, at in zip(program.value, x, strict=True) if at), Fraction(0))
    if program.access is not None:
        f = program.access.f.toarray()
        for k, demand in enumerate(program.access.demand):
            best = max((f[k, i] for i in np.flatnonzero(x)), default=0.0)
            total += Fraction(program.access.weight) * Fraction(float(demand)) * Fraction(best)
    return total


def _keeps(program: Program, x: np.ndarray) -> bool:
    """Whether a selection keeps the rows, in exact arithmetic."""
    dense = program.matrix.toarray()
    for r in range(program.n_rows):
        activity = sum((Fraction(a) for a, at in zip(dense[r], x, strict=True) if at), Fraction(0))
        low, high = program.row_lower[r], program.row_upper[r]
        if np.isfinite(low) and activity < Fraction(low):
            return False
        if np.isfinite(high) and activity > Fraction(high):
            return False
    return True


@st.composite
def priced(draw: st.DrawFn) -> tuple[Program, Prices, np.ndarray, np.ndarray]:
    """A program, prices that nobody chose with care, and a box."""
    seed = draw(st.integers(0, 10**6))
    n = draw(st.integers(2, 7))
    kinds = tuple(draw(st.lists(st.sampled_from(KINDS), max_size=3)))
    program = random_program(
        seed, n, kinds, spacing=False, access=draw(st.booleans()), ties=draw(st.booleans())
    )
    rng = np.random.default_rng(seed)
    scale = 10.0 ** draw(st.integers(-9, 9))
    rows = rng.normal(size=program.n_rows) * scale
    points = 0 if program.access is None else program.access.demand.size
    threshold = rng.random(points) * 10.0 - 1.0
    bad = draw(st.sampled_from([None, np.nan, np.inf, -np.inf]))
    if bad is not None and rows.size:
        rows[0] = bad
    if bad is not None and points:
        threshold[0] = bad
    fixed = rng.random(n) < 0.3
    at = (rng.random(n) < 0.5).astype(float)
    lower = np.where(fixed, at, 0.0)
    upper = np.where(fixed, at, 1.0)
    return program, Prices(rows, threshold, worth=draw(st.booleans())), lower, upper


@LOUD
@given(given=priced())
def test_any_prices_bound_every_selection(given) -> None:
    program, prices, lower, upper = given
    found = bounded(relaxation(program), prices, lower, upper)
    assert not np.isnan(found.upper)
    if not np.isfinite(found.upper):
        return
    ends = {end: found.if_at(end) for end in (0.0, 1.0)}
    for x in _subsets(program.n_columns):
        inside = (x >= lower).all() and (x <= upper).all()
        if not inside or not _keeps(program, x):
            continue
        worth = _true_worth(program, x) if prices.worth else Fraction(0)
        assert Fraction(found.upper) >= worth
        for i in range(x.size):
            assert Fraction(float(ends[x[i]][i])) >= worth, (i, x)


def test_a_farkas_ray_refutes_and_a_false_one_does_not() -> None:
    ones = np.ones(3)
    program = Program(
        np.array(list("abc")), ones, 0 * ones, ones, ones > 0, csr_array(np.ones((2, 3))),
        np.array([2.0, -np.inf]), np.array([np.inf, 1.0]), ("a[]", "b[]"), ("a", "b"),
    )  # fmt: skip
    r = relaxation(program)
    for prices, refutes in (((-1.0, 1.0), True), ((1.0, -1.0), False), ((-1.0, 0.5), False)):
        found = bounded(r, Prices(np.array(prices), worth=False), 0 * ones, ones)
        assert (found.upper < 0) is refutes


@LOUD
@given(seed=st.integers(0, 10**6), n=st.integers(2, 8))
def test_a_cover_is_followed_only_if_no_selection_breaks_it(seed, n) -> None:
    rng = np.random.default_rng(seed)
    use = rng.integers(-3, 9, n).astype(float)
    limit = float(rng.integers(0, max(1, int(np.abs(use).sum()))))
    weights = rng.integers(0, 3, n).astype(float)
    side = float(rng.integers(0, 5))
    ones = np.ones(n)
    program = Program(
        np.arange(n).astype(str), ones, 0 * ones, ones, ones > 0, csr_array(use[None, :]),
        np.array([-np.inf]), np.array([limit]), ("r[]",), ("r",),
    )  # fmt: skip
    following = Following(csr_array(weights[None, :]), np.array([side]), np.array([0]))
    subsets = _subsets(n)
    broken = (subsets @ use <= limit) & (subsets @ weights > side)
    assert (unproven(program, following, np.array([0])) == []) is not broken.any()


@LOUD
@given(seed=st.integers(0, 10**6))
def test_a_clique_is_followed_only_if_all_are_near(seed) -> None:
    rng = np.random.default_rng(seed)
    n, ones = 5, np.ones(5)
    x, y = rng.random((2, n)) * 12e3
    rules = (
        Separation("s", 6.0, x, y, np.zeros(n, int)),
        Separation("t", 3.0, x, y, np.zeros(n, int)),
    )
    program = Program(
        np.arange(n).astype(str), ones, 0 * ones, ones, ones > 0, csr_array((0, n)),
        np.empty(0), np.empty(0), (), (), rules,
    )  # fmt: skip
    members = np.flatnonzero(rng.random(n) < 0.6)
    row = csr_array((np.ones(members.size), (np.zeros(members.size, int), members)), shape=(1, n))
    following = Following(row, np.ones(1), np.array([SPACING]))
    near = all(
        np.hypot(x[i] - x[j], y[i] - y[j]) < 6e3 for i, j in itertools.combinations(members, 2)
    )
    assert (unproven(program, following, np.array([0])) == []) is near


@LOUD
@given(seed=st.integers(0, 10**6), step=st.sampled_from([1.0, 0.5, 0.1, 1 / 3, 7.0]))
def test_a_step_never_hides_a_selection(seed, step) -> None:
    rng = np.random.default_rng(seed)
    n, ones = 7, np.ones(7)
    value = rng.integers(-4, 9, n) * step
    if rng.random() < 0.3:
        value[0] += rng.normal() * 10.0 ** rng.integers(-14, 0)
    access = None
    if rng.random() < 0.5:
        f = rng.integers(0, 3, (4, n)).astype(float)
        access = Access("a", step, np.arange(4.0), np.zeros(4, int), ("g",), csr_array(f))
    program = Program(
        np.arange(n).astype(str), value, 0 * ones, ones, ones > 0, csr_array((0, n)),
        np.empty(0), np.empty(0), (), (), access=access,
    )  # fmt: skip
    bound = float(rng.uniform(-10, 30))
    kept = Fraction(last_multiple(relaxation(program), step, bound))
    for x in _subsets(n):
        worth = _true_worth(program, x)
        assert worth > Fraction(bound) or worth <= kept


def test_a_negative_service_is_refused() -> None:
    ones = np.ones(2)
    access = Access(
        "a", 1.0, np.array([-1.0]), np.zeros(1, int), ("g",), csr_array(np.ones((1, 2)))
    )
    program = Program(
        np.array(["a", "b"]), ones, 0 * ones, ones, ones > 0, csr_array((0, 2)),
        np.empty(0), np.empty(0), (), (), access=access,
    )  # fmt: skip
    with pytest.raises(ValueError, match="not negative"):
        relaxation(program)


def test_implied_rows_count_at_their_side() -> None:
    ones = np.ones(2)
    program = Program(
        np.array(["a", "b"]), ones, 0 * ones, ones, ones > 0, csr_array((0, 2)),
        np.empty(0), np.empty(0), (), (),
    )  # fmt: skip
    for price, bound in ((1.0, 1.0), (0.5, 1.5), (-1.0, 2.0), (np.nan, 2.0)):
        more = Implied(csr_array(np.ones((1, 2))), np.ones(1), np.array([price]))
        found = bounded(relaxation(program), Prices(np.empty(0), implied=more), 0 * ones, ones)
        assert found.upper == pytest.approx(bound) and found.upper >= bound


@LOUD
@given(seed=st.integers(0, 10**6))
def test_whole_limits_keep_the_same_selections(seed) -> None:
    """Held to enumeration; a limit within 1e-9 of a whole number is that number."""
    rng = np.random.default_rng(seed)
    n, m = 6, 4
    unit = rng.choice([0.1, 1 / 3, 1.0, 2.5], m)[:, None]
    dense = unit * (rng.random((m, n)) < 0.7) * (1.0 + (rng.random((m, n)) < 0.1))
    counts = rng.integers(0, 4, m) + rng.choice([0.0, 0.0, 0.3, 0.9, 1e-12, -1e-12], m)
    low, up = counts * unit[:, 0], (counts + rng.random(m) * 2) * unit[:, 0]
    up[rng.random(m) < 0.3] = np.inf
    whole = whole_sides(csr_array(dense), np.ones(n, bool), low, up)
    for x in _subsets(n):
        activity = dense @ x
        kept = [
            (activity >= ends[0] - 1e-9) & (activity <= ends[1] + 1e-9)
            for ends in ((low, up), whole)
        ]
        assert (kept[0] == kept[1]).all()
    assert (whole[0] >= low - 1e-6).all() and (whole[1] <= up + 1e-6).all()


def test_a_column_told_twice_in_a_row_counts_twice() -> None:
    twice = csr_array((np.ones(3), np.array([0, 0, 1]), np.array([0, 3])), shape=(1, 2))
    low, up = whole_sides(twice, np.ones(2, bool), np.array([1.5]), np.array([1.5]))
    assert (low[0], up[0]) == (1.5, 1.5)
