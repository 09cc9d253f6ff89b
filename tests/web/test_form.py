"""The form as a body: every label is in the asker's language, every offer is a model."""

from __future__ import annotations

from tisites.desk.workshop.draft import Draft, changed, declared
from tisites.desk.workshop.form import form
from tisites.messages.text import speaking
from tisites.web.views.form import form_body, offers


def test_every_measure_on_offer_is_one_that_a_draft_takes():
    assert {table["kind"] for _, _, table in offers()} == {"gini", "leximin", "max_min"}
    for key, _, table in offers():
        draft = changed(Draft(), {key: table})
        shown = form_body(form(declared(draft), tuple(draft.changes)))
        (rule,) = shown.equity
        assert (rule.key, rule.kind) == (key, table["kind"])
        assert key not in {offer.key for offer in shown.offers}
        assert shown.changed == [key]


def test_labels_follow_the_language_and_keys_do_not():
    shown = form(declared(Draft(scenario="equity-gini")))
    french = form_body(shown)
    with speaking("en"):
        english = form_body(shown)
    assert [rule.key for rule in french.rules] == [rule.key for rule in english.rules]
    assert french.rules[0].label == "Sites par région"
    assert english.rules[0].label == "Sites per région"
    assert french.locks.model_dump(by_alias=True) == {"in": [], "out": []}
