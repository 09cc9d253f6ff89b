"""Tables of a document as CSV: keys for programs, headings for spreadsheets."""

from __future__ import annotations

import csv
import io
import math
from typing import TYPE_CHECKING

from tisites.messages.spreadsheet_text import escape
from tisites.messages.text import language
from tisites.report.document import Confidential, Said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tisites.report.document import Column, Document, Table

_PLACES = 9


def csv_table(document: Document, table: Table) -> str:
    """Write a table for programs: keys as heads, codes and ids as cells, dots, commas."""
    kept = table.seen("files")
    notice = _notice(document)
    heads = [table.columns[k].key for k in kept] + ["notice"] * bool(notice)
    rows = [[_plain(row[k]) for k in kept] + [notice] * bool(notice) for row in table.rows]
    return _written([heads, *rows], ",", "\n")


def spreadsheet_table(document: Document, table: Table) -> str:
    """Write a table for a spreadsheet of the language: headings, words, its decimal mark."""
    kept = table.seen("files")
    comma = language() == "fr"
    notice = _notice(document)
    heads = [table.columns[k].heading for k in kept] + ["notice"] * bool(notice)
    rows = [
        [_for_reader(row[k], table.columns[k], comma=comma) for k in kept] + [notice] * bool(notice)
        for row in table.rows
    ]
    return "\ufeff" + _written([heads, *rows], ";" if comma else ",", "\r\n")


def reader_value(cell: object, column: Column) -> str | float | int | None:
    """Return a cell as a spreadsheet holds it: words as text, figures as numbers."""
    if isinstance(cell, Said | Confidential):
        return reader_value(cell.words, column)
    if cell is None or (isinstance(cell, float) and not math.isfinite(cell)):
        return column.show(cell) if isinstance(cell, float) and math.isinf(cell) else None
    if isinstance(cell, bool):
        return column.show(cell)
    if isinstance(cell, int | float):
        return round(cell, column.decimals) if column.decimals is not None else cell
    return str(cell)


def program_value(cell: object) -> object:
    """Return a cell as programs read it: ids and codes, not the words for them."""
    if isinstance(cell, Confidential):
        return program_value(cell.words)
    return program_value(cell.value) if isinstance(cell, Said) else cell


def _for_reader(cell: object, column: Column, *, comma: bool) -> str:
    value = reader_value(cell, column)
    if value is None:
        return ""
    if isinstance(value, str):
        return escape(value)
    text = f"{value:.{column.decimals}f}" if column.decimals is not None else f"{value:.9g}"
    return text.replace(".", ",") if comma else text


def _plain(cell: object) -> str:
    value = program_value(cell)
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return str(value)
    return f"{value:.{_PLACES}g}" if isinstance(value, float) else str(value)


def _notice(document: Document) -> str:
    return " ; ".join(str(notice) for notice in document.notices)


def _written(rows: Sequence[Sequence[str]], separator: str, ends: str) -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=separator, lineterminator=ends).writerows(rows)
    return stream.getvalue()
