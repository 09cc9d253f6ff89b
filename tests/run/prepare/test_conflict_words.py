"""What is said where nothing is feasible."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np

from tisites.run.pipeline import _conflict
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
