"""Labour shared between chosen sites: the rows by eye, and every subset against a maximum flow."""

from __future__ import annotations

import itertools

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from tisites.criteria.labour_reach import ZoneReach, share_within, zone_reach
from tisites.criteria.spec import Indicators
from tisites.model.cannot_work import site_count_problems
from tisites.model.compile import compile_program
from tisites.model.declaration import Model
from tisites.model.sites import Sites
from tisites.score.scores import Scores
from tisites.solver.exact import solve
from tisites.solver.solution import Proof

RULE = {"kind": "labour_allocation", "source": "test", "capacity": "pool"}


def sites_of(needs, reach, pools) -> Sites:
    """Sites a0, a1…, in reach of zones by a 0/1 table, pools by zone (NaN: unknown)."""
    n, zones = len(needs), tuple(f"z{k}" for k in range(len(pools)))
    ids = pd.Index([f"a{k}" for k in range(n)], name="site_id")
    table = pd.DataFrame(
        {"x_m": np.arange(n) * 1e5, "y_m": 0.0, "zone": 0, "surface_ha": 10.0}, index=ids
    )
    quantities = pd.DataFrame({"labour_need_jobs": np.array(needs, dtype=float)}, index=ids)
    matrix = csr_array(np.array(reach, dtype=bool).reshape(n, len(zones)))
    return Sites(
        table,
        Indicators(quantities, {}),
        capacities={"pool": pd.Series(pools, index=list(zones), dtype=float)},
        reach={"labour": ZoneReach(zones, matrix)},
    )


def program_of(sites: Sites, choose: int, score=None, **rule):
    model = Model.model_validate(
        {
            "name": "t", "title": "t", "version": "1", "choose": choose,
            "eligibility": {"min_surface_ha": 0.0},
            "score": {"s": {"indicator": "surface_ha", "family": "land", "weight": 1, "label": "s",
                            "scale": {0: 0, 1: 1}, "source": "t"}},
            "constraint": {"labour": {**RULE, **rule}},
        }
    )  # fmt: skip
    values = np.zeros(len(sites)) if score is None else np.array(score, dtype=float)
    scores = Scores(pd.DataFrame({"score": values}, index=sites.table.index), pd.DataFrame())
    return model, compile_program(model, sites, scores)


def test_rows_by_eye():
    sites = sites_of([10, 20, 30, 0], [[1, 0], [1, 1], [1, 1], [1, 0]], [15.0, 100.0])
    _, program = program_of(sites, 2, need_share=0.5)
    assert program.columns.tolist()[4:] == [
        "labour[z0 -> z0]", "labour[z0 -> z0+z1]", "labour[z1 -> z0+z1]",
    ]  # fmt: skip
    assert program.integer.tolist() == [True] * 4 + [False] * 3
    assert program.upper[4:].tolist() == [5.0, 15.0, 25.0]  # the least of pool and need
    rows = dict(zip(program.row_labels, program.matrix.toarray().tolist(), strict=True))
    assert rows["labour[jobs z0]"] == [-5, 0, 0, 0, 1, 0, 0]
    assert rows["labour[jobs z0+z1]"] == [0, -10, -15, 0, 0, 1, 1]
    assert rows["labour[z0]"] == [0, 0, 0, 0, 1, 1, 0]
    assert rows["labour[z1]"] == [0, 0, 0, 0, 0, 0, 1]
    top = dict(zip(program.row_labels, program.row_upper, strict=True))
    assert (top["labour[z0]"], top["labour[z1]"]) == (15.0, 100.0)


def test_competition_is_for_the_same_workers():
    sites = sites_of([60, 60], [[1, 0], [1, 0]], [100.0, 1000.0])
    _, program = program_of(sites, 2)
    assert solve(program).proof is Proof.INFEASIBLE
    sites = sites_of([60, 60], [[1, 0], [1, 1]], [100.0, 1000.0])
    assert solve(program_of(sites, 2)[1]).proof is Proof.OPTIMAL


