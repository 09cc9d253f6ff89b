"""Documents as Word files: real headings and tables, alternative texts, nothing but words."""

from __future__ import annotations

import io
import re
import zipfile

import docx as library
import pytest
from pypdf import PdfReader

from tests.report.office import convert, reader
from tisites.messages.text import Text, speaking
from tisites.messages.typography import plain
from tisites.report.document import (
    Column,
    Confidential,
    Document,
    Fact,
    Figure,
    Said,
    Section,
    Table,
)
from tisites.report.media.docx import docx
from tisites.report.phrases import SYNTHETIC
from tisites.report.profile import for_profile

HOSTILE = "<w:p/>&\"\x07\u202e=cmd|' /C calc'!A0"
COLUMNS = (
    Column("site_id", Text("identifiant", "id")),
    Column("name", Text("site", "site")),
    Column("surface_ha", Text("surface", "area"), "ha", 1, "right"),
    Column("owner", Text("propriétaire", "owner"), confidential=True),
)


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    from PIL import Image

    folder = tmp_path_factory.mktemp("pictures")
    Image.new("RGB", (300, 900), "#21918c").save(folder / "map.png")
    return folder


def made(rows: int = 80, wide: int = 0) -> Document:
    more = tuple(Column(f"c{k}", f"une colonne numéro {k}") for k in range(wide))
    cells = tuple(
        (Said(f"{k:05d}", f"{k:05d}"), HOSTILE if k == 1 else f"Friche {k}", 1.25 * k,
         "SCI TÉMOIN", *(f"texte {k}" for _ in range(wide)))
        for k in range(rows)
    )  # fmt: skip
    table = Table("sites", Text("Sites retenus", "Selected sites"), (*COLUMNS, *more), cells)
    part = Document("site", "Fiche : Friche 1", (Section("Identité", ("Une phrase.",)),))
    return Document(
        "note", "Note de sélection",
        (
            Section("Réponse", ("Une phrase.",), (Fact("Valeur", "3 237,7"),), ("un point",)),
            Section("Sites", tables=(table,), note="Petite note."),
            Section("Carte", figures=(Figure("map.png", "Carte : 50 sites", "Carte des sites"),)),
            Section("Secret", (Confidential("SCI TÉMOIN"),)),
        ),
        ("La réponse.",), (SYNTHETIC,), parts=(part,),
    )  # fmt: skip


def parts(raw: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_headings_tables_and_words_are_those_of_the_document(pictures):
    file = library.Document(io.BytesIO(docx([made()], pictures)))
    told = [(p.style.name, plain(p.text)) for p in file.paragraphs if p.text]
    assert ("Title", "Note de sélection") in told
    headings = [text for style, text in told if style == "Heading 1"]
    assert headings == ["Réponse", "Sites", "Carte", "Secret", "Fiche : Friche 1"]
    assert ("Heading 2", "Identité") in told and ("List Bullet", "un point") in told
    assert ("Lead", "La réponse.") in told and ("Note", "Petite note.") in told
    assert ("Caption", "Sites retenus") in told and ("Caption", "Carte des sites") in told
    assert ("Notice", str(SYNTHETIC)) in told and ("Fact", "Valeur : 3 237,7") in told
    (table,) = file.tables
    assert len(table.rows) == 81
    assert plain(table.rows[0].cells[2].text) == "surface (ha)"
    assert [cell.text for cell in table.rows[3].cells][:3] == ["00002", "Friche 2", "2,5"]


def test_a_name_is_text_and_what_xml_cannot_hold_is_left_out(pictures):
    file = library.Document(io.BytesIO(docx([made()], pictures)))
    name = plain(file.tables[0].rows[2].cells[1].text).replace("\u200b", "")
    assert name.startswith("<w:p/>&") and name.endswith("=cmd|' /C calc'!A0")
    assert not set(name) & {"\x07", "\u202e"}


def test_heads_repeat_rows_stay_whole_and_columns_have_widths(pictures):
    xml = parts(docx([made()], pictures))["word/document.xml"].decode()
    (table,) = re.findall(r"<w:tbl>.*?</w:tbl>", xml, re.DOTALL)
    assert table.count("<w:tblHeader") == 1
    assert table.count("<w:cantSplit/>") == 81
    widths = [int(w) for w in re.findall(r'<w:gridCol w:w="(\d+)"', table)]
    assert len(set(widths)) > 1 and 9_000 < sum(widths) < 9_900  # twentieths of a point
    assert 'descr="Carte : 50 sites"' in plain(xml)


def test_a_wide_table_turns_its_page_and_the_next_is_upright(pictures):
    file = library.Document(io.BytesIO(docx([made(rows=5, wide=9)], pictures)))
    turned = [s.page_width > s.page_height for s in file.sections]
    assert turned == [False, True, False]


def test_the_file_speaks_its_language_and_tells_no_machine(pictures):
    for lang, spoken in (("fr", "fr-FR"), ("en", "en-GB")):
        with speaking(lang):
            raw = parts(docx([made(3)], pictures))
        assert f'w:lang w:val="{spoken}"' in raw["word/styles.xml"].decode()
        core = raw["docProps/core.xml"].decode()
        assert "2000-01-01" in core and "python-docx" not in core
        assert "Note de sélection" in plain(core)
    assert re.search(r'w:instr="PAGE"', raw["word/footer1.xml"].decode())
    assert str(SYNTHETIC.en).capitalize() in raw["word/header1.xml"].decode()


def test_the_same_document_makes_the_same_bytes(pictures):
    assert docx([made(3)], pictures) == docx([made(3)], pictures)


def test_the_public_one_holds_no_owner_in_any_part(pictures):
    internal, public = made(3), for_profile(made(3), "public")
    assert any("SCI TÉMOIN".encode() in text for text in parts(docx([internal], pictures)).values())
    for name, text in parts(docx([public], pictures)).items():
        assert "SCI TÉMOIN".encode() not in text and ">propriétaire<".encode() not in text, name


def test_libreoffice_opens_it_and_prints_its_pages(pictures, tmp_path):
    if reader("soffice") and not reader("lowriter"):
        pytest.skip("LibreOffice is there without its word processor (libreoffice-writer)")
    path = tmp_path / "note.docx"
    path.write_bytes(docx([made(wide=9)], pictures))
    (printed,) = convert([path], "pdf", tmp_path / "printed")
    pages = [plain(page.extract_text()) for page in PdfReader(printed).pages]
    assert len(pages) >= 4
    heads = [k for k, text in enumerate(pages) if "identifiant" in text]
    assert len(heads) > 1  # the head of the table is on each of its pages
    assert f"page 2 sur {len(pages)}" in pages[1]
    assert "Fiche : Friche 1" in pages[-1]
