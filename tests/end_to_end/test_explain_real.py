"""Explanations of the real reference run, each applied to the program and solved again, cold."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from tisites.run.read.stored import open_run
from tisites.solver.exact import solve
from tisites.solver.solution import Proof
from tisites.study.explain.explain import Explainer, answer_of
from tisites.study.explain.why_not_all import every_candidate
from tisites.study.relax.conflict import find_conflict
from tisites.study.relax.elastic import conceded
from tisites.study.relax.relax import smallest_relaxation


def again(program, **changes):
    return solve(replace(program, **changes), confirm=False)


@pytest.fixture(scope="module")
def explainer(real_run):
    return Explainer(answer_of(open_run(real_run)))


def test_replacement_costs_are_those_of_forcing_out(explainer):
    base = explainer.base
    program = base.case.program
    for column in base.selected[:: len(base.selected) // 3]:
        found = explainer.explain(str(program.columns[column]))
        upper = program.upper.copy()
        upper[column] = 0.0
        cold = again(program, upper=upper)
        if math.isinf(found.cost):
            assert cold.proof is Proof.INFEASIBLE
        else:
            assert found.cost == pytest.approx(base.value - cold.value, abs=1e-5)


def test_the_smallest_change_brings_real_sites_in(explainer):
    base = explainer.base
    program = base.case.program
    every = every_candidate(base, explainer.questions, list(base.case.ids)).table
    near = every[every["status"] == "eligible"].sort_values(["loss_at_least", "site_id"])
    entered = 0
    for site in near["site_id"].iloc[[0, 12, 60]]:
        column = int(base.case.columns_of([site])[0])
        found = explainer.explain(site)
        lower = program.lower.copy()
        lower[column] = 1.0
        cold = again(program, lower=lower)
        assert found.loss == pytest.approx(base.value - cold.value, abs=1e-5)
        for more in (1e-2, -1e-2):
            value = program.value.copy()
            value[column] += found.lack + more
            chosen = again(program, value=value).selected
            if found.lack + more > 0:
                assert (column in chosen) == (more > 0)
        for move in found.moves:
            if move.verdict == "enters" and move.dial.row >= 0:
                entered += 1
                assert column in moved(program, move.dial, move.amount).selected
                if move.dial.constraint != "choose" and move.amount > move.dial.grain:
                    less = move.amount - move.dial.grain
                    assert column not in moved(program, move.dial, less).selected
    assert entered


def moved(program, dial, amount):
    low, high = program.row_lower.copy(), program.row_upper.copy()
    if dial.constraint == "choose":
        low[dial.row] = high[dial.row] = dial.limit + amount
    elif dial.side == "max":
        high[dial.row] += amount * dial.per_unit
    else:
        low[dial.row] -= amount * dial.per_unit
    return again(program, row_lower=low, row_upper=high)


def test_a_real_clash_is_relaxed_and_no_less_suffices(explainer):
    case = explainer.base.case
    low, high = case.program.row_lower.copy(), case.program.row_upper.copy()
    for label, bounds, limit in (
        ("sizes[<10]", high, 5.0),
        ("sizes[50-200]", low, 12.0),
        ("hectares_total", high, 950.0),
    ):
        bounds[case.program.row_labels.index(label)] = limit
    tight = replace(case, program=replace(case.program, row_lower=low, row_upper=high))
    conflict = find_conflict(tight)
    assert {"hectares_total", "sizes"} <= set(conflict.names)
    found = smallest_relaxation(tight, {"choose": math.inf})
    assert found.proof is Proof.OPTIMAL
    assert again(found.program).proof is Proof.OPTIMAL
    for k, one in enumerate(found.concessions):
        shrunk = list(found.concessions)
        less = one.amount - 1.0 if one.dial.unit == "sites" else one.amount * 0.99
        shrunk[k] = replace(one, amount=less)
        assert solve(conceded(tight.program, shrunk), confirm=False).proof is Proof.INFEASIBLE
