"""Γ-robust answers held to every selection and every adversary."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from tisites.model.program import Program
from tisites.model.terms import Access, Separation
from tisites.solver.robust import solve_robust
from tisites.solver.robust_protection import protection
from tisites.solver.solution import Limits, Proof


def _program(seed: int, *, access: bool, floors: bool) -> tuple[Program, np.ndarray]:
    rng = np.random.default_rng(seed)
    n, p = 8, 4
    rows = [np.ones(n), rng.integers(1, 9, n).astype(float)]
    low, high = [p, -np.inf], [p, float(rng.integers(14, 30))]
    if floors:  # every group has its part: an equity row
        for g in range(2):
            rows.append((np.arange(n) % 2 == g).astype(float))
            low.append(1.0)
            high.append(np.inf)
    term = None
    if access:
        f = rng.random((5, n)) * (rng.random((5, n)) < 0.7)
        term = Access("a", 3.0, np.ones(5), np.arange(5) % 2, ("g", "h"), csr_array(f))
    x, y = rng.random((2, n)) * 1e4
    program = Program(
        np.array([f"s{i}" for i in range(n)], dtype=object), rng.normal(10, 3, n), np.zeros(n),
        np.ones(n), np.ones(n, dtype=bool), csr_array(np.array(rows)), np.array(low),
        np.array(high), tuple(f"r{k}" for k in range(len(rows))),
        tuple(f"r{k}" for k in range(len(rows))),
        (Separation("s", 1.5, x, y, np.zeros(n, dtype=np.int64)),), term, 2.0,
    )  # fmt: skip
    deviation = np.round(rng.random(n) * 30, 1) * (rng.random(n) < 0.8)
    return program, deviation


def _worst(deviation: np.ndarray, chosen: np.ndarray, gamma: float) -> float:
    """The worst over every adversary: whole sites, and one more for the fraction."""
    whole = int(gamma)
    worst = 0.0
    for size in range(min(whole, chosen.size) + 1):
        for hit in itertools.combinations(chosen, size):
            cost = sum(deviation[list(hit)])
            rest = [deviation[i] for i in chosen if i not in hit]
            if size == whole and rest:
                cost += (gamma - whole) * max(rest)
            worst = max(worst, cost)
    return float(worst)


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    gamma=st.sampled_from([0.0, 1.0, 1.5, 2.0, 3.7, 4.0, 9.0]),
    access=st.booleans(),
    floors=st.booleans(),
)
def test_the_best_protected_selection_by_enumeration(seed, gamma, access, floors):
    program, deviation = _program(seed, access=access, floors=floors)
    dense = program.matrix.toarray()
    best, nominal = -np.inf, -np.inf
    for bits in itertools.product((0.0, 1.0), repeat=8):
        x = np.array(bits)
        chosen = np.flatnonzero(x)
        activity = dense @ x
        if (activity < program.row_lower).any() or (activity > program.row_upper).any():
            continue
        if program.separations[0].pairs(chosen).size:
            continue
        value = program.objective(x)
        nominal = max(nominal, value)
        best = max(best, value - _worst(deviation, chosen, gamma))
    found = solve_robust(program, deviation, gamma)
    if best == -np.inf:
        assert found.solution.proof is Proof.INFEASIBLE
        assert found.solution.conflict
        return
    answer = found.solution
    assert answer.proof is Proof.OPTIMAL
    assert answer.value == pytest.approx(best, abs=1e-6)
    assert answer.bound == pytest.approx(best, abs=1e-6)
    assert found.best_nominal == pytest.approx(nominal, abs=1e-6)
    assert found.price >= -1e-9
    assert found.protection == pytest.approx(_worst(deviation, answer.selected, gamma), abs=1e-9)
    assert found.nominal - found.protection == pytest.approx(answer.value, abs=1e-9)
    # the stored program: the answer is worth there its protected value
    assert found.program.objective(answer.x) == answer.value


@given(
    deviation=st.lists(st.floats(0, 50), min_size=1, max_size=6),
    gamma=st.floats(0, 7),
)
def test_protection_is_the_worst_adversary(deviation, gamma):
    d = np.array(deviation)
    everyone = np.arange(d.size)
    assert protection(d, everyone, gamma) == pytest.approx(_worst(d, everyone, gamma), abs=1e-9)


def test_a_time_limit_gives_a_bound_not_a_claim():
    program, deviation = _program(4, access=True, floors=True)
    found = solve_robust(program, deviation, 2.0, limits=Limits(seconds=0.0))
    assert found.solution.proof in (Proof.UNKNOWN, Proof.FEASIBLE)
