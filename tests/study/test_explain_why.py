"""Why in, why not: every answer held to brute force over toys, then applied and solved again."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toy_country import best, compiled, excess, model_of, toy, usual

from tisites.report.explain.change import _by_limits
from tisites.solver.solution import Proof
from tisites.study.explain.base import Questions, answered
from tisites.study.explain.chosen import WhyIn
from tisites.study.explain.explain import Explainer
from tisites.study.explain.points import nearest_quantity
from tisites.study.explain.why_not import WhyNot
from tisites.study.explain.why_not_all import every_candidate
from tisites.study.importance import importance

SEEDS = st.integers(0, 10**6)


def solved(this):
    """The toy's proven answer; None when it is infeasible."""
    found = Questions(this.case.program).best()
    if found.proof is Proof.INFEASIBLE:
        return None
    ids = this.case.program.columns[found.selected]
    return answered(this.case, list(ids), found.bound, proven=True)


def feasible_toy(seed: int):
    for k in range(50):
        this = toy(seed + k, usual(seed + k))
        base = solved(this)
        if base is not None:
            return this, base
    raise AssertionError("no feasible toy")


@settings(max_examples=6, deadline=None)
@given(SEEDS)
def test_costs_and_losses_are_those_of_brute_force(seed):
    this, base = feasible_toy(seed)
    top, _ = best(this)
    assert base.value == pytest.approx(top, abs=1e-6)
    explainer = Explainer(base)
    for k, site in enumerate(this.table.index):
        found = explainer.explain(site, limits=False)
        if isinstance(found, WhyIn):
            other, _ = best(this, outside=k)
            cost = found.cost
        else:
            assert isinstance(found, WhyNot)
            other, _ = best(this, inside=k)
            cost = found.loss
        assert (math.isinf(cost) and math.isinf(other)) or cost == pytest.approx(
            top - other, abs=1e-6
        )
        if isinstance(found, WhyNot) and math.isinf(cost) and not found.alone:
            assert found.conflict


@settings(max_examples=6, deadline=None)
@given(SEEDS)
def test_the_points_that_are_lacking_bring_the_site_in_and_no_fewer(seed):
    this, base = feasible_toy(seed)
    explainer = Explainer(base)
    score = this.scores.table["score"].to_numpy()
    for k, site in enumerate(this.table.index):
        if base.x[k] > 0.5:
            continue
        found = explainer.explain(site, limits=False)
        if math.isinf(found.lack):
            _, winners = best(this, value=score + 1000.0 * (np.arange(len(score)) == k))
            assert not any(k in chosen for chosen in winners)
            continue
        for more, inside in ((1e-4, True), (-1e-4, False)):
            value = score.copy()
            value[k] += found.lack + more
            _, winners = best(this, value=value)
            if inside:
                assert winners
                assert all(k in chosen for chosen in winners)
            elif found.lack > 1e-3:
                assert not any(k in chosen for chosen in winners)


@settings(max_examples=3, deadline=None)
@given(SEEDS)
def test_the_quantity_that_a_criterion_needs_brings_the_site_in(seed):
    this, base = feasible_toy(seed)
    explainer = Explainer(base)
    for k, site in enumerate(this.table.index):
        if base.x[k] > 0.5:
            continue
        for change in explainer.explain(site, limits=False).changes:
            if change.also_in:
                continue  # the constraint changes too: told, not claimed
            quantities = this.quantities.copy()
            if not change.possible:
                # the best point of the scale does not suffice
                scale = this.case.model.score[change.contribution.criterion].scale
                quantities.loc[site, change.contribution.indicator] = max(scale, key=scale.get)
            else:
                quantities.loc[site, change.contribution.indicator] = change.quantity
            again = compiled(this.table, quantities, this.case.model)
            _, winners = best(again)
            assert all(k in chosen for chosen in winners) == change.possible


def moved(move):
    """The limits as a planner would write them after the move."""
    name, side = move.dial.constraint, move.dial.side
    group = move.dial.group

    def allow(broken):
        left = dict(broken)
        key = (name, group, side)
        if name == "choose":
            return not left
        if key in left and left[key] <= move.amount + 1e-9:
            left.pop(key)
        return not left

    return allow


@settings(max_examples=6, deadline=None)
@given(SEEDS)
def test_a_limit_moved_as_told_brings_the_site_in_and_a_grain_less_does_not(seed):
    this, base = feasible_toy(seed)
    explainer = Explainer(base)
    for k, site in enumerate(this.table.index):
        if base.x[k] > 0.5:
            continue
        for move in explainer.explain(site).moves:
            name = move.dial.constraint
            if move.verdict == "enters" and name == "choose":
                size = round(move.limit)
                wider = compiled(
                    this.table, this.quantities,
                    this.case.model.model_copy(update={"choose": size}),
                )  # fmt: skip
                _, winners = best(wider, size=size)
                assert any(k in chosen for chosen in winners)
            elif move.verdict == "enters":
                _, winners = best(this, allow=moved(move))
                assert any(k in chosen for chosen in winners)
                less = moved(replace_amount(move, move.amount - move.dial.grain))
                _, winners = best(this, allow=less)
                assert not any(k in chosen for chosen in winners)
            elif move.verdict == "never":
                key = (name, move.dial.group, move.dial.side)
                top, winners = best(this, allow=lambda b, key=key: set(b) <= {key})
                assert winners
                with_it, _ = best(this, inside=k, allow=lambda b, key=key: set(b) <= {key})
                assert with_it < top + 1e-6
                assert not any(k in chosen for chosen in winners) or with_it <= top


