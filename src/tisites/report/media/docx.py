"""Documents as one Word file to be edited: real headings, tables and captions, the same bytes.

The order and the words are those of every other medium; what a word processor needs is added:
styles to change at one place, heads of tables that repeat, alternative texts, the language.
"""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from importlib import import_module
from typing import TYPE_CHECKING, Any

from tisites.messages.errors import BadInputError, Problem, Where
from tisites.messages.text import Text, language
from tisites.messages.typography import typeset
from tisites.report.media.print_tables import printed_table
from tisites.report.phrases import SYNTHETIC

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from tisites.report.document import Document, Figure, Section, Words

_LANGUAGES = {"fr": "fr-FR", "en": "en-GB"}
#: What XML cannot hold, and marks that turn the direction of a line.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
#: A fixed day: the same document makes the same bytes.
_MADE = datetime.datetime(2000, 1, 1)
_ZIPPED = (2000, 1, 1, 0, 0, 0)
#: A4 and its margins, points.
_SHORT, _LONG, _SIDE, _TOP = 595.3, 841.9, 51.0, 56.7
_FONT, _INK, _ACCENT, _WARNING, _HEAD, _LINE = (
    "Calibri", "1D1D1B", "0B4F4C", "8A2C00", "E8EEF1", "B9B6AE",
)  # fmt: skip
#: Width of a bold character, in sizes of type, and of a cell's margins, points; how much wider a
#: column of figures is than the font of the PDF needs, for the font that stands for ours.
_HEAD_CHARACTER, _MARGINS, _LOOSE = 0.66, 8.0, 1.12
#: Height of a picture at most, points.
_HIGHEST = 400.0
#: Pictures that a word processor takes.
_PICTURES = (".png", ".jpg", ".jpeg")


def missing() -> Problem | None:
    """Return what to tell where python-docx is not there, ``None`` where it is."""
    try:
        import_module("docx")
    except ImportError:
        return Problem(
            Text(
                "le fichier Word demande la bibliothèque python-docx, qui n'est pas installée",
                "a Word file needs the library python-docx, which is not installed",
            ),
            Text(
                'pip install "tisites[report]", ou un autre --format',
                'pip install "tisites[report]", or another --format',
            ),
            Where("--format", value="docx"),
        )
    return None


def docx(documents: Sequence[Document], pictures: Path | None = None) -> bytes:
    """Write documents as one Word file.

    Parameters
    ----------
    documents : sequence of Document
        Each starts a page, and so do its parts; the first gives title and running head.
    pictures : Path, optional
        Folder of their figures; without it there are none. One that a word processor does not
        take is told by its alternative text.

    Raises
    ------
    BadInputError
        If python-docx is not installed.
    """
    lacking = missing()
    if lacking is not None:
        raise BadInputError(lacking)
    whole = [one for document in documents for one in document.whole]
    paper = _Paper(seen(documents[0].title), _banner(whole))
    for number, document in enumerate(whole):
        _document(paper, document, pictures, first=number == 0)
    return paper.bytes()


def seen(words: Words | object) -> str:
    r"""Return words that a Word file can hold.

    Examples
    --------
    >>> seen("a\x00\u202eb"), seen("12\u202f000 m³")
    ('ab', '12\u202f000\xa0m³')
    """
    return _UNSEEN.sub("", typeset(words))


def _banner(whole: Iterable[Document]) -> str:
    told = {str(notice) for one in whole for notice in one.notices}
    return str(SYNTHETIC).capitalize() if str(SYNTHETIC) in told else ""


def _document(paper: _Paper, document: Document, pictures: Path | None, *, first: bool) -> None:
    if first:
        paper.line(seen(document.title), "Title")
    else:
        paper.turn(turned=False)
        paper.line(seen(document.title), "Heading 1", new_page=True)
    for notice in document.notices:
        paper.line(seen(notice), "Notice")
    for sentence in document.lead:
        paper.line(seen(sentence), "Lead")
    if document.contents:
        for part in document.parts:
            paper.line(seen(part.title), "List Bullet")
    for section in document.sections:
        _section(paper, section, pictures, "Heading 1" if first else "Heading 2")


def _section(paper: _Paper, section: Section, pictures: Path | None, heading: str) -> None:
    pieces = [piece for table in section.tables for piece in printed_table(table, seen)]
    paper.turn(turned=any(piece["turned"] for piece in pieces))
    if str(section.title):
        paper.line(seen(section.title), heading)
    for sentence in section.sentences:
        paper.line(seen(sentence))
    for fact in section.facts:
        paper.fact(seen(fact.label), seen(fact.words))
    for item in section.items:
        paper.line(seen(item), "List Bullet")
    for piece in pieces:
        paper.table(piece)
    for figure in section.figures if pictures is not None else ():
        assert pictures is not None
        paper.figure(figure, pictures / figure.file)
    if str(section.note):
        paper.line(seen(section.note), "Note")


