"""Max-min and leximin against the enumeration of every selection."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from tisites.model.program import Program
from tisites.model.terms import Separation
from tisites.solver.fairness.floors import Floors
from tisites.solver.fairness.levels import highest_level
from tisites.solver.fairness.leximin import leximin


def toy(
    benefit: np.ndarray, group: np.ndarray, base: np.ndarray, choose: int, cap: float | None
) -> tuple[Program, np.ndarray, csr_array]:
    """Choose ``choose`` columns; open benefit rows; a knapsack row where ``cap`` is given."""
    n, many = benefit.size, base.size
    u = csr_array((benefit / base[group], (group, np.arange(n))), shape=(many, n))
    weight = (np.arange(n) * 7) % 5 + 1.0
    matrix = csr_array(np.vstack([np.ones((1, n)), weight[None, :], u.toarray()]))
    low = np.concatenate([[choose, -np.inf], np.full(many, -np.inf)])
    up = np.concatenate([[choose, np.inf if cap is None else cap], np.full(many, np.inf)])
    names = ("choose", "cap", *(f"u[{g}]" for g in range(many)))
    value = np.round(50 + 20 * np.cos(np.arange(n) * 1.7), 2)
    apart = Separation("apart", 1.0, (np.arange(n) * 0.7e3) % 5e3, np.zeros(n), np.zeros(n, int))
    program = Program(
        np.array([f"s{k:02}" for k in range(n)], dtype=object), value, np.zeros(n), np.ones(n),
        np.ones(n, bool), matrix, low, up, names, names, (apart,) if cap is not None else (),
    )  # fmt: skip
    return program, np.arange(2, 2 + many), u


def selections(program: Program, choose: int) -> list[np.ndarray]:
    from tisites.solver.check import broken_rules

    found = []
    for some in combinations(range(program.n_columns), choose):
        x = np.zeros(program.n_columns)
        x[list(some)] = 1.0
        if not broken_rules(program, x):
            found.append(x)
    return found


def draw(seed: int, *, integers: bool) -> tuple[Program, np.ndarray, csr_array]:
    rng = np.random.default_rng(seed)
    group = np.arange(12) % 4
    rng.shuffle(group)
    benefit = np.ones(12) if integers else np.round(rng.uniform(1, 30, 12), 1)
    base = np.ones(4) if integers else np.round(rng.uniform(0.5, 9, 4), 2)
    return toy(benefit, group, base, 4 if not integers else 6, 14.0 if seed % 2 else None)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000), st.booleans())
def test_max_min_is_that_of_the_enumeration(seed: int, integers: bool) -> None:
    program, at, u = draw(seed, integers=integers)
    every = selections(program, 6 if integers else 4)
    if not every:
        return
    best = max(float((u @ x).min()) for x in every)
    floors = Floors(program, at)
    level = highest_level(floors, every[0], np.ones(4, bool), np.zeros(4))
    assert level.proven
    assert level.value == pytest.approx(best, rel=1e-6, abs=1e-9)
    assert float((u @ level.x).min()) == pytest.approx(best, rel=1e-9, abs=1e-9)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000), st.booleans())
def test_leximin_is_that_of_the_enumeration(seed: int, integers: bool) -> None:
    program, at, u = draw(seed, integers=integers)
    every = selections(program, 6 if integers else 4)
    if not every:
        return
    best = max(tuple(np.sort(u @ x).tolist()) for x in every)
    found = leximin(program, at, every[0])
    assert found.proven
    assert np.sort(u @ found.x) == pytest.approx(best, rel=1e-6, abs=1e-6)


def cumulated(u: np.ndarray, k: int) -> float:
    """Sum of the ``k`` least benefits, ``max_r k r - sum_g max(0, r - u_g)`` (Ogryczak 1997)."""
    return max(k * r - float(np.maximum(0.0, r - u).sum()) for r in u)


@pytest.mark.parametrize("seed", [2, 11, 28])
def test_leximin_maximises_cumulated_ordered_sums_one_after_the_other(seed: int) -> None:
    """Another way to the same vector: ordered sums instead of levels, over every selection."""
    program, at, u = draw(seed, integers=False)
    every = selections(program, 4)
    assert every
    left = every
    for k in range(1, 5):
        sums = np.array([cumulated(u @ x, k) for x in left])
        left = [x for x, s in zip(left, sums, strict=True) if s >= sums.max() - 1e-9]
    found = leximin(program, at, every[0])
    for k in range(1, 5):
        best = cumulated(u @ left[0], k)
        assert cumulated(u @ found.x, k) == pytest.approx(best, rel=1e-5, abs=1e-6)
