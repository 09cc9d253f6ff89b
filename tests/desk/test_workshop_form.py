"""The form of a draft: made of its own model, set by its keys, refused in words."""

from __future__ import annotations

import re
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tisites.desk.workshop.draft import Draft, changed, declared, nested
from tisites.desk.workshop.form import FormField, form
from tisites.messages.errors import BadInputError
from tisites.model.points import load_scenario
from tisites.model.shelf import shipped_names
from tisites.web.scenario_text import changed_text

OWN = """
name = "mine"
title = "À moi"
version = "1"
choose = 3
[eligibility]
min_surface_ha = 1.0
[score.quay]
indicator = "river_quay"
label = "Quai fluvial"
family = "attractiveness"
weight = 2.5
scale = { 0 = 0.0, 1 = 1.0 }
source = "Choix"
[constraint.one_of]
kind = "at_most_one"
sites = ["a", "b"]
source = "Choix"
[constraint.costs]
kind = "total"
label = "Coût"
use = "cost_meur"
max = 120.0
unknown = "exclude"
source = "Choix"
[equity.share]
kind = "max_min"
as = "report"
source = "Choix"
"""


def _fields(draft: Draft) -> list[FormField]:
    shown = form(declared(draft))
    rules = [field for rule in (*shown.rules, *shown.equity) for field in rule.fields]
    return [*rules, *shown.assumptions, *shown.eligibility]


def _plain_scenarios() -> list[str]:
    from tisites.model.load import find, merged_of, stack

    names = shipped_names("scenarios")
    return [n for n in names if "vary" not in merged_of(stack(find("scenarios", n)))]


@pytest.mark.parametrize("scenario", _plain_scenarios())
def test_every_field_of_a_shipped_scenario_has_words_of_its_own(scenario):
    for field in _fields(Draft(scenario)):
        name = field.key.rpartition(".")[2]
        assert field.label.fr.strip(), field.key
        assert "_" not in field.label.fr, field.key
        if re.fullmatch("[a-z]+_[a-z_0-9]+", name):
            assert field.label.fr != name
        assert field.value == field.default
        for value, words in field.choices:
            assert "_" not in words.fr, (field.key, value)


def test_a_model_of_ones_own_gives_its_own_form(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(OWN, encoding="utf-8")
    (tmp_path / "s.toml").write_text('base = "mine.toml"\nname = "s"\n', encoding="utf-8")
    shown = form(declared(Draft(str(tmp_path / "s.toml"))))
    assert [(f.key, f.share_pct) for f in shown.families] == [("attractiveness", 100.0)]
    (quay,) = shown.families[0].criteria
    assert (quay.key, quay.weight, quay.indicator) == ("score.quay.weight", 2.5, "river_quay")
    assert quay.scale == ((0.0, 0.0), (1.0, 1.0))
    rules = {rule.key: rule for rule in shown.rules}
    assert list(rules) == ["constraint.one_of", "constraint.costs"]
    assert rules["constraint.costs"].limit == 120.0
    assert rules["constraint.costs"].unit.fr == "M€"
    sites = next(f for f in rules["constraint.one_of"].fields if f.type == "sites")
    assert sites.value == ["a", "b"]
    assert [rule.key for rule in shown.equity] == ["equity.share"]


def _scalar(field: FormField) -> st.SearchStrategy[object]:
    if field.type == "boolean":
        return st.booleans()
    if field.type == "choice":
        return st.sampled_from([value for value, _ in field.choices])
    low = field.min if field.min is not None else 0.0
    high = field.max if field.max is not None else max(100.0, 2 * low)
    if field.type == "integer":
        return st.integers(int(low), int(high))
    return st.floats(low, high, allow_subnormal=False)


@settings(max_examples=20)
@given(st.data())
def test_what_a_field_offers_is_taken_or_refused_in_words_and_can_be_taken_back(data):
    """Any value of any field: the draft then holds it, or nothing changed and why is told."""
    fields = [f for f in _fields(Draft()) if f.type in ("number", "integer", "boolean", "choice")]
    draft = Draft()
    for _ in range(3):
        field = data.draw(st.sampled_from(fields), label="field")
        value = data.draw(_scalar(field), label="value")
        before = dict(draft.changes)
        try:
            draft = changed(draft, {field.key: value})
        except BadInputError as error:
            assert dict(draft.changes) == before
            assert all(p.what.fr and p.remedy.fr and p.where.column for p in error.problems)
            continue
        now = next(f for f in _fields(draft) if f.key == field.key)
        assert now.value == value
    for key in list(draft.changes):
        draft = changed(draft, {key: None})
    assert not draft.changes


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("score.zan.weight", -1, "au moins 0"),
        ("score.zan.weight", "beaucoup", "nombre"),
        ("score.zam.weight", 3, "zan"),
        ("choose", 0, "dépasser 0"),
        ("choose", 12.5, "nombre entier"),
        ("constraint.region_count.min", 9, "dépasse le maximum"),
        ("assumptions.warming", "3c", "valeur inconnue"),
        ("eligibility.min_surface", 3, "min_surface_ha"),
        ("nothing.at.all", 3, "clé inconnue"),
        ("lock.in", "not a list", "clé inconnue"),
    ],
)
def test_an_impossible_value_changes_nothing_and_says_why(key, value, words):
    draft = changed(Draft(), {"score.rail.weight": 7.0})
    with pytest.raises(BadInputError) as caught:
        changed(draft, {"choose": 40, key: value})
    told = " ".join(f"{p.what.fr} {p.remedy.fr}" for p in caught.value.problems)
    assert words in told
    assert dict(draft.changes) == {"score.rail.weight": 7.0}


