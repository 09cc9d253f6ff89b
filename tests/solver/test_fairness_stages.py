"""Stages beside other measures of equity, held to the enumeration of every selection."""

from __future__ import annotations

import numpy as np
import pytest
from toy_sharing import Toy, shared_out

from tisites.solver.fairness.lexicographic import Fair, solve_fairly
from tisites.solver.solution import Limits, Proof

#: Guards a search that would not end.
SECONDS = 30.0


def _fair(toy: Toy) -> Fair:
    return solve_fairly(toy.program, list(toy.blocks.values()), "highs", Limits(SECONDS))


def _is_stage_then_value(toy: Toy, inside: np.ndarray, every: np.ndarray) -> Fair:
    """Hold the stage ``m`` and the value under it to the best of the selections ``inside``."""
    fair = _fair(toy)
    measures, values = toy.measures("m", every)[inside], toy.values(every)[inside]
    best = measures.max()
    sign = toy.blocks["m"].sign
    assert fair.stages[0].proven
    assert sign * fair.stages[0].value == pytest.approx(best, rel=5e-6, abs=5e-6)
    assert fair.solution.proof is Proof.OPTIMAL
    close = measures >= best - 5e-6 * max(1.0, abs(best))
    assert fair.value == pytest.approx(values[close].max(), abs=1e-6)
    return fair


@pytest.mark.parametrize("kind", ["gini", "cvar", "band", "max_min"])
def test_a_stage_starts_from_a_selection_that_keeps_the_limits(kind: str) -> None:
    """The efficient selection is the fairest of all, and breaks a floor that comes with it."""
    toy = shared_out(
        {"m": {"kind": kind, "as": "stage"},
         "f": {"kind": "floor", "limits": {"b": 3.0}, "limit": 0}},
        regions=list("aabbb"), choose=3, points=[50, 40, 60, 10, 5],
    )  # fmt: skip
    every = toy.selections()
    inside = (toy.blocks["f"].rows.matrix @ every.T)[1] >= 3.0
    _is_stage_then_value(toy, inside, every)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("weigh", ["equal", "population"])
def test_a_gini_of_unlike_benefits_is_proven_to_its_optimum(seed: int, weigh: str) -> None:
    measure = {"kind": "gini", "as": "stage", "benefit": "hectares", "per": "population"}
    toy = shared_out({"m": {**measure, "weigh": weigh}}, seed=seed)
    every = toy.selections()
    _is_stage_then_value(toy, np.ones(len(every), bool), every)


@pytest.mark.parametrize("seed", range(4))
def test_a_gini_of_a_hamlet_beside_millions(seed: int) -> None:
    """57 people: a site a head there is worth a million times what it is elsewhere."""
    people = {"01": 57.0, "11": 12e6, "24": 64e6, "53": 4e5}
    measure = {"kind": "gini", "as": "stage", "weigh": "population", "benefit": "jobs"}
    toy = shared_out({"m": {**measure, "per": "population"}}, seed=seed, people=people)
    every = toy.selections()
    _is_stage_then_value(toy, np.ones(len(every), bool), every)


@pytest.mark.parametrize("limit", [40.0, 70.0, 95.0, 105.0])
@pytest.mark.parametrize("kind", ["cvar", "max_min", "gini", "band"])
def test_a_stage_keeps_a_threshold_that_is_a_limit(kind: str, limit: float) -> None:
    """The stage is solved with the switches: without them its optimum would be out of reach."""
    bound = {"kind": "chen_hooker", "as": "constraint", "delta": 10.0, "limit": limit}
    toy = shared_out(
        {"m": {"kind": kind, "as": "stage", "benefit": "hectares"},
         "c": {**bound, "benefit": "hectares"}},
        regions=list("aabb"), choose=2, hectares=[10.0, 20.0, 40.0, 60.0],
    )  # fmt: skip
    every = toy.selections()
    inside = toy.measures("c", every) >= limit - 1e-9
    if inside.any():
        fair = _is_stage_then_value(toy, inside, every)
        assert fair.solution.x.size == fair.program.n_columns == toy.program.n_columns
    else:
        assert _fair(toy).solution.proof is Proof.INFEASIBLE


@pytest.mark.parametrize("alpha", [0.5, 1.0, 2.0])
@pytest.mark.parametrize("seed", range(3))
def test_alpha_fairness_of_hectares_a_head(alpha: float, seed: int) -> None:
    """Tangents at 0 are as steep as ``shift ** -alpha``: thousands of times hectares a head."""
    measure = {"kind": "alpha", "as": "stage", "alpha": alpha, "benefit": "hectares"}
    toy = shared_out({"m": {**measure, "per": "population"}}, seed=seed)
    every = toy.selections()
    _is_stage_then_value(toy, np.ones(len(every), bool), every)


@pytest.mark.parametrize("seed", range(4))
def test_an_alpha_limit_beside_a_hamlet_is_kept(seed: int) -> None:
    """Rows of the hamlet have figures in millions: others must not hide in their tolerance."""
    people = {"01": 57.0, "11": 12e6, "24": 64e6, "53": 4e5}
    measure = {"kind": "alpha", "shift": 5.0, "tangents": 5, "benefit": "hectares"}
    free = shared_out(
        {"m": {**measure, "as": "stage", "per": "population"}}, seed=seed, people=people
    )
    every = free.selections()
    measures = free.measures("m", every)
    limit = float(np.sort(measures)[-20])
    toy = shared_out(
        {"m": {**measure, "as": "constraint", "limit": limit, "per": "population"}},
        seed=seed, people=people,
    )  # fmt: skip
    fair = _fair(toy)
    assert fair.solution.proof is Proof.OPTIMAL
    size = toy.blocks["m"].size
    assert toy.measures("m", fair.solution.x[None, :12])[0] >= limit - 2e-6 * size
    best = toy.values(every)[measures >= limit - 2e-6 * size].max()
    assert fair.value == pytest.approx(best, abs=1e-6)


def test_a_tiny_measure_is_kept_for_what_it_is() -> None:
    """In millionths, a slack of 1e-7 would be a tenth of it."""
    people = dict.fromkeys(("01", "11", "24", "53"), 400000000000.0)
    measure = {"kind": "cvar", "as": "stage", "beta": 0.5, "benefit": "hectares"}
    toy = shared_out({"m": {**measure, "per": "population"}}, people=people)
    every = toy.selections()
    measures, values = toy.measures("m", every), toy.values(every)
    fair = _fair(toy)
    reached = toy.measures("m", fair.solution.x[None, :12])[0]
    assert reached == pytest.approx(fair.stages[0].value, rel=1e-3)
    assert fair.stages[0].value == pytest.approx(measures.max(), rel=0.05)
    assert fair.value <= values[measures >= 0.95 * measures.max()].max() + 1e-6
