"""One screen of a terminal holds the answer first, its files next; the rest is named, never cut."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console

from tisites.messages.text import Text
from tisites.messages.typography import plain
from tisites.report.document import Column, Document, Fact, Section, Table
from tisites.report.media.screen import LINES, Foot, print_screen
from tisites.report.media.terminal import print_document

COLUMNS = (Column("name", Text("Nom", "Name")), Column("v", Text("Valeur", "Value"), "ha", 1))


def table(rows, **options):
    cells = tuple((f"site {k}", float(k)) for k in range(rows))
    return Table(f"t{rows}", f"Les {rows} sites", COLUMNS, cells, **options)


def shown(document, folder=None, files=None, width=100):
    stream = io.StringIO()
    console = Console(file=stream, width=width)
    whole = print_screen((document,), console, Foot(folder, files or {}, 12.3))
    return plain(stream.getvalue()), whole


LONG = " ".join(f"mot{k}" for k in range(150)) + " fin."
BIG = Document(
    "d", "Le titre",
    (
        Section("Première", (LONG, "Une phrase courte."), (Fact("a", "b"),), tables=(table(90),)),
        *(Section(f"Partie {k}", (f"Phrase {k}.", LONG), tables=(table(k),)) for k in range(9, 30)),
    ),
    ("La réponse.",), ("attention",),
)  # fmt: skip


@pytest.mark.parametrize("width", [60, 100, 180])
@pytest.mark.parametrize("sections", range(0, 22, 3))
def test_a_screen_is_never_longer_and_cuts_no_sentence(sections, width, tmp_path):
    names = [f"{k}.csv" for k in range(8)]
    for name in names:
        (tmp_path / name).touch()
    document = replace(BIG, sections=BIG.sections[:sections])
    text, whole = shown(document, tmp_path, dict.fromkeys(names, "un fichier"), width)
    lines = text.splitlines()
    assert len(lines) <= LINES
    assert lines[0].strip() == "attention" and "La réponse." in lines[2]
    assert text.count("mot0 ") == text.count("fin.")
    assert "0.csv" in text and "et 3 autres fichiers" in text
    assert whole == (sections == 0) == ("--long" not in text)


def test_a_table_shows_its_first_rows_its_total_and_where_the_rest_is():
    document = Document("d", "T", (Section(tables=(table(90, total=True),)),), ("R.",))
    text, whole = shown(document)
    assert not whole
    assert "site 0 " in text and "site 9 " in text and "site 89" in text
    assert "site 10 " not in text and "et 79 autres : t90_excel.csv" in text


def test_what_fits_is_the_long_form():
    document = Document("d", "T", (Section("S", ("A.",), tables=(table(4),), note="N."),), ("R.",))
    text, whole = shown(document)
    stream = io.StringIO()
    print_document(document, Console(file=stream, width=100))
    short = [line for line in text.splitlines() if line.strip() and "Durée" not in line]
    assert whole
    assert short == [line for line in plain(stream.getvalue()).splitlines() if line.strip()]
