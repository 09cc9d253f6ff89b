"""Any document as a PDF: read by pypdf, tagged, the same bytes, no name taken for markup."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure as FigureOf
from pypdf import PdfReader

from tisites.messages.errors import BadInputError
from tisites.messages.text import Text, number, speaking
from tisites.messages.typography import typeset
from tisites.report.document import Column, Document, Fact, Figure, Section, Table
from tisites.report.media import pdf as medium
from tisites.report.media.pdf import pdf, written
from tisites.report.phrases import SYNTHETIC

#: Every sign that French pages use beside letters, and the letters of French names.
SIGNS = "«»–—−…′″’'·×≥≤≈±→∞²³°₂€‰½ÉÀÇŒœæÿïëüâêîôûñ\u202f\u00a0(){}[]#$*_@<>\\`~^|/%&\"+=?!;:,."


def table(rows: int, columns: int = 4) -> Table:
    heads = (Column("n", "N°", "", 0, "right"), Column("site", "Site"),
             Column("ha", "Surface", "ha", None, "right"),
             *(Column(f"c{k}", f"Colonne {k}") for k in range(columns - 3)))  # fmt: skip
    cells = tuple(
        (k, f"Friche {k}", (12.5, 3, 1234.25)[k % 3], *(f"v{k}c{n}" for n in range(columns - 3)))
        for k in range(1, rows + 1)
    )
    return Table("sites", Text("Sites retenus", "Selected sites"), heads, cells)


def document(*sections: Section, **options: object) -> Document:
    return Document("note", Text("Note de sélection", "Selection note"), sections, **options)


def read(made: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(made))


def text_of(made: bytes) -> str:
    """The text of the pages; breaks inside long words are not text."""
    return "\n".join(page.extract_text() for page in read(made).pages).replace("\u200b", "")


def tags(reader: PdfReader) -> list[str]:
    """The kinds of the tree of structure, in reading order."""
    found: list[str] = []

    def walk(node: object) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for one in node:
                walk(one)
        elif isinstance(node, dict):
            if "/S" in node:
                found.append(str(node["/S"]))
            walk(node.get("/K", []))

    walk(reader.trailer["/Root"]["/StructTreeRoot"])
    return found


@pytest.fixture(scope="module")
def drawn(tmp_path_factory) -> Path:
    from PIL import Image

    folder = tmp_path_factory.mktemp("pictures")
    Image.new("RGB", (40, 20), "navy").save(folder / "map.png")
    FigureOf(figsize=(2, 1)).savefig(folder / "curve.svg")
    return folder


def whole() -> Document:
    figures = (
        Figure("map.png", "Carte des 50 sites", "Source : IGN"),
        Figure("curve.svg", "Courbe"),
    )
    return document(
        Section("Réponse", ("Une phrase.",), (Fact("Valeur", "3 237,7"),), ("un point",)),
        Section("Sites", tables=(table(120),), figures=figures, note="Une note."),
        lead=("La réponse tient en une phrase.",), notices=(SYNTHETIC,),
        dated="Données de novembre 2026",
    )  # fmt: skip


def test_it_is_tagged_titled_and_in_the_language(drawn: Path):
    for lang, locale, title in (
        ("fr", "fr-FR", "Note de sélection"),
        ("en", "en-GB", "Selection note"),
    ):
        with speaking(lang):
            reader = read(pdf([whole()], drawn))
        root = reader.trailer["/Root"]
        assert root["/Lang"] == locale
        assert root["/MarkInfo"]["/Marked"]
        assert reader.metadata.title == title
        assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()
        kinds = tags(reader)
        assert kinds.index("/H1") < kinds.index("/H2") < kinds.index("/Table")
        assert kinds.count("/TH") == 4 and kinds.count("/Figure") == 2 and "/Caption" in kinds


def test_every_picture_tells_what_it_shows(drawn: Path):
    found: list[str] = []

    def walk(node: object) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for one in node:
                walk(one)
        elif isinstance(node, dict):
            found.extend([str(node["/Alt"]).replace("\xa0", " ")] if "/Alt" in node else [])
            walk(node.get("/K", []))

    walk(read(pdf([whole()], drawn)).trailer["/Root"]["/StructTreeRoot"])
    assert {"Carte des 50 sites", "Courbe"} <= set(found)


def test_heads_are_repeated_and_pages_numbered(drawn: Path):
    reader = read(pdf([whole()], drawn))
    pages = [page.extract_text() for page in reader.pages]
    assert len(pages) >= 3
    rows = [text for text in pages if "Friche" in text]
    assert len(rows) >= 2 and all("Surface" in text for text in rows)
    for k, text in enumerate(pages, start=1):
        assert f"page {k} / {len(pages)}" in text.replace("\xa0", " ")
        assert "Données de démonstration" in text and "Données de novembre 2026" in text


def test_a_heading_is_never_last_on_its_page():
    for filler in range(30, 54):
        parts = (
            Section("A", tuple("Ligne." for _ in range(filler))),
            Section("TITRE", ("Suite.",)),
        )
        for page in read(pdf([document(*parts)])).pages:
            text = page.extract_text()
            assert "TITRE" not in text or "Suite." in text


def test_wide_tables_are_turned_then_cut_and_lose_no_column():
    upright = read(pdf([document(Section(tables=(table(5, 5),)))]))
    assert {p.mediabox.width < p.mediabox.height for p in upright.pages} == {True}
    wide = pdf([document(Section(tables=(table(5, 16),)))])
    assert any(p.mediabox.width > p.mediabox.height for p in read(wide).pages)
    many = pdf([document(Section(tables=(table(5, 60),)))])
    told = text_of(many).split()
    assert [n for n in range(57) if f"v5c{n}" not in told] == []
    assert told.count("Surface") == 1 < told.count("N°")  # the first column is repeated


def test_the_same_document_gives_the_same_bytes(drawn: Path):
    assert pdf([whole()], drawn) == pdf([whole()], drawn)


def test_every_sign_is_drawn_and_read_again():
    for place in (Section(SIGNS), Section(sentences=(SIGNS,)), Section(items=(SIGNS,))):
        told = text_of(pdf([document(place)]))
        assert [c for c in SIGNS if c not in told and c not in "\u202f\u00a0"] == []
    assert written(SIGNS) == typeset(SIGNS)
    assert number(1234567.5, 1) in text_of(
        pdf([document(Section(sentences=(number(1234567.5, 1),)))])
    )


def test_what_no_font_has_is_told_apart_and_never_fails():
    told = text_of(pdf([document(Section(sentences=("Usine 日本 \U0001f3ed \x00\u202e fin",)))]))
    assert "Usine" in told and "fin" in told and "日" not in told
    assert written("\ud800") == "\ufffd"


_NAMES = st.lists(
    st.sampled_from(
        [*"#$*_@<>\\\"'`~^[](){}/|=+-:;.,!?%&", "import", "x", "é", " ", "//", "/*", "#let x",
         "<a>", "$x$", "@ref", "ftp:x", '"/etc/passwd"', "#include", "\\u{41}"]
    ),
    min_size=1, max_size=12,
).map(lambda parts: "".join(parts).strip())  # fmt: skip


@settings(max_examples=25)
@given(st.lists(_NAMES.filter(bool), min_size=4, max_size=4))
def test_no_name_is_markup_wherever_it_stands(names: list[str]):
    title, sentence, fact, cell = (f"A{name}Z" for name in names)
    rows = Table("t", title, (Column("a", title), Column("b", "B")), ((cell, cell),))
    made = document(Section(title, (sentence,), (Fact(fact, fact),), (sentence,), (rows,)))
    told = "".join(text_of(pdf([made])).split())
    for name in (title, sentence, fact, cell):
        assert "".join(typeset(name).split()) in told


def test_text_opens_no_file_and_asks_no_network():
    """The layout alone is code: it opens what is beside it, and takes no package."""
    layout = medium._layout().decode()
    assert "@preview" not in layout and "#import" not in layout and "eval(" not in layout
    made = document(Section(sentences=('#read("/document.json")', '#import "@preview/x:1.0.0"')))
    assert '#read("/document.json")' in text_of(pdf([made]))


def test_without_typst_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(BadInputError) as told:
        pdf([document()])
    assert "tisites[report]" in str(told.value)
