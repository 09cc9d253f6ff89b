"""What is said where nothing is feasible."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np

from tisites.desk.workshop.draft import Draft
from tisites.run.pipeline import _command, _conflict
from tisites.run.prepare.request import Request


def test_the_command_to_type_next_has_the_same_inputs():
    request = Request("five.toml", pack=Path("packs/france"), candidates=Path("mine.csv"))
    regions = SimpleNamespace(codes=lambda _: (np.array([0, 1]), ["11", "32"]))
    prepared = SimpleNamespace(request=request, model=SimpleNamespace(constraint={}), sites=regions)
    told = _conflict(SimpleNamespace(conflict=("water",)), prepared)
    command = "tisites relax five.toml --data packs/france --candidates mine.csv"
    assert command in told.remedy.fr.replace("\\", "/")
    assert command in told.remedy.en.replace("\\", "/")
    assert "en jeu : water" in told.what.fr


def test_a_draft_names_the_file_that_says_its_changes():
    request = Request("reference", pack=Path("my packs/france"), written="atelier/scenarios/1.toml")
    told = _command(request).fr.replace("\\", "/")
    assert told == '« tisites relax atelier/scenarios/1.toml --data "my packs/france" »'
    draft = Draft("reference", changes={"choose": 400})
    assert "enregistré" in _command(draft.request).fr
    assert _command(Draft("reference").request).fr == "« tisites relax reference »"
