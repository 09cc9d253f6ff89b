"""What an answer means, before any medium: sentences, facts, items, tables, figures.

A study says once what its answer means, as a :class:`Document`; every medium (terminal, Markdown,
HTML, CSV, workbook, JSON) renders any document, so that no study has a page maker of its own.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from tisites.messages.text import Text, number

if TYPE_CHECKING:
    from collections.abc import Mapping

Align = Literal["left", "right"]
Side = Literal["", "left", "right"]
Medium = Literal["files", "page", "terminal"]
Seen = Literal["everywhere", "files", "page", "wide", "print", "terminal"]
_SHOWN: dict[Medium, tuple[str, ...]] = {
    "files": ("everywhere", "files", "wide"),
    "page": ("everywhere", "page", "wide", "print"),
    "terminal": ("everywhere", "page", "terminal"),
}
#: Shown where a figure is not known; files leave the cell empty.
UNKNOWN = "–"


@dataclass(frozen=True, slots=True)
class Confidential:
    """Words or a cell that the public profile withholds (:mod:`tisites.report.profile`).

    Examples
    --------
    >>> print(Confidential("SCI des Forges"))
    SCI des Forges
    """

    words: str | Text | float

    def __str__(self) -> str:
        return str(self.words)


#: Words of a document: finished in the current language, or in both.
Words = str | Text | Confidential


@dataclass(frozen=True, slots=True)
class Said:
    """A cell that machines and readers see differently: an id and a name, a code and a word.

    Parameters
    ----------
    value : object
        For files that programs read.
    words : str, Text or float
        For readers; a figure is written as its column says.
    """

    value: object
    words: Words | float


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Parameters
    ----------
    key : str
        Name in files that programs read; units in the name.
    label : str or Text
        Heading for readers.
    unit : str
        Written after the heading, in brackets.
    decimals : int, optional
        Places of a figure; text and codes have none.
    align : str
        ``left`` or ``right``.
    signed : bool
        Whether a figure bears its sign.
    seen : str
        ``everywhere``; ``files`` (tables and workbooks only); ``page`` (terminal and pages only: a
        shorter form of what files tell in full); ``wide`` (not on the terminal, which is narrow);
        ``print`` and ``terminal`` (pages only, the terminal only: two writings of one thing).
    below : bool
        Whether it holds a sentence, which a terminal writes under the rest of its row.
    short : str or Text
        Heading on a terminal, where that is narrow; the same otherwise.
    whole : bool
        Whether its cells stay on one line of a terminal: names that are typed again.
    confidential : bool
        Whether the public profile withholds it.
    """

    key: str
    label: Words
    unit: str = ""
    decimals: int | None = None
    align: Align = "left"
    signed: bool = False
    seen: Seen = "everywhere"
    short: Words = ""
    whole: bool = False
    below: bool = False
    confidential: bool = False

    @property
    def heading(self) -> str:
        """Heading with its unit."""
        return f"{self.label} ({self.unit})" if self.unit else str(self.label)

    def show(self, cell: object) -> str:
        """Write a cell for a reader of the current language."""
        if isinstance(cell, Said | Confidential):
            return self.show(cell.words)
        if isinstance(cell, bool):
            return str(Text("oui", "yes") if cell else Text("non", "no"))
        if cell is None or (isinstance(cell, float) and math.isnan(cell)):
            return UNKNOWN
        if isinstance(cell, int | float):
            return _figure(float(cell), self)
        return str(cell)