def replace_amount(move, amount):
    from dataclasses import replace

    return replace(move, amount=amount)


@settings(max_examples=4, deadline=None)
@given(SEEDS)
def test_bounds_never_say_more_than_exact_solves(seed):
    this, base = feasible_toy(seed)
    questions = Questions(this.case.program)
    found = every_candidate(base, questions, list(this.table.index), exact=True, processes=1)
    table = found.table[found.table["status"] == "eligible"]
    assert found.complete
    assert table["loss"].notna().all()
    assert (table["loss_at_least"] <= table["loss"] + 1e-6).all()
    for row in table.to_dict("records"):
        k = this.table.index.get_loc(row["site_id"])
        other, _ = best(this, inside=k)
        assert row["value_if_in"] == pytest.approx(other, abs=1e-6) or (
            math.isinf(other) and math.isinf(row["loss"])
        )


@settings(max_examples=4, deadline=None)
@given(SEEDS)
def test_what_holds_a_site_back_is_what_breaks(seed):
    this, base = feasible_toy(seed)
    standing = Explainer(base).standing
    chosen = tuple(int(k) for k in base.selected)
    for k in range(len(this.table)):
        if k in chosen:
            continue
        told = {(b.dial.constraint, b.dial.group, b.dial.side) for b in standing.added(k)}
        real = {key for key in excess(this, (*chosen, k)) if key[0] not in ("choose",)}
        # the share is a share of the sites to choose, not of one more
        assert {t for t in told if t[0] != "industry"} == {r for r in real if r[0] != "industry"}
        for swap in standing.swaps(k):
            out = this.table.index.get_loc(swap.leaves)
            after = (*(c for c in chosen if c != out), k)
            real = set(excess(this, after))
            assert {(b.dial.constraint, b.dial.group, b.dial.side) for b in swap.breaks} == real


def test_the_only_way_to_meet_a_floor_is_told_and_has_no_price():
    this = toy(3, {"regions": {"kind": "group_count", "by": "region", "min": 1}})
    only = this.table["reg"].value_counts().idxmin()
    first = this.table.index[this.table["reg"] == only][0]
    keep = (this.table["reg"] != only) | (this.table.index == first)
    this = compiled(this.table[keep], this.quantities[keep], this.case.model)
    base = solved(this)
    site = this.table.index[this.table["reg"] == only][0]
    found = Explainer(base).explain(site)
    assert math.isinf(found.cost)
    assert found.services[0].only_way
    assert found.services[0].others == 0
    table = importance(base, processes=1).table
    assert table.loc[0, "site_id"] == site
    assert table.loc[0, "only_way_for"] == f"regions[{only}]"


def test_importance_is_the_same_over_processes():
    this = toy(11, {"hectares": {"kind": "total", "use": "surface_ha", "min": 150.0}}, 9, 18)
    base = solved(this)
    here, apart = importance(base, processes=1), importance(base, processes=2)
    assert here.complete
    assert apart.complete
    assert here.table.equals(apart.table)
    assert len(here.table) == 9


def test_ctrl_c_gives_what_is_done():
    this = toy(11, {}, 9, 18)
    base = solved(this)

    def told(done, _of):
        if done == 3:
            raise KeyboardInterrupt

    found = importance(base, processes=1, told=told)
    assert not found.complete
    assert len(found.table) < 9


def test_a_site_locked_out_is_explained_as_if_it_were_not():
    lock = {"kind": "lock_out", "sites": ["s00"], "reason": "recours", "author": "DDT"}
    this = toy(5, {"out": lock})
    base = solved(this)
    found = Explainer(base).explain("s00", limits=False)
    assert found.locked_out
    free = toy(5, {})
    assert found.value == pytest.approx(best(free, inside=0)[0], abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.integers(0, 50).map(float), st.floats(0, 1), min_size=2, max_size=6),
    st.one_of(st.just(math.nan), st.floats(-10, 60)),
    st.floats(0, 1),
)
def test_the_nearest_quantity_is_worth_enough_and_is_nearest(scale, current, wanted):
    from tisites.score.value_function import value_at

    found = nearest_quantity(scale, current, wanted)
    grid = np.linspace(-10, 60, 1401)
    enough = grid[value_at(scale, grid) >= wanted + 1e-9]
    if math.isnan(found):
        assert enough.size == 0
        return
    assert value_at(scale, np.array([found]))[0] >= wanted - 1e-8
    if not math.isnan(current) and enough.size:
        assert abs(found - current) <= np.abs(enough - current).min() + 1e-6


def test_the_toy_model_counts_points_as_its_objective_does():
    this = toy(1, {})
    assert np.allclose(this.case.program.value, this.scores.table["score"])
    assert model_of({}).choose == 4


def test_what_the_time_leaves_open_is_told_as_open(monkeypatch):
    """With no time at all, nothing is claimed that was not proven, and each limit is told open."""
    this, base = feasible_toy(5)
    monkeypatch.setattr("tisites.study.explain.explain.SECONDS", 0.0)
    explainer = Explainer(base)
    late = [explainer.explain(site) for k, site in enumerate(this.table.index) if base.x[k] < 0.5]
    moves = [move for found in late for move in found.moves]
    assert any(move.verdict == "late" for move in moves)
    assert {move.verdict for move in moves} <= {"late", "never"}
    found = next(found for found in late if found.moves)
    assert "Le temps a manqué" in " ".join(_by_limits(this.case, found))
