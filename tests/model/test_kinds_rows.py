"""The exact rows of every kind on six parcels, checked by eye."""

from __future__ import annotations

import dataclasses
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from pydantic import TypeAdapter

from tisites.criteria.spec import Indicators
from tisites.model.kinds import Constraint
from tisites.model.sites import Sites

RULE = TypeAdapter(Constraint)
INF = np.inf


def rule(**keys: object):
    return RULE.validate_python({"source": "test", **keys})


def rows(toy: Sites, /, **keys: object) -> dict[str, tuple[list[float], float, float]]:
    block = rule(**keys).block("c", toy, 3)
    dense = block.matrix.toarray()
    return {
        label: (dense[k].tolist(), float(block.lower[k]), float(block.upper[k]))
        for k, label in enumerate(block.labels)
    }


def test_group_count_rows(sites):
    assert rows(sites, kind="group_count", by="region", min=1, max=8) == {
        "c[11]": ([1, 1, 0, 0, 0, 0], 1, 8),
        "c[24]": ([0, 0, 1, 1, 0, 0], 1, 8),
        "c[53]": ([0, 0, 0, 0, 1, 1], 1, 8),
    }


def test_group_count_leaves_out_rows_that_cannot_bind_and_sites_without_group(sites):
    assert rows(sites, kind="group_count", by="epci", max=1) == {
        "c[e3]": ([0, 0, 1, 1, 0, 0], -INF, 1)
    }


def test_group_count_limits_of_one_group(sites):
    found = rows(sites, kind="group_count", by="region", max=1, limits={"53": {"min": 2, "max": 2}})
    assert found["c[53]"] == ([0, 0, 0, 0, 1, 1], 2, 2)
    assert found["c[11]"] == ([1, 1, 0, 0, 0, 0], -INF, 1)


def test_group_count_exempt_locked(sites):
    locked = dataclasses.replace(sites, locked=pd.Index(["C"]))
    found = rows(locked, kind="group_count", by="departement", max=1, exempt_locked=True)
    assert found == {"c[37]": ([0, 0, 0, 1, 0, 0], -INF, 1)}


def test_size_class_rows(sites):
    found = rows(sites, kind="size_class", limits={"<10": {"max": 1}, ">200": {"min": 1}})
    assert found == {
        "c[<10]": ([1, 0, 0, 1, 0, 0], -INF, 1),
        "c[>200]": ([0, 0, 0, 0, 1, 0], 1, INF),
    }


def test_share_rows(sites):
    found = rows(sites, kind="share", use="in_territoire_industrie", min=0.5, max=0.75)
    assert found == {
        "c[min]": ([0.5, -0.5, 0.5, -0.5, -0.5, 0.5], 0, INF),
        "c[max]": ([0.25, -0.75, 0.25, -0.75, -0.75, 0.25], -INF, 0),
    }


def test_share_weighed_by_hectares(sites):
    found = rows(sites, kind="share", use="in_territoire_industrie", per="recycled_ha", min=0.5)
    assert found["c[min]"][0] == [2.5, -6.0, 30.0, -4.0, -150.0, 10.0]


def test_total_row_with_declared_unknown(sites):
    found = rows(sites, kind="total", use="new_enaf_ha", bound="high", unknown=10.0, max=12)
    assert found == {"c": ([1, 2, 9, 0, 10, 4], -INF, 12)}


def test_group_capacity_rows_by_data_and_by_limit(sites):
    jobs = dataclasses.replace(sites, capacities={"pool": pd.Series({"z1": 10.0, "z2": 1000.0})})
    found = rows(
        jobs, kind="group_capacity", by="zone_emploi", use="recycled_ha", capacity="pool",
        limits={"z3": 310.0},
    )  # fmt: skip
    assert found == {
        "c[z1]": ([5, 12, 0, 0, 0, 0], -INF, 10),
        "c[z3]": ([0, 0, 0, 0, 300, 20], -INF, 310),
    }


def test_group_capacity_of_new_sites_alone(sites):
    pool, fifth = pd.Series({"z1": 10.0, "z3": 310.0}), str(sites.table.index[4])
    jobs = dataclasses.replace(sites, capacities={"pool": pool}, locked=(fifth,))
    keys = {"kind": "group_capacity", "by": "zone_emploi", "use": "recycled_ha", "capacity": "pool",
            "unknown_capacity": "open"}  # fmt: skip
    assert rows(jobs, **keys)["c[z3]"] == ([0, 0, 0, 0, 300, 20], -INF, 310)
    assert "c[z3]" not in rows(jobs, **keys, exempt_locked=True)  # 20 ha of new sites fit


def test_group_capacity_unknown_is_open_closed_or_an_error(sites):
    jobs = dataclasses.replace(sites, capacities={"pool": pd.Series({"z1": 10.0, "z3": 1.0})})
    keys = {"kind": "group_capacity", "by": "zone_emploi", "use": "recycled_ha", "capacity": "pool"}
    assert "c[z2]" not in rows(jobs, **keys, unknown_capacity="open")
    assert rows(jobs, **keys, unknown_capacity="closed")["c[z2]"][2] == 0
    problems = rule(**keys).problems("c", jobs, 3)
    assert len(problems) == 1
    assert "z2" in str(problems[0])


