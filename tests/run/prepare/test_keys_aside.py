"""A table that the plain selection does not read is told, in the run and in its note."""

from __future__ import annotations

import pytest

from tisites.model.points import load_scenario
from tisites.model.programme.party import Party
from tisites.report.run import check_document
from tisites.run.prepare.prepare import prepare
from tisites.run.prepare.request import Request
from tisites.run.prepare.scenario_words import READ_BY, programme_keys


def test_a_check_says_that_years_choose_nothing_there():
    prepared = prepare(Request("programme-100-meur"))
    assert any("tisites calendar" in str(words) for words in check_document(prepared).lead)


@pytest.mark.parametrize(
    ("scenario", "told"),
    [("reference", set()), ("two-stages", {"stages"}), ("project-types", {"type", "types"})],
)
def test_each_table_is_told_with_its_verb(scenario, told):
    assert {one.subject for one in programme_keys(load_scenario(scenario)[0])} == told


def test_parties_too():
    model, _ = load_scenario("reference")
    party = Party(title="Une", weights={"unemployment": 1.0}, unnamed="zero", source="essai")
    (one,) = programme_keys(model.model_copy(update={"party": {"une": party}}))
    assert one.message.fr.endswith("la sélection est faite sans lui")
    assert READ_BY["party"] in one.message.en
