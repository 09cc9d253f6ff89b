"""The files of a document: which media there are, and writing all of them or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.messages.text import Text
from tisites.report.media.csv import csv_table, spreadsheet_table
from tisites.report.media.html import html
from tisites.report.media.markdown import markdown
from tisites.report.media.record import record
from tisites.report.media.workbook import write_workbook
from tisites.run.files.folder import ready, staged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from tisites.report.document import Document


def may_write(out: Path, name: str, tables: tuple[str, ...] = (), mark: str = "") -> None:
    """Refuse a folder that holds something else, before any work.

    Parameters
    ----------
    out : Path
        Folder that is to hold the study.
    name : str
        Name of the study's document.
    tables : tuple of str
        Names of its tables and stems of its pictures.
    mark : str
        Name of its JSON file; ``NAME.json`` without one.

    Raises
    ------
    BadInputError
        If the folder is a file, or holds something other than this study.
    """
    ready(out, mark or f"{name}.json", (f"{name}.", *tables))


def write_document(
    document: Document,
    out: Path,
    draw: Callable[[Path], None] | None = None,
    beside: Sequence[Document] = (),
) -> None:
    """Write every medium of a document, all of them or none.

    Parameters
    ----------
    document : Document
        In the current language.
    out : Path
        Folder; an older answer of the same study in it is replaced.
    draw : callable, optional
        Draws the document's figures into the folder that it is given.
    beside : sequence of Document
        What goes into the same folder, under names of its own.

    Raises
    ------
    BadInputError
        If the folder may not be written.
    """
    with staged(out, mark_of(document), tuple(_stems(document, *beside))) as fresh:
        if draw is not None:
            draw(fresh)
        for one in (*beside, document):
            write_media(one, fresh)


def _stems(*documents: Document) -> Iterator[str]:
    for one in documents:
        yield from (f"{one.name}.", *one.owns)
        yield from (table.name for table in one.tables)
        yield from (figure.file for figure in one.figures)


def write_media(document: Document, folder: Path) -> None:
    """Write every medium of a document into a folder; the JSON, which marks it, last."""
    name = document.name
    for table in document.tables:
        _save(folder / f"{table.name}.csv", csv_table(document, table))
        _save(folder / f"{table.name}_excel.csv", spreadsheet_table(document, table))
    _save(folder / f"{name}.md", markdown(document))
    _save(folder / f"{name}.html", html([document], folder))
    write_workbook(document, folder / f"{name}.xlsx")
    _save(folder / mark_of(document), record(document))


def files_words(document: Document) -> dict[str, Text]:
    """Return what the files of a document are, by name, for who looks for one."""
    name = document.name
    return {
        f"{name}.html": Text("la page à lire", "the page to read"),
        f"{name}.pdf": Text("la même page, à imprimer", "the same page, to print"),
        f"{name}.xlsx": Text("le classeur : tout, une feuille par tableau",
                             "the workbook: everything, a sheet a table"),
        f"{name}.md": Text("le texte, à copier dans une note", "the text, to copy into a note"),
    }  # fmt: skip


def mark_of(document: Document) -> str:
    """Return the JSON file that makes a folder this study's."""
    return document.mark or f"{document.name}.json"


def _save(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="")
