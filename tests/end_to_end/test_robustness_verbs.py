"""``alternatives``, ``robustness`` and ``[robust]`` as a planner uses them, in French."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from tisites.cli.main import main
from tisites.messages.typography import plain

#: Five sites, no territorial rule: every solve is a matter of milliseconds.
SMALL = """
base = "turnkey50"
name = "cinq"
title = "Cinq sites"
choose = 5
"""
OFF = """
[constraint.{name}]
enabled = false
"""
NAMES = ("region_count", "territoires_industrie", "sizes", "hectares_total", "labour", "water")


@pytest.fixture(scope="module")
def scenario(tmp_path_factory):
    path = tmp_path_factory.mktemp("scenario") / "cinq.toml"
    path.write_text(SMALL + "".join(OFF.format(name=n) for n in NAMES), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def five(scenario, tmp_path_factory):
    out = tmp_path_factory.mktemp("five") / "run"
    assert main(["run", str(scenario), "--out", str(out)]) == 0
    return out


def test_alternatives_are_told_and_written(five, tmp_path, capsys):
    out = tmp_path / "alt"
    arguments = ["alternatives", str(five), "--count", "4", "--differ", "2", "--within", "5"]
    assert main([*arguments, "--out", str(out)]) == 0
    said = capsys.readouterr().out
    assert "données de démonstration, synthétiques" in said
    assert "4 sélections presque aussi bonnes que la meilleure" in said
    report = json.loads((out / "alternatives.json").read_text(encoding="utf-8"))
    assert report["end"] == "count" and report["synthetic"]
    run = json.loads((five / "solution.json").read_text(encoding="utf-8"))
    assert report["selections"][0]["selected"] == run["selected"]
    sites = pd.read_csv(out / "sites.csv")
    assert sites["optimum"].sum() == 5
    assert set(sites["class"]) <= {"core", "frequent", "occasional", "never"}
    assert (pd.read_csv(out / "interchangeable.csv")["loss"] >= -1e-9).all()
    swaps = pd.read_csv(out / "swaps.csv")
    best = set(run["selected"])
    for k, one in enumerate(report["selections"][1:], start=1):
        here = swaps[swaps["rank"] == k].groupby("way")["site_id"].agg(set)
        assert here["leaves"] == best - set(one["selected"])
        assert here["enters"] == set(one["selected"]) - best
    shown = plain((out / "alternatives.html").read_text(encoding="utf-8"))
    assert shown.count("<td>sort</td>") == (swaps["way"] == "leaves").sum()
    assert all(site in shown for site in swaps["site_id"])
    book = CalamineWorkbook.from_path(out / "alternatives.xlsx")
    assert len(book.get_sheet_by_name("Ce que chacune échange").to_python()) == len(swaps) + 1
    page = (out / "alternatives.md").read_text(encoding="utf-8")
    assert "synthétiques" in page and "noyau" in page
    before = {p.name: p.read_bytes() for p in out.iterdir()}
    assert main([*arguments, "--out", str(out)]) == 0  # the same bytes again
    assert before == {p.name: p.read_bytes() for p in out.iterdir()}


def test_robustness_of_everything_in_two_processes(five, tmp_path, capsys):
    out = tmp_path / "rob"
    arguments = ["robustness", str(five), "--samples", "40", "--jobs", "2", "--out", str(out)]
    assert main([*arguments, "--order", "zan>workers>power"]) == 0
    said = capsys.readouterr().out
    for words in ("Regret", "Poids : le plus sensible", "noyau", "Données : sur", "À vérifier"):
        assert words in said
    report = json.loads((out / "robustness.json").read_text(encoding="utf-8"))
    assert report["complete"] and report["sampled"]["answered"] == 40
    samples = pd.read_csv(out / "samples.csv")
    assert (samples["zan"] >= samples["workers"]).all()
    assert (samples["workers"] >= samples["power"]).all()
    sites = pd.read_csv(out / "acceptability.csv")
    assert sites["acceptability"].sum() == pytest.approx(5.0)
    assert (
        (sites["low"] <= sites["acceptability"]) & (sites["acceptability"] <= sites["high"])
    ).all()
    intervals = pd.read_csv(out / "weight_intervals.csv")
    assert (
        (intervals["low"] <= intervals["share"]) & (intervals["share"] <= intervals["high"])
    ).all()
    verify = pd.read_csv(out / "verify_first.csv")
    assert verify["rank"].tolist() == list(range(1, len(verify) + 1))
    for picture in ("acceptability.png", "weight_intervals.png"):
        assert (out / picture).read_bytes().startswith(b"\x89PNG")


def test_one_part_alone_from_a_scenario(scenario, tmp_path, capsys):
    out = tmp_path / "scores"
    assert main(["robustness", str(scenario), "--only", "scores", "--out", str(out)]) == 0
    assert "Regret" in capsys.readouterr().out
    assert not (out / "acceptability.csv").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["alternatives", "{run}", "--differ", "6"], "ne peuvent différer de 6 sites"),
        (["alternatives", "{run}", "--within", "nan"], "--within"),
        (["alternatives", "nulle-part"], "nulle-part"),
        (["robustness", "{run}", "--only", "poids"], "choisir parmi rules, scores, weights, data"),
        (["robustness", "{run}", "--order", "zan>worker"], "vouliez-vous « workers »"),
        (["robustness", "{run}", "--out", "{run}"], "n'est pas un résultat"),
    ],
)
def test_wrong_input_is_said_with_its_remedy(five, capsys, arguments, words):
    code = main([a.format(run=five) for a in arguments])
    assert code == 2
    said = capsys.readouterr().err
    assert words in said and "→" in said and "Traceback" not in said


def test_a_protected_run_tells_its_price(scenario, tmp_path, capsys):
    robust = tmp_path / "robuste.toml"
    text = scenario.read_text(encoding="utf-8")
    robust.write_text(
        text.replace('name = "cinq"', 'name = "robuste"')
        + '\n[robust]\ngamma = 2\nsource = "essai"\n',
        encoding="utf-8",
    )
    out = tmp_path / "run"
    assert main(["run", str(robust), "--out", str(out)]) == 0
    assert "Γ = 2" in capsys.readouterr().out
    report = json.loads((out / "solution.json").read_text(encoding="utf-8"))
    told = report["robust"]
    chosen = pd.read_csv(out / "selection.csv")
    lost = (chosen["score"] - chosen["score_low"]).nlargest(2).sum()
    assert report["proof"] == "optimal"
    assert told["protection"] == pytest.approx(lost, abs=1e-4)
    assert told["nominal"] == pytest.approx(chosen["score"].sum(), abs=1e-4)
    assert report["objective"] == pytest.approx(told["nominal"] - told["protection"], abs=1e-9)
    assert told["price"] >= 0
    assert report["objective"] >= told["nominal_optimum_protected"] - 1e-9
    # its studies start from the protected answer
    alt = tmp_path / "alt"
    assert main(["alternatives", str(out), "--count", "2", "--differ", "1", "--out", str(alt)]) == 0
    listed = json.loads((alt / "alternatives.json").read_text(encoding="utf-8"))
    assert listed["selections"][0]["value"] == pytest.approx(report["objective"], abs=1e-6)
    rob = tmp_path / "rob"
    assert main(["robustness", str(out), "--only", "scores,weights", "--samples", "10",
                 "--jobs", "1", "--out", str(rob)]) == 0  # fmt: skip
    scores = pd.read_csv(rob / "scores.csv")
    assert scores["nominal"][0] == pytest.approx(told["nominal"], abs=1e-6)
    found = json.loads((rob / "robustness.json").read_text(encoding="utf-8"))
    assert not found["replaced"] and found["selected"] == report["selected"]
