"""Conflicts and relaxations by brute force: applied they are feasible, shrunk they are not."""

from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toy_country import NAMES, best, compiled, excess, subsets, toy, usual

from tisites.solver.kernel.session import Session
from tisites.solver.solution import Proof
from tisites.study.precheck.precheck import CONTRADICTIONS, precheck
from tisites.study.relax.answer import relax
from tisites.study.relax.changes import changes_of
from tisites.study.relax.conflict import find_conflict
from tisites.study.relax.dials import dials
from tisites.study.relax.elastic import conceded
from tisites.study.relax.relax import CHOOSE_PRIORITY, smallest_relaxation

SEEDS = st.integers(0, 10**6)
LOCKS = {"keep": {"kind": "lock_in", "sites": ["s00", "s01"], "reason": "promis"}}


def hard(seed: int) -> dict:
    """Constraints that mostly clash."""
    rules = usual(seed)
    rules["hectares"] = {"kind": "total", "use": "surface_ha", "min": 100.0 + seed % 90}
    rules["land"] = {"kind": "total", "use": "zan_debit_ha", "max": 4.0 + seed % 9}
    return rules | (LOCKS if seed % 2 else {})


def key_of(dial):
    return dial.constraint, dial.group, dial.side


def feasible(program) -> bool:
    return Session(program, confirm=False).solve().proof is Proof.OPTIMAL


def least_by_hand(this) -> float:
    """Cost of the cheapest limits to move, every selection of any size looked at."""
    every = {key_of(dial): dial for dial in dials(this.case)}
    least = math.inf
    for chosen in subsets(this):
        cost = 0.0
        for key, amount in excess(this, chosen).items():
            weight = CHOOSE_PRIORITY if key[0] == "choose" else 1.0
            # distances give way to the metre
            by = math.ceil(amount * 1000 - 1e-6) / 1000 if key[2] == "km" else amount
            cost += weight * every[key].share(by)
        least = min(least, cost)
    return least


def is_least(this) -> None:
    found = smallest_relaxation(this.case)
    least = least_by_hand(this)
    assert found.proof is Proof.OPTIMAL
    assert found.cost == pytest.approx(least, abs=1e-6)
    assert found.bound == pytest.approx(least, abs=1e-6)
    assert found.program is not None
    assert feasible(found.program)


@settings(max_examples=6, deadline=None)
@given(SEEDS)
def test_the_relaxation_costs_what_brute_force_says(seed):
    is_least(toy(seed, hard(seed)))


IMPOSSIBLE = {
    "a floor far above all": {
        "hectares": {"kind": "total", "use": "surface_ha", "min": 60000.0},
        "land": {"kind": "group_capacity", "by": "region", "use": "zan_debit_ha", "capacity": 7.5},
    },
    "floors that add up to more than the sites": {
        "regions": {"kind": "group_count", "by": "region", "min": 2, "empty_groups": "report"},
        "spacing": {"kind": "separation", "km": 9.0},
    },
    "ceilings of nothing": {
        "regions": {"kind": "group_count", "by": "region", "max": 0},
        "hectares": {"kind": "total", "use": "surface_ha", "min": 90.0},
    },
    "capacities of almost nothing": {
        "land": {"kind": "group_capacity", "by": "region", "use": "zan_debit_ha", "capacity": 0.5},
        "industry": {"kind": "share", "use": "in_territoire_industrie", "min": 1.0},
    },
    "classes that leave too few": {
        "sizes": {"kind": "size_class", "limits": {"<10": {"max": 1}, "10-50": {"max": 1}}},
        "land": {"kind": "total", "use": "zan_debit_ha", "max": 9.0},
    },
    "a distance too long": {
        "spacing": {"kind": "separation", "km": 70.0},
        "hectares": {"kind": "total", "use": "surface_ha", "min": 150.0},
    },
    "locks that clash": {
        **LOCKS,
        "regions": {"kind": "group_count", "by": "region", "max": 1},
        "land": {"kind": "total", "use": "zan_debit_ha", "max": 5.0},
    },
}  # fmt: skip


