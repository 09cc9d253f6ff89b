"""The verb ``reveal``: never a weight without its interval, what breaks rules told, files whole."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tisites.desk.reveal import RevealRequest, reveal
from tisites.desk.sources import studied_run
from tisites.messages.errors import BadInputError
from tisites.model.points import load_scenario
from tisites.run.read.stored import open_run


@pytest.fixture(scope="module")
def run(demo_run: Path):
    return open_run(demo_run)


@pytest.fixture(scope="module")
def answer(run, tmp_path_factory):
    """The demonstration's selection, two of its sites exchanged for others, one barred beside."""
    everyone = run.case.everyone
    others = everyone.index[everyone["eligible"]].difference(run.ids)[:2]
    barred = everyone.index[~everyone["eligible"].to_numpy(dtype=bool)][:1]
    root = tmp_path_factory.mktemp("reveal")
    mine = root / "choix.csv"
    mine.write_text("site_id\n" + "\n".join([*run.ids[2:], *others, *barred]), encoding="utf-8")
    request = RevealRequest(studied_run(run), str(mine), scenario=True, out=root / "out")
    return reveal(request)


def test_every_weight_is_told_with_its_interval(answer) -> None:
    folder = answer.write()
    told = json.loads((folder / "reveal.json").read_text(encoding="utf-8"))
    for level in told["levels"]:
        for one in level["weights"]:
            assert 0.0 <= one["low"] <= one["revealed"] <= one["high"] <= 1.0
    page = (folder / "reveal.md").read_text(encoding="utf-8")
    assert page.index("À savoir d") < page.index("Poids des familles")
    assert "non identifié" in page
    assert "1 autre ne concourt pas aujourd" in page.replace("’", "'").replace("\u00a0", " ")
    assert (folder / "reveal.png").is_file()


def test_revealed_weights_are_a_scenario_that_says_what_it_is(answer) -> None:
    folder = answer.write()
    path = folder / "scenario_reveal.toml"
    assert "NON CHOISIS" in path.read_text(encoding="utf-8")
    model = load_scenario(str(path))[0]
    weights = {name: one.weight for name, one in model.score.items()}
    families = answer.value.levels[0]
    for family, weight in zip(families.names, families.logit.weights, strict=True):
        inside = sum(w for name, w in weights.items() if model.score[name].family == family)
        assert inside == pytest.approx(100.0 * weight, abs=1e-3)


def test_without_asking_there_is_no_scenario(run, tmp_path) -> None:
    request = RevealRequest(studied_run(run), tuple(run.ids), out=tmp_path / "out")
    folder = reveal(request).write()
    assert not list(folder.glob("*.toml"))


def test_what_cannot_be_asked_is_refused_in_words(run) -> None:
    source = studied_run(run)
    with pytest.raises(BadInputError, match="labellisés"):
        reveal(RevealRequest(source, "labels-2024"))
    with pytest.raises(BadInputError, match="parmi les candidats"):
        reveal(RevealRequest(source, ("nowhere", *run.ids)))
    with pytest.raises(BadInputError, match="au moins deux"):
        reveal(RevealRequest(source, tuple(run.ids[:1])))
    with pytest.raises(BadInputError, match="négatifs"):
        reveal(RevealRequest(source, tuple(run.ids), noise=-1.0))
