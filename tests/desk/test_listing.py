"""A guessed list is shown once, confirmed in one of three ways, kept, and found again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tisites.candidates.guess.reading import read_reading
from tisites.candidates.read import read_candidates
from tisites.cli.main import main
from tisites.desk.answer import End
from tisites.desk.listing import ListRequest, confirmed, guessed, keep
from tisites.messages.errors import BadInputError
from tisites.territory.territory import Territory

TEXT = (
    "Friches du département;;;;;\n\nN°;Nom du site;Commune;Dépt;Surface;Lat / Long\n"
    "1;Filature;Sedan;08;4,5 ha;49,70 / 4,94\n"
    "2;Forges;Le Creusot;71;85 000 m²;46.81, 4.44\n"
    "3;Halle;Saint-Denis;;3 ha;—\nTOTAL;;;;16;\n"
)
CLEAN = "site_id;insee;surface_ha;lon;lat\nS1;71153;12,5;4,44;46,81\n"


@pytest.fixture(scope="module")
def territory(demo_territory: Territory) -> Territory:
    return demo_territory


@pytest.fixture
def sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A list, in a working folder of its own."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "friches 2026.csv"
    path.write_bytes(TEXT.encode("cp1252"))
    return path


def test_the_proposal_waits_then_is_kept_and_found_by_its_columns(
    sheet: Path, territory: Territory
) -> None:
    answer = guessed(ListRequest(sheet))
    listing = answer.value
    assert listing.waits and answer.end is End.BAD_INPUT
    (problem,) = answer.problems
    assert all(way in str(problem) for way in ("--yes", "terminal", "--reading"))
    table = {row[0]: row[1] for row in answer.document.tables[0].rows}
    assert table["N°"] == "identifiant" and table["Surface"] == "surface (ha)"
    assert answer.write() is None and not Path("lectures").exists()
    assert listing.guess is not None
    (question,) = listing.guess.questions
    assert question.name == "Saint-Denis" and len(question.choices) > 1
    said = confirmed(listing, {question.key: "93066"})
    kept = keep(said)
    assert kept == Path("lectures/friches 2026.columns.toml")
    content = kept.read_bytes()
    assert keep(said) == Path("lectures/friches 2026-2.columns.toml")  # nothing is replaced
    assert kept.read_bytes() == content and read_reading(kept) == said.reading

    again = guessed(ListRequest(sheet))
    assert again.end is End.DONE and again.value.guess is None
    assert again.value.reading == said.reading
    table = read_candidates(sheet, territory, reading=again.value.reading).table
    assert table["insee"].tolist() == ["08409", "71153", "93066"]
    other = sheet.with_name("autre.csv")
    other.write_text(TEXT.replace("Dépt", "Département"), encoding="utf-8")
    assert guessed(ListRequest(other)).value.waits  # other columns, another list


def test_a_list_that_is_read_as_it_is_asks_nothing(sheet: Path) -> None:
    sheet.write_text(CLEAN, encoding="utf-8")
    answer = guessed(ListRequest(sheet))
    assert (answer.end, answer.value.guess, answer.value.reading) == (End.DONE, None, None)
    assert answer.write() is None and not Path("lectures").exists()


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("format = 1", "illisible"),
        ('format = 1\nheaders = ["a"]\n[columns]\nsite_id = "b"', "comprise"),
        ('format = 1\nheaders = ["a"]\n[columns]\nbeauty = "a"', "comprise"),
        ('format = 9\nheaders = ["a"]\n[columns]\nsite_id = "a"', "comprise"),
        ('format = 1\nheaders = ["a"]\nsurface_unit = "acre"\n[columns]', "comprise"),
    ],
)
def test_a_damaged_reading_is_refused_in_words(sheet: Path, content: str, word: str) -> None:
    file = sheet.with_name("x.columns.toml")
    file.write_text(content, encoding="utf-8")
    with pytest.raises(BadInputError, match=word):
        guessed(ListRequest(sheet, reading=file))


def test_answers_are_held_to_what_was_asked(sheet: Path) -> None:
    with pytest.raises(BadInputError, match="99999"):
        guessed(ListRequest(sheet, communes={"Saint-Denis": "99999"}))
    with pytest.raises(BadInputError, match="n'est pas une commune nommée"):
        guessed(ListRequest(sheet, communes={"Saint-Denis": "71153"}))
    with pytest.raises(BadInputError, match="unité"):
        guessed(ListRequest(sheet, surface_unit="acre"))
    told = guessed(ListRequest(sheet, communes={"saint denis": "93066"}, yes=True))
    assert told.value.guess is not None and not told.value.guess.questions


def test_the_command_line_asks_once_in_three_ways(
    sheet: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ["check", "--candidates", sheet.name, "--model", "local"]
    assert main(asked) == 2  # nobody at the terminal, nobody said yes
    said = capsys.readouterr()
    assert "Dépt" in said.out and "département" in said.out and "Saint-Denis" in said.out
    assert "--yes" in said.err and "[columns]" not in said.err and "Traceback" not in said.err
    assert not Path("lectures").exists()

    monkeypatch.setattr("tisites.cli.listing.attended", lambda: True)
    lines = iter(["", "n"])
    monkeypatch.setattr("builtins.input", lambda _: next(lines))
    assert main(asked) == 2 and not Path("lectures").exists()  # shown, and not agreed to
    capsys.readouterr()

    number = 1 + [code for code, _, _ in _choices(sheet)].index("93066")
    lines = iter([str(number), "o"])
    assert main(asked) == 0
    assert read_reading(Path("lectures/friches 2026.columns.toml")).communes == {
        "st denis": "93066"
    }
    monkeypatch.setattr("builtins.input", lambda _: pytest.fail("asked twice"))
    out = sheet.with_name("out")
    assert main([*asked, "--out", str(out)]) == 0
    found = (out / "findings.csv").read_text(encoding="utf-8")
    assert "columns_guessed" in found and "sum_rows" in found


def _choices(path: Path) -> tuple[tuple[str, str, str], ...]:
    guess = guessed(ListRequest(path)).value.guess
    assert guess is not None
    return guess.questions[0].choices


def test_yes_and_python_read_without_asking(
    sheet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import tisites

    sites = tisites.read_candidates(sheet, yes=True, communes={"Saint-Denis": "93066"})
    assert sites.table["insee"].tolist() == ["08409", "71153", "93066"]
    assert "columns_guessed" in set(sites.findings["code"])
    with pytest.raises(BadInputError):
        tisites.read_candidates(sheet)
    asked = ["check", "--candidates", sheet.name, "--model", "local", "--yes"]
    assert main([*asked, "--commune", "Saint-Denis=93066"]) == 0
    assert "Lecture gardée" in capsys.readouterr().out
    assert main([*asked, "--commune", "Saint-Denis"]) == 2
    assert "NOM=CODE" in capsys.readouterr().err
