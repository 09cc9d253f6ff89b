"""All that is wrong with a scenario is told together: first what needs no data, then the rest."""

from __future__ import annotations

import pytest

from tisites.cli.main import main

SCENARIO = """
base = "turnkey50"
name = "trop"
title = "Trop"
choose = 9999
[constraint.dedans]
kind = "lock_in"
sites = ["DEMO-000001", "DEMO-000034"]
reason = "déjà décidés"
source = "essai"
[constraint.dehors]
kind = "lock_out"
sites = [{out}]
reason = "déjà écartés"
source = "essai"
"""


def _told(verb, tmp_path, capsys, out):
    file = tmp_path / "trop.toml"
    file.write_text(SCENARIO.format(out=out), encoding="utf-8")
    assert main([verb, str(file), "--out", str(tmp_path / "out")]) == 2
    return capsys.readouterr().err


@pytest.mark.parametrize("verb", ["check", "run"])
def test_problems_of_locks_are_told_together_before_any_work(verb, tmp_path, capsys):
    said = _told(verb, tmp_path, capsys, '"DEMO-000034", "DEMO-29"')
    assert "aucun candidat n'a l'identifiant « DEMO-29 »" in said
    assert "verrouillé dedans par « dedans » et dehors ici" in said
    # "run" stops there; "check" measures, and tells the other two as well
    assert said.count("Erreur :") == {"run": 2, "check": 4}[verb]


@pytest.mark.parametrize("verb", ["check", "run"])
def test_problems_of_sites_are_told_together(verb, tmp_path, capsys):
    said = _told(verb, tmp_path, capsys, '"DEMO-000035"')
    assert "choose = 9999 sites" in said
    assert said.count("DEMO-000001") == 2  # the value and the sentence of one problem
    assert "« DEMO-000035 » n'est pas un candidat éligible" in said
    assert said.count("Erreur :") == 3
