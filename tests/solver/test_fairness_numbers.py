"""The tree over numbers of sites, against the enumeration of every selection."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array, hstack, vstack

from tisites.model.program import Program
from tisites.model.terms import Separation
from tisites.solver.check import broken_rules
from tisites.solver.expand import compact
from tisites.solver.fairness.by_numbers import ByNumbers
from tisites.solver.fairness.numbers import numbered
from tisites.solver.fairness.numbers_relaxed import Relaxed
from tisites.solver.solution import Limits, Proof

SITES, GROUPS, CHOOSE = 11, 4, 5
PAIRS = [(g, h) for g in range(GROUPS) for h in range(g + 1, GROUPS)]


def spread_program(seed: int, most: float) -> tuple[Program, np.ndarray, csr_array]:
    """Choose sites for their value; the spread of sites per inhabitant is at most ``most``.

    Returns
    -------
    program : Program
        Rows: choose, a capacity, then ``d_gh >= |u_g - u_h|`` and ``sum d <= most``.
    own : (r,) int64
        Rows of the measure.
    benefit : (g, n) csr_array
    """
    rng = np.random.default_rng(seed)
    group = rng.permutation(np.arange(SITES) % (GROUPS + 1))  # the last belongs to none
    inside = np.flatnonzero(group < GROUPS)
    base = rng.uniform(0.5, 3.0, GROUPS)
    benefit = csr_array((1.0 / base[group[inside]], (group[inside], inside)), shape=(GROUPS, SITES))
    pick = np.zeros((len(PAIRS), GROUPS))
    for k, (g, h) in enumerate(PAIRS):
        pick[k, g], pick[k, h] = 1.0, -1.0
    gaps = csr_array(csr_array(pick) @ benefit)
    one = csr_array(np.eye(len(PAIRS)))
    hectares = np.round(rng.uniform(2, 20, SITES), 1)
    plain = csr_array(np.vstack([np.ones(SITES), hectares]))
    body = vstack(
        [
            hstack([plain, csr_array((2, len(PAIRS)))]),
            hstack([-gaps, one]),
            hstack([gaps, one]),
            hstack([csr_array((1, SITES)), csr_array(np.ones((1, len(PAIRS))))]),
        ],
        format="csr",
    )
    rows, wide = 3 + 2 * len(PAIRS), SITES + len(PAIRS)
    nowhere = np.full(len(PAIRS), np.nan)
    names = ("choose", "hectares", *(f"spread[{k}]" for k in range(rows - 2)))
    program = Program(
        np.array([f"s{k:02}" for k in range(wide)], dtype=object),
        np.concatenate([np.round(rng.uniform(20, 90, SITES), 1), np.zeros(len(PAIRS))]),
        np.zeros(wide), np.concatenate([np.ones(SITES), np.full(len(PAIRS), 50.0)]),
        np.arange(wide) < SITES, csr_array(body),
        np.concatenate([[CHOOSE, -np.inf], np.zeros(rows - 3), [-np.inf]]),
        np.concatenate([[CHOOSE, 48.0], np.full(rows - 3, np.inf), [most]]),
        names, ("choose", "hectares", *["spread"] * (rows - 2)),
        (Separation("apart", 1.0, np.append(rng.uniform(0, 9e3, SITES), nowhere),
                    np.append(np.zeros(SITES), nowhere), np.zeros(wide, int)),),
    )  # fmt: skip
    return program, np.arange(2, rows), benefit


def spread(benefit: csr_array, x: np.ndarray) -> float:
    u = benefit @ x[:SITES]
    return float(sum(abs(u[g] - u[h]) for g, h in PAIRS))


def selections(program: Program, benefit: csr_array, most: float) -> list[np.ndarray]:
    found = []
    for pick in combinations(range(SITES), CHOOSE):
        x = np.zeros(program.n_columns)
        x[list(pick)] = 1.0
        u = benefit @ x[:SITES]
        x[SITES:] = [abs(u[g] - u[h]) for g, h in PAIRS]
        if spread(benefit, x) <= most + 1e-9 and not broken_rules(program, x):
            found.append(x)
    return found


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.5, 12.0), st.sampled_from([0.0, -500.0, 500.0]))
def test_the_best_selection_is_that_of_the_enumeration(
    seed: int, most: float, constant: float
) -> None:
    program, own, benefit = spread_program(seed, most)
    program = replace(program, constant=constant)
    every = selections(program, benefit, most)
    found = ByNumbers(program, own, benefit).solve(program, Limits())
    if not every:
        assert found.proof is Proof.INFEASIBLE
        return
    best = max(program.objective(x) for x in every)
    assert found.proof is Proof.OPTIMAL
    assert found.value == pytest.approx(best, abs=1e-6)
    assert found.bound == pytest.approx(best, abs=1e-4)
    assert spread(benefit, found.x) <= most + 1e-6


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_one_tree_serves_level_after_level_and_says_when_nothing_is_worth_more(seed: int) -> None:
    program, own, benefit = spread_program(seed, 20.0)
    searches = ByNumbers(program, own, benefit)
    for most in (20.0, 6.0, 3.0, 1.0):
        upper = program.row_upper.copy()
        upper[-1] = most
        moved = replace(program, row_upper=upper)
        every = selections(moved, benefit, most)
        found = searches.solve(moved, Limits())
        best = max((moved.objective(x) for x in every), default=-np.inf)
        assert (found.value if every else -np.inf) == pytest.approx(best, abs=1e-6)
        if every:
            none = searches.solve(moved, Limits(), above=best + 0.01)
            assert none.proof is Proof.INFEASIBLE
            some = searches.solve(moved, Limits(), above=best - 0.01)
            assert some.value == pytest.approx(best, abs=1e-6)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000))
def test_the_measure_itself_is_the_least_of_the_enumeration(seed: int) -> None:
    program, own, benefit = spread_program(seed, 50.0)
    value = np.append(np.zeros(SITES), -np.ones(len(PAIRS)))
    every = selections(program, benefit, 50.0)
    found = ByNumbers(program, own, benefit).solve(replace(program, value=value), Limits())
    if every:
        least = min(spread(benefit, x) for x in every)
        assert -found.value == pytest.approx(least, abs=1e-6)
    else:
        assert found.proof is Proof.INFEASIBLE


def test_benefits_that_differ_within_a_territory_are_no_numbers() -> None:
    program, own, benefit = spread_program(3, 5.0)
    assert numbered(program, own, benefit) is not None
    data = program.matrix.copy()
    data.data[data.indptr[2]] *= 1.5
    assert numbered(replace(program, matrix=data), own, benefit) is None


def test_ctrl_c_returns_the_best_so_far_with_its_bound_or_ends_a_study(monkeypatch) -> None:
    from tisites.solver.fairness.numbers_tree import NumbersTree

    program, own, benefit = spread_program(7, 3.0)
    best = ByNumbers(program, own, benefit).solve(program, Limits()).value
    asked = NumbersTree._sites

    def once(self, numbers, seconds):
        if self._chosen:
            raise KeyboardInterrupt
        return asked(self, numbers, seconds)

    monkeypatch.setattr(NumbersTree, "_sites", once)
    found = ByNumbers(program, own, benefit).solve(program, Limits(), keep=True)
    assert found.value <= best + 1e-9
    assert found.bound >= best - 1e-6
    assert not broken_rules(program, found.x)
    monkeypatch.setattr(NumbersTree, "_sites", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        ByNumbers(program, own, benefit).solve(program, Limits(), keep=True)


class Unsure:
    """A linear solver that ends "unknown" a few times first."""

    def __init__(self, solver: object, times: int) -> None:
        self.solver, self.times = solver, times

    def __getattr__(self, name: str):
        return getattr(self.solver, name)

    def getModelStatus(self):  # noqa: N802
        self.times -= 1
        return SimpleNamespace(name="kUnknown") if self.times >= 0 else self.solver.getModelStatus()


@pytest.mark.parametrize("times", range(6))
def test_a_relaxation_that_ends_unknown_is_solved_again(times: int) -> None:
    program, own, benefit = spread_program(3, 4.0)
    asked = numbered(program, own, benefit)
    plain = Relaxed(compact(asked.plain), asked)
    none = np.zeros(GROUPS)
    want = plain.solve(none, plain.most)[0]
    relaxed = Relaxed(compact(asked.plain), asked)
    relaxed._solver = Unsure(relaxed._solver, times)
    assert relaxed.solve(none, relaxed.most)[0] == pytest.approx(want, rel=1e-6)
    assert relaxed.solve(none, relaxed.most)[0] == pytest.approx(want, rel=1e-9)
