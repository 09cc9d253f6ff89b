"""Conflicts and relaxations by brute force: applied they are feasible, shrunk they are not."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toy_country import best, excess, subsets, toy, usual

from tisites.solver.kernel.session import Session
from tisites.solver.solution import Proof
from tisites.study.precheck.precheck import CONTRADICTIONS, precheck
from tisites.study.relax.answer import relax
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


@settings(max_examples=6, deadline=None)
@given(SEEDS)
def test_the_relaxation_costs_what_brute_force_says(seed):
    this = toy(seed, hard(seed))
    found = smallest_relaxation(this.case)
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
    assert found.proof is Proof.OPTIMAL
    assert found.cost == pytest.approx(least, abs=1e-6)
    assert found.program is not None
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
