"""Typography is set where words meet a reader, and nowhere else; poor terminals do not break."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from python_calamine import CalamineWorkbook

from tisites.messages.text import speaking
from tisites.messages.typography import HARD, NARROW, typeset
from tisites.report.document import Column, Document, Section, Table
from tisites.report.media.files import write_document
from tisites.report.tables import line

SAID = "L'eau : 3 % de 12 500 m³ ; -2 points au 2026-12-01 « ici » !"
SET = (
    f"L’eau{HARD}: 3{NARROW}% de 12{NARROW}500{HARD}m³{NARROW}; −2{HARD}points au"
    f" 1er{HARD}décembre{HARD}2026 «{HARD}ici{HARD}»{NARROW}!"
)


@pytest.mark.parametrize(
    "code",
    [
        "tisites price last --constraint region_count --group 53",
        "tisites explain runs/l'essai FR-59350-12",
        "friches\\l'essai-1.csv",
        "`a : b ; c 'd'`",
        "https://www.data.gouv.fr/fr/datasets/sites-2024-01-01/?a=1:2",
        "01064_17538",
        "sha256 12ab-34",
        "audit --since 2026-11-30",
        "Licence Ouverte 2.0",
        "à 12:30:05",
    ],
)
def test_what_is_typed_again_stays_as_it_is(code):
    assert typeset(code, "fr") == code


def test_setting_twice_changes_nothing_and_english_is_left_alone():
    assert typeset(SAID, "fr") == SET
    assert typeset(SET, "fr") == SET
    with speaking("en"):
        assert typeset(SAID) == SAID


def test_every_medium_sets_words_and_no_file_for_programs_does(tmp_path):
    columns = (Column("what", "Quoi ?"), Column("loss", "Perte", "points", 1, "right"))
    table = Table("t", SAID, columns, ((SAID, 1234.5),))
    document = Document("d", SAID, (Section(sentences=(SAID,), tables=(table,)),), (SAID,))
    write_document(document, tmp_path / "x")
    for name in ("d.html", "d.md"):
        text = (tmp_path / "x" / name).read_text(encoding="utf-8")
        assert text.count(SET) == 5 + (name == "d.html"), name
        assert SAID not in text and f"Quoi{NARROW}?" in text and f"1{NARROW}234,5" in text
    for name in ("d.json", "t.csv"):
        assert SAID in (tmp_path / "x" / name).read_text(encoding="utf-8")
    book = CalamineWorkbook.from_path(tmp_path / "x" / "d.xlsx")
    assert book.get_sheet_by_index(0).to_python()[0] == [SET]
    # a cell is data: it is looked up
    assert book.get_sheet_by_index(1).to_python() == [
        [f"Quoi{NARROW}?", "Perte (points)"],
        [SAID, 1234.5],
    ]


def test_no_line_of_a_terminal_breaks_at_a_no_break_space():
    from io import StringIO

    from rich.console import Console

    for width in range(12, 40):
        stream = StringIO()
        Console(file=stream, width=width).print(line("à 3 % : 12 500 ha « ici » ; fin !"))
        for printed in stream.getvalue().splitlines():
            assert not printed.startswith((":", ";", "!", "%", "ha", "»", "500")), printed
            assert not printed.rstrip().endswith("«"), printed


@pytest.mark.parametrize("encoding", ["cp850", "cp1252", "ascii", "latin-1", "utf-8"])
def test_a_terminal_of_a_poor_encoding_reads_what_it_can(encoding, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "tisites.cli.main", "explain", "nulle-part", "x"],
        env={**os.environ, "PYTHONIOENCODING": encoding, "TISITES_LANG": "fr"},
        capture_output=True,
        check=False,
        timeout=120,
        cwd=tmp_path,  # where no run is stored, whose name would be proposed with a question mark
    )
    said = done.stderr.decode(encoding)
    assert done.returncode == 2 and "nulle-part" in said
    assert said.startswith("Erreur") and "?" not in said
    assert "Traceback" not in said
