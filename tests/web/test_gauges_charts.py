"""Gauges and charts of the tabs: the engine's own figures, each held to where it comes from."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "study"))

from toy_country import toy, usual

from tisites.desk.alternatives import AlternativesRequest, alternatives
from tisites.desk.equity import EquityRequest, equity
from tisites.desk.frontier import FrontierRequest, frontier
from tisites.desk.rules import RulesRequest, rules
from tisites.desk.run import SolveRequest, solve
from tisites.desk.sources import Studied, studied_run
from tisites.model.points import load_scenario
from tisites.run.prepare.request import Request
from tisites.run.read.stored import open_run
from tisites.solver.solution import Proof
from tisites.study.explain.base import Questions, answered
from tisites.study.robustness.study import Scope, robustness
from tisites.web.views.charts import chart_of, robustness_chart
from tisites.web.views.gauges import gauges_of


@pytest.fixture(scope="module")
def demo(demo_run) -> Studied:
    return studied_run(open_run(demo_run))


@pytest.mark.parametrize("which", ["demo_run", "real_run"])
def test_gauges_are_the_rows_of_the_program(which, request):
    studied = studied_run(open_run(request.getfixturevalue(which)))
    told = {row["name"]: row for row in studied.report["constraints"]}
    effects = {one["name"]: one for one in studied.report["rules"]["rules"]}
    found = gauges_of(studied)
    assert found and all(one.rule != "choose" for one in found)
    assert {one.rule for one in found} <= set(effects)
    for one in found:
        row = told[one.key]
        if one.unit == "sites":
            assert one.used == pytest.approx(row["activity"])
            assert one.limit_high in (None, row["upper"])
        if one.binds:
            assert row["binding"]
        if one.used is not None and one.slack is not None:
            assert one.slack >= 0.0
        effect = effects[one.rule]
        assert one.effect_proven == (effect["proof"] == "optimal")
        if one.effect_proven:
            assert one.effect_value == pytest.approx(effect["gain"])
            assert one.effect_sites == len(effect["enters"])
    assert any(one.binds for one in found) and not all(one.binds for one in found)


def test_a_limit_that_no_selection_breaks_does_not_bind(demo):
    """A floor of zero that nothing stands on is met, and says nothing."""
    for one in gauges_of(demo):
        assert not (one.binds and one.limit_low == 0.0 and one.used == 0.0)


def test_equity_chart(demo, tmp_path):
    answer = equity(EquityRequest(demo, out=tmp_path / "e"))
    chart = chart_of("equity", answer)
    first, last = chart.points[0], chart.points[-1]
    assert (first.code, first.base, first.benefit) == ("", 0.0, 0.0)
    assert (last.base, last.benefit) == pytest.approx((1.0, 1.0))
    assert chart.gini == pytest.approx(answer.value.measures.at["gini_base", "everyone"])
    area = sum(
        (b.base - a.base) * (a.benefit + b.benefit) / 2.0
        for a, b in zip(chart.points, chart.points[1:], strict=False)
    )
    assert chart.gini == pytest.approx(1.0 - 2.0 * area)
    assert sum(one.chosen for one in chart.territories) == demo.answered.selected.size
    assert sum(one.share or 0.0 for one in chart.territories) == pytest.approx(1.0)
    assert all(one.why_not for one in chart.territories if not one.judged)


def test_rules_chart(demo, tmp_path):
    answer = rules(RulesRequest(demo, price=False, out=tmp_path / "r"))
    chart = chart_of("rules", answer)
    gains = [one.gain for one in chart.rules if one.gain is not None]
    assert gains == sorted(gains, reverse=True) and gains[0] > 0.0
    effects = {one.name: one for one in answer.value.effects.rules}
    for one in chart.rules:
        assert [s.id for s in one.enter] == list(effects[one.key].enters)
        assert one.label and one.sentence and one.idle == effects[one.key].idle


def test_alternatives_chart(demo, tmp_path):
    answer = alternatives(AlternativesRequest(demo, count=2, out=tmp_path / "a"))
    chart = chart_of("alternatives", answer)
    best, *others = chart.selections
    assert best.rank == 0 and not best.enter and not best.leave and len(others) == 2
    for one in others:
        swapped = set(best.selected) - {s.id for s in one.leave} | {s.id for s in one.enter}
        assert swapped == set(one.selected) and len(one.enter) >= 5
        assert one.loss_pct == pytest.approx(100 * (best.value - one.value) / best.value, abs=1e-6)


def test_a_point_of_the_frontier_is_a_draft_that_gives_it_back(tmp_path):
    """Its changes, put into the scenario and solved, give the value and the equity of the point."""
    asked = FrontierRequest(Request("equity-gini"), points=3, out=tmp_path / "f")
    answer = frontier(asked)
    model = load_scenario("equity-gini")[0]
    chart = chart_of("frontier", answer, model)
    assert len(chart.points) >= 2 and chart.points[0].lost_pct == 0.0
    middle = chart.points[len(chart.points) // 2]
    assert middle.changes["equity.regions.as"] == "constraint"
    assert all(len(one.selected) == 50 for one in chart.points)
    assert chart.points[0].changed == 0 < chart.points[-1].changed
    toml = tmp_path / "point.toml"
    limit = middle.changes["equity.regions.limit"]
    shipped = (Path(__file__).parents[2] / "scenarios/equity-gini.toml").read_text("utf-8")
    assert "limit = 0.30" in shipped
    toml.write_text(shipped.replace("limit = 0.30", f"limit = {limit!r}"), encoding="utf-8")
    again = solve(SolveRequest(Request(str(toml)), out=tmp_path / "again")).value.outcome
    assert again.solution.value == pytest.approx(middle.value, rel=1e-9)


def test_robustness_chart():
    for seed in range(40):
        case = toy(seed, usual(seed)).case
        best = Questions(case.program).best()
        if best.proof is Proof.OPTIMAL:
            break
    base = answered(case, list(case.program.columns[best.selected]), best.bound, proven=True)
    found = robustness(base, Scope(("weights",), samples=20, jobs=1))
    chart = robustness_chart(found)
    assert chart.draws == 20
    assert {one.id for one in chart.sites if one.chosen} == {
        str(site) for site in case.program.columns[base.selected]
    }
    assert all(0.0 <= one.low <= one.share <= one.high <= 1.0 for one in chart.sites)
    assert {one.key for one in chart.weights} == set(case.model.score)
    assert all(one.low <= one.now + 1e-9 and one.now <= one.high + 1e-9 for one in chart.weights)
