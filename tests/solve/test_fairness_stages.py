"""Stages beside other measures of equity, held to the enumeration of every selection."""

from __future__ import annotations

import numpy as np
import pytest
from toy_sharing import Toy, shared_out

from tisites.solve.fairness.lexicographic import Fair, solve_fairly
from tisites.solve.solution import Limits, Proof

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
