"""Every measure of equity against the enumeration of all C(12, 4) selections."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array

from tisites.criteria.spec import Indicators
from tisites.model.compile import compile_program, equity_blocks
from tisites.model.declaration import Model
from tisites.model.equity import MEASURES
from tisites.model.nearness import nearness
from tisites.model.sites import Sites
from tisites.score.scores import Scores
from tisites.solver.exact import solve
from tisites.solver.fairness.by_ratio import ByRatio
from tisites.solver.fairness.lexicographic import solve_fairly
from tisites.solver.fairness.provers import PROVERS
from tisites.solver.solution import Limits, Proof
from tisites.study.frontier import frontier
from tisites.study.frontier_check import frontier_faults

CHOOSE = 4
KINDS = {
    "max_min": {},
    "cvar": {"beta": 0.5},
    "gini": {"weigh": "population"},
    "hoover": {},
    "alpha": {"alpha": 1.0, "shift": 0.5},
    "band": {},
    "min_share": {"use": "overseas"},
    "chen_hooker": {"delta": 0.3},
    "leave_no_neighbour": {"minutes": 30.0},
}
#: Best is the least of these.
LESS = {"gini", "hoover", "band", "leave_no_neighbour"}
#: No row has it by itself: switches are needed, which :func:`solve_fairly` adds.
SWITCHED = {"chen_hooker"}


def test_every_measure_is_listed_here_and_every_prover_has_its_measure() -> None:
    elsewhere = {"floor", "ceiling", "leximin"}  # test_fairness_limits.py, test_fairness_levels.py
    assert set(MEASURES) == set(KINDS) | elsewhere
    assert set(PROVERS) <= set(MEASURES)
    ratios = {kind for kind, rule in MEASURES.items() if rule.nature == "ratio"}
    assert ratios == {kind for kind, one in PROVERS.items() if isinstance(one, ByRatio)}


def toy(equity: dict[str, object], seed: int = 3):
    rng = np.random.default_rng(seed)
    ids = pd.Index([f"s{k:02}" for k in range(12)], name="site_id")
    region = np.array(["01", "11", "24", "53"])[np.arange(12) % 4]
    table = pd.DataFrame(
        {
            "reg": region,
            "overseas": np.where(region == "01", "yes", "no"),
            "surface_ha": np.round(rng.uniform(3, 60, 12), 1),
        },
        index=ids,
    )
    points = np.round(rng.uniform(20, 80, 12), 2)
    bases = pd.DataFrame(
        {"name": ["A", "B", "C", "D", "E"], "population": [4e5, 12e6, 2.5e6, 3.4e6, 3e5]},
        index=["01", "11", "24", "53", "94"],
    )
    jobs = pd.DataFrame({"labour_need_jobs": table["surface_ha"] * 15.0}, index=ids)
    reach = csr_array(rng.uniform(size=(12, 15)) < 0.25)
    people = np.round(rng.uniform(100, 9000, 15))
    near = {"m": nearness(reach, people, np.arange(15) < 13)}
    sites = Sites(
        table, Indicators(jobs, {}), {}, bases={"region": bases}, near=near, scores=points
    )
    model = Model.model_validate(
        {
            "name": "toy", "title": "toy", "version": "1", "choose": CHOOSE, "eligibility": {},
            "score": {
                "s": {
                    "indicator": "i", "label": "i", "family": "territory", "weight": 1.0,
                    "scale": {0.0: 0.0, 1.0: 1.0}, "source": "toy",
                }
            },
            "equity": {"m": {"by": "region", "source": "toy", **equity}},
        }
    )  # fmt: skip
    scores = pd.DataFrame(
        {"score": points, "score_low": points, "score_high": points, "reliability": 1.0}, index=ids
    )
    program = compile_program(model, sites, Scores(scores, scores[["score"]]))
    return model, sites, program, equity_blocks(model, sites)["m"]


def everything(sites: Sites, block) -> tuple[np.ndarray, np.ndarray]:
    values, measures = [], []
    for some in combinations(range(len(sites)), CHOOSE):
        x = np.zeros(len(sites))
        x[list(some)] = 1.0
        values.append(float(sites.scores @ x))
        measures.append(block.measured(x))
    return np.array(values), np.array(measures)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("benefit", ["sites", "jobs"])
def test_a_stage_is_the_best_measure_then_the_best_value(kind: str, benefit: str) -> None:
    declared = {"kind": kind, "as": "stage", "benefit": benefit, "per": "population", **KINDS[kind]}
    _, sites, program, block = toy(declared)
    values, measures = everything(sites, block)
    best = measures.min() if kind in LESS else measures.max()
    close = np.abs(measures - best) <= 1e-6 * max(1.0, abs(best))
    fair = solve_fairly(program, [block], "cbc", Limits())
    assert fair.solution.proof is Proof.OPTIMAL
    assert fair.stages[0].proven
    assert fair.stages[0].value == pytest.approx(best, rel=1e-6, abs=1e-6)
    assert fair.value == pytest.approx(values[close].max(), abs=1e-6)
    assert fair.efficient.value == pytest.approx(values.max(), abs=1e-6)


@pytest.mark.parametrize("kind", [k for k in KINDS if k not in SWITCHED])
def test_a_constraint_leaves_the_best_of_the_selections_within_it(kind: str) -> None:
    base = {"kind": kind, "benefit": "sites", "per": "population", **KINDS[kind]}
    _, sites, _, block = toy({**base, "as": "stage"})
    values, measures = everything(sites, block)
    limit = float(np.quantile(measures, 0.2 if kind in LESS else 0.8))
    inside = measures <= limit + 1e-9 if kind in LESS else measures >= limit - 1e-9
    if kind in ("band", "min_share"):  # their limit is a share; of 4 sites here
        limit /= CHOOSE
    _, _, program, _ = toy({**base, "as": "constraint", "limit": limit})
    solution = solve(program)
    assert solution.proof is Proof.OPTIMAL
    assert solution.value == pytest.approx(values[inside].max(), abs=1e-6)


@pytest.mark.parametrize("kind", [k for k in KINDS if k not in ("band", "min_share")])
@pytest.mark.parametrize("benefit", ["sites", "jobs"])
def test_a_constraint_beside_the_efficient_selection(kind: str, benefit: str) -> None:
    base = {"kind": kind, "benefit": benefit, "per": "population", **KINDS[kind]}
    _, sites, _, block = toy({**base, "as": "stage"})
    values, measures = everything(sites, block)
    limit = float(np.quantile(measures, 0.2 if kind in LESS else 0.8))
    inside = measures <= limit * (1 + 1e-9) if kind in LESS else measures >= limit * (1 - 1e-9)
    _, _, program, bounded = toy({**base, "as": "constraint", "limit": limit})
    fair = solve_fairly(program, [bounded], "cbc", Limits())
    assert fair.solution.proof is Proof.OPTIMAL
    assert fair.value == pytest.approx(values[inside].max(), abs=1e-6)
    assert fair.efficient.value == pytest.approx(values.max(), abs=1e-6)
    assert fair.solution.x.size == fair.program.n_columns


@pytest.mark.parametrize("delta", [0.0, 0.2, 5.0])
def test_a_threshold_as_term_adds_its_weight_times_the_welfare(delta: float) -> None:
    declared = {"kind": "chen_hooker", "as": "term", "weight": 9.0, "delta": delta}
    _, sites, program, block = toy({**declared, "benefit": "sites", "per": "population"})
    values, measures = everything(sites, block)
    both = values + 9.0 * measures
    fair = solve_fairly(program, [block], "cbc", Limits())
    assert fair.solution.proof is Proof.OPTIMAL
    best = both.max()
    assert fair.value + 9.0 * block.measured(fair.solution.x) == pytest.approx(best, abs=1e-5)
    assert fair.value in (pytest.approx(v, abs=1e-6) for v in values[both >= best - 1e-6])


@pytest.mark.parametrize("kind", [k for k in KINDS if k not in SWITCHED])
def test_a_term_adds_its_weight_times_the_measure(kind: str) -> None:
    declared = {"kind": kind, "as": "term", "weight": 7.0, "benefit": "sites", "per": "population"}
    _, sites, program, block = toy({**declared, **KINDS[kind]})
    values, measures = everything(sites, block)
    if block.rule.nature == "ratio":  # the term is the ratio times the mean
        means = []
        for some in combinations(range(12), CHOOSE):
            x = np.zeros(12)
            x[list(some)] = 1.0
            means.append(block.rule.mean(block.rows) @ x)
        measures = measures * np.array(means)
    best = (values + 7.0 * block.sign * measures).max()
    for method in ("kernel", "compact"):
        solution = solve(program, "highs", method=method)
        assert solution.proof is Proof.OPTIMAL
        assert solution.value == pytest.approx(best, abs=1e-5)


def test_floors_and_ceilings_bound_each_territory() -> None:
    base = {"benefit": "sites", "per": "population"}
    _, sites, _, block = toy({"kind": "max_min", "as": "stage", **base})
    floor = {"kind": "floor", "limit": 0.05, "limits": {"24": 0.5}, **base}
    _, _, program, _ = toy(floor)
    u = np.array(
        [
            block.rows.matrix @ np.isin(np.arange(12), some)
            for some in combinations(range(12), CHOOSE)
        ]
    )
    values = np.array([sites.scores[list(some)].sum() for some in combinations(range(12), CHOOSE)])
    inside = (u >= 0.05 - 1e-9).all(axis=1) & (u[:, 2] >= 0.5 - 1e-9)
    if inside.any():
        assert solve(program).value == pytest.approx(values[inside].max())
    else:
        assert solve(program).proof is Proof.INFEASIBLE
    _, _, program, _ = toy({"kind": "ceiling", "limit": 0.9, **base})
    inside = (u <= 0.9 + 1e-9).all(axis=1)
    if inside.any():
        assert solve(program).value == pytest.approx(values[inside].max())
    else:
        assert solve(program).proof is Proof.INFEASIBLE


@pytest.mark.parametrize("kind", KINDS)
def test_the_frontier_is_that_of_the_enumeration(kind: str) -> None:
    declared = {"kind": kind, "as": "stage", "benefit": "jobs", "per": "population", **KINDS[kind]}
    _, sites, program, block = toy(declared)
    values, measures = everything(sites, block)
    found = frontier(program, block, points=8)
    assert found.complete
    assert frontier_faults(found, program) == []
    signed = block.sign * measures
    for point in found.points:
        fair = signed >= block.sign * point.measure - 1e-6 * max(1.0, abs(point.measure))
        assert point.value == pytest.approx(values[fair].max(), abs=1e-5)
    assert found.points[0].value == pytest.approx(values.max(), abs=1e-6)
    assert block.sign * found.points[-1].measure == pytest.approx(signed.max(), rel=1e-5, abs=1e-5)


def test_a_territory_without_candidate_is_left_out_never_infeasible() -> None:
    model, sites, program, block = toy({"kind": "max_min", "as": "stage", "per": "population"})
    assert [one.code for one in block.rows.left_out] == ["94"]
    told = model.equity["m"].findings("m", sites, model.choose)
    assert [f.subject for f in told] == ["94"]
    assert solve_fairly(program, [block], "cbc", Limits()).solution.proof is Proof.OPTIMAL


def test_a_stage_keeps_the_share_of_the_value_it_is_told_to() -> None:
    declared = {"kind": "max_min", "as": "stage", "benefit": "sites", "per": "population"}
    _, sites, program, block = toy({**declared, "keep_value": 0.97})
    values, measures = everything(sites, block)
    inside = values >= 0.97 * values.max() - 1e-9
    best = measures[inside].max()
    fair = solve_fairly(program, [block], "cbc", Limits())
    assert fair.stages[0].value == pytest.approx(best, rel=1e-6, abs=1e-9)
    assert fair.value == pytest.approx(values[inside & (measures >= best - 1e-9)].max())


def test_a_stage_may_give_back_a_share_of_its_optimum() -> None:
    declared = {"kind": "max_min", "as": "stage", "benefit": "jobs", "per": "population"}
    _, sites, program, block = toy({**declared, "keep": 0.5})
    values, measures = everything(sites, block)
    kept = measures >= 0.5 * measures.max() - 1e-9
    fair = solve_fairly(program, [block], "cbc", Limits())
    assert fair.value == pytest.approx(values[kept].max())


@pytest.mark.parametrize("delta", [0.0, 0.2, 1.0, 20.0])
def test_the_threshold_is_that_of_its_definition(delta: float) -> None:
    """``W_D(u) = (n-1) D + n u_min + sum max(0, u_i - u_min - D)`` (Hooker and Williams, (8))."""
    declared = {"kind": "chen_hooker", "delta": delta, "benefit": "jobs", "per": "population"}
    _, _, program, block = toy(declared)
    best = -np.inf
    for some in combinations(range(12), CHOOSE):
        x = np.isin(np.arange(12), some).astype(float)
        u = block.rows.matrix @ x
        low, n = u.min(), u.size
        welfare = (n - 1) * delta + n * low + np.maximum(0.0, u - low - delta).sum()
        assert block.measured(x) == pytest.approx(welfare)
        best = max(best, welfare)
    fair = solve_fairly(program, [block], "cbc", Limits())
    assert fair.stages[0].value == pytest.approx(best, rel=1e-6)
    assert block.measured(fair.solution.x) == pytest.approx(best, rel=1e-6)


def test_who_is_far_from_every_site_is_counted_from_the_times_themselves() -> None:
    """Against people and reach one commune at a time, without groups or rows."""
    rng = np.random.default_rng(5)
    reach = rng.uniform(size=(12, 40)) < 0.15
    people = np.where(np.arange(40) == 7, np.nan, np.round(rng.uniform(50, 5000, 40)))
    known = np.arange(40) < 35
    near = nearness(csr_array(reach), people, known)
    judged = known & np.isfinite(people)
    assert near.total == pytest.approx(people[judged].sum())
    assert near.unknown == pytest.approx(people[35:].sum())
    assert near.unknown_communes == 6
    for some in combinations(range(12), 3):
        x = np.isin(np.arange(12), some)
        far = people[judged & ~reach[x].any(axis=0)].sum()
        assert near.people[near.covers @ x < 0.5].sum() + near.never == pytest.approx(far)