def test_locks_are_set_as_lists_whichever_rule_holds_them(tmp_path):
    path = tmp_path / "locked.toml"
    path.write_text(
        'from = "reference"\nname = "locked"\n[constraint.decided]\nkind = "lock_in"\n'
        'sites = ["a", "b"]\nreason = "décidé"\nsource = "préfet"\n',
        encoding="utf-8",
    )
    draft = Draft(str(path))
    draft = changed(draft, {"lock.in": ["a", "c"], "lock.out": ["d"]})
    shown = form(declared(draft))
    assert (shown.locked_in, shown.locked_out) == (("a", "c"), ("d",))
    with pytest.raises(BadInputError, match="verrouillé dedans"):
        changed(draft, {"lock.out": ["a"]})
    draft = changed(draft, {"lock.in": [], "lock.out": []})
    shown = form(declared(draft))
    assert (shown.locked_in, shown.locked_out) == ((), ())
    draft = changed(draft, {"lock.in": ["a", "b"]})
    assert form(declared(draft)).locked_in == ("a", "b")


def test_one_entry_of_a_table_that_merges_whole_leaves_the_others():
    draft = changed(Draft(), {"constraint.sizes.limits.<10.max": 12})
    limits = declared(draft).model.constraint["sizes"].limits
    assert (limits["<10"].max, limits["50-200"].min, limits[">200"].max) == (12, 5, 4)
    assert not changed(draft, {"constraint.sizes.limits.<10.max": None}).changes


def test_a_draft_of_another_scenario_starts_from_its_figures():
    draft = Draft("low-flow-weighs")
    start = declared(draft).start.score["low_flow"].weight
    moved = changed(draft, {"score.low_flow.weight": start + 1})
    assert declared(moved).model.score["low_flow"].weight == start + 1
    assert not changed(moved, {"score.low_flow.weight": start}).changes
    assert declared(replace(moved, changes={})).model == declared(draft).start


def test_nested_keys_are_laid_in_order():
    assert nested({"a.b": 1, "a": {"b": 2, "c": 3}, "a.c": 4}) == {"a": {"b": 2, "c": 4}}


@settings(max_examples=20)
@given(st.data())
def test_the_file_of_a_draft_declares_the_same_model(data):
    """What is written, comments kept, is read again as the draft is: nothing is lost on the way."""
    scenario = data.draw(st.sampled_from(["reference", "low-flow-weighs", "equity-gini"]))
    draft = Draft(scenario)
    fields = [f for f in _fields(draft) if f.type in ("number", "integer", "boolean", "choice")]
    keys = data.draw(st.lists(st.sampled_from(fields), max_size=4, unique_by=lambda f: f.key))
    for field in keys:
        try:
            draft = changed(draft, {field.key: data.draw(_scalar(field), label=field.key)})
        except BadInputError:
            continue
    draft = changed(draft, {"lock.in": data.draw(st.lists(st.sampled_from("abc"), unique=True))})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mine.toml"
        path.write_text(changed_text(scenario, draft.changes), encoding="utf-8")
        said, name = load_scenario(str(path))
        again = changed_text(str(path), {"choose": 33})
        path.write_text(f"# à moi\n{again}", encoding="utf-8")
        more = load_scenario(str(path))[0]
        assert "# à moi" in changed_text(str(path), {"choose": 34})
    assert said == declared(draft).model
    assert name == scenario
    assert more == declared(changed(draft, {"choose": 33})).model


def test_changes_that_only_hold_together_are_taken_together():
    draft = changed(Draft(), {"constraint.region_count.min": 9, "constraint.region_count.max": 12})
    rule = declared(draft).model.constraint["region_count"]
    assert (rule.min, rule.max) == (9, 12)
    draft = changed(draft, dict.fromkeys(draft.changes))
    assert not draft.changes


def test_one_end_of_a_default_interval_leaves_the_others():
    draft = changed(Draft(), {"assumptions.grid_lead_years.high": 9.0})
    lead = declared(draft).model.assumptions.grid_lead_years
    assert (lead.low, lead.nominal, lead.high) == (3.0, 5.0, 9.0)
    draft = changed(draft, {"assumptions.grid_lead_years.low": 2.0})
    assert declared(draft).model.assumptions.grid_lead_years.low == 2.0
    draft = changed(draft, {"assumptions.grid_lead_years.high": None})
    assert declared(draft).model.assumptions.grid_lead_years.high == 7.0
    assert not changed(draft, {"assumptions.grid_lead_years.low": None}).changes
    with pytest.raises(BadInputError):
        changed(Draft(), {"assumptions.grid_lead_years.low": 8.0})
