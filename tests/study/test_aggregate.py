"""What a sweep says as a whole, on toys whose answer is known."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tisites.cli.main import main
from tisites.messages.text import speaking
from tisites.report.aggregate.words import rule_sentences
from tisites.study.aggregate.aggregate import (
    aggregate,
    clusters_of,
    features,
    membership,
    tornado_of,
)
from tisites.study.aggregate.rules import rules_of
from tisites.study.sweep.ledger import write_whole
from tisites.study.sweep.plan import FORMAT
from tisites.study.sweep.tables import open_sweep


def toy(folder: Path) -> Path:
    """A sweep of 40 points: ``a`` always, ``b`` if delay is at most 2, ``c`` if it is warm."""
    points = []
    (folder / "points").mkdir(parents=True)
    for k, (delay, warming) in enumerate(itertools.product(range(20), ("2c", "4c"))):
        key = f"{k:032x}" * 2
        chosen = ["a"] + ["b"] * (delay / 5 <= 2) + ["c"] * (warming == "4c")
        place = ["Nom", "Lyon", "69123", "69", "Rhône", "84", "Auvergne-Rhône-Alpes", 9.0]
        found = {
            "format": FORMAT, "key": key, "status": "optimal", "synthetic": False,
            "objective": 100.0 - 3.0 * delay / 5 + 10.0 * (warming == "4c"), "bound": 200.0,
            "selected": chosen, "sites": {site: [*place, 4.8, 45.7] for site in chosen},
            "constraints": [], "n_eligible": 9, "served_share": None,
            "message": {"fr": "", "en": ""},
            "timing": {"seconds": 1.0, "prepare": 0.5, "solve": 0.5, "warm": False, "worker": "x"},
        }  # fmt: skip
        write_whole(folder / "points" / f"{key[:32]}.json", found)
        values = {"assumptions.grid_delay_years": delay / 5, "assumptions.warming": warming}
        points.append({"name": f"p{k:02d}", "reference": "r", "key": key, "values": values})
    points.append(
        {"name": "late", "reference": "r", "key": "f" * 64, "values": points[0]["values"]}
    )
    asked = {"format": FORMAT, "scenarios": ["toy"], "pack": None, "labels": {}, "points": points}
    write_whole(folder / "sweep.json", asked)
    return folder


@pytest.fixture
def swept(tmp_path):
    return open_sweep(toy(tmp_path / "toy"))


def test_frequencies_and_answers_of_a_toy(swept):
    found = aggregate(swept)
    assert found.points == 40
    assert swept.results.loc["late", "status"] == "waiting"
    assert found.frequency["count"].to_dict() == {"a": 40, "b": 22, "c": 20}
    assert found.frequency.loc["a", "frequency"] == 1.0
    assert found.clusters["answer"].nunique() == 4
    assert found.clusters.loc["p00", "answer"] == found.clusters.loc["p02", "answer"]


def test_the_tornado_of_an_additive_objective_is_exact(swept):
    found = aggregate(swept)
    assert found.r2 == pytest.approx(1.0)
    assert found.tornado.index.tolist() == ["assumptions.grid_delay_years", "assumptions.warming"]
    delay = found.tornado.loc["assumptions.grid_delay_years"]
    assert delay["swing"] == pytest.approx(3.0 * 3.8)
    assert delay["objective_low"] - delay["objective_high"] == pytest.approx(3.0 * 3.8)
    assert (delay["low"], delay["high"]) == ("0", "3.8")
    assert found.tornado.loc["assumptions.warming", "swing"] == pytest.approx(10.0)


def test_steps_of_a_full_grid_are_plain_means():
    table = pd.DataFrame(list(itertools.product([1.0, 2.0, 5.0], ["x", "y"])), columns=["n", "w"])
    rng = np.random.default_rng(3)
    objective = pd.Series(rng.normal(size=len(table)))
    found, _ = tornado_of(table, objective)
    means = objective.groupby(table["n"]).mean()
    assert found.loc["n", "swing"] == pytest.approx(means.max() - means.min())


def test_trees_find_what_decides(swept):
    held = membership(swept)
    rules = {r.site_id: r for r in rules_of(features(swept, held.index), held, ["b", "c"])}
    assert rules["b"].first == "assumptions.grid_delay_years"
    assert rules["c"].first == "assumptions.warming"
    assert rules["b"].accuracy == rules["c"].accuracy == 1.0
    [leaf] = [leaf for leaf in rules["c"].leaves if leaf.usually]
    assert (leaf.chosen, leaf.points) == (20, 20)
    said = " ".join(rule_sentences(swept, rules["b"]))
    assert "ne dépasse pas 2,10 (22 scénarios sur 22)" in said
    with speaking("en"):
        said = " ".join(rule_sentences(swept, rules["c"]))
        assert "Selected when assumptions.warming is '4c'" in said


def test_chance_decides_nothing(swept):
    held = membership(swept)
    noise = pd.DataFrame({"b": np.random.default_rng(0).random(len(held)) < 0.5}, index=held.index)
    [rule] = rules_of(features(swept, held.index), noise, ["b"])
    assert rule.first == ""
    assert "Aucune hypothèse" in " ".join(rule_sentences(swept, rule))


def test_families_gather_nearly_equal_selections():
    rows = np.zeros((6, 40), dtype=bool)
    rows[:3, :20] = True
    rows[3:, 20:] = True
    rows[1, [0, 25]] = [False, True]
    held = pd.DataFrame(rows, index=list("abcdef"))
    found = clusters_of(held)
    assert found["family"].tolist() == [1, 1, 1, 2, 2, 2]
    assert found["answer"].tolist() == [2, 3, 2, 1, 1, 1]


def test_the_verb_writes_all_and_the_same_twice(tmp_path, capsys):
    folder = toy(tmp_path / "toy")
    assert main(["aggregate", str(folder)]) == 0
    out = folder / "aggregate"
    names = {path.name for path in out.iterdir()}
    assert {
        "frequency.csv", "frequency_excel.csv", "aggregate.xlsx", "frequency.png", "tornado.png",
        "aggregate.md", "aggregate.html", "rules.csv", "clusters.csv", "aggregate.json",
    } <= names  # fmt: skip
    first = {path.name: path.read_bytes() for path in out.iterdir()}
    assert main(["aggregate", str(folder)]) == 0
    assert first == {path.name: path.read_bytes() for path in out.iterdir()}
    said = capsys.readouterr().out
    assert "1 site est retenu dans tous les scénarios" in said
    told = json.loads((out / "aggregate.json").read_text(encoding="utf-8"))
    assert (told["points"], told["always"], told["sites"]) == (40, 1, 3)
    page = (out / "aggregate.html").read_text(encoding="utf-8")
    assert page.count("data:image/png;base64,") == 2
    assert "http" not in page.replace("http-equiv", "")


def test_one_site_is_told_in_sentences(tmp_path, capsys):
    folder = toy(tmp_path / "toy")
    assert main(["aggregate", str(folder), "--site", "c"]) == 0
    assert "Retenu quand assumptions.warming vaut « 4c »" in capsys.readouterr().out
    assert not (folder / "aggregate").exists()
    assert main(["aggregate", str(folder), "--site", "z"]) == 2
    assert "aucun scénario ne retient ce site" in capsys.readouterr().err
    assert main(["aggregate", str(tmp_path)]) == 2
    assert "n'est pas un balayage" in capsys.readouterr().err
