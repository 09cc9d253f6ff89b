"""A document of the engine as a body: cells for programs, and the same written for a reader."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from tisites.report.document import Confidential, Said
from tisites.web.contract import (
    ColumnBody,
    DocumentBody,
    FactBody,
    FigureBody,
    SectionBody,
    TableBody,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tisites.report.document import Document, Section, Table

#: Rows of a table that a page is given; the files of the answer hold all.
MOST_ROWS = 5000


def document_body(
    document: Document, href: Callable[[str], str], beside: Iterable[Document] = ()
) -> DocumentBody:
    """Return a document, its parts and what stands beside it, as one body.

    Parameters
    ----------
    document : Document
        In the language it was asked in.
    href : callable
        Address of one of its pictures.
    beside : iterable of Document
        What follows it.
    """
    first, *rest = [one for given in (document, *beside) for one in given.whole]
    sections = [_section(one, href) for one in first.sections]
    for part in rest:
        lines = [str(words) for words in (*part.notices, *part.lead)]
        sections.append(
            SectionBody(title=str(part.title), lines=lines, items=[], tables=[], figures=[])
        )
        sections += [_section(one, href) for one in part.sections]
    return DocumentBody(
        name=first.name,
        title=str(first.title),
        notices=[str(words) for words in first.notices],
        lead=[str(words) for words in first.lead],
        sections=sections,
    )


def _section(section: Section, href: Callable[[str], str]) -> SectionBody:
    return SectionBody(
        title=str(section.title),
        lines=[str(words) for words in section.sentences],
        facts=[FactBody(label=str(one.label), value=str(one.words)) for one in section.facts],
        items=[str(words) for words in section.items],
        tables=[_table(one) for one in section.tables],
        figures=[
            FigureBody(src=href(one.file), alt=str(one.alt), caption=str(one.caption))
            for one in section.figures
        ],
        note=str(section.note),
    )


def _table(table: Table) -> TableBody:
    """Return the columns that pages show; a group's head is a column like the others here."""
    kept = table.seen("page")
    columns = [table.columns[k] for k in kept]
    rows = table.rows[:MOST_ROWS]
    last = len(table.rows) - 1
    return TableBody(
        name=table.name,
        title=str(table.title),
        columns=[
            ColumnBody(
                key=one.key, label=str(one.label), unit=one.unit, decimals=one.decimals,
                align=one.align,
            )
            for one in columns
        ],
        rows=[[plain(row[k]) for k in kept] for row in rows],
        shown=[[one.show(row[k]) for one, k in zip(columns, kept, strict=True)] for row in rows],
        strong=[last] if table.total and 0 <= last < len(rows) else [],
        sites=_sites(table, rows),
        note=str(table.note),
    )  # fmt: skip


def _sites(table: Table, rows: tuple[tuple[object, ...], ...]) -> list[str | None]:
    """Return the site of each row, from the column of its id, which a page may not show."""
    at = next((k for k, one in enumerate(table.columns) if one.key == "site_id"), None)
    if at is None:
        return []
    return [None if (one := plain(row[at])) is None else str(one) for row in rows]


def plain(cell: object) -> Any:
    """Return a cell as JSON has it; an unknown or endless figure is ``None``.

    Examples
    --------
    >>> plain(float("nan")), plain(Said("76", "Normandie")), plain(2.5)
    (None, '76', 2.5)
    """
    if isinstance(cell, Said):
        return plain(cell.value)
    if isinstance(cell, Confidential):
        return plain(cell.words)
    if hasattr(cell, "item") and not isinstance(cell, str):
        return plain(cell.item())
    if isinstance(cell, float):
        return cell if math.isfinite(cell) else None
    if cell is None or isinstance(cell, bool | int | str):
        return cell
    if isinstance(cell, list | tuple):
        return [plain(one) for one in cell]
    if isinstance(cell, dict):
        return {str(key): plain(value) for key, value in cell.items()}
    return str(cell)
