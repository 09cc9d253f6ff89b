"""A document on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.text import Text as Line

from tisites.messages.text import Text, same
from tisites.report.tables import add, line, make_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from rich.console import Console, RenderableType

    from tisites.report.document import Column, Document, Row, Section, Table, Words


def print_document(
    document: Document, console: Console, out: Path | None = None, *, known: bool = False
) -> None:
    """Print a document: notices, the answer, its sections; where its files are.

    Parameters
    ----------
    document : Document
        In the current language.
    console : Console
    out : Path, optional
        Folder of its files.
    known : bool
        Whether the folder held them already.
    """
    for notice in document.notices:
        console.print(line(f" {notice} ", style="bold white on red"))
    console.print(line(document.title, style="bold"))
    for sentence in document.lead:
        console.print(line(sentence))
    for section in document.sections:
        if section.terminal:
            console.print()
            print_section(section, console)
    for part in document.parts:
        if not any(section.terminal for section in part.sections):
            continue
        console.print()
        print_document(part, console)
    if out is not None:
        print_files(out, {}, console, known=known)


def print_files(
    folder: Path, files: Mapping[str, Words], console: Console, *, known: bool = False
) -> None:
    """Print where the answer was written, and what each of its files is.

    Parameters
    ----------
    folder : Path
    files : mapping
        What a file is, by its name; those that are not there are left out.
    console : Console
    known : bool
        Whether the folder held them already.
    """
    there = Text(" (déjà calculé)", " (already there)") if known else Text("", "")
    where = Text(f"\nRésultat dans {folder}{there.fr}", f"\nResult in {folder}{there.en}")
    console.print(line(where, style="bold"))
    for name, what in files.items():
        if (folder / name).is_file():
            console.print(line(f"  {name:<20} {what}"))


def print_section(section: Section, console: Console) -> None:
    """Print a section: its title and what stands under it."""
    if str(section.title):
        console.print(section_title(section))
    for block in section_blocks(section):
        console.print(block)
        if not isinstance(block, Line):
            console.print()


def section_title(section: Section) -> RenderableType:
    """Return the heading of a section."""
    return line(section.title, style="bold underline")


def section_blocks(section: Section) -> Iterator[RenderableType]:
    """Give what stands under the title of a section, a block each."""
    yield from map(line, section.sentences)
    for fact in section.facts:
        yield line(f"{fact.label}{Text(' : ', ': ')}{fact.words}")
    for item in section.items:
        yield line(f"  · {item}")
    yield from (block for table in section.tables if (block := table_block(table)) is not None)
    if str(section.note):
        yield line(section.note, style="dim")


def table_block(table: Table) -> RenderableType | None:
    """Return a table as the terminal shows it; ``None`` where it has no row."""
    columns, rows, note = table.page("terminal")
    if not rows:
        return None
    if any(column.below for column in columns):
        return _lines(table, columns, rows, note)
    heads = [(same(column.heading), column.align) for column in columns]
    made = make_table(same(str(table.title)), *heads)
    for shown, column in zip(made.columns, columns, strict=True):
        shown.no_wrap = shown.no_wrap or column.whole
    if not str(table.title):
        made.title = None
    for row in rows:
        add(made, *row.cells, style="bold" if row.strong else None)
    return Group(made, line(note)) if note else made


def _lines(
    table: Table, columns: Sequence[Column], rows: Sequence[Row], note: str
) -> RenderableType:
    """Return a row as a line, its sentences under it: they would not fit beside the rest."""
    lines: list[RenderableType] = []
    if str(table.title):
        lines.append(line(table.title, style="bold"))
    for row in rows:
        cells = list(zip(columns, row.cells, strict=True))
        head = " · ".join(cell for column, cell in cells if not column.below and cell)
        if head:
            lines.append(line(f"  {head}", style="bold"))
        for column, cell in cells:
            if column.below and cell:
                told = line(cell) if head else line(f"– {cell}")
                lines.append(Padding(told, (0, 0, 0, 4 if head else 2)))
    if note:
        lines.append(line(f"  {note}", style="dim"))
    return Group(*lines)
