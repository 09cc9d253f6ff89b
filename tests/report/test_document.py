"""A document says the same in every medium, and no name in it becomes markup or a formula."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import zipfile
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from tisites.messages.errors import BadInputError
from tisites.messages.text import Text, speaking
from tisites.messages.typography import plain
from tisites.report.document import Column, Document, Fact, Figure, Said, Section, Table
from tisites.report.media.csv import csv_table, spreadsheet_table
from tisites.report.media.files import may_write, write_document
from tisites.report.media.html import html
from tisites.report.media.markdown import markdown
from tisites.report.media.record import document_again, record
from tisites.report.media.terminal import print_document

COLUMNS = (
    Column("site_id", Text("identifiant", "id")),
    Column("gain", Text("gain", "gain"), "points", 2, "right", signed=True),
    Column("proof", Text("preuve", "proof")),
    Column("locked", Text("imposé", "locked")),
    Column("all_sites", Text("tous les sites", "all sites"), seen="files"),
    Column("sites", Text("sites", "sites"), seen="page"),
)
ROWS = (
    ("007", 1234.5, Said("optimal", Text("prouvé", "proven")), True, "a|b|c", "a et 2 autres"),
    ("=cmd|' /C calc'!A0", None, Said("unknown", "<b>?</b>"), False, None, "| x |"),
    ("b", float("-inf"), "@x", True, "-", "_y_"),
)


def made(**options: object) -> Document:
    table = Table("prices", Text("Prix", "Prices"), COLUMNS, ROWS, **options)
    section = Section(
        Text("Partie", "Part"), ("Une phrase <i>.",), (Fact("Valeur", "3,5"),), ("un point",),
        (table,), (), "note",
    )  # fmt: skip
    return Document("study", "Titre | <script>", (section,), ("La réponse.",), ("À SAVOIR",),
                    {"value": 1.5, "unknown": float("nan")})  # fmt: skip


class Cells(HTMLParser):
    """The tags of a page, and the texts of its cells."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, _attributes: object) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.texts.append(data.strip())


def test_every_medium_tells_title_notice_answer_and_rows():
    console = Console(width=200, file=io.StringIO(), highlight=False)
    print_document(made(), console)
    shown = console.file.getvalue()  # type: ignore[attr-defined]
    page, text = html([made()]), markdown(made())
    for medium in (shown, page, text):
        for words in ("À SAVOIR", "La réponse.", "Partie", "un point", "Valeur", "note"):
            assert words in medium
        assert "prouvé" in medium and "optimal" not in medium
        assert "a|b|c" not in medium  # a column of files only
        assert "a et 2 autres" in medium


def test_names_never_become_tags():
    found = Cells(html([made()]))
    assert not {"script", "b", "i"} & set(found.tags)
    assert "<b>?</b>" in found.texts
    assert "Titre | <script>" in found.texts
    assert "\\<b\\>?\\</b\\>" in markdown(made())


def test_rows_of_a_markdown_table_keep_their_number_of_cells():
    lines = [line for line in markdown(made()).splitlines() if line.startswith("|")]
    seen = [line.replace("\\|", "").count("|") for line in lines]
    assert len(lines) == 5 and set(seen) == {6}


def test_what_pages_cut_they_say():
    cut = made(shown=1)
    assert "et 2 autres : prices\\_excel.csv" in plain(markdown(cut))
    assert len(list(csv.reader(io.StringIO(csv_table(cut, cut.tables[0]))))) == 4


def test_a_table_for_programs_keeps_codes_and_ids():
    rows = list(csv.DictReader(io.StringIO(csv_table(made(), made().tables[0]))))
    assert [row["site_id"] for row in rows] == ["007", "=cmd|' /C calc'!A0", "b"]
    assert rows[0]["proof"] == "optimal" and rows[0]["gain"] == "1234.5"
    assert rows[1]["gain"] == "" and rows[0]["all_sites"] == "a|b|c"
    assert "sites" not in rows[0]
    assert {row["notice"] for row in rows} == {"À SAVOIR"}


@pytest.mark.parametrize(
    ("lang", "separator", "figure"), [("fr", ";", "1234,50"), ("en", ",", "1234.50")]
)
def test_a_table_for_a_spreadsheet_runs_nothing(lang, separator, figure):
    with speaking(lang):
        text = spreadsheet_table(made(), made().tables[0])
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=separator))
    assert rows[1][1] == figure
    assert rows[1][0] == "'007"  # its zeros stay
    assert rows[2][0] == "'=cmd|' /C calc'!A0"
    assert rows[3][2] == "'@x"
    for row in rows:
        assert not any(cell.lstrip(" ").startswith(("=", "@")) for cell in row)


