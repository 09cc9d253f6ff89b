"""Sheets of a workbook with one finish: widths, filters, frozen heads, one page wide on A4.

What writes XLSX goes through here: a document's tables (:mod:`tisites.report.media.workbook`) and
the workbook of a run (:mod:`tisites.report.book.book`). Text stays text, figures are numbers that a
format rounds for reading, and the only formulas are those that :meth:`Book.formula` is given.
"""

from __future__ import annotations

import datetime
import math
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tisites.messages.errors import bad_input
from tisites.messages.spreadsheet_text import disarm
from tisites.messages.text import Text, both, number
from tisites.messages.typography import typeset
from tisites.report.media.csv import reader_value

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from pathlib import Path

    from tisites.messages.errors import BadInputError
    from tisites.report.document import Column, Document, Table

_LONGEST_SHEET = 31
#: Characters of a column: the least, the most, the most of one that is mostly sentences, and the
#: most that a heading of short words asks for.
_NARROWEST, _WIDE, _WIDEST, _HEADING = 8, 42, 64, 12
#: What Excel takes: characters of a cell, rows of a sheet.
_LONGEST_CELL, _MOST_ROWS = 32_767, 1_048_576
#: Share of the cells that fit on one line: a few long ones break, and do not widen all.
_FIT = 0.95
#: Height of a line and of heads that stand upright, in points; columns of figures that are many.
_LINE, _TALL, _MANY = 15.0, 150.0, 12
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
#: A fixed day: the same answer makes the same bytes.
_MADE = datetime.datetime(2000, 1, 1)
_A4 = 9
_HEAD_COLOUR, _EDIT_COLOUR, _BAR_COLOUR = "#e8eef1", "#fff6cc", "#7fb2b0"
_STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "plain": {"italic": True},
    "section": {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"},
    "head": {
        "bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "bg_color": _HEAD_COLOUR,
    },
    "text": {"text_wrap": True, "valign": "top"},
    "cell": {"text_wrap": True, "valign": "top", "align": "left", "indent": 1},
    "line": {"valign": "top", "align": "left", "indent": 1},
    "number": {"valign": "top", "align": "right"},
    "strong": {"bold": True, "text_wrap": True, "valign": "top"},
    "notice": {"bold": True, "font_color": "#8a2c00", "text_wrap": True, "valign": "top"},
    "link": {"font_color": "#0b5394", "underline": 1, "valign": "top"},
}  # fmt: skip


