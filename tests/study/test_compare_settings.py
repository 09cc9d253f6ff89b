"""Settings between two scenarios, changed alone and together: combinations are whole models."""

from __future__ import annotations

import json
from itertools import combinations

import pytest

from tisites.cli.main import main
from tisites.messages.errors import InfeasibleError, Problem
from tisites.messages.text import Text
from tisites.model.declaration import Model
from tisites.model.points import load_scenario
from tisites.study.compare.model import model_differences
from tisites.study.compare.settings import Chosen, mixed, separate, settings_of

ONE, TWO = load_scenario("reference")[0], load_scenario("bundle-late-grid")[0]
BUNDLES = ("bundle-late-grid", "bundle-dry-summers", "labels-2024", "industrial-territories-only")


@pytest.mark.parametrize("name", BUNDLES)
def test_all_settings_make_the_other_model_and_none_the_first(name):
    other = load_scenario(name)[0]
    raw = ONE.model_dump(mode="json"), other.model_dump(mode="json")
    keys = list(settings_of(ONE, other))
    assert model_differences(Model.model_validate(mixed(*raw, keys)), other) == ()
    assert model_differences(ONE, Model.model_validate(mixed(*raw, []))) == ()
    for some in combinations(keys, 1):
        half = Model.model_validate(mixed(*raw, some))
        assert list(settings_of(ONE, half)) == list(some)


def by_settings(model: Model) -> Chosen:
    """A choice that reads the model: lines and weight change a site each, together a third."""
    lines = model.assumptions.grid_years_per_10km == 1.5
    weight = model.score["grid_year"].weight == 10.0
    sites = {"a": "A" if lines else "a", "b": "B" if weight else "b"}
    sites["c"] = "C" if lines and weight else "c"
    return Chosen(frozenset(sites.values()), True)


def test_each_setting_and_their_meeting():
    found = separate(ONE, TWO, by_settings)
    assert found.solves == 16
    assert found.changed(found.there) == 3
    share = found.shares.value
    assert share["assumptions.grid_years_per_10km"] == pytest.approx(1.5)
    assert share["score.grid_year.weight"] == pytest.approx(1.5)
    assert share["assumptions.grid_delay_years"] == pytest.approx(0.0)
    pair = ("assumptions.grid_years_per_10km", "score.grid_year.weight")
    assert found.shares.pairs[pair] == pytest.approx(1.0)
    alone = {one.key: found.changed(one.alone) for one in found.each}
    assert alone["assumptions.grid_delay_years"] == 0
    assert alone["score.grid_year.weight"] == 1


def test_many_settings_are_taken_one_at_a_time():
    labels = load_scenario("labels-2024")[0]
    asked = []

    def choose(model: Model) -> Chosen:
        asked.append(model)
        return Chosen(frozenset("ab"), True)

    found = separate(ONE, labels, choose)
    assert found.shares is None
    assert found.solves == len(asked) == 2 * len(found.each) + 2


def test_a_combination_without_a_selection_is_told_and_no_share_is_invented():
    def choose(model: Model) -> Chosen:
        if model.score["grid_year"].weight == 10.0 and not model.assumptions.grid_delay_years:
            raise InfeasibleError(Problem(Text("non", "no"), Text("-", "-")))
        return by_settings(model)

    found = separate(ONE, TWO, choose)
    assert found.shares is None
    assert ("score.grid_year.weight",) in found.impossible


def test_the_shipped_single_questions_differ_by_one_setting():
    for name in ("late-grid", "long-lines", "grid-year-weighs", "grid-deadline", "warming-4c",
                 "low-flow-weighs", "zan-trace-senate", "zan-simplification-cmp",
                 "land-control-weighs", "turnkey-by-2030"):  # fmt: skip
        assert len(settings_of(ONE, load_scenario(name)[0])) == 1, name
    for name in ("bundle-late-grid", "bundle-dry-summers"):
        other = load_scenario(name)[0]
        assert len(settings_of(ONE, other)) > 1
        assert other.title.startswith("Ensemble : ")


def test_the_two_pending_regimes_say_their_text_date_status_and_to_ask_a_jurist():
    from tisites.report.law_words import law_words

    for name, date in (
        ("zan-trace-senate", "2025-03-18"),
        ("zan-simplification-cmp", "2026-01-20"),
    ):
        law = load_scenario(name)[0].law
        assert law.date == date
        assert not law.in_force
        assert law.source
        (sentence,) = law_words(load_scenario(name)[0])
        assert date in sentence
        assert "juriste" in sentence
    assert ONE.law.in_force


def test_the_command_writes_what_it_says(tmp_path, capsys):
    out = tmp_path / "settings"
    assert main(["compare", "reference", "late-grid", "--settings", "--out", str(out)]) == 0
    said = capsys.readouterr().out
    assert "assumptions.grid_delay_years 0 → 2" in said
    told = json.loads((out / "settings.json").read_text(encoding="utf-8"))
    told = told.get("data", told)
    assert [one["key"] for one in told["settings"]] == ["assumptions.grid_delay_years"]
    assert told["settings"][0]["alone"] == told["changed"]
    assert main(["compare", "reference", "--settings"]) == 2
    assert main(["compare", "reference", "reference", "--settings"]) == 2
