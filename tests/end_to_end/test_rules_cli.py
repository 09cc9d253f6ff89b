"""``tisites rules`` and what a run says of its rules, on the demo pack, in both languages."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tisites.cli.main import main
from tisites.run.read.stored import open_run
from tisites.solver.exact import solve


def said(capsys, arguments: list[str], code: int = 0) -> str:
    capsys.readouterr()
    assert main(arguments) == code
    shown = capsys.readouterr()
    return re.sub(r"\s+", " ", shown.out + shown.err)


def test_the_run_keeps_the_measured_effect_of_every_rule(demo_run):
    report = json.loads((demo_run / "solution.json").read_text(encoding="utf-8"))
    program = open_run(demo_run).program
    names = set(program.row_constraints) - {"choose"}
    names |= {rule.constraint for rule in program.separations}
    told = {one["name"]: one for one in report["rules"]["rules"]}
    assert set(told) == names
    for name in ("departement_max", "zan_envelope", "hectares_total"):  # a cold solve agrees
        low, up = program.row_lower.copy(), program.row_upper.copy()
        mine = np.array([row == name for row in program.row_constraints])
        low[mine], up[mine] = -np.inf, np.inf
        without = solve(replace(program, row_lower=low, row_upper=up), confirm=False)
        assert told[name]["proof"] == "optimal"
        assert told[name]["gain"] == pytest.approx(without.value - report["objective"], abs=1e-6)
    alone = [one["gain"] for one in told.values() if not one["met"]]
    if len(alone) > 1:
        assert report["rules"]["slack_together"]["gain"] >= max(alone) - 1e-9
    sheet = pd.read_csv(demo_run / "rules_excel.csv", sep=";", decimal=",", encoding="utf-8-sig")
    assert len(sheet) == len(told) + (len(alone) > 1)


def test_a_known_run_says_the_same_of_its_rules(demo_run, capsys):
    again = said(capsys, ["run", "--out", str(demo_run)])
    assert "Ce que chaque règle décide" in again
    assert "sans contraindre" not in again


def test_the_study_gives_rules_rows_and_prices(demo_run, tmp_path, capsys):
    out = tmp_path / "study"
    text = said(capsys, ["rules", str(demo_run), "--rows", "--out", str(out)])
    assert "DONNÉES DE DÉMONSTRATION" in text.upper()
    assert "Ce que décident les règles" in text
    assert "une unité de plus" in text
    told = json.loads((out / "rules.json").read_text(encoding="utf-8"))
    report = json.loads((demo_run / "solution.json").read_text(encoding="utf-8"))
    assert told["rules"] == report["rules"]["rules"]
    program = open_run(demo_run).program
    assert len(told["rows"]) == sum(name != "choose" for name in program.row_constraints)
    gains = {one["name"]: one["gain"] for one in told["rules"]}
    for row in told["rows"]:  # a rule decides at least what any of its rows does
        assert row["gain"] <= gains[row["rule"]] + 1e-6
    assert all(one["rule"] in gains or one["rule"] == "choose" for one in told["one_unit_more"])


def test_it_speaks_english_and_says_what_time_did_not_allow(demo_run, tmp_path, capsys):
    text = said(
        capsys,
        ["rules", str(demo_run), "--no-price", "--time-limit", "0.001", "--lang", "en",
         "--out", str(tmp_path / "late")],
        code=4,
    )  # fmt: skip
    assert "not measured" in text
    assert "Without effect by itself" not in text
    assert "Effects not proven" in text
