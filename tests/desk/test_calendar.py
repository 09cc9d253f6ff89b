"""The verb ``calendar``: budgets kept, plain selections given back, what cannot be refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tisites.cli.main import main
from tisites.desk.calendar import CalendarRequest, calendar
from tisites.desk.sources import Source, Studied, studied
from tisites.messages.errors import BadInputError
from tisites.messages.progress import Silent
from tisites.model.programme.years import CoFund, Delivered, ProgrammeRule, YearsCost
from tisites.study.years.calendar import CalendarDepth
from tisites.study.years.calendar import calendar as answered
from tisites.study.years.timetable import delays_of, timetable

RULE = ProgrammeRule(
    years=(2026, 2027, 2028), budget_meur=110.0, cost=YearsCost(reading="nominal"), source="test"
)


@pytest.fixture(scope="module")
def demo(demo_run: Path) -> Studied:
    return studied(Source(str(demo_run)), Silent())


def asked(demo: Studied, rule: ProgrammeRule, **depth: object):
    return answered(demo.answered, rule, CalendarDepth(alone=True, **depth))


def with_rule(demo: Studied, rule: ProgrammeRule | None, **changes: object) -> Studied:
    case = demo.answered.case
    model = case.model.model_copy(update={"programme": rule, **changes})
    return replace(demo, answered=replace(demo.answered, case=replace(case, model=model)))


def test_each_year_pays_no_more_than_its_budget(demo):
    found = asked(demo, RULE)
    assert found.plan.proof == "optimal"
    assert found.plan.certified
    starts, sites = found.plan.starts, found.plan.sites
    assert sites.size == demo.answered.case.model.choose
    paid = np.zeros(40)
    for i in sites:  # from the costs and lengths themselves
        first, years = int(starts[i]), int(found.table.duration[i])
        paid[first : first + years] += found.table.cost[i] / years
    assert paid.max() <= 110.0 + 1e-6
    assert np.allclose(paid[: found.spending().size], found.spending())
    assert paid.sum() == pytest.approx(found.table.cost[sites].sum())


def test_without_a_budget_the_plain_selection_comes_back_at_once(demo):
    found = asked(demo, RULE.model_copy(update={"budget_meur": None}))
    assert np.array_equal(found.plan.sites, demo.answered.selected)
    assert found.plan.value == demo.answered.value
    assert set(found.begun) == {2026}
    ample = asked(demo, RULE.model_copy(update={"budget_meur": 1e6, "years": (2026,)}))
    assert np.array_equal(ample.plan.sites, demo.answered.selected)


def test_a_selection_is_kept_and_its_years_chosen(demo):
    table = timetable(demo.answered.case, RULE)
    total = float(table.cost[demo.answered.selected].sum())
    found = asked(demo, RULE.model_copy(update={"budget_meur": total / 4}), fixed=True)
    assert np.array_equal(found.plan.sites, demo.answered.selected)
    assert found.spending().max() <= total / 4 + 1e-6
    assert found.plan.value == pytest.approx(demo.answered.value)


def test_a_cofund_lifts_what_its_envelope_lifts(demo):
    fund = CoFund(budget_meur=30.0, share_max=0.5, source="test")
    alone = asked(demo, RULE)
    found = asked(demo, RULE.model_copy(update={"cofunding": {"vert": fund}}))
    assert found.plan.value >= alone.plan.value - 1e-6
    helped = found.funded()[0]
    assert (helped <= 30.0 + 1e-9).all()
    assert (found.spending() - helped <= 110.0 + 1e-6).all()


def test_probabilities_are_those_of_the_criteria(demo):
    case = demo.answered.case
    told = case.model.assumptions
    start = np.array([int(told.steps_start_year)])
    steps, _ = delays_of(case).chances(start, told.turnkey_by)
    known = case.sites["turnkey_without_grid_probability_low"].to_numpy(dtype=float)
    assert np.allclose(steps[:, 0], known)


def test_what_is_due_is_expected(demo):
    due = Delivered(by=2033, expected_min=5.0)
    found = asked(demo, RULE.model_copy(update={"budget_meur": None, "delivered": due}))
    (one,) = [x for x in found.dues if x.year == 2033 and x.slip == 0.0]
    assert one.expected >= 5.0 - 1e-6
    late = [x.expected for x in found.dues if x.year == 2033]
    assert late == sorted(late, reverse=True)
    none = asked(demo, RULE.model_copy(
        update={"budget_meur": None, "delivered": Delivered(by=2027, expected_min=40.0)}
    ))  # fmt: skip
    assert none.plan.proof == "infeasible"
    assert none.concessions is not None
    assert none.concessions.model
    assert none.concessions.expected is not None
    assert none.concessions.expected < 40.0


def test_an_impossible_budget_says_what_could_be_conceded(demo, tmp_path):
    rule = RULE.model_copy(update={"budget_meur": 90.0, "years": (2026,)})
    answer = calendar(CalendarRequest(with_rule(demo, rule), out=tmp_path / "c"))
    assert answer.end == 3
    told = answer.value.concessions
    assert told is not None
    assert told.budget is not None
    assert told.budget.value == 97.0
    assert (told.years, told.sites) == (4, 0)  # the floors in hectares alone take more
    assert "suffisent à porter" in str(answer)
    kept = asked(demo, rule.model_copy(update={"budget_meur": 20.0}), fixed=True).concessions
    assert kept is not None
    assert kept.sites is not None
    assert 0 < kept.sites < demo.answered.case.model.choose


def test_files_and_both_languages(demo, tmp_path):
    answer = calendar(CalendarRequest(with_rule(demo, RULE), alone=True, out=tmp_path / "c"))
    folder = answer.write()
    names = {file.name for file in folder.iterdir()}
    assert {"calendar.json", "calendar_gantt.png", "calendar_spending.png"} <= names
    assert answer.tables["calendar"]["cost_meur"].sum() == pytest.approx(
        answer.value.table.cost[answer.value.plan.sites].sum()
    )


def test_what_years_cannot_be_combined_with_is_refused(demo):
    with pytest.raises(BadInputError, match="aucun programme"):
        calendar(CalendarRequest(with_rule(demo, None)))
    typed = with_rule(demo, RULE, type={"giga": None})
    with pytest.raises(BadInputError, match="types de projets"):
        calendar(CalendarRequest(typed))
    unknown = RULE.model_copy(update={"cost": YearsCost(indicator="cost", reading="low")})
    with pytest.raises(BadInputError, match="n'est pas un indicateur"):
        calendar(CalendarRequest(with_rule(demo, unknown)))


def test_the_command_line_takes_the_programme_of_a_scenario(demo_run, tmp_path, capsys):
    out = tmp_path / "calendar"
    told = main(["calendar", str(demo_run), "--programme", "programme-100-meur", "--alone",
                 "--out", str(out)])  # fmt: skip
    assert told == 0
    assert "100 M€ par an" in capsys.readouterr().out
    assert (out / "calendar.json").is_file()


def test_a_hundred_million_a_year_on_the_real_pack(real_run):
    real = studied(Source(str(real_run)), Silent())
    found = asked(real, RULE.model_copy(
        update={"budget_meur": 100.0, "years": (2026, 2027, 2028, 2029, 2030, 2031)}
    ))  # fmt: skip
    assert found.plan.proof == "optimal"
    assert found.plan.sites.size == 50
    assert real.answered.value - found.plan.value < 20.0  # measured: 6.3 points
    assert found.spending().max() <= 100.0 + 1e-6
