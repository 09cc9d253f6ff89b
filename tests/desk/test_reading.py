"""A list is looked at row by row, corrected and asked about before anything is done with it."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from tisites.candidates.read import read_candidates
from tisites.desk.answer import End
from tisites.desk.listing import ListRequest, guessed
from tisites.desk.reading import LookRequest, looked_at, sheets_of
from tisites.messages.errors import BadInputError
from tisites.territory.territory import Territory

TEXT = (
    "Friches du département;;;;;\n\nN°;Nom du site;Commune;Dépt;Surface;Lat / Long;Bâti\n"
    "1;Filature;Sedan;08;4,5 ha;49,70 / 4,94;1,2 ha\n"
    "2;Forges;Le Creusot;71;85 000 m²;46.81, 4.44;9000 m²\n"
    "3;Halle;Saint-Denis;;3 ha;—;\nTOTAL;;;;16;;\n"
)
NAMED = "site_id;insee;surface_ha;lon;lat\nS1;71153;12,5;4,44;46,81\nS2;71153;lourd;4,44;46,81\n"


@pytest.fixture(scope="module")
def territory(demo_territory: Territory) -> Territory:
    return demo_territory


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _written(place: Path, text: str, name: str = "liste.csv") -> Path:
    path = place / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_commune_is_asked_then_answered_and_nothing_is_written(
    place: Path, territory: Territory
) -> None:
    path = _written(place, TEXT)
    first = looked_at(LookRequest(path, territory=territory))
    assert first.end is End.BAD_INPUT and first.value.guessed
    (question,) = first.value.questions
    codes = [code for code, _, _ in question.choices]
    assert {"93066", "97411"} <= set(codes)
    with pytest.raises(BadInputError) as wrong:
        looked_at(LookRequest(path, territory=territory, communes={question.key: "71153"}))
    assert "93066" in str(wrong.value) and "Saint-Denis = 71153" in str(wrong.value)
    again = looked_at(LookRequest(path, territory=territory, communes={question.key: "93066"}))
    assert again.end is End.DONE and not again.value.unanswered
    assert again.value.candidates.table.loc["3", "insee"] == "93066"
    assert [entry.name for entry in place.iterdir()] == ["liste.csv"]
    read = read_candidates(path, territory, reading=again.value.reading)
    assert read.table.equals(again.value.candidates.table)  # what was shown is what is read


def test_a_column_is_what_its_planner_says(place: Path, territory: Territory) -> None:
    path = _written(place, TEXT)
    seen = looked_at(LookRequest(path, territory=territory)).value
    assert {c.name: c.datum for c in seen.columns}["Surface"] == "surface"
    meant = looked_at(
        LookRequest(path, territory=territory, meanings={"Bâti": "surface", "Nom du site": ""})
    ).value
    told = {c.name: (c.datum, c.sure) for c in meant.columns}
    assert told["Bâti"] == ("surface", "sure") and told["Surface"][0] is None
    assert told["Nom du site"][0] is None
    assert meant.candidates.table.loc["1", "surface_ha"] == 1.2
    for meanings, word in (
        ({"Absente": "surface"}, "colonne inconnue"),
        ({"Surface": "poids"}, "donnée inconnue"),
        ({"Surface": "surface", "Bâti": "surface"}, "deux colonnes"),
    ):
        with pytest.raises(BadInputError, match=word):
            looked_at(LookRequest(path, territory=territory, meanings=meanings))


def test_faulty_rows_of_a_known_header_are_findings_with_their_line(
    place: Path, territory: Territory
) -> None:
    seen = looked_at(LookRequest(_written(place, NAMED), territory=territory)).value
    assert not seen.guessed
    out = [f for f in seen.candidates.findings if f.severity == "exclusion"]
    assert [(f.subject, f.line) for f in out] == [("S2", 3)]
    assert "--" not in "".join(str(f.remedy) for f in out)
    path = place / "liste.csv"
    again = read_candidates(path, territory, reading=seen.reading)  # later verbs read it so
    assert again.table.equals(seen.candidates.table)
    known = "site_id;insee;surface_ha;lon;lat\nS1;71153;12,5;4,44;46,81\n"
    assert looked_at(LookRequest(_written(place, known), territory=territory)).value.reading is None


def test_a_list_without_one_sound_row_is_refused_in_its_own_words(
    place: Path, territory: Territory
) -> None:
    path = _written(place, NAMED.replace("12,5", "léger"))
    with pytest.raises(BadInputError) as refused:
        looked_at(LookRequest(path, territory=territory))
    assert [problem.where.line for problem in refused.value.problems] == [2, 3]
    with pytest.raises(BadInputError, match="vide"):
        looked_at(LookRequest(_written(place, "", "vide.csv"), territory=territory))


def test_the_sheet_that_was_asked_for_is_the_one_that_is_read(
    place: Path, territory: Territory
) -> None:
    path = place / "deux.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for name, code, lon, lat in (
            ("Saône", "71153", 4.44, 46.81),
            ("Sedan", "08409", 4.94, 49.7),
        ):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["site_id", "insee", "surface_ha", "lon", "lat"])
            sheet.write_row(1, 0, [f"{name}-1", code, 12.5, lon, lat])
    assert sheets_of(path) == ("Saône", "Sedan")
    with pytest.raises(BadInputError, match="plusieurs feuilles"):
        looked_at(LookRequest(path, territory=territory))
    assert list(
        looked_at(
            LookRequest(path, territory=territory, sheet="Sedan")
        ).value.candidates.table.index
    ) == ["Sedan-1"]
    listing = guessed(ListRequest(path, sheet="Sedan")).value  # as every verb takes it from here
    read = read_candidates(path, territory, reading=listing.reading)
    assert list(read.table.index) == ["Sedan-1"]