class Book:
    """A workbook that is being written; :func:`open_book` opens and closes it."""

    def __init__(self, book: Any, title: str, notice: str) -> None:
        self._book, self._title, self._notice = book, title, notice
        self._formats: dict[tuple[Any, ...], Any] = {}
        self._names: set[str] = set()

    def style(self, name: str = "text", **more: Any) -> Any:
        """Return a format: a named one, with more of its own."""
        key = (name, *more.items())
        if key not in self._formats:
            self._formats[key] = self._book.add_format({**_STYLES[name], **more})
        return self._formats[key]

    def editable(self, decimals: int | None) -> Any:
        """Return the format of a cell that the planner is meant to change."""
        return self.style(
            "number", num_format=number_format(decimals), bg_color=_EDIT_COLOUR, border=1
        )

    def sheet(self, words: object, *, repeat: tuple[int, int] | None = None) -> Any:
        """Add a sheet that prints on A4, landscape, one page wide, with numbered pages.

        Parameters
        ----------
        words : object
            Its name, cut and cleaned to what Excel takes.
        repeat : tuple of int, optional
            First and last row that every printed page repeats.
        """
        sheet = self._book.add_worksheet(sheet_name(words, self._names))
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        left = _for_footer(" – ".join(filter(None, (self._title, self._notice))))
        page = Text("page &P sur &N", "page &P of &N")
        sheet.set_footer(f"&L&8{left}&R&8{page}")
        if repeat is not None:
            sheet.repeat_rows(*repeat)
        return sheet

    def lines(self, sheet: Any, lines: Iterable[tuple[str, str]], width: int = 110) -> int:
        """Write sentences one under the other; return how many rows they take."""
        sheet.set_column(0, 0, width)
        row = -1
        for row, (line, style) in enumerate(lines):
            words = held(typeset(line))
            sheet.write_string(row, 0, words, self.style(style))
            if (deep := _lines_of(words, width)) > 1:
                sheet.set_row(row, _LINE * deep)
        return row + 1

    def link(self, sheet: Any, row: int, column: int, to: str) -> None:
        """Write the name of another sheet, which a click opens."""
        target = to.replace("'", "''")
        sheet.write_url(row, column, f"internal:'{target}'!A1", self.style("link"), to)

    def text(
        self, sheet: Any, row: int, column: int, words: object, style: str = "text", **more: Any
    ) -> None:
        """Write text that no spreadsheet runs."""
        sheet.write_string(row, column, held(typeset(words)), self.style(style, **more))

    def cell(self, sheet: Any, row: int, column: int, value: str) -> None:
        """Write a cell as it is told: an id that a formula looks for, a name."""
        sheet.write_string(row, column, held(value), self.style("cell"))

    def formula(
        self, sheet: Any, row: int, column: int, formula: str, value: object,
        form: str = "General", *, bold: bool = False,
    ) -> None:  # fmt: skip
        """Write a formula with its value, for who opens the file without computing it."""
        named, own = ("line", {}) if isinstance(value, str) else ("number", {"num_format": form})
        style = self.style(named, **own, **({"bold": True} if bold else {}))
        sheet.write_formula(row, column, formula, style, value)

    def table(
        self,
        sheet: Any,
        table: Table,
        *,
        at: int = 0,
        frozen: int = 0,
        gauges: Collection[str] = (),
    ) -> None:
        """Write a table: heads with units, widths from what is in it, a filter, frozen heads.

        Parameters
        ----------
        sheet : worksheet
        table : Table
            Its columns that files show.
        at : int
            Row of the heads.
        frozen : int
            Columns that stay in sight.
        gauges : collection of str
            Keys of columns of per cent that are drawn as bars, full at 100.
        """
        kept = table.seen("files")
        columns = [table.columns[k] for k in kept]
        if at + len(table.rows) >= _MOST_ROWS:
            raise _too_long(table)
        rows = [[_value(row[k], table.columns[k]) for k in kept] for row in table.rows]
        right = [column.align == "right" for column in columns]
        self.heads(sheet, [column.heading for column in columns], rows, at=at, right=right)
        forms = [self._form(column) for column in columns]
        plain, strong = self.style("cell"), self.style("cell", bold=True)
        for place, row in enumerate(rows, start=at + 1):
            last = table.total and place == at + len(rows)
            for k, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(place, k, held(value), strong if last else plain)
                elif value is not None:
                    sheet.write_number(place, k, value, forms[k])
        sheet.freeze_panes(at + 1, frozen)
        if rows:
            sheet.autofilter(at, 0, at + len(rows), max(0, len(kept) - 1))
        for k, column in enumerate(columns):
            if column.key in gauges and rows:
                self.gauge(sheet, at + 1, k, at + len(rows))

    def heads(
        self,
        sheet: Any,
        heads: Sequence[str],
        rows: Sequence[Sequence[object]],
        *,
        at: int = 0,
        right: Sequence[bool] = (),
    ) -> None:
        """Write the heads of columns, each as wide as most of what stands under it.

        Where columns of figures are many their heads stand upright, so that a page stays readable.
        Rows whose text breaks are made as high as it needs: not every reader does that by itself.
        """
        figures = [k < len(right) and right[k] for k in range(len(heads))]
        upright = sum(figures) > _MANY and at == 0
        widths, deep = [], 1
        for k, head in enumerate(heads):
            stands = upright and figures[k]
            width = column_width("" if stands else head, [row[k] for row in rows])
            leans: dict[str, Any] = {"align": "left", "indent": 1}
            if figures[k]:
                leans = (
                    {"align": "center", "valign": "bottom", "rotation": 90}
                    if stands
                    else {"align": "right"}
                )
            sheet.set_column(k, k, width, self.style("cell"))
            sheet.write_string(at, k, held(typeset(head)), self.style("head", **leans))
            deep = deep if stands else max(deep, _lines_of(head, width - 2))
            widths.append(width)
        sheet.set_row(at, max(_LINE * deep + 3.0, _TALL if upright else 0.0))
        for place, row in enumerate(rows, start=at + 1):
            deep = 1
            for value, width in zip(row, widths, strict=True):
                if isinstance(value, str) and len(value) >= width - 1:
                    deep = max(deep, _lines_of(value, width))
            if deep > 1:
                sheet.set_row(place, _LINE * deep)

    def gauge(self, sheet: Any, first: int, column: int, last: int) -> None:
        """Draw per cent as bars that are full at 100."""
        bar = {"type": "data_bar", "bar_solid": True, "bar_color": _BAR_COLOUR}
        ends = {"min_type": "num", "max_type": "num", "min_value": 0, "max_value": 100}
        sheet.conditional_format(first, column, last, column, bar | ends)

    def _form(self, column: Column) -> Any:
        if column.align != "right" and column.decimals is None:
            return self.style("number")
        return self.style("number", num_format=number_format(column.decimals))


