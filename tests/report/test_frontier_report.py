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
from tisites.report.frontier.files import WRITTEN, write_frontier
from tisites.report.frontier.summary import print_frontier
from tisites.report.frontier.tables import frontier_sheet, frontier_table, sites_table
from tisites.report.frontier.words import head_of, left_out_words, notes_of, unit_of
from tisites.study.frontier import Frontier, Point

NEAR = LeaveNoNeighbour(kind="leave_no_neighbour", role="stage", minutes=45, source="s")
WORST = MaxMin(kind="max_min", role="stage", by="departement", per="population", source="s")


def sites() -> pd.DataFrame:
    return pd.DataFrame(
        {"name": ["Un", None, "Trois"], "commune": ["Brest", "Vire", None], "dep_nom": "D"},
        index=pd.Index(["a", "b", "c"], name="site_id"),
    )


def frontier(rule=NEAR, left_out=(), proven=(True, True), **changes) -> Frontier:
    points = tuple(
        Point(10.0 - k, 10.0 - k, 0.43 - 0.1 * k, np.eye(3)[k], one, 0.1)
        for k, one in enumerate(proven)
    )
    block = SimpleNamespace(rule=rule, sign=-1.0, rows=SimpleNamespace(left_out=tuple(left_out)))
    told = {"fairest": 0.33, "fairest_proven": True, "complete": all(proven), "seconds": 2.0}
    return Frontier(block, points, solves=4, **(told | changes))


def test_a_share_of_people_is_read_in_percent(capsys, tmp_path):
    found = frontier()
    assert unit_of(found).fr == "% des habitants"
    assert "territoire" not in head_of(found).fr
    assert frontier_sheet(found, sites()).iloc[0, 3] == 43.0
    assert frontier_table(found, sites())["measure"][0] == 0.43
    print_frontier(found, sites(), [], tmp_path, make_console(), synthetic=False)
    said = capsys.readouterr().out
    assert "43,00" in said
    assert "0,43" not in said


def test_communes_stand_beside_ids():
    table = frontier_table(frontier(proven=(True, True, True)), sites())
    assert table["enter_communes"].tolist() == ["", "Vire", "c"]
    assert table["leave_communes"].tolist() == ["", "Brest", "Vire"]
    assert sites_table(frontier(), sites())["commune"].tolist() == ["Brest", "Vire"]


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
        notes = notes_of(found, 5, None)
        write_frontier(found, sites(), "mine", notes, tmp_path, synthetic=True)
        print_frontier(found, sites(), notes, tmp_path, make_console(), synthetic=True)
    assert {path.name for path in tmp_path.iterdir()} == set(WRITTEN)
    assert pd.read_csv(tmp_path / "frontier_sites_excel.csv")["notice"].notna().all()
    said = capsys.readouterr().out
    assert "INCOMPLETE" in said
    assert "0.00%" in said
    assert "plot: " in said
