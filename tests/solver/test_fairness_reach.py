"""A cap on the people out of reach, by cuts, against the enumeration of every selection."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array, hstack, vstack

from tisites.model.program import Program
from tisites.solver.check import broken_rules
from tisites.solver.fairness.by_reach import ByReach
from tisites.solver.solution import Limits, Proof

SITES, CHOOSE, GROUPS = 10, 4, 14


def near_program(seed: int, cap: float) -> tuple[Program, np.ndarray, csr_array, np.ndarray]:
    """Choose the most valuable sites, at most a share ``cap`` of the people out of reach."""
    rng = np.random.default_rng(seed)
    near = csr_array((rng.random((GROUPS, SITES)) < 0.22).astype(float))
    people = rng.uniform(1, 9, GROUPS)
    people /= people.sum()
    hectares = np.round(rng.uniform(2, 20, SITES), 1)
    plain = csr_array(np.vstack([np.ones(SITES), hectares]))
    body = vstack(
        [
            hstack([plain, csr_array((2, GROUPS))]),
            hstack([near, csr_array(np.eye(GROUPS))]),
            hstack([csr_array((1, SITES)), csr_array(-people[None, :])]),
        ],
        format="csr",
    )
    wide = SITES + GROUPS
    names = ("choose", "hectares", *(f"near[{k}]" for k in range(GROUPS + 1)))
    program = Program(
        np.array([f"s{k:02}" for k in range(wide)], dtype=object),
        np.concatenate([np.round(rng.uniform(20, 90, SITES), 1), np.zeros(GROUPS)]),
        np.zeros(wide), np.ones(wide), np.arange(wide) < SITES, csr_array(body),
        np.concatenate([[CHOOSE, -np.inf], np.ones(GROUPS), [-cap]]),
        np.concatenate([[CHOOSE, 55.0], np.full(GROUPS + 1, np.inf)]),
        names, ("choose", "hectares", *["near"] * (GROUPS + 1)),
    )  # fmt: skip
    return program, np.arange(2, GROUPS + 3), near, people


def selections(program: Program, near: csr_array) -> list[np.ndarray]:
    """Return every selection with its groups out of reach, the cap's row aside."""
    open_ = replace(program, row_lower=np.append(program.row_lower[:-1], -np.inf))
    found = []
    for pick in combinations(range(SITES), CHOOSE):
        x = np.zeros(program.n_columns)
        x[list(pick)] = 1.0
        x[SITES:] = near @ x[:SITES] < 0.5
        if not broken_rules(open_, x):
            found.append(x)
    return found


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_every_cap_in_turn_is_that_of_the_enumeration(seed: int) -> None:
    program, own, near, people = near_program(seed, np.inf)
    every = selections(program, near)
    solver = ByReach(program, own, GROUPS + 2, SITES)
    assert solver.able
    for cap in (0.6, 0.4, 0.25, 0.1):
        moved = replace(program, row_lower=np.append(program.row_lower[:-1], -cap))
        within = [x for x in every if people @ x[SITES:] <= cap + 1e-9]
        found = solver.solve(moved, Limits())
        if not within:
            assert found.proof is Proof.INFEASIBLE
            continue
        assert found.proof is Proof.OPTIMAL
        assert found.value == pytest.approx(max(moved.objective(x) for x in within), abs=1e-6)
        assert people @ found.x[SITES:] <= cap + 1e-8
        assert found.x[SITES:] == pytest.approx((near @ found.x[:SITES] < 0.5).astype(float))


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000), st.booleans())
def test_people_in_the_objective_are_that_of_the_enumeration(seed: int, alone: bool) -> None:
    """As stage (people alone) and as term (beside the value of the sites)."""
    program, own, near, people = near_program(seed, np.inf)
    every = selections(program, near)
    value = np.zeros(SITES) if alone else program.value[:SITES]
    priced = replace(program, value=np.concatenate([value, -300.0 * people]))
    found = ByReach(program, own, GROUPS + 2, SITES).solve(priced, Limits())
    if not every:
        assert found.proof is Proof.INFEASIBLE
        return
    assert found.proof is Proof.OPTIMAL
    assert found.value == pytest.approx(max(priced.objective(x) for x in every), abs=1e-5)


def test_columns_of_another_measure_are_left_to_the_whole_program() -> None:
    program, own, _, _ = near_program(1, 0.5)
    matrix = program.matrix.tolil()
    matrix[1, SITES] = 1.0
    shared = replace(program, matrix=csr_array(matrix.tocsr()))
    assert not ByReach(shared, own, GROUPS + 2, SITES).able