@contextmanager
def open_book(path: Path, title: object, notices: Sequence[object] = ()) -> Iterator[Book]:
    """Open a workbook; nothing in it becomes a formula, a link or a number by its looks."""
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"created": _MADE, "title": str(title)})
        book.set_calc_mode("auto")
        yield Book(book, str(title), " ; ".join(str(one) for one in notices))


def _too_long(table: Table) -> BadInputError:
    many, most = both(lambda: number(len(table.rows))), both(lambda: number(_MOST_ROWS - 1))
    return bad_input(
        Text(
            f"« {table.title} » a {many.fr} lignes : une feuille Excel en tient {most.fr}",
            f"'{table.title}' has {many.en} rows: a sheet of Excel holds {most.en}",
        ),
        Text("demander un autre format (csv, gpkg)", "ask for another format (csv, gpkg)"),
    )


def held(text: str) -> str:
    """Return a text as a cell holds it: run by nothing, cut where Excel would lose all of it.

    Examples
    --------
    >>> held("=1+1"), len(held("x" * 40_000)), held("x" * 40_000)[-1]
    ("'=1+1", 32767, '…')
    """
    told = disarm(text)
    return told if len(told) <= _LONGEST_CELL else told[: _LONGEST_CELL - 1] + "…"


def number_format(decimals: int | None) -> str:
    """Return a format that rounds for reading; Excel writes the marks of the reader's country.

    Examples
    --------
    >>> number_format(2), number_format(0), number_format(None)
    ('#,##0.00', '#,##0', 'General')
    """
    if decimals is None:
        return "General"
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def column_width(head: str, values: Sequence[object]) -> int:
    """Return the characters that a column needs: most of its cells, a head over a few lines.

    Examples
    --------
    >>> column_width("n°", [1, 2]), column_width("motif", ["x" * 200])
    (8, 64)
    """
    lengths = sorted(_length(value) for value in values if value is not None)
    longest = lengths[math.ceil(_FIT * len(lengths)) - 1] if lengths else 0
    sentences = bool(lengths) and lengths[len(lengths) // 2] > _WIDE
    word = max((len(part) for part in re.split(r"\s", head)), default=0)
    heading = max(min(len(head), _HEADING), word)
    return max(_NARROWEST, min(_WIDEST if sentences else _WIDE, max(longest, heading) + 3))


def _value(cell: object, column: Column) -> str | float | None:
    """Return a cell with all its decimals: a format rounds it for reading."""
    if isinstance(cell, int | float) and not isinstance(cell, bool) and math.isfinite(cell):
        return cell
    return reader_value(cell, column)


def _length(value: object) -> int:
    """Return the characters that a cell takes: a figure is rounded by its format."""
    if isinstance(value, float):
        return len(f"{value:,.2f}") if math.isfinite(value) else 1
    return max((len(line) for line in str(value).split("\n")), default=0)


def _lines_of(words: str, width: int) -> int:
    """Return over how many lines words break in a column of this width."""
    lines = 0
    for line in words.split("\n"):
        lines, room = lines + 1, 0
        for word in line.split():
            room += len(word) + (room > 0)
            if room > width - 1:
                lines, room = lines + (room > len(word)), len(word)
            lines += room // width
            room %= width
    return lines


def _for_footer(words: str) -> str:
    """Return words for a footer, where an ampersand begins a code; Excel takes 255 characters."""
    return words.replace("&", "&&")[:200]


def sheet_name(words: object, taken: set[str]) -> str:
    """Return a name that Excel accepts and no other sheet bears.

    Examples
    --------
    >>> names = set()
    >>> sheet_name("Prix : a/b", names), sheet_name("prix : a/b", names)
    ('Prix   a b', 'prix   a b 2')
    """
    base = _FORBIDDEN.sub(" ", str(words)).strip(" '") or "table"
    name = base[:_LONGEST_SHEET].rstrip(" '")
    k = 2
    while name.casefold() in taken:
        tail = f" {k}"
        name, k = base[: _LONGEST_SHEET - len(tail)].rstrip(" '") + tail, k + 1
    taken.add(name.casefold())
    return name


def prose(document: Document) -> list[tuple[str, str]]:
    """Return what a document says outside its tables, each line with its style."""
    lines: list[tuple[str, str]] = [(str(document.title), "title")]
    lines += [(str(notice), "notice") for notice in document.notices]
    lines += [(str(sentence), "text") for sentence in document.lead]
    for section in document.sections:
        lines += [("", "text"), (str(section.title), "section")] if str(section.title) else []
        lines += [(str(sentence), "text") for sentence in section.sentences]
        lines += [
            (f"{fact.label}{Text(' : ', ': ')}{fact.words}", "text") for fact in section.facts
        ]
        lines += [(f"– {item}", "text") for item in section.items]
        lines += [(str(section.note), "text")] if str(section.note) else []
    return lines
