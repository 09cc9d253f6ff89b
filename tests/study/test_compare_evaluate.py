"""A hand-made selection under a model: the same rules as the solver's, named one by one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tisites.run.pipeline import execute
from tisites.run.prepare.kept import OnDisk
from tisites.run.prepare.prepare import prepare
from tisites.run.prepare.request import Request
from tisites.run.read.case import Case, case_of
from tisites.solver.check import broken_rules
from tisites.study.compare.evaluate import evaluate
from tisites.study.compare.hold import standing
from tisites.study.exchange import exchange_gains


@pytest.fixture(scope="session")
def demo():
    outcome = execute(prepare(Request("workforce-access"), keep=OnDisk()))
    return case_of(outcome.prepared), outcome


def columns(case: Case, ids) -> np.ndarray:
    x = np.zeros(case.program.n_columns)
    x[case.columns_of(ids)] = 1.0
    return x


def test_the_optimum_breaks_nothing_and_is_worth_its_value(demo):
    case, outcome = demo
    found = evaluate(case, outcome.ids)
    assert found.violations == ()
    assert found.value == pytest.approx(outcome.solution.value, abs=1e-9)
    assert found.valued == 50


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_rules_broken_are_those_of_the_solvers_check(demo, data):
    case, outcome = demo
    out = data.draw(st.lists(st.sampled_from(list(outcome.ids)), max_size=4, unique=True))
    new = data.draw(st.lists(st.sampled_from(list(case.ids)), max_size=4, unique=True))
    ids = sorted((set(outcome.ids) - set(out)) | set(new))
    found = evaluate(case, ids)
    told = broken_rules(case.program, columns(case, ids))
    rows = [one for one in found.violations if one.kind == "row"]
    pairs = [one for one in found.violations if one.kind == "spacing"]
    assert len(rows) + len(pairs) == len(told)
    for one in rows:
        assert one.by > 0
        assert not one.lower <= one.activity <= one.upper
    for one in pairs:
        assert f"{one.constraint}: {one.sites[0]} and {one.sites[1]}" in told
        assert one.by == pytest.approx(15.0 - one.activity)
    assert found.value == pytest.approx(case.program.objective(columns(case, ids)))


def test_sites_that_do_not_compete_are_told_with_their_reason(demo):
    case, outcome = demo
    barred = case.everyone.index[~case.everyone["eligible"]][0]
    ids = [*outcome.ids[:48], barred, "stranger"]
    found = evaluate(case, ids)
    kinds = {one.kind: one for one in found.violations}
    assert kinds["not_eligible"].sites == (barred,)
    assert kinds["not_eligible"].reason == case.everyone.at[barred, "reason_text"]
    assert kinds["not_a_candidate"].sites == ("stranger",)
    assert found.valued == 48
    assert not any(one.constraint == "choose" for one in found.violations)  # 50 were named
    strangers = evaluate(case, ["x", "y"])
    assert [one.kind for one in strangers.violations] == ["not_a_candidate"]


def test_gains_of_exchanges_are_those_of_the_objective(demo):
    case, outcome = demo
    selected = outcome.solution.selected
    x = columns(case, outcome.ids)
    base = case.program.objective(x)
    outside = np.setdiff1d(np.arange(len(case.ids)), selected)
    for site in outside[:: max(1, outside.size // 5)]:
        gains = exchange_gains(case.program, selected, selected, int(site))
        for t, gain in list(zip(selected, gains, strict=True))[::12]:
            y = x.copy()
            y[t], y[site] = 0.0, 1.0
            assert gain == pytest.approx(case.program.objective(y) - base, abs=1e-8)


def test_what_holds_a_site_back_forbids_every_exchange_that_pays(demo):
    case, outcome = demo
    selected = outcome.solution.selected
    outside = np.setdiff1d(np.arange(len(case.ids)), selected)
    seen = set()
    for site in outside[:: max(1, outside.size // 6)]:
        found = standing(case, selected, int(site))
        seen.add(found.outcome)
        assert found.outcome != "open", "the optimum has no exchange that pays"
        gains = exchange_gains(case.program, selected, selected, int(site))
        named = {hold.constraint for hold in found.holds}
        for t in selected[gains > 1e-6]:
            ids = [*case.ids[np.setdiff1d(selected, [t])], case.ids[site]]
            broken = {one.constraint for one in evaluate(case, ids).violations}
            assert broken & named, f"{case.ids[site]} for {case.ids[t]}: {broken} not {named}"
        assert found.paying == int((gains > 1e-6).sum())
    assert "held" in seen


def test_labour_shared_among_zones_is_short_by_the_least(demo):
    """One zone of 10 jobs within reach of two sites of 8 each: 6 jobs are missing."""
    from scipy.sparse import csr_array

    from tisites.model.program import Program

    case, _ = demo
    names = np.array(["a", "b", "labour[z]"], dtype=object)
    matrix = csr_array(np.array([[1.0, 1.0, 0.0], [-8.0, -8.0, 1.0]]))
    program = Program(
        names, np.array([1.0, 1.0, 0.0]), np.zeros(3), np.array([1.0, 1.0, 10.0]),
        np.array([True, True, False]), matrix, np.array([2.0, 0.0]), np.array([2.0, np.inf]),
        ("choose", "labour[jobs z]"), ("choose", "labour"), row_groups=("", "z"),
    )  # fmt: skip
    sites = pd.DataFrame({"reason": "", "reason_text": ""}, index=["a", "b"])
    toy = Case("toy", case.model, program, sites, sites, synthetic=True)
    (short,) = evaluate(toy, ["a", "b"]).violations
    assert (short.constraint, short.sites) == ("labour", ("a", "b"))
    assert short.by == pytest.approx(6.0)
    assert [one.constraint for one in evaluate(toy, ["a"]).violations] == ["choose"]
