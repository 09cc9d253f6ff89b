"""A document as a workbook: a sheet to read, then a sheet a table."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, Any

from tisites.messages.spreadsheet_text import disarm
from tisites.messages.text import Text
from tisites.report.media.csv import reader_value

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tisites.report.document import Document, Table

_LONGEST_SHEET = 31
_WIDEST = 70
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
#: A fixed day: the same answer makes the same bytes.
_MADE = datetime.datetime(2000, 1, 1)


def write_workbook(document: Document, path: Path) -> None:
    """Write a document as XLSX: text stays text, figures are numbers, nothing is a formula."""
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"created": _MADE, "title": str(document.title)})
        formats = {
            "title": book.add_format({"bold": True, "font_size": 14}),
            "head": book.add_format(
                {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}
            ),
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
            "notice": book.add_format({"bold": True, "font_color": "#8a2c00", "text_wrap": True}),
        }
        names: set[str] = set()
        _reading_sheet(document, book.add_worksheet(_sheet_name(_READ, names)), formats)
        for table in document.tables:
            name = _sheet_name(str(table.title) or table.name, names)
            _table_sheet(table, book, book.add_worksheet(name), formats)


_READ = Text("Lire", "Read")


def _reading_sheet(document: Document, sheet: Any, formats: dict[str, Any]) -> None:
    lines = [line for one in document.whole for line in _read(one)]
    sheet.set_column(0, 0, 110)
    for row, (line, style) in enumerate(lines):
        sheet.write_string(row, 0, disarm(line), formats[style])


def _read(document: Document) -> list[tuple[str, str]]:
    lines: list[tuple[str, str]] = [(str(document.title), "title")]
    lines += [(str(notice), "notice") for notice in document.notices]
    lines += [(str(sentence), "text") for sentence in document.lead]
    for section in document.sections:
        lines += [("", "text"), (str(section.title), "head")] if str(section.title) else []
        lines += [(str(sentence), "text") for sentence in section.sentences]
        lines += [
            (f"{fact.label}{Text(' : ', ': ')}{fact.words}", "text") for fact in section.facts
        ]
        lines += [(f"– {item}", "text") for item in section.items]
        lines += [(str(section.note), "text")] if str(section.note) else []
    return lines


def _table_sheet(table: Table, book: Any, sheet: Any, formats: dict[str, Any]) -> None:
    kept = table.seen("files")
    sheet.freeze_panes(1, 0)
    for place, k in enumerate(kept):
        column = table.columns[k]
        values = [reader_value(row[k], column) for row in table.rows]
        style = {"valign": "top"}
        if column.decimals is not None:
            style["num_format"] = "#,##0" + ("." + "0" * column.decimals if column.decimals else "")
        cell = book.add_format(style) if column.align == "right" else formats["text"]
        sheet.set_column(place, place, _width(column.heading, values), cell)
        sheet.write_string(0, place, column.heading, formats["head"])
        for row, value in enumerate(values, start=1):
            if isinstance(value, str):
                sheet.write_string(row, place, disarm(value), formats["text"])
            elif value is not None:
                sheet.write_number(row, place, value, cell)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), max(0, len(kept) - 1))


def _width(heading: str, values: Sequence[object]) -> int:
    longest = max((len(str(value)) for value in values if value is not None), default=0)
    return max(8, min(_WIDEST, max(longest, min(len(heading), 24)) + 2))


def _sheet_name(words: object, taken: set[str]) -> str:
    """Return a name that Excel accepts and no other sheet bears."""
    base = _FORBIDDEN.sub(" ", str(words)).strip(" '") or "table"
    name = base[:_LONGEST_SHEET].rstrip(" '")
    k = 2
    while name.casefold() in taken:
        tail = f" {k}"
        name, k = base[: _LONGEST_SHEET - len(tail)].rstrip(" '") + tail, k + 1
    taken.add(name.casefold())
    return name
