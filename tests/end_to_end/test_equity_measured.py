"""Whatever part a measure of equity takes, the run tells what the answer comes to in it."""

from __future__ import annotations

import json

import pytest

from tisites.cli.main import main

SCENARIO = """
base = "turnkey50"
name = "measured"
title = "measured"

[equity.even]
kind = "gini"
as = "{role}"
weight = {weight}
by = "region"
per = "population"
source = "toy"

[equity.least]
kind = "cvar"
as = "{other}"
limit = 0.1
beta = 0.5
by = "region"
per = "population"
source = "toy"
"""


@pytest.mark.parametrize(("role", "other"), [("report", "report"), ("term", "constraint")])
def test_a_run_tells_every_measure(role, other, tmp_path, capsys):
    weight = 50.0 if role == "term" else 0.0
    file, out = tmp_path / "measured.toml", tmp_path / "run"
    file.write_text(SCENARIO.format(role=role, other=other, weight=weight), encoding="utf-8")
    assert main(["run", str(file), "--out", str(out)]) == 0
    said = capsys.readouterr().out
    report = json.loads((out / "solution.json").read_text(encoding="utf-8"))
    told = report["equity"]["measures"]
    assert {name: one["as"] for name, one in told.items()} == {"even": role, "least": other}
    assert 0.0 < told["even"]["value"] < 1.0
    assert told["least"]["unit"] == "sites par million d'habitants"
    assert told["least"]["limit"] == (0.1 if other == "constraint" else None)
    assert said.count("Équité mesurée") == 2
    if role == "report":
        assert "stages" not in report["equity"]
        assert told["even"]["points"] is None
    else:
        assert told["least"]["value"] >= 0.1 - 1e-9
        score = report["objective"] - told["even"]["points"]
        assert score == pytest.approx(report["equity"]["value"], abs=1e-4)
        assert "sans les termes d'équité" in said
