"""Models and scenarios: merged, validated, every mistake located and hinted at."""

from __future__ import annotations

from pathlib import Path

import pytest

from tisites.messages.errors import BadInputError
from tisites.messages.text import speaking
from tisites.model.load import load_model, merge
from tisites.model.points import load_points, load_scenario
from tisites.model.shelf import shipped_file, shipped_names

TURNKEY = shipped_file("models", "turnkey50").read_text(encoding="utf-8")


def write(folder: Path, text: str, name: str = "m.toml") -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def complaint(call) -> str:
    with pytest.raises(BadInputError) as caught:
        call()
    assert caught.value.exit_code == 2
    return str(caught.value)


def test_every_shipped_model_and_scenario_is_valid():
    assert "turnkey50" in shipped_names("models")
    names = shipped_names("scenarios")
    assert len(names) >= 6
    for name in names:
        points = load_points(name)
        assert points[0].name in (name, f"{name}-001", f"{name}-0001")
        assert points[0].model.title


def test_every_default_of_turnkey50_has_a_source():
    model = load_model("turnkey50")
    for rule in [*model.constraint.values(), *model.score.values(), *model.exclude.values()]:
        assert len(rule.source) > 10


def test_override_merges_by_name_and_keeps_the_rest(tmp_path):
    scenario = write(
        tmp_path,
        'base = "turnkey50"\nname = "x"\ntitle = "X"\nchoose = 40\n'
        "[constraint.region_count]\nmax = 6\n",
        "x.toml",
    )
    base, (merged, name) = load_model("turnkey50"), load_scenario(scenario)
    assert name == "x"
    assert merged.choose == 40
    assert merged.constraint["region_count"].max == 6
    assert merged.constraint["region_count"].min == base.constraint["region_count"].min
    assert merged.score == base.score


def test_scales_are_replaced_whole():
    base = {"score": {"a": {"scale": {"0": 0.0, "9": 1.0}, "weight": 1}}}
    merged = merge(base, {"score": {"a": {"scale": {"1": 1.0, "2": 0.0}}}})
    assert merged["score"]["a"] == {"scale": {"1": 1.0, "2": 0.0}, "weight": 1}


def test_scenario_can_derive_from_a_scenario_but_not_from_itself(tmp_path):
    write(tmp_path, 'base = "turnkey50"\nname = "a"\ntitle = "A"\nchoose = 30\n', "a.toml")
    child = write(tmp_path, 'from = "a.toml"\nname = "b"\ntitle = "B"\n', "b.toml")
    assert load_scenario(child)[0].choose == 30
    loop = write(tmp_path, 'from = "loop.toml"\nname = "c"\ntitle = "C"\n', "loop.toml")
    assert "boucle" in complaint(lambda: load_scenario(loop))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("choose = 50", "chose = 50", ["clé inconnue « chose »", "« choose »"]),
        ("choose = 50", "choose = 0", ["dépasser 0"]),
        ("choose = 50", "choose = 2.5", ["entier"]),
        ('by = "region"', 'by = "regions"', ["valeur inconnue", "« region »"]),
        ('kind = "separation"', 'kind = "separaton"', ["valeur inconnue", "« separation »"]),
        ("km = 15", "kms = 15", ["clé inconnue « kms »", "« km »"]),
        ("km = 15", "km = -15", ["dépasser 0"]),
        ("min_surface_ha", "min_surfac_ha", ["clé inconnue", "« min_surface_ha »"]),
    ],
)
def test_mistakes_are_located_and_hinted(tmp_path, old, new, words):
    assert old in TURNKEY
    text = TURNKEY.replace(old, new, 1)
    said = complaint(lambda: load_model(write(tmp_path, text)))
    for word in words:
        assert word in said
    line = next(k for k, row in enumerate(text.splitlines(), 1) if new in row)
    place = line - 1 if old.startswith("kind") else line  # a wrong kind is told at its table
    assert f"ligne {place}" in said


def test_negative_and_all_zero_weights(tmp_path):
    import re

    negative = re.sub(r"weight = [\d.]+", "weight = -1", TURNKEY, count=1)
    assert "au moins 0" in complaint(lambda: load_model(write(tmp_path, negative)))
    zero = re.sub(r"(?m)^weight = [\d.]+", "weight = 0", TURNKEY)
    assert "tous les poids sont nuls" in complaint(lambda: load_model(write(tmp_path, zero)))


def test_broken_toml_names_the_line(tmp_path):
    said = complaint(lambda: load_model(write(tmp_path, "name = 'x'\nchoose = \n")))
    assert "ligne 2" in said


def test_unknown_name_hints_at_the_nearest():
    assert "reference" in complaint(lambda: load_scenario("referense"))
    with speaking("en"):
        assert "did you mean" in complaint(lambda: load_scenario("referense"))


def test_the_mark_of_windows_editors_is_no_mistake(tmp_path):
    path = tmp_path / "s.toml"
    path.write_bytes(b"\xef\xbb\xbf" + 'base = "turnkey50"\nname = "s"\ntitle = "É"\n'.encode())
    model, _ = load_scenario(str(path))
    assert model.title == "É"
    path.write_bytes(path.read_bytes() + b"chose = 3\n")
    assert "ligne 4" in complaint(lambda: load_scenario(str(path)))


def test_a_scenario_in_latin_1_is_to_be_saved_as_utf_8(tmp_path):
    path = tmp_path / "s.toml"
    path.write_bytes('base = "turnkey50"\nname = "s"\ntitle = "É"\n'.encode("latin-1"))
    said = complaint(lambda: load_scenario(str(path)))
    assert "enregistrer" in said
    assert "syntaxe" not in said


UNKNOWN_NAMES = [
    ("[constraint.region_cuont]\nmin = 2\n", ["« region_cuont »", "vouliez-vous « region_count »"]),
    ("[constraint.toto]\nmin = 2\n", ["kind", "region_count", "water"]),
    ("[score.zam]\nweight = 2\n", ["indicator, label, family, scale, source", "« zan »"]),
    ("[equity.region]\nkeep_value = 0.9\n", ["« region »", "vouliez-vous « regions »"]),
    ('[exclude.foo]\nabove = 3\n', ["indicator, unknown, reason, source"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words"), UNKNOWN_NAMES)
def test_a_name_the_base_lacks_is_hinted_at_and_told_once(tmp_path, text, words):
    head = 'from = "equity-regions"\nname = "a"\ntitle = "A"\n'
    with pytest.raises(BadInputError) as caught:
        load_scenario(write(tmp_path, head + text, "a.toml"))
    (problem,) = caught.value.problems
    said = str(problem)
    assert "ligne 4" in said
    for word in words:
        assert word in said


def test_another_model_leads_the_title():
    """A scenario that only names its own model says nothing of a local list."""
    local = load_model("local")
    model, name = load_scenario("reference", "local")
    assert (model.title, model.title_en, name) == (local.title, local.title_en, "reference")
    assert not model.constraint["region_count"].enabled
    dry, _ = load_scenario("low-flow-weighs", "local")
    own, _ = load_scenario("low-flow-weighs")
    assert dry.title == f"{local.title} · {own.title}"
    assert load_scenario("reference")[0].title.startswith("Référence")
