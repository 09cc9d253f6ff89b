from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_array

from benchmarks.location import euclidean_p_median, location_program
from tisites.model.terms import Access
from tisites.solver.exact import solve
from tisites.solver.infeasible import with_conflict
from tisites.solver.kernel import lagrangian
from tisites.solver.kernel.prepared import prepare, whole_step
from tisites.solver.kernel.session import Session
from tisites.solver.solution import Limits, Proof


@pytest.fixture(autouse=True)
def _always(monkeypatch) -> None:
    monkeypatch.setattr(lagrangian, "LEAST_PAIRS", 1)
    monkeypatch.setattr(lagrangian, "LEAST_COARSE", 2)


def _median(seed: int, n: int, p: int):
    return euclidean_p_median(np.random.default_rng(seed).random((n, 2)), p)


def _cover(seed: int, points: int, n: int, p: int):
    rng = np.random.default_rng(seed)
    f = csr_array((rng.random((points, n)) < 0.1).astype(float))
    demand = rng.integers(0, 30, points).astype(float)  # some without any
    return location_program(f, demand, p)


@pytest.mark.parametrize("seed", range(3))
def test_the_ascent_changes_no_optimum(monkeypatch, seed) -> None:
    for program in (_median(seed, 150, 9), _cover(seed, 80, 24, 4)):
        ours = Session(program).solve()
        assert ours.certificate["ascent_steps"] > 0
        monkeypatch.setattr(lagrangian, "LEAST_PAIRS", 10**9)
        plain = Session(program).solve()
        monkeypatch.setattr(lagrangian, "LEAST_PAIRS", 1)
        assert "ascent_steps" not in plain.certificate
        assert ours.proof is plain.proof is Proof.OPTIMAL
        assert ours.value == pytest.approx(plain.value, rel=1e-9)


@pytest.mark.parametrize(("low", "high"), [(-np.inf, 5.0), (3.0, np.inf), (2.0, 4.0), (0.0, 6.0)])
def test_counts_between_limits_and_columns_that_cost(low, high) -> None:
    program = _cover(7, 120, 40, 5)
    value = np.random.default_rng(7).normal(-40.0, 30.0, 40)
    program = replace(program, value=value, row_lower=np.array([low]), row_upper=np.array([high]))
    ours = Session(program).solve()
    theirs = solve(program, "highs", Limits(60.0), method="compact")
    assert ours.proof is theirs.proof is Proof.OPTIMAL
    assert ours.value == pytest.approx(theirs.value, rel=1e-6)


def test_bounds_on_the_way_hold() -> None:
    program = _median(3, 200, 10)
    best = Session(program).solve().value
    heard = []

    class Ear:
        def phase(self, name: str) -> None:
            del name

        def bounds(self, value: float | None, bound: float | None) -> None:
            heard.append((value, bound))

    Session(program).solve(listener=Ear())
    assert len(heard) > 2
    assert all(bound >= best - 1e-7 for _, bound in heard)
    assert all(value is None or value <= best + 1e-7 for value, _ in heard)


@pytest.mark.parametrize("seconds", [0.0, 0.05])
def test_a_limit_in_the_ascent_gives_a_selection_and_a_bound(seconds) -> None:
    solution = Session(_median(5, 400, 20)).solve(Limits(seconds))
    assert solution.selected.size == 20
    assert np.isfinite(solution.bound)
    assert solution.bound >= solution.value


def test_the_same_twice_and_after_a_lock() -> None:
    program = _median(11, 150, 8)
    one, two = Session(program), Session(program)
    first = one.solve()
    assert first.x.tobytes() == two.solve().x.tobytes()
    lower = np.zeros(150)
    lower[17] = 1.0
    one.change(lower=lower)
    warm = one.solve()
    cold = Session(replace(program, lower=lower)).solve()
    assert 17 in warm.selected
    assert warm.value == pytest.approx(cold.value, rel=1e-9)


def test_more_than_there_are_is_infeasible() -> None:
    program = _cover(1, 50, 8, 9)
    found = Session(program).solve()
    assert found.proof is Proof.INFEASIBLE
    assert with_conflict(program, found).conflict == ("choose",)


def test_demand_zero_everywhere_or_in_one_group_only(brute_force) -> None:
    rng = np.random.default_rng(2)
    f = csr_array(rng.integers(0, 4, (12, 9)) / 3)
    base = location_program(f, np.ones(12), 3)
    value = rng.integers(0, 4, 9).astype(float)
    labels = ("a", "b", "c")
    for demand in (np.zeros(12), np.where(np.arange(12) < 4, 5.0, 0.0)):
        for group in (np.arange(12) // 4, np.zeros(12, dtype=np.int64)):
            access = Access("served", 0.5, demand, group, labels, f)
            program = replace(base, value=value, access=access)
            assert Session(program).solve().value == pytest.approx(brute_force(program))


def test_the_step_of_equal_and_of_multiple_values() -> None:
    program = replace(_cover(0, 10, 6, 2), access=None)
    for value, step in (
        (np.full(6, 3.7), 3.7),
        (np.array([0.0, 0.25, 0.5, 0.75, 1.0, 1.5]), 0.25),
        (np.array([2.0, 3.0, 5.0, 7.0, 2.0, 2.0]), 1.0),
        (np.array([0.3, 0.4, 0.5, 0.7, 0.3, 0.3]), 0.1),
        (np.array([1.0, np.pi, 2.0, 3.0, 4.0, 5.0]), 0.0),
    ):
        assert whole_step(replace(program, value=value)) == pytest.approx(step)
    assert prepare(replace(program, value=np.full(6, 3.7))).step > 0


def test_equal_values_under_many_rows_are_proven(draw_program) -> None:
    kinds = ("choose_range", "capacity", "share", "group_cap")
    for seed in (100222, 5):
        program = draw_program(seed, 60, kinds, spacing=True, access=False, ties=False)
        program = replace(program, value=np.full(60, 0.37))
        ours = Session(program).solve()
        theirs = solve(program, "highs", Limits(60.0), method="compact")
        assert ours.proof is theirs.proof
        if ours.proof is Proof.OPTIMAL:
            assert ours.value == pytest.approx(theirs.value, rel=1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_gradual_decay_with_ties(brute_force, seed) -> None:
    """Service in three steps, demand in tens: many points are served alike by many sites."""
    rng = np.random.default_rng(seed)
    f = csr_array(rng.choice([0.0, 0.4, 0.8, 1.0], (20, 10)))
    program = location_program(f, 10.0 * rng.integers(0, 3, 20), 3)
    assert Session(program).solve().value == pytest.approx(brute_force(program))