class Row(NamedTuple):
    """A row as a page or a terminal writes it; strong for the head of a group and for a total."""

    cells: list[str]
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns.

    Parameters
    ----------
    name : str
        Stem of its file.
    title : str or Text
        What it shows; empty where the section's title says it.
    columns : tuple of Column
    rows : tuple of tuple
        One cell a column: text, figure, flag, ``None`` where unknown, or :class:`Said`.
    shown : int, optional
        Rows of the terminal and of pages; files hold all.
    note : str or Text
        Under it.
    group : str
        Key of a column that pages write as a head over the rows that share it, not as a column.
    total : bool
        Whether the last row sums the others.
    excerpt : tuple of int, optional
        Numbers of the rows that a terminal shows, in order, where it is not to show all.
    confidential : bool
        Whether the public profile withholds it whole.
    file : str
        File that holds every row; the table's own for spreadsheets otherwise.
    """

    name: str
    title: Words
    columns: tuple[Column, ...]
    rows: tuple[tuple[object, ...], ...]
    shown: int | None = None
    note: Words = ""
    group: str = ""
    total: bool = False
    excerpt: tuple[int, ...] | None = None
    confidential: bool = False
    file: str = ""

    def seen(self, where: Medium) -> tuple[int, ...]:
        """Return the numbers of the columns that a kind of medium shows."""
        shown = _SHOWN[where]
        return tuple(k for k, column in enumerate(self.columns) if column.seen in shown)

    def page(self, where: Medium = "page") -> tuple[tuple[Column, ...], list[Row], str]:
        """Return what a page or a terminal shows: columns, written rows, the note under them."""
        kept = [k for k in self.seen(where) if self.columns[k].key != self.group]
        at = list(range(len(self.rows)))[: self.shown]
        columns = tuple(self.columns[k] for k in kept)
        if where == "terminal":
            if self.excerpt is not None:
                at = [k for k in self.excerpt if k < len(self.rows)]
            columns = tuple(replace(c, label=c.short, unit="") if c.short else c for c in columns)
        note = " ".join(str(part) for part in (self.note, self._more(len(at))) if str(part))
        return columns, self._written(at, kept) if kept else [], note

    def opening(self, count: int) -> Table:
        """Return the table of which a terminal shows so many rows, and its total."""
        at = list(range(len(self.rows)))[: self.shown] if self.excerpt is None else self.excerpt
        last = (len(self.rows) - 1,) if self.total and self.rows else ()
        return replace(self, excerpt=(*(k for k in at[:count] if k not in last), *last))

    def _more(self, shown: int) -> Words:
        left = len(self.rows) - shown
        if not left:
            return ""
        others = Text("autre" if left == 1 else "autres", "more")
        where = f"{self.file or f'{self.name}_excel.csv'}"
        return Text(
            f"et {number(left)} {others.fr} : {where}", f"and {number(left)} {others.en}: {where}"
        )

    def _written(self, at: list[int], kept: list[int]) -> list[Row]:
        """Write these rows: heads of groups and a total are strong, what is left out is dots."""
        by = next((k for k, column in enumerate(self.columns) if column.key == self.group), None)
        first = next((n for n, k in enumerate(kept) if self.columns[k].align == "left"), 0)

        def alone(words: str, *, strong: bool) -> Row:
            cells = [""] * len(kept)
            cells[first] = words
            return Row(cells, strong=strong)

        written: list[Row] = []
        for before, number_ in zip([None, *at], at, strict=False):
            row = self.rows[number_]
            if before is not None and number_ != before + 1:
                written.append(alone("…", strong=False))
            if by is not None and (before is None or row[by] != self.rows[before][by]):
                written.append(alone(self.columns[by].show(row[by]), strong=True))
            last = self.total and number_ == len(self.rows) - 1
            written.append(Row([self.columns[k].show(row[k]) for k in kept], strong=last))
        return written


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture beside the page.

    Parameters
    ----------
    file : str
        Its file in the folder, PNG or SVG.
    alt : str or Text
        What it shows, for who cannot see it.
    caption : str or Text
    confidential : bool
        Whether the public profile withholds it.
    fills : bool
        Whether it takes what is left of its printed page, rather than the width of the text.
    """

    file: str
    alt: Words
    caption: Words = ""
    confidential: bool = False
    fills: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """A labelled value: « Valeur : 3 237,7 points »; the public profile may withhold it."""

    label: Words
    words: Words
    confidential: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it, in this order: sentences, facts, items, tables, figures.

    Parameters
    ----------
    title : str or Text
        Empty for what opens a document.
    sentences, items : tuple of str or Text
    facts : tuple of Fact
    tables : tuple of Table
    figures : tuple of Figure
    note : str or Text
        In small print, last.
    terminal : bool
        Whether the terminal shows it; files always do.
    confidential : bool
        Whether the public profile withholds it whole.
    side : str
        On paper, the column that it stands in: those of both sides that follow one another stand
        side by side; across the page where it is empty.
    turns : bool
        Whether it begins a printed page, in a document that is fitted.
    """

    title: Words = ""
    sentences: tuple[Words, ...] = ()
    facts: tuple[Fact, ...] = ()
    items: tuple[Words, ...] = ()
    tables: tuple[Table, ...] = ()
    figures: tuple[Figure, ...] = ()
    note: Words = ""
    terminal: bool = True
    confidential: bool = False
    side: Side = ""
    turns: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """What an answer means.

    Parameters
    ----------
    name : str
        Stem of its files; the study that answers.
    title : str or Text
    sections : tuple of Section
    lead : tuple of str or Text
        The answer in a sentence or two.
    notices : tuple of str or Text
        What must be seen before anything else: synthetic data, an interrupted study.
    data : mapping
        The answer for programs, as its JSON file holds it.
    parts : tuple of Document
        Documents that follow in the same files, each on a printed page of its own.
    mark : str
        Name of the JSON file; ``NAME.json`` without one.
    owns : tuple of str
        Beginnings of the names of other files that another answer of this study may have left.
    dated : str or Text
        What its data date from, on every printed page.
    fitted : bool
        Whether each printed page, from a section that turns to the next, is one full page: its
        type as large as that allows.
    contents : bool
        Whether a printed table of its parts, with their pages, follows what it says.
    """

    name: str
    title: Words
    sections: tuple[Section, ...]
    lead: tuple[Words, ...] = ()
    notices: tuple[Words, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)
    parts: tuple[Document, ...] = ()
    mark: str = ""
    owns: tuple[str, ...] = ()
    dated: Words = ""
    fitted: bool = False
    contents: bool = False

    @property
    def whole(self) -> tuple[Document, ...]:
        """The document itself and its parts, in order."""
        return (self, *(one for part in self.parts for one in part.whole))

    @property
    def tables(self) -> tuple[Table, ...]:
        """Every table, in order, as files hold them: those of one name are one table.

        Apart from its section, a table without title bears that of its section.
        """
        named: dict[str, Table] = {}
        for section in (section for one in self.whole for section in one.sections):
            for table in section.tables:
                if table.name not in named:
                    own = table.title if str(table.title) else section.title
                    named[table.name] = replace(table, title=own)
                    continue
                known = named[table.name]
                if known.columns != table.columns:
                    raise ValueError(f"two tables are named '{table.name}'")
                named[table.name] = replace(known, rows=known.rows + table.rows)
        return tuple(named.values())

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every picture, in order."""
        return tuple(f for one in self.whole for section in one.sections for f in section.figures)


def first(count: int) -> tuple[int, ...]:
    """Return the numbers of the first rows, for the excerpt of a table.

    Examples
    --------
    >>> first(3), first(0)
    ((0, 1, 2), ())
    """
    return tuple(range(count))


def frame_table(
    name: str, title: Words, columns: tuple[Column, ...], rows: Any, **options: Any
) -> Table:
    """Make a table of a DataFrame that has a column for every key.

    Parameters
    ----------
    rows : DataFrame
        NaN and ``None`` become unknown; NumPy figures become plain ones.
    """
    cells = zip(*(rows[column.key].tolist() for column in columns), strict=True)
    plain = tuple(
        tuple(None if isinstance(c, float) and math.isnan(c) else c for c in row) for row in cells
    )
    return Table(name, title, columns, plain, **options)


def _figure(value: float, column: Column) -> str:
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    places = column.decimals if column.decimals is not None else (0 if value.is_integer() else 2)
    text = number(abs(value) if column.signed else value, places)
    if not column.signed or not any(digit in text for digit in "123456789"):
        return text
    return ("+" if value > 0 else "−") + text
