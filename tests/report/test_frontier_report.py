"""What is said of a frontier: units, what is not proven, why it is short, who is left out."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from tisites.cli.console import make_console
from tisites.messages.text import Text, speaking
from tisites.model.benefit import LeftOut
from tisites.model.equity import LeaveNoNeighbour, Leximin, MaxMin
from tisites.report.frontier.document import FILES, frontier_document
from tisites.report.frontier.words import head_of, left_out_words, notes_of, unit_of
from tisites.report.media.files import write_document
from tisites.report.media.terminal import print_document
from tisites.study.frontier import Frontier, FrontierPoint

NEAR = LeaveNoNeighbour(kind="leave_no_neighbour", role="stage", minutes=45, source="s")
WORST = MaxMin(kind="max_min", role="stage", by="departement", per="population", source="s")


def sites() -> pd.DataFrame:
    return pd.DataFrame(
        {"name": ["Un", None, "Trois"], "commune": ["Brest", "Vire", None], "dep_nom": "D"},
        index=pd.Index(["a", "b", "c"], name="site_id"),
    )


def frontier(rule=NEAR, left_out=(), proven=(True, True), **changes) -> Frontier:
    points = tuple(
        FrontierPoint(10.0 - k, 10.0 - k, 0.43 - 0.1 * k, np.eye(3)[k], one, 0.1)
        for k, one in enumerate(proven)
    )
    block = SimpleNamespace(rule=rule, sign=-1.0, rows=SimpleNamespace(left_out=tuple(left_out)))
    told = {"fairest": 0.33, "fairest_proven": True, "complete": all(proven), "seconds": 2.0}
    return Frontier(block, points, solves=4, **(told | changes))


def written(found, folder, notes=(), synthetic=False):
    document, draw = frontier_document(found, sites(), "mine", list(notes), synthetic=synthetic)
    write_document(document, folder, draw)
    print_document(document, make_console(), folder)
    return document


def test_a_share_of_people_is_read_in_percent(capsys, tmp_path):
    found = frontier()
    assert unit_of(found).fr == "% des habitants"
    assert "territoire" not in head_of(found).fr
    written(found, tmp_path / "out")
    sheet = pd.read_csv(tmp_path / "out/frontier_excel.csv", sep=";", decimal=",")
    assert sheet.iloc[0, 3] == 43.0
    assert pd.read_csv(tmp_path / "out/frontier.csv")["measure"][0] == 0.43
    said = capsys.readouterr().out
    assert "43,00" in said
    assert "0,43" not in said


def test_communes_stand_beside_ids(tmp_path):
    written(frontier(proven=(True, True, True)), tmp_path / "out")
    table = pd.read_csv(tmp_path / "out/frontier.csv", keep_default_na=False)
    assert table["enter_communes"].tolist() == ["", "Vire", "c"]
    assert table["leave_communes"].tolist() == ["", "Brest", "Vire"]
    assert table["enter"].tolist() == ["", "b", "c"]
    assert table["enter_from_efficient"].tolist() == [0, 1, 1]
    chosen = pd.read_csv(tmp_path / "out/frontier_sites.csv")
    assert chosen["commune"].tolist()[:2] == ["Brest", "Vire"]


@pytest.mark.parametrize(
    ("found", "limit", "words"),
    [
        (frontier(), None, ["2 points pour 5 demandés", "sites entiers"]),
        (frontier(), 2.0, ["--time-limit"]),
        (frontier(proven=(True, False)), None, ["INCOMPLÈTE", "1 point non prouvé"]),
        (frontier(complete=False), None, ["INCOMPLÈTE", "interrompue"]),
        (frontier(complete=False, fairest_proven=False), None, ["bout le plus équitable"]),
        (frontier(Leximin(kind="leximin", role="stage", source="s")), None, ["max-min"]),
    ],
)
def test_what_is_missing_is_said(found, limit, words):
    said = " ".join(str(note) for note in notes_of(found, 5, limit))
    for word in words:
        assert word in said


def test_a_whole_frontier_has_no_notes():
    assert notes_of(frontier(), 2, None) == []


def test_territories_left_out_are_grouped_by_reason():
    why, other = Text("aucun candidat", "none"), Text("nul", "zero")
    many = [LeftOut(str(k), f"T{k}", "no_candidate", why) for k in range(96)]
    said = left_out_words((*many, LeftOut("z", "Z", "empty_base", other)))
    assert len(said) == 2
    assert said[0].fr.startswith("96 territoires hors mesure – aucun candidat : T0, ")
    assert said[0].fr.endswith("et 90 autres.")
    assert said[1].fr == "1 territoire hors mesure – nul : Z."


def test_every_file_is_written(tmp_path, capsys):
    found = frontier(WORST, complete=False)
    with speaking("en"):
        written(found, tmp_path / "out", notes_of(found, 5, None), synthetic=True)
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {
        "frontier.json", "frontier.md", "frontier.html", "frontier.xlsx", "frontier.csv",
        "frontier_excel.csv", "frontier_sites.csv", "frontier_sites_excel.csv", "frontier.png",
    }  # fmt: skip
    assert all(name.startswith(("frontier.", *FILES)) for name in names)
    assert pd.read_csv(tmp_path / "out/frontier_sites_excel.csv")["notice"].notna().all()
    said = capsys.readouterr().out
    assert "INCOMPLETE" in said
    assert "0.00" in said