class _Paper:
    """The Word file under way."""

    def __init__(self, title: str, banner: str) -> None:
        import docx as library

        self._file = library.Document()
        self._turned = False
        self._styles()
        section = self._file.sections[0]
        self._page(section)
        self._running(section, title, banner)
        properties = self._file.core_properties
        properties.title, properties.author, properties.comments = title, "tisites", ""
        properties.last_modified_by, properties.keywords = "tisites", banner
        properties.created = properties.modified = _MADE
        properties.language, properties.revision = _LANGUAGES[language()], 1

    def line(self, words: str, style: str = "Normal", *, new_page: bool = False) -> Any:
        """Write a paragraph; its lines stay lines."""
        paragraph = self._file.add_paragraph(words, style=style)
        if new_page:
            paragraph.paragraph_format.page_break_before = True
        return paragraph

    def fact(self, label: str, words: str) -> None:
        """Write a label and its value."""
        paragraph = self._file.add_paragraph(style="Fact")
        paragraph.add_run(f"{label}{Text(' : ', ': ')}").bold = True
        paragraph.add_run(words)

    def table(self, piece: dict[str, Any]) -> None:
        """Write a table: its title above, heads that repeat, columns as wide as they need."""
        from docx.enum.table import WD_TABLE_ALIGNMENT

        if piece["title"]:
            self.line(piece["title"], "Caption").paragraph_format.keep_with_next = True
        columns = piece["columns"]
        table = self._file.add_table(rows=1, cols=len(columns))
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.LEFT, False
        _lines(table)
        widths = self._widths(piece)
        for k, column in enumerate(columns):
            cell = table.rows[0].cells[k]
            _cell(cell, "\n".join(column["heading"]), piece["size"], column["right"], bold=True)
            _shade(cell)
        _repeat(table.rows[0])
        for row in piece["rows"]:
            cells = table.add_row().cells
            for cell, told, column in zip(cells, row["cells"], columns, strict=True):
                words = "\n".join(told["text"])
                _cell(cell, words, piece["size"], column["right"], bold=row["strong"])
            for told in row["below"]:
                under = table.add_row().cells
                _cell(under[0].merge(under[-1]), "\n".join(told), piece["size"], right=False)
        written = list(table.rows)
        for number, row in enumerate(written, start=1):
            _whole(row)
            kept = piece["whole"] and number < len(written)
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = width
                cell.paragraphs[0].paragraph_format.keep_with_next = kept or None
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        self.line(piece["note"], "Note")

    def figure(self, figure: Figure, path: Path) -> None:
        """Put in a picture with its alternative text, and its caption under it."""
        from docx.shared import Pt

        if path.suffix.lower() not in _PICTURES:
            self.line(seen(figure.alt), "Note")
        else:
            self._file.add_picture(str(path), width=Pt(self._room()))
            drawn = self._file.inline_shapes[-1]._inline
            drawn.docPr.set("descr", seen(figure.alt))
            drawn.docPr.set("name", path.stem)
            self._fit(self._file.inline_shapes[-1])
            self._file.paragraphs[-1].paragraph_format.keep_with_next = bool(str(figure.caption))
        if str(figure.caption):
            self.line(seen(figure.caption), "Caption")

    def turn(self, *, turned: bool) -> None:
        """Begin a page of the other orientation, where it is another."""
        if turned != self._turned:
            from docx.enum.section import WD_SECTION

            self._turned = turned
            self._page(self._file.add_section(WD_SECTION.NEW_PAGE))

    def bytes(self) -> bytes:
        """Return the file, with a fixed day in its archive."""
        raw, made = io.BytesIO(), io.BytesIO()
        self._file.save(raw)
        with zipfile.ZipFile(raw) as old, zipfile.ZipFile(made, "w") as new:
            for name in old.namelist():
                entry = zipfile.ZipInfo(name, _ZIPPED)
                entry.compress_type = zipfile.ZIP_DEFLATED
                new.writestr(entry, old.read(name))
        return made.getvalue()

    def _room(self) -> float:
        return (_LONG if self._turned else _SHORT) - 2 * _SIDE

    def _fit(self, shape: Any) -> None:
        """Make a picture low enough to share its page with what it belongs to."""
        from docx.shared import Pt

        high = Pt(_HIGHEST)
        if shape.height > high:
            shape.width, shape.height = int(shape.width * high / shape.height), high

    def _widths(self, piece: dict[str, Any]) -> list[Any]:
        """Return widths that fill the page: figures have theirs, texts share what is left.

        Whatever the font that stands for ours, no word of a head is broken.
        """
        from docx.shared import Pt

        columns = piece["columns"]
        words = [max(map(len, " ".join(c["heading"]).split()), default=1) for c in columns]
        heads = [_HEAD_CHARACTER * piece["size"] * count + _MARGINS for count in words]
        least = [max(_LOOSE * c["points"], head) for c, head in zip(columns, heads, strict=True)]
        left = self._room() - sum(least)
        shares = sum(column["share"] for column in columns)
        more = [left * c["share"] / shares if shares and left > 0 else 0.0 for c in columns]
        return [Pt(width + grown) for width, grown in zip(least, more, strict=True)]

    def _page(self, section: Any) -> None:
        from docx.enum.section import WD_ORIENT
        from docx.shared import Pt

        wide, high = (_LONG, _SHORT) if self._turned else (_SHORT, _LONG)
        section.orientation = WD_ORIENT.LANDSCAPE if self._turned else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Pt(wide), Pt(high)
        section.left_margin = section.right_margin = Pt(_SIDE)
        section.top_margin = section.bottom_margin = Pt(_TOP)

    def _running(self, section: Any, title: str, banner: str) -> None:
        head = section.header.paragraphs[0]
        head.text = title
        if banner:
            head.add_run(f"{Text(' – ', ' – ')}{banner}").bold = True
        foot = section.footer.paragraphs[0]
        foot.add_run(str(Text("page ", "page ")))
        _field(foot, "PAGE")
        foot.add_run(str(Text(" sur ", " of ")))
        _field(foot, "NUMPAGES")

    def _styles(self) -> None:
        """Set the styles that a reader changes at one place."""
        from docx.enum.style import WD_STYLE_TYPE
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        styles = self._file.styles
        for name in ("Lead", "Notice", "Fact", "Note"):
            styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
        looks: dict[str, tuple[float, str, bool, float, float]] = {
            "Normal": (10.0, _INK, False, 0, 5), "Title": (20.0, _ACCENT, True, 0, 8),
            "Heading 1": (14.0, _ACCENT, True, 14, 5), "Heading 2": (12.0, _ACCENT, True, 10, 4),
            "Lead": (11.5, _INK, True, 0, 5), "Notice": (11.0, _WARNING, True, 0, 6),
            "Fact": (10.0, _INK, False, 0, 2), "Note": (8.5, "55524A", False, 2, 6),
            "Caption": (9.5, _ACCENT, True, 8, 3), "List Bullet": (10.0, _INK, False, 0, 2),
            "Header": (8.5, "55524A", False, 0, 0), "Footer": (8.5, "55524A", False, 0, 0),
        }  # fmt: skip
        for name, (size, colour, bold, before, after) in looks.items():
            _look(styles[name], size, colour, before, after, bold=bold)
        styles["Footer"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        for name in ("Heading 1", "Heading 2"):
            styles[name].paragraph_format.keep_with_next = True
        _speak(styles)


def _look(style: Any, size: float, colour: str, before: float, after: float, *, bold: bool) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    font = style.font
    font.name, font.size, font.bold, font.italic = _FONT, Pt(size), bold, False
    font.color.rgb = RGBColor.from_string(colour)
    fonts = style.element.rPr.rFonts
    for name in list(fonts.attrib):  # a theme's font would win over the one that is named
        if name.endswith("Theme"):
            del fonts.attrib[name]
    fonts.set(qn("w:hAnsi"), _FONT)
    style.paragraph_format.space_before = Pt(before)
    style.paragraph_format.space_after = Pt(after)
    border = style.element.pPr.find(qn("w:pBdr")) if style.element.pPr is not None else None
    if border is not None:
        style.element.pPr.remove(border)


def _speak(styles: Any) -> None:
    """Say the language of the text, for spelling and for who listens to it."""
    from docx.oxml.ns import qn

    spoken = _LANGUAGES[language()]
    defaults = styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    tag = defaults.find(qn("w:lang"))
    for name in ("w:val", "w:eastAsia"):
        tag.set(qn(name), spoken)


def _field(paragraph: Any, name: str) -> None:
    """Write a field that the word processor fills in: the page, how many there are."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    field.append(OxmlElement("w:r"))
    text = OxmlElement("w:t")
    text.text = "1"
    field[0].append(text)
    paragraph._p.append(field)


def _cell(cell: Any, words: str, size: float, right: bool, *, bold: bool = False) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = cell.paragraphs[0]
    run = paragraph.add_run(words)
    run.font.size, run.bold = Pt(size), bold or None
    paragraph.paragraph_format.space_after = Pt(1)
    paragraph.paragraph_format.space_before = Pt(1)
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _lines(table: Any) -> None:
    """Draw thin lines between rows and narrow margins, whatever the style of tables."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{_LINE}"/>'
        for side in ("top", "bottom", "insideH")
    )
    margins = "".join(f'<w:{side} w:w="60" w:type="dxa"/>' for side in ("left", "right"))
    properties = table._tbl.tblPr
    properties.append(parse_xml(f"<w:tblBorders {nsdecls('w')}>{edges}</w:tblBorders>"))
    layout = properties.find(f"{{{table._tbl.nsmap['w']}}}tblLayout")
    if layout is not None:  # the order of the schema: borders, layout, margins
        properties.append(layout)
    properties.append(parse_xml(f"<w:tblCellMar {nsdecls('w')}>{margins}</w:tblCellMar>"))


def _shade(cell: Any) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    shade = f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{_HEAD}"/>'
    cell._tc.get_or_add_tcPr().append(parse_xml(shade))


def _repeat(row: Any) -> None:
    """Have a row head every page of its table."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    head = OxmlElement("w:tblHeader")
    head.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(head)


def _whole(row: Any) -> None:
    """Keep a row on one page."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))