def test_the_workbook_holds_figures_as_numbers_and_no_formula(tmp_path):
    write_document(made(), tmp_path / "out")
    with zipfile.ZipFile(tmp_path / "out" / "study.xlsx") as book:
        sheets = [book.read(n).decode() for n in book.namelist() if n.startswith("xl/worksheets/")]
    assert any("<v>1234.5</v>" in sheet for sheet in sheets)
    assert not any("<f>" in sheet for sheet in sheets)


def test_writing_twice_gives_the_same_bytes(tmp_path):
    write_document(made(), tmp_path / "out")
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    write_document(made(), tmp_path / "out")
    assert before == {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert set(before) == {
        "study.json", "study.md", "study.html", "study.xlsx", "prices.csv", "prices_excel.csv",
    }  # fmt: skip


def test_another_file_in_the_folder_is_not_lost(tmp_path):
    write_document(made(), tmp_path / "out")
    (tmp_path / "out" / "mine.txt").write_text("x", encoding="utf-8")
    with pytest.raises(BadInputError):
        may_write(tmp_path / "out", "study", ("prices",))
    with pytest.raises(BadInputError):
        write_document(made(), tmp_path / "out")
    assert (tmp_path / "out" / "mine.txt").exists()


def test_a_picture_goes_into_the_page_with_its_words(tmp_path):
    picture = Figure("map.png", "Carte des 50 sites", "Les sites")
    document = Document("study", "T", (Section(figures=(picture,)),))
    write_document(
        document, tmp_path / "out", lambda folder: (folder / "map.png").write_bytes(b"P")
    )
    page = (tmp_path / "out" / "study.html").read_text(encoding="utf-8")
    assert 'src="data:image/png;base64,UA=="' in page and 'alt="Carte des 50 sites"' in page


def test_a_document_read_again_renders_the_same_words():
    again = document_again(json.loads(record(made())))
    assert markdown(again) == markdown(made())
    with speaking("en"):
        assert "proven" in markdown(again)
    assert again.data == {"value": 1.5, "unknown": None}


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30))
def test_any_name_survives_every_medium(name):
    table = Table("t", "", (Column("name", name or "x"),), ((name,),))
    document = Document("d", name, (Section(name, (name,), tables=(table,)),), (name,))
    parsed = Cells(html([document]))
    assert set(parsed.tags) <= {
        "html", "head", "meta", "title", "style", "body", "article", "h1", "h2", "p", "section",
        "table", "thead", "tbody", "tr", "th", "td",
    }  # fmt: skip
    rows = list(csv.reader(io.StringIO(csv_table(document, table), newline="")))
    assert rows[1] == [name]
    assert document_again(json.loads(record(document))) == document


def test_parts_share_the_files_of_their_document(tmp_path):
    def part(site: str) -> Document:
        table = Table("points", "", (Column("site_id", "site"),), ((site,),))
        return Document("study", site, (Section("Points", tables=(table,)),), (f"Voici {site}.",))

    both = Document("study", "Deux sites", (), parts=(part("s1"), part("s2")), mark="whole.json")
    write_document(both, tmp_path / "out", beside=[made()])
    table = list(csv.reader((tmp_path / "out/points.csv").open(encoding="utf-8")))
    assert table == [["site_id"], ["s1"], ["s2"]]
    page = (tmp_path / "out/study.html").read_text(encoding="utf-8")
    assert page.count("<article>") == page.count("<table>") + 1 == 3
    assert "prices.csv" in {path.name for path in (tmp_path / "out").iterdir()}
    again = document_again(json.loads((tmp_path / "out/whole.json").read_text(encoding="utf-8")))
    assert again == both
    console = Console(width=200, file=io.StringIO(), highlight=False)
    print_document(again, console)
    assert "Voici s2." in console.file.getvalue()  # type: ignore[attr-defined]


def test_what_another_answer_of_the_study_left_is_replaced(tmp_path):
    write_document(made(), tmp_path / "out")
    smaller = Document("study", "T", ())
    with pytest.raises(BadInputError):
        write_document(smaller, tmp_path / "out")
    write_document(dataclasses.replace(smaller, owns=("prices",)), tmp_path / "out")
    assert not (tmp_path / "out/prices.csv").exists()
