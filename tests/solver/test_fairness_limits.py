"""Levels where some territories cannot be served at all, or where other terms are added."""

from __future__ import annotations

import numpy as np
import pytest
from toy_sharing import Toy, shared_out

from tisites.model.cannot_work import model_findings
from tisites.solver.fairness.floors import Floors
from tisites.solver.fairness.levels import highest_level
from tisites.solver.fairness.lexicographic import solve_fairly
from tisites.solver.fairness.leximin import leximin
from tisites.solver.fairness.moved import rows_of
from tisites.solver.solution import Limits, Proof

#: Guards a search that would not end; every answer below is proven long before.
SECONDS = 20.0


def _is_leximin(toy: Toy) -> None:
    """Hold max-min and leximin against the enumeration; the least level is 0 in these toys."""
    at, every = rows_of(toy.program, "equity.m"), toy.selections()
    u = toy.blocks["m"].rows.matrix
    start = every[-1]
    floors = Floors(toy.program, at, SECONDS)
    level = highest_level(floors, start, np.ones(at.size, bool), np.zeros(at.size))
    assert (level.value, level.proven) == (0.0, True)
    found = leximin(toy.program, at, start, SECONDS)
    best = max(tuple(np.sort(u @ x).tolist()) for x in every)
    assert found.proven
    assert np.sort(u @ found.x) == pytest.approx(best, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("choose", [1, 2, 3])
@pytest.mark.parametrize("benefit", ["sites", "hectares"])
def test_with_more_territories_than_sites_the_least_level_is_zero(
    choose: int, benefit: str
) -> None:
    measure = {"kind": "leximin", "benefit": benefit, "per": "population"}
    _is_leximin(shared_out({"m": measure}, choose=choose, n=9))


@pytest.mark.parametrize("choose", [2, 3, 4])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_territory_that_no_site_serves_stays_at_zero(choose: int, seed: int) -> None:
    """Its sites bring nothing (unknown surface): the others are raised all the same."""
    surfaces = np.round(np.random.default_rng(seed).uniform(1, 30, 10), 1)
    surfaces[3::4] = np.nan
    measure = {"kind": "leximin", "benefit": "hectares"}
    _is_leximin(shared_out({"m": measure}, n=10, choose=choose, hectares=surfaces.tolist()))


@pytest.mark.parametrize("alpha", [0.3, 1.0, 2.0])
def test_leximin_by_counts_beside_a_term_with_a_constant(alpha: float) -> None:
    """Three sites for four regions: the count of those served must not move with the term's."""
    term = {"kind": "alpha", "as": "term", "alpha": alpha, "weight": 1.0}
    toy = shared_out({"m": {"kind": "leximin", "as": "stage"}, "t": term}, choose=3)
    assert abs(toy.program.constant) > 0.2
    fair = solve_fairly(toy.program, list(toy.blocks.values()), "highs", Limits(SECONDS))
    assert fair.solution.proof is Proof.OPTIMAL
    assert fair.stages[0].levels == pytest.approx((0.0, 1.0))
    assert fair.stages[0].counts == (4, 3)


@pytest.mark.parametrize("seed", range(4))
def test_leximin_where_each_site_serves_a_territory_alone(seed: int) -> None:
    """Six sites for nine territories: the served have one each, and no switch is needed."""
    rng = np.random.default_rng(seed)
    regions = [f"{k:02}" for k in rng.integers(0, 9, 14)]
    people = {f"{k:02}": float(10 ** rng.uniform(5, 7)) for k in range(9)}
    benefit = "hectares" if seed % 2 else "sites"
    measure = {"kind": "leximin", "benefit": benefit, "per": "population"}
    toy = shared_out({"m": measure}, regions=regions, choose=5, people=people, seed=seed)
    assert len(toy.blocks["m"].rows.codes) > 5
    _is_leximin(toy)
    fair = solve_fairly(toy.program, list(toy.blocks.values()), "highs", Limits(SECONDS))
    u, every = toy.blocks["m"].rows.matrix, toy.selections()
    vectors = np.sort((u @ every.T).T, axis=1)
    best = max(tuple(v) for v in vectors.tolist())
    alike = np.abs(vectors - np.array(best)).max(axis=1) <= 2e-5 * max(best)
    assert fair.solution.proof is Proof.OPTIMAL
    assert fair.value == pytest.approx(toy.values(every)[alike].max(), abs=1e-6)


@pytest.mark.parametrize("kind", ["max_min", "leximin"])
def test_the_planner_is_told_that_the_worst_served_has_nothing(kind: str) -> None:
    for choose, codes in ((3, ["equity_more_territories_than_sites"]), (4, [])):
        toy = shared_out({"m": {"kind": kind, "as": "stage"}}, choose=choose)
        assert [f.code for f in model_findings(toy.model, toy.sites)] == codes
