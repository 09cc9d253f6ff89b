"""Every limit of what is shipped, moved: its words follow, and no label carries a figure."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from tisites.messages.text import number
from tisites.model.declaration import Model
from tisites.model.kinds.said import carries_figure, label_findings
from tisites.model.points import load_scenario

ROOT = Path(__file__).resolve().parents[2]
SCENARIOS = sorted(
    path.stem
    for path in (ROOT / "scenarios").glob("*.toml")
    if "[vary" not in path.read_text(encoding="utf-8")
)
#: Keys of a rule that are its limit; each takes this much more.
MOVED = {"min": 1, "max": 1, "km": 2.5, "capacity": 3.5, "minutes": 7.0, "need_share": -0.25}


def moves(rule: dict) -> list[tuple[dict, float, float]]:
    """Every numeric limit of a rule moved by itself: the new rule, what it was, what it is."""
    found = []
    for key, by in MOVED.items():
        old = rule.get(key)
        if isinstance(old, int | float) and not isinstance(old, bool) and old:
            step = -0.07 if rule["kind"] == "share" else by
            found.append(({**rule, key: old + step}, old, old + step))
    for group, limit in rule.get("limits", {}).items():
        own = {"": limit} if isinstance(limit, int | float) else limit
        for key, old in own.items():
            if old:
                new = old + 2
                changed = new if key == "" else {**limit, key: new}
                moved = {**rule, "limits": {**rule["limits"], group: changed}}
                found.append((moved, old, new))
    return found


def written(kind: str, value: float) -> set[str]:
    """The ways in which a figure may be written."""
    value = 100.0 * value if kind in ("share",) else value
    whole = abs(value - round(value)) < 1e-9
    return {number(value, 0 if whole else d) for d in ((0,) if whole else (1, 2))} | {
        f"{value:.10g}"
    }


def figures(words: str) -> set[str]:
    """The figures in a sentence, thousands kept together."""
    import re

    return set(re.findall(r"\d+(?:[\u202f,.]\d+)*", words))


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_words_of_every_limit_are_its_figures(scenario):
    model, _ = load_scenario(scenario)
    raw = model.model_dump(mode="json")
    seen = 0
    for name, rule in raw["constraint"].items():
        for moved, old, new in moves(rule):
            constraint = {**raw["constraint"], name: moved}
            edited = Model.model_validate({**raw, "constraint": constraint})
            said = edited.constraint[name].limit_said()
            before = model.constraint[name].limit_said()
            assert said.fr != before.fr
            assert said.en != before.en
            assert figures(said.fr) & written(rule["kind"], new), said.fr
            unmoved = figures(before.fr) - written(rule["kind"], old)
            assert unmoved <= figures(said.fr)
            seen += 1
    assert seen >= 10


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_no_shipped_label_carries_a_figure(scenario):
    model, _ = load_scenario(scenario)
    for name, rule in (*model.constraint.items(), *model.equity.items(), *model.score.items()):
        assert not carries_figure(rule.label), name
        assert not carries_figure(rule.label_en), name
    for name, rule in model.constraint.items():
        assert not label_findings(name, (rule.label, rule.label_en), rule.limit_said)


def test_a_label_of_a_user_that_carries_a_figure_gets_a_finding_with_the_limit_in_force():
    model, _ = load_scenario("reference")
    raw = model.model_dump(mode="json")
    raw["constraint"]["hectares_total"] |= {"label": "Au moins 900 ha", "min": None, "max": 950.0}
    edited = Model.model_validate(raw)
    (finding,) = edited.constraint["hectares_total"].findings("hectares_total", SimpleNamespace())
    assert finding.code == "label_with_figure"
    assert "« Au moins 900 ha »" in finding.message.fr
    assert "950 ha au plus" in finding.message.fr
    assert "at most 950 ha" in finding.message.en


@pytest.mark.parametrize(
    ("label", "carries"),
    [
        ("Sites labellisés en 2024", False),
        ("Deux tiers en Territoires d'industrie", True),
        ("At most two sites", True),
        ("Plafond de 2000 ha", True),
        ("Grande taille", False),
        ("Centre et quartiers", False),
        ("Half of the sites", True),
    ],
)
def test_figures_are_found_in_digits_and_in_words(label, carries):
    assert carries_figure(label) is carries
