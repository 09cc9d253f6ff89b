"""Alternatives held to every selection there is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tisites.model.program import Program
from tisites.solver.solution import Proof
from tisites.study.alternatives.alternatives import (
    ListEnd,
    alternatives,
    kept_apart,
    presence,
    to_proof,
)
from tisites.study.alternatives.pairs import interchangeable


def _apart(one: np.ndarray, other: np.ndarray) -> int:
    return np.setdiff1d(one, other).size


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    differ=st.integers(1, 3),
    within=st.sampled_from([2.0, 15.0, 1e6]),
    access=st.booleans(),
)
def test_each_is_the_best_of_what_is_left(toy, seed, differ, within, access):
    here = toy(seed, access=access)
    program, allowed = here.program, here.allowed()
    if not allowed:
        return
    value = program.value
    top = here.best(value, allowed)
    listed = alternatives(program, allowed[0], count=5, differ=differ, within_pct=within)
    assert listed.best.value == pytest.approx(top, abs=1e-6)
    before = [listed.best.selected]
    for one in listed.found:
        left = [s for s in allowed if all(_apart(b, s) >= differ for b in before)]
        assert any(np.array_equal(one.selected, s) for s in left)
        assert one.value == pytest.approx(here.best(value, left), abs=1e-6)
        assert one.value == pytest.approx(here.worth(value, one.selected), abs=1e-6)
        assert one.loss_pct <= within + 1e-6
        before.append(one.selected)
    left = [s for s in allowed if all(_apart(b, s) >= differ for b in before)]
    if listed.end is ListEnd.NONE:
        assert not left
    elif listed.end is ListEnd.WITHIN:
        loss = 100 * (top - here.best(value, left)) / abs(top)
        assert loss == pytest.approx(listed.next_loss_pct, abs=1e-6)
        assert loss > within
    else:
        assert len(listed.found) == 5
    assert [a.loss_pct for a in listed.found] == sorted(a.loss_pct for a in listed.found)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), access=st.booleans(), most=st.sampled_from([0.5, 10.0, 1e3]))
def test_pairs_are_all_the_swaps_that_hold(toy, seed, access, most):
    here = toy(seed, access=access)
    program, allowed = here.program, here.allowed()
    if not allowed:
        return
    best = max(allowed, key=lambda s: here.worth(program.value, s))
    worth = here.worth(program.value, best)
    expected = {}
    for other in allowed:
        if other.size == best.size and _apart(best, other) == 1:
            loss = worth - here.worth(program.value, other)
            if loss <= most:
                pair = (int(np.setdiff1d(best, other)[0]), int(np.setdiff1d(other, best)[0]))
                expected[pair] = loss
    found = interchangeable(program, best, most)
    pairs = list(zip(found["leaving"], found["entering"], strict=True))
    assert set(pairs) == set(expected)
    assert found["loss"].to_numpy() == pytest.approx([expected[p] for p in pairs], abs=1e-6)
    assert found["loss"].is_monotonic_increasing


def test_pairs_with_continuous_columns_are_solved_for(toy):
    here = toy(3)
    p = here.program
    n = p.n_columns
    from scipy.sparse import csr_array

    wide = np.zeros((4, n + 1))
    wide[:3, :n] = p.matrix.toarray()
    wide[3, :n], wide[3, n] = -here.weighing.values[:, 0], 1.0  # t <= sum of a criterion
    program = Program(
        np.append(p.columns, "t"), np.append(p.value, 3.0), np.append(p.lower, 0.0),
        np.append(p.upper, 10.0), np.append(p.integer, False), csr_array(wide),
        np.append(p.row_lower, -np.inf), np.append(p.row_upper, 0.0), (*p.row_labels, "t"),
        (*p.row_constraints, "t"),
        tuple(replace(s, x_m=np.append(s.x_m, np.nan), y_m=np.append(s.y_m, np.nan),
                      zone=np.append(s.zone, 0)) for s in p.separations),
        None, p.constant,
    )  # fmt: skip
    value = p.value + 3.0 * here.weighing.values[:, 0]  # t is free to follow
    allowed = here.allowed()
    best = max(allowed, key=lambda s: here.worth(value, s))
    found = interchangeable(program, best, 20.0)
    expected = {
        (int(np.setdiff1d(best, s)[0]), int(np.setdiff1d(s, best)[0])): here.worth(value, best)
        - here.worth(value, s)
        for s in allowed
        if _apart(best, s) == 1
    }
    expected = {pair: loss for pair, loss in expected.items() if loss <= 20.0}
    pairs = list(zip(found["leaving"], found["entering"], strict=True))
    assert set(pairs) <= set(expected) and pairs
    assert found["loss"].to_numpy() == pytest.approx([expected[p] for p in pairs], abs=1e-6)


def test_ctrl_c_leaves_what_was_proven(toy):
    here = toy(1)
    asked = []

    def stops(program):
        asked.append(program)
        if len(asked) == 3:
            raise KeyboardInterrupt
        return to_proof(program)

    listed = alternatives(
        here.program, here.allowed()[0], count=9, differ=1, within_pct=1e6, solver=stops
    )
    assert listed.end is ListEnd.STOPPED
    assert len(listed.found) == 1


def test_presence_names_the_core(toy):
    here = toy(1)
    listed = alternatives(here.program, here.allowed()[0], count=4, differ=1, within_pct=1e6)
    seen = presence(listed, here.program.n_columns)
    for column, row in seen.iterrows():
        times = sum(column in one.selected for one in listed.everyone)
        assert row["times"] == times
        assert (row["class"] == "core") == (times == len(listed.everyone))
        assert (row["class"] == "never") == (times == 0)


def test_a_program_kept_apart_from_all_is_infeasible(toy):
    here = toy(1)
    answer = to_proof(kept_apart(here.program, here.allowed(), 1))
    assert answer.proof is Proof.INFEASIBLE
