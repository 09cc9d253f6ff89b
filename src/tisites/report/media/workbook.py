"""A document as a workbook: a sheet to read, then a sheet a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.messages.text import Text
from tisites.report.media.sheets import open_book, prose

if TYPE_CHECKING:
    from pathlib import Path

    from tisites.report.document import Document

_READ = Text("Lire", "Read")


def write_workbook(document: Document, path: Path) -> None:
    """Write a document as XLSX: text stays text, figures are numbers, nothing is a formula."""
    with open_book(path, document.title, document.notices) as book:
        reading = [line for one in document.whole for line in prose(one)]
        book.lines(book.sheet(_READ), reading)
        for table in document.tables:
            book.table(book.sheet(str(table.title) or table.name, repeat=(0, 0)), table)
