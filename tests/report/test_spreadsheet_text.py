"""What leaves for a spreadsheet is neither run nor changed there, and is read back as it was."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.examples import examples
from tisites.candidates.formats.csv_source import read_csv
from tisites.candidates.formats.source import clean_source
from tisites.messages.clean import clean
from tisites.messages.spreadsheet_text import disarm, escape, for_spreadsheet, unescape
from tisites.messages.text import speaking
from tisites.report.document import Column, Document, Section, Table
from tisites.report.media.csv import spreadsheet_table
from tisites.report.media.workbook import write_workbook

#: What OWASP lists as the start of a formula, behind blanks or not, and what Excel rewrites.
RISKY = ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\tx", "\r=1", " =1", "\u00a0=1", "＝1", "-", "'=x"]
CHANGED = ["0006516611", "12345678901234567", "1E5", "3-4", "01/02/2024", "2024-01-02"]
_PIECES = [
    "'",
    "=",
    "+",
    "-",
    "@",
    "\t",
    " ",
    "0",
    "1",
    "E",
    "/",
    "a",
    "é",
    ";",
    '"',
    ",",
    "\u00a0",
]
texts = st.lists(st.sampled_from(_PIECES), max_size=8).map("".join) | st.text(max_size=20)


@settings(max_examples=examples(250), deadline=None)
@given(texts)
def test_every_text_comes_back(text: str) -> None:
    assert unescape(escape(text)) == text
    assert unescape(disarm(text)) == text or escape(text) != disarm(text)


@pytest.mark.parametrize("text", [*RISKY, *CHANGED])
def test_what_a_spreadsheet_would_run_or_change_is_marked(text: str) -> None:
    assert escape(text).startswith("'")
    assert escape(escape(text)) != escape(text)


@pytest.mark.parametrize(
    "text", ["-3", "-3,5", "12", "Usine -3", "L'été", "a=b", "5,2", "", "\r", "'\t"]
)
def test_what_is_harmless_is_left_alone(text: str) -> None:
    assert escape(text) == text


@settings(max_examples=examples(150), deadline=None)
@example(["'\t"], "fr")
@example(["00\xa0"], "fr")
@example(["0٣"], "fr")
@example(["\r"], "fr")
@example(["\r0"], "fr")
@example(["\r\x1b"], "fr")
@example(["'57283"], "fr")
@example(["' 0", "\r"], "fr")
@given(st.lists(texts, min_size=1, max_size=5), st.sampled_from(["fr", "en"]))
def test_a_sheet_is_read_back_by_the_candidate_reader(names: list[str], lang: str) -> None:
    """Blanks around a cell and hidden characters apart, which reading takes off."""
    table = pd.DataFrame({"uid": [f"a{k}" for k in range(len(names))], "nom": names})
    with speaking(lang):  # type: ignore[arg-type]
        written = for_spreadsheet(table).to_csv(index=False, sep=";" if lang == "fr" else ",")
    source = clean_source(read_csv(written.encode("utf-8", "replace"), "s.csv"))
    expected = [clean(n.encode("utf-8", "replace").decode()).replace("\r", "") for n in names]
    read = [str(n).replace("\r", "").replace("\n", "") for n in source.table["nom"]]
    assert [re.sub(r"\s", "", n) for n in read] == [re.sub(r"\s", "", n) for n in expected]


def test_numbers_stay_numbers() -> None:
    columns = (Column("id", "id"), Column("x", "x", "", 1), Column("n", "n"))
    table = Table("t", "", columns, (("007", -1.5, -3), ("=1", 2.0, 4)))
    text = spreadsheet_table(Document("d", "D", ()), table).removeprefix("\ufeff")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert rows == [["id", "x", "n"], ["'007", "-1,5", "-3"], ["'=1", "2,0", "4"]]


def test_a_workbook_holds_text_and_no_formula(tmp_path: Path) -> None:
    rows = tuple((name,) for name in (*RISKY, *CHANGED))
    table = Table("t", "", (Column("name", "Nom"),), rows)
    write_workbook(
        Document("d", "=1+1", (Section("=2", ("@x",), tables=(table,)),)), tmp_path / "a.xlsx"
    )
    with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
        sheets = [book.read(n).decode() for n in book.namelist() if "worksheets/sheet" in n]
        shared = book.read("xl/sharedStrings.xml").decode()
    assert not any("<f>" in sheet for sheet in sheets)
    cells = re.findall(r"<t[^>]*>([^<]*)</t>", shared)
    assert "0006516611" in cells
    assert not [c for c in cells if c.strip()[:1] in ("=", "+", "-", "@")]
