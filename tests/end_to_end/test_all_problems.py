"""A scenario that asks for too many sites is told everything else that is wrong with it."""

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
sites = ["DEMO-000034", "DEMO-29"]
reason = "déjà écartés"
source = "essai"
"""


@pytest.mark.parametrize("verb", ["check", "run"])
def test_all_problems_at_once(verb, tmp_path, capsys):
    file = tmp_path / "trop.toml"
    file.write_text(SCENARIO, encoding="utf-8")
    assert main([verb, str(file), "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert "choose = 9999 sites" in said
    assert said.count("DEMO-000001") == 2  # the value and the sentence of one problem
    assert "verrouillé dedans par « dedans » et dehors ici" in said
    assert "« DEMO-29 » n'est pas un candidat" in said
    assert said.count("Erreur :") == 4
