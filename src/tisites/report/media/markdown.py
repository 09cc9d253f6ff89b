"""A document as Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tisites.messages.text import Text
from tisites.messages.typography import typeset

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tisites.report.document import Document, Section, Table

#: What Markdown would take for markup in the middle of a name.
_MARKUP = re.compile(r"([\\`*_\[\]<>|#])")


def markdown(document: Document) -> str:
    r"""Write a document as Markdown; names cannot become markup.

    Examples
    --------
    >>> from tisites.report.document import Document, Section
    >>> print(markdown(Document("d", "A|B", (Section("Part", ("One.",)),))).strip())
    # A\|B
    <BLANKLINE>
    ## Part
    <BLANKLINE>
    One.
    """
    return "\n\n".join(_blocks(document)) + "\n"


def escaped(words: object) -> str:
    r"""Write words so that Markdown shows them as they are.

    Examples
    --------
    >>> escaped("<b>|x_1")
    '\\<b\\>\\|x\\_1'
    """
    return _MARKUP.sub(r"\\\1", typeset(words)).replace("\n", " ")


def _blocks(document: Document) -> Iterator[str]:
    yield f"# {escaped(document.title)}"
    for notice in document.notices:
        yield f"**{escaped(notice)}**"
    for sentence in document.lead:
        yield f"**{escaped(sentence)}**"
    for section in document.sections:
        yield from _section(section)
    for part in document.parts:
        yield from _blocks(part)


def _section(section: Section) -> Iterator[str]:
    if str(section.title):
        yield f"## {escaped(section.title)}"
    yield from (escaped(sentence) for sentence in section.sentences)
    colon = Text("\u00a0: ", ": ")
    if section.facts:
        yield "\n".join(f"- {escaped(f.label)}{colon}{escaped(f.words)}" for f in section.facts)
    if section.items:
        yield "\n".join(f"- {escaped(item)}" for item in section.items)
    for table in section.tables:
        yield from _table(table)
    for figure in section.figures:
        yield f"![{escaped(figure.alt)}]({figure.file})"
        if str(figure.caption):
            yield escaped(figure.caption)
    if str(section.note):
        yield escaped(section.note)


def _table(table: Table) -> Iterator[str]:
    columns, rows, note = table.page()
    if not rows:
        return
    if str(table.title):
        yield f"### {escaped(table.title)}"
    rule = "|" + "|".join("--:" if c.align == "right" else "---" for c in columns) + "|"
    heads = [column.heading for column in columns]
    yield "\n".join([_row(heads), rule, *(_row(row.cells, strong=row.strong) for row in rows)])
    if note:
        yield escaped(note)


def _row(cells: Sequence[str], *, strong: bool = False) -> str:
    mark = "**" if strong else ""
    written = (f"{mark}{escaped(cell)}{mark}" if cell else "" for cell in cells)
    return "| " + " | ".join(written) + " |"
