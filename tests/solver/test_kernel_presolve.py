from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from tests.examples import examples
from tisites.certificate.implied import implied_bounds
from tisites.model.program import Program
from tisites.solver.exact import solve
from tisites.solver.kernel.covers import violated_covers
from tisites.solver.kernel.packing import Packing
from tisites.solver.kernel.prepared import prepare
from tisites.solver.kernel.session import Session
from tisites.solver.solution import Proof


def _knapsacks(seed: int, n: int, m: int) -> Program:
    """Capacities of mixed sign, whole uses so that equality with the limit happens."""
    rng = np.random.default_rng(seed)
    matrix = rng.integers(0, 12, (m, n)).astype(float) * (rng.random((m, n)) < 0.8)
    matrix *= np.where(rng.random((m, n)) < 0.1, -1.0, 1.0)
    upper = np.floor(matrix.clip(0).sum(axis=1) * rng.uniform(0.2, 0.6, m))
    lower = np.where(rng.random(m) < 0.3, upper - rng.integers(0, 20, m), -np.inf)
    return Program(
        np.array([f"s{i}" for i in range(n)], dtype=object), rng.normal(3, 2, n), np.zeros(n),
        np.ones(n), np.ones(n, bool), csr_array(matrix), lower, upper,
        tuple(f"r{k}[]" for k in range(m)), tuple(f"r{k}" for k in range(m)),
    )  # fmt: skip


def _feasible(program: Program) -> np.ndarray:
    points = np.array(list(itertools.product((0.0, 1.0), repeat=program.n_columns)))
    activity = points @ program.matrix.toarray().T
    ok = (activity <= program.row_upper + 1e-9).all(axis=1)
    return points[ok & (activity >= program.row_lower - 1e-9).all(axis=1)]


@settings(max_examples=examples(60), deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 9), st.integers(1, 3))
def test_fixed_columns_and_covers_hold_for_every_selection(seed, n, m) -> None:
    program = _knapsacks(seed, n, m)
    points = _feasible(program)
    lower, upper = implied_bounds(program)
    if points.size:
        assert (points >= lower).all()
        assert (points <= upper).all()
    else:
        return
    rng = np.random.default_rng(seed)
    for x in rng.random((5, n)) ** rng.uniform(0.3, 3):
        for cut in violated_covers(prepare(program), x):
            inside = points[:, cut.columns] @ cut.weights
            assert inside.max() <= cut.side
            assert x[cut.columns] @ cut.weights > cut.side


def test_a_cover_is_found_and_lifted() -> None:
    program = _knapsacks(0, 4, 1)
    program = Program(
        program.columns, program.value, program.lower, program.upper, program.integer,
        csr_array([[5.0, 5.0, 5.0, 12.0]]), np.array([-np.inf]), np.array([12.0]),
        ("power[]",), ("power",),
    )  # fmt: skip
    (cut,) = violated_covers(prepare(program), np.array([0.9, 0.8, 0.7, 0.0]))
    assert cut.columns.tolist() == [0, 1, 2, 3]
    assert cut.weights.tolist() == [1.0, 1.0, 1.0, 2.0]
    assert cut.side == 2.0


def test_packings_tell_members_and_keys_apart() -> None:
    one = Packing(np.array([2, 5]), np.ones(2))
    two = Packing(np.array([2, 5]), np.array([1.0, 2.0]), 2.0, 0)
    assert one.key() != two.key()
    found, weight = two.weight_of(np.array([1, 5, 9]))
    assert (found.tolist(), weight.tolist()) == ([1], [2.0])


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6))
def test_covers_of_former_limits_are_forgotten(seed) -> None:
    program = _knapsacks(seed, 12, 2)
    session = Session(program)
    rng = np.random.default_rng(seed)
    for factor in (1.0, *rng.uniform(0.5, 1.6, 2)):
        upper = np.floor(program.row_upper * factor)
        session.change(row_upper=upper, row_lower=np.minimum(program.row_lower, upper))
        warm, cold = session.solve(), solve(session.program, "highs", method="compact")
        assert warm.proof == cold.proof
        if cold.proof is Proof.OPTIMAL:
            assert warm.value == pytest.approx(cold.value, rel=1e-7, abs=1e-7)
