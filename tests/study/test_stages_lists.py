"""Lists by territory: toys listed whole, HiGHS beside, lists nested in what the nation may hold."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tisites.model.program import Program
from tisites.model.terms import Separation
from tisites.solver.check import broken_rules
from tisites.solver.exact import solve
from tisites.solver.kernel.session import Session
from tisites.solver.solution import Proof
from tisites.study.stages.lists import list_given, list_of, local_program


@st.composite
def nations(draw):
    n = draw(st.integers(4, 8))
    figures = st.lists(st.integers(0, 9), min_size=n, max_size=n)
    value, own = (np.array(draw(figures), float) for _ in range(2))
    region = np.array(draw(st.lists(st.integers(0, 1), min_size=n, max_size=n)))
    group = np.array(draw(st.lists(st.integers(0, 2), min_size=n, max_size=n)))
    use = np.array(draw(st.lists(st.integers(-2, 4), min_size=n, max_size=n)), float)
    where = 1000.0 * np.array(draw(st.lists(st.integers(0, 5), min_size=n, max_size=n)), float)
    choose = draw(st.integers(1, 4))
    rows = [np.ones(n), *((group == g).astype(float) for g in range(3)), use]
    low = [choose, *([-np.inf] * 3), draw(st.sampled_from([-np.inf, 0.0, 2.0]))]
    high = [choose, *(float(draw(st.integers(1, 2))) for _ in range(3)),
            draw(st.sampled_from([np.inf, 4.0]))]  # fmt: skip
    program = Program.from_arrays(
        value, np.vstack(rows), low, high,
        row_labels=["choose[]", "a[0]", "a[1]", "a[2]", "use[]"],
        separations=[Separation("spacing", 1.0, where, np.zeros(n), np.zeros(n, int))],
    )  # fmt: skip
    return program, own, region == 0, draw(st.integers(1, 3))


def _holds(program, columns):
    x = np.zeros(program.n_columns)
    x[list(columns)] = 1.0
    return not broken_rules(program, x)


@given(nations())
@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
def test_what_the_nation_may_choose_keeps_the_rows_of_each_territory(nation):
    program, _, inside, _ = nation
    local, mine = local_program(program, inside), np.flatnonzero(inside)
    assume(mine.size)
    place = {int(i): k for k, i in enumerate(mine)}
    for chosen in combinations(range(program.n_columns), round(program.row_upper[0])):
        if _holds(program, chosen):
            assert _holds(local, [place[i] for i in chosen if i in place])


@given(nations())
@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
def test_a_list_is_the_best_that_the_territory_could_hold(nation):
    program, own, inside, most = nation
    local, mine = local_program(program, inside), np.flatnonzero(inside)
    assume(mine.size)
    if mine.size == program.n_columns and program.row_lower[0] > most:
        lower = local.row_lower.copy()  # a list shorter than the selection is not held to it
        lower[local.row_constraints.index("choose")] = -np.inf
        local = replace(local, row_lower=lower)
    ways = [
        c for k in range(most + 1) for c in combinations(range(mine.size), k) if _holds(local, c)
    ]
    found = list_of(program, inside, own, "g", 0, most)
    if not ways:
        assert found.proof is Proof.INFEASIBLE and not found.columns
        return
    best = max(sum(own[mine[k]] for k in c) for c in ways)
    assert found.proof is Proof.OPTIMAL and len(found.columns) <= most
    assert own[list(found.columns)].sum() == pytest.approx(best)
    longest = max(len(c) for c in ways)
    asked = list_of(program, inside, own, "g", most, most)
    assert len(asked.columns) == longest and asked.short == (longest < most)


def test_a_list_that_clashes_says_what_and_how_many_hold():
    where = np.array([0.0, 500.0, 9000.0, 20000.0])
    program = Program.from_arrays(
        np.ones(4), [[1, 1, 1, 1], [0, 0, 1, 1]], [2, -np.inf], [4, 1],
        row_labels=["choose[]", "epci[x]"], columns=list("abcd"),
        separations=[Separation("spacing", 1.0, where, np.zeros(4), np.zeros(4, int))],
    )  # fmt: skip
    inside = np.ones(4, dtype=bool)
    found = list_given(program, inside, np.arange(4), "g", 0, 8)
    assert found.together == 2
    assert found.clashes == (("epci", ""), ("spacing", "a|b"))
    whole = list_given(program, inside, np.array([0, 2]), "g", 0, 8)
    assert whole.together == 2 and whole.clashes == ()


@pytest.mark.parametrize("seed", range(4))
def test_highs_agrees_on_lists_and_on_the_choice_among_them(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(60, 300))
    region, group = rng.integers(0, 6, n), rng.integers(0, 20, n)
    use = rng.uniform(0, 10, n).round(1)
    rows = np.vstack([
        np.ones(n), *((region == g).astype(float) for g in range(6)),
        *((group == g).astype(float) for g in range(20)), use,
    ])  # fmt: skip
    low = np.r_[15.0, np.full(6, 1.0), np.full(21, -np.inf)]
    high = np.r_[15.0, np.full(6, 5.0), np.full(20, 2.0), 90.0]
    labels = ["choose[]", *(f"region[{g}]" for g in range(6)), *(f"epci[{g}]" for g in range(20)),
              "use[]"]  # fmt: skip
    spots = rng.uniform(0, 3e5, (2, n))
    value, own = rng.uniform(20, 90, (2, n)).round(2)
    program = Program.from_arrays(
        value, rows, low, high, row_labels=labels,
        separations=[Separation("spacing", 15.0, spots[0], spots[1], np.zeros(n, int))],
    )  # fmt: skip
    listed = np.zeros(n, dtype=bool)
    for g in range(6):
        inside = region == g
        mine = list_of(program, inside, own, str(g), 0, 6, ("region",))
        local = replace(local_program(program, inside, ("region",)), value=own[inside])
        counted = np.ones((1, int(inside.sum())))
        peer = solve(local.with_rows(counted, -np.inf, 6.0, ("m",)), "highs", method="compact")
        assert mine.proof is peer.proof is Proof.OPTIMAL
        assert own[list(mine.columns)].sum() == pytest.approx(peer.value, abs=1e-6)
        listed[list(mine.columns)] = True
    cards = program.with_rows((~listed).astype(float)[None, :], -np.inf, 3.0, ("wild[]",))
    ours = Session(cards, None, confirm=False).solve()
    peer = solve(cards, "highs", method="compact")
    assert ours.proof is peer.proof
    if ours.x.size:
        assert ours.value == pytest.approx(peer.value, abs=1e-6)