def test_separation_is_strict(sites):
    near = rule(kind="separation", km=5.0).separation("s", sites)
    assert near.pairs().tolist() == [[0, 1], [2, 3]]  # E and F lie exactly 5 km apart


def test_separation_does_not_cross_zones(sites):
    table = sites.table.assign(zone=[0, 1, 0, 0, 0, 0])
    near = rule(kind="separation", km=5.0).separation("s", dataclasses.replace(sites, table=table))
    assert near.pairs().tolist() == [[2, 3]]


def test_separation_exempt_locked(sites):
    locked = dataclasses.replace(sites, locked=pd.Index(["C"]))
    near = rule(kind="separation", km=5.0, exempt_locked=True).separation("s", locked)
    assert near.pairs().tolist() == [[0, 1]]


def test_implies_and_at_most_one_rows(sites):
    assert rows(sites, kind="implies", site="A", then=["C", "D"]) == {
        "c[C]": ([1, 0, -1, 0, 0, 0], -INF, 0),
        "c[D]": ([1, 0, 0, -1, 0, 0], -INF, 0),
    }
    assert rows(sites, kind="at_most_one", sites=["A", "F"]) == {"c": ([1, 0, 0, 0, 0, 1], -INF, 1)}


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"kind": "group_count", "by": "region", "min": 1}, ["Corse", "94", "0 candidat"]),
        ({"kind": "group_count", "by": "region", "min": 3}, ["Bretagne", "2 candidat"]),
        ({"kind": "group_count", "by": "region", "limits": {"5": {"max": 1}}}, ["groupe connu"]),
        ({"kind": "size_class", "limits": {"<11": {"max": 1}}}, ["<11", "<10"]),
        ({"kind": "size_class", "limits": {">200": {"min": 2}}}, [">200", "1 candidat éligible"]),
        ({"kind": "total", "use": "recycled_ha", "min": 1000}, ["380 au plus"]),
        ({"kind": "total", "use": "recycled_ha", "max": 20}, ["25 au moins"]),
        ({"kind": "total", "use": "new_enaf_ha", "max": 1}, ["inconnu pour 1", "E"]),
        ({"kind": "lock_in", "sites": ["Z"], "reason": "r"}, ["« Z »", "pas un candidat"]),
        ({"kind": "lock_in", "sites": list("ABCD"), "reason": "r"}, ["4 sites", "choose = 3"]),
        ({"kind": "implies", "site": "A", "then": ["Q"]}, ["« Q »"]),
        ({"kind": "at_most_one", "sites": ["A", "Q"]}, ["« Q »"]),
    ],
)
def test_what_cannot_work_is_named_before_solving(sites, keys, words):
    problems = rule(**keys).problems("c", sites, 3)
    text = "\n".join(map(str, problems))
    assert problems
    for word in words:
        assert word in text
    assert "constraint.c" in text


def test_a_total_at_the_very_sum_of_some_sites_is_not_refused(sites):
    """0.1 + 0.2 + 0.3 is a little more than 0.6, and a little more than 0.3 + 0.2 + 0.1."""
    table = sites.indicators.table.assign(recycled_ha=[0.1, 0.2, 0.3, 0.7, 0.8, 0.9])
    some = replace(sites, indicators=Indicators(table, {}))
    assert rule(kind="total", use="recycled_ha", max=0.6).problems("c", some, 3) == []
    assert rule(kind="total", use="recycled_ha", min=2.4 + 1e-12).problems("c", some, 3) == []
    assert rule(kind="total", use="recycled_ha", max=0.59).problems("c", some, 3)
    assert rule(kind="total", use="recycled_ha", min=2.41).problems("c", some, 3)


def test_an_empty_group_can_be_reported_instead(sites):
    asked = rule(kind="group_count", by="region", min=1, empty_groups="report")
    assert asked.problems("c", sites, 3) == []
    assert [str(f.message) for f in asked.findings("c", sites)] == [
        "Corse : aucun candidat éligible, plancher de 1 laissé de côté"
    ]
    assert "c[94]" not in asked.block("c", sites, 3).labels


def test_floors_on_several_empty_groups_are_one_problem(sites):
    groups = {"region": {"01": "Guadeloupe", "11": "Île-de-France", "24": "Centre",
                         "53": "Bretagne", "94": "Corse"}}  # fmt: skip
    asked = rule(kind="group_count", by="region", min=1)
    (problem,) = asked.problems("c", replace(sites, groups=groups), 6)
    assert "Guadeloupe, Corse" in str(problem)
    assert 'empty_groups = "report"' in problem.remedy.fr
    more = rule(kind="group_count", by="region", min=3)  # two sites in each région that has some
    told = [str(p) for p in more.problems("c", replace(sites, groups=groups), 99)]
    assert len(told) == 4
    assert sum("2 candidats éligibles" in one for one in told) == 3
