"""Selections of very large programs: found from a sample, improved near the chosen columns."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array

from benchmarks.location import euclidean_p_median, location_program
from tisites.solver.check import broken_rules
from tisites.solver.kernel import lagrangian, nearby
from tisites.solver.kernel.prepared import prepare
from tisites.solver.kernel.session import Session
from tisites.solver.solution import Limits, Proof


def _points(n: int) -> np.ndarray:
    return np.random.default_rng(3).random((n, 2))


def test_columns_about_the_chosen_ones_are_the_nearest() -> None:
    points = _points(300)
    service = prepare(euclidean_p_median(points, 12)).service
    chosen = np.array([5, 70, 210])
    found = nearby.about(service, chosen, 1, 6)
    away = np.hypot(*(points[:, None] - points[chosen]).T)
    nearest = {int(k) for row in away for k in np.argsort(row, kind="stable")[:6]}
    assert set(found.tolist()) == nearest
    assert set(chosen.tolist()) <= set(found.tolist())


def test_a_huge_median_has_a_selection_and_an_honest_bound(monkeypatch) -> None:
    points = _points(900)
    program = euclidean_p_median(points, 12)
    exact = Session(program, confirm=False).solve()
    assert exact.proof is Proof.OPTIMAL
    for module, name, figure in (
        (lagrangian, "HUGE", 10_000),
        (lagrangian, "LEAST_PAIRS", 1),
        (nearby, "SAMPLE_PAIRS", 5_000),
        (nearby, "SEARCH_PAIRS", 8_000),
        (nearby, "CHUNK", 7_001),
    ):
        monkeypatch.setattr(module, name, figure)
    bounded = Session(program, confirm=False).solve(root_only=True)
    assert broken_rules(program, bounded.x) == []
    assert bounded.value <= exact.value + 1e-6
    assert bounded.bound >= exact.value - 1e-6
    assert bounded.gap < 0.05
    again = Session(program, confirm=False).solve()
    assert again.proof is Proof.OPTIMAL
    assert again.value == pytest.approx(exact.value, rel=1e-9)


def test_a_limit_that_is_over_leaves_what_was_found(monkeypatch) -> None:
    monkeypatch.setattr(lagrangian, "HUGE", 10_000)
    monkeypatch.setattr(lagrangian, "LEAST_PAIRS", 1)
    program = euclidean_p_median(_points(400), 8)
    stopped = Session(program, confirm=False).solve(Limits(seconds=0.01))
    assert stopped.proof in (Proof.FEASIBLE, Proof.UNKNOWN)
    assert not stopped.value > stopped.bound


def test_a_point_that_nobody_serves_is_no_harm(monkeypatch) -> None:
    monkeypatch.setattr(lagrangian, "HUGE", 10)
    monkeypatch.setattr(lagrangian, "LEAST_PAIRS", 1)
    rng = np.random.default_rng(0)
    f = rng.random((60, 40)) * (rng.random((60, 40)) < 0.3)
    f[[3, 9]], f[:, 11] = 0.0, 0.0
    program = location_program(csr_array(f), np.ones(60), 4)
    plain = Session(program, confirm=False).solve()
    monkeypatch.setattr(lagrangian, "HUGE", 10**9)
    assert plain.value == pytest.approx(Session(program, confirm=False).solve().value)