@pytest.mark.parametrize("rules", IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_of_every_kind_of_impossible_limit_the_least_is_found(rules):
    is_least(toy(5, rules))


@pytest.mark.parametrize("rules", IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_in_no_time_what_is_told_still_holds(rules):
    """Cut short, what is conceded suffices, and no more is claimed than what is so."""
    this = toy(5, rules)
    least = least_by_hand(this)
    found = smallest_relaxation(this.case, seconds=1e-3)
    assert found.bound <= least + 1e-6
    if found.program is not None:
        assert feasible(found.program)
        assert found.cost >= least - 1e-6
        assert found.proof is Proof.FEASIBLE or found.cost == pytest.approx(least, abs=1e-6)
    else:
        assert found.proof is Proof.UNKNOWN
    answer = relax(this.case, seconds=1e-3)
    assert answer.feasible == (least < 1e-9 and answer.relaxation.proof is Proof.OPTIMAL)


def test_a_measure_of_equity_out_of_reach_gives_way_whole():
    this = toy(5, {"industry": {"kind": "share", "use": "in_territoire_industrie", "min": 0.2}})
    raw = this.case.model.model_dump(mode="json")
    raw["equity"] = {
        "shared": {
            "kind": "gini", "as": "constraint", "limit": 0.0, "by": "region", "benefit": "sites",
            "weigh": "equal", "label": "Gini", "source": "test",
        }
    }  # fmt: skip
    bases = pd.DataFrame(
        {"name": list(NAMES.values()), "population": 1000.0}, index=pd.Index(NAMES, name="code")
    )
    hard_ = compiled(
        this.table, this.quantities, type(this.case.model).model_validate(raw), {"region": bases}
    ).case
    found = smallest_relaxation(hard_)
    assert [(one.dial.constraint, one.dial.side) for one in found.concessions] == [
        ("equity.shared", "rule")
    ]
    assert found.proof is Proof.OPTIMAL
    assert changes_of(hard_.model, found.concessions) == {("equity", "shared", "enabled"): False}
    assert feasible(found.program)


@settings(max_examples=6, deadline=None)
@given(SEEDS)
def test_a_smaller_concession_is_infeasible(seed):
    this = toy(seed, hard(seed))
    found = smallest_relaxation(this.case)
    for k, one in enumerate(found.concessions):
        whole = one.dial.unit == "sites" or one.dial.side in ("lock_in", "rule")
        less = one.amount - 1.0 if whole else one.amount * 0.9
        shrunk = list(found.concessions)
        if less <= 0:
            shrunk.pop(k)
        else:
            shrunk[k] = replace(one, amount=less)
        assert not feasible(conceded(this.case.program, shrunk))


@settings(max_examples=6, deadline=None)
@given(SEEDS)
def test_conflicts_clash_and_none_of_their_limits_is_idle(seed):
    this = toy(seed, hard(seed))
    answer = relax(this.case)
    keys = {key_of(dial) for dial in answer.conflict.dials}
    sizes = list(subsets(this))
    _, winners = best(this)
    assert answer.feasible == bool(winners)
    if answer.feasible:
        assert not keys
        return
    assert answer.conflict.smallest
    assert not any(not (set(excess(this, s)) & keys) for s in sizes)
    for left in keys:
        assert any(not (set(excess(this, s)) & (keys - {left})) for s in sizes)
    for dial, alone in answer.alone:
        others = [
            excess(this, s)[key_of(dial)] for s in sizes if set(excess(this, s)) == {key_of(dial)}
        ]
        if not others:
            assert not alone.concessions
        else:
            told = alone.concessions[0].amount
            assert told == pytest.approx(min(others), abs=2e-3 if dial.side == "km" else 1e-6)


def test_priorities_choose_who_gives_way():
    this = toy(
        7,
        {
            "hectares": {"kind": "total", "use": "surface_ha", "min": 400.0},
            "land": {"kind": "total", "use": "zan_debit_ha", "max": 60.0},
        },
    )
    kept = smallest_relaxation(this.case, {"land": math.inf, "choose": math.inf})
    assert {one.dial.constraint for one in kept.concessions} == {"hectares"}
    none = smallest_relaxation(
        this.case, {"land": math.inf, "choose": math.inf, "hectares": math.inf}
    )
    assert none.proof is Proof.INFEASIBLE
    assert math.isinf(none.cost)


def test_a_distance_gives_way_to_the_pair_that_needs_it():
    this = toy(2, {"spacing": {"kind": "separation", "km": 200.0}})
    found = smallest_relaxation(this.case, {"choose": math.inf})
    assert [one.dial.side for one in found.concessions] == ["km"]
    widest = max(
        min(200.0 - amount for amount in [excess(this, s).get(("spacing", "", "km"), 0.0)])
        for s in subsets(this, 4)
    )
    km = 200.0 - found.concessions[0].amount
    assert km == pytest.approx(widest, abs=1e-3)
    assert km <= widest + 1e-9


@settings(max_examples=12, deadline=None)
@given(SEEDS)
def test_a_contradiction_seen_before_solving_is_one(seed):
    this = toy(seed, hard(seed))
    codes = {finding.code for finding in precheck(this.case)}
    _, winners = best(this)
    if codes & set(CONTRADICTIONS):
        assert not winners


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        ({"hectares": {"kind": "total", "use": "surface_ha", "min": 9000.0}}, "limit_out_of_reach"),
        (
            {"r": {"kind": "group_count", "by": "region", "max": 1}},
            "ceilings_below_choose",
        ),
        (
            {"r": {"kind": "group_count", "by": "region", "min": 2, "empty_groups": "report"}},
            "floors_above_choose",
        ),
        (
            {
                "r": {"kind": "group_count", "by": "region", "limits": {"24": {"min": 2}}},
                "d": {"kind": "group_count", "by": "departement", "max": 0},
            },
            "floor_above_ceilings",
        ),
        (
            {
                "r": {"kind": "group_count", "by": "region", "limits": {"24": {"min": 2}}},
                "cap": {"kind": "group_capacity", "by": "region", "use": "surface_ha",
                        "capacity": 1.0},
            },
            "floor_above_capacity",
        ),
        (
            {"cap": {"kind": "group_capacity", "by": "region", "use": "surface_ha",
                     "capacity": 1.0}},
            "capacity_no_site_fits",
        ),
        ({"total": {"kind": "total", "use": "surface_ha", "max": 9000.0}}, "never_binds"),
        ({"near": {"kind": "separation", "km": 0.001}}, "never_binds"),
    ],
)  # fmt: skip
def test_each_thing_that_cannot_work_or_matter_is_told(rules, code):
    this = toy(4, rules)
    assert code in {finding.code for finding in precheck(this.case)}


def test_a_plain_model_raises_nothing():
    this = toy(4, {"hectares": {"kind": "total", "use": "surface_ha", "min": 100.0}})
    assert not precheck(this.case)
    assert not find_conflict(this.case).dials
    assert relax(this.case).feasible