def test_unknown_pools_are_an_error_or_declared():
    sites = sites_of([10], [[1]], [np.nan])
    model, _ = program_of(sites, 1, unknown_capacity="open")
    assert solve(program_of(sites, 1, unknown_capacity="open")[1]).proof is Proof.OPTIMAL
    assert solve(program_of(sites, 1, unknown_capacity="closed")[1]).proof is Proof.INFEASIBLE
    assert site_count_problems(model, sites, "m") == []
    model, _ = program_of(sites, 1)
    (problem,) = site_count_problems(model, sites, "m")
    assert "z0" in problem.what.fr
    model, _ = program_of(sites_of([10], [[1]], [5.0]), 1)
    strange = model.constraint["labour"].model_copy(update={"capacity": "pools"})
    (problem,) = strange.problems("labour", sites, 1)
    assert problem.where.value == "pools"


def can_staff(chosen, needs, reach, pools) -> bool:
    """Oracle: a maximum flow from zones to sites that fills every job."""
    graph = nx.DiGraph()
    graph.add_nodes_from(["source", "sink"])
    for k, pool in enumerate(pools):
        graph.add_edge("source", ("zone", k), capacity=pool)
    for i in chosen:
        graph.add_edge(("site", i), "sink", capacity=needs[i])
        for k in range(len(pools)):
            if reach[i][k]:
                graph.add_edge(("zone", k), ("site", i))
    return nx.maximum_flow_value(graph, "source", "sink") >= sum(needs[i] for i in chosen)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_the_best_selection_is_that_of_every_subset_by_flow(data):
    n, zones = data.draw(st.integers(2, 6)), data.draw(st.integers(1, 4))
    needs = data.draw(st.lists(st.integers(0, 9), min_size=n, max_size=n))
    pools = data.draw(st.lists(st.integers(0, 15), min_size=zones, max_size=zones))
    bit = st.lists(st.integers(0, 1), min_size=zones, max_size=zones)
    reach = data.draw(st.lists(bit, min_size=n, max_size=n))
    choose = data.draw(st.integers(1, n))
    score = [k + 1.0 for k in data.draw(st.permutations(range(n)))]
    _, program = program_of(sites_of(needs, reach, pools), choose, score)
    feasible = [
        sum(score[i] for i in chosen)
        for chosen in itertools.combinations(range(n), choose)
        if can_staff(chosen, needs, reach, pools)
    ]
    for back_end in ("cbc", "highs"):
        solution = solve(program, back_end)
        if not feasible:
            assert solution.proof is Proof.INFEASIBLE
        else:
            assert solution.proof is Proof.OPTIMAL
            assert solution.value == pytest.approx(max(feasible))


def test_columns_that_lie_nowhere_conflict_with_none():
    sites = sites_of([10, 10, 10], [[1, 1]] * 3, [15.0, 15.0])
    model, _ = program_of(sites, 2)
    spaced = model.model_copy(
        update={
            "constraint": {
                **model.constraint,
                "apart": Model.model_validate(
                    {**model.model_dump(), "constraint": {
                        "apart": {"kind": "separation", "km": 150.0, "source": "t"}}}
                ).constraint["apart"],
            }
        }
    )  # fmt: skip
    scores = Scores(
        pd.DataFrame({"score": [1.0, 5.0, 2.0]}, index=sites.table.index), pd.DataFrame()
    )
    program = compile_program(spaced, sites, scores)
    assert program.separations[0].x_m.size == program.n_columns
    solution = solve(program)
    assert program.columns[solution.selected].tolist() == ["a0", "a2"]


def test_share_of_a_zone_within_reach():
    near = csr_array(np.array([[10.0, 40.0, 20.0, 5.0]]))
    got = share_within(near, np.array([1.0, 3.0, 5.0, 7.0]), np.array([0, 0, 1, -1]), 3, 20.0)
    assert got.toarray().tolist() == [[0.25, 1.0, 0.0]]


def test_real_reach_holds_its_own_zone_and_widens_with_time(real_territory, real_candidates):
    from tisites.criteria.assumptions import Assumptions

    territory = real_territory
    table = real_candidates.table.loc[["59359_13985", "76384_26668", "P23_6720", "P23_7274"]]

    def reach(minutes):
        return zone_reach(
            table, territory, Assumptions(), minutes=minutes, zone_share=0.5, cache=None
        )

    short, long = reach(20.0), reach(45.0)
    codes = list(long.codes)
    dense = long.matrix.toarray()
    for row, own in enumerate(table["zone_emploi"]):
        assert dense[row, codes.index(own)]
    assert (short.matrix.toarray() <= dense).all()
    assert dense[0].sum() > 1  # Dunkerque, and Calais or Hazebrouck
    assert dense[3].sum() == 1  # Guyane: no road graph, its own zone alone
