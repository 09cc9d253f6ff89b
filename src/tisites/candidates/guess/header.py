"""Where the table of a list begins: its sheet, and its header on one row or several."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tisites.candidates.formats.source import Grid, Layout, joined_header
from tisites.candidates.guess.header_words import header_rank, named, worded
from tisites.candidates.guess.quantity import unit_word
from tisites.candidates.numbers import is_missing_word
from tisites.candidates.shape_text import is_shape

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Different data that a row names at least to be a header; rows among which it is looked for.
LEAST, WITHIN = 3, 60
_MOST_ROWS = 3
#: Data of which a list has to tell one: where its sites are.
PLACES = frozenset({"insee", "commune_name", "address", "lat", "lon", "x", "y", "pair", "geometry"})
_FIGURES = re.compile(r"^[\d\s.,'’\u00a0\u202f%€+-]+$|^\d[0-9AB]\d{3}$")
_UNDER = re.compile(
    r"^(?:en )?(?:l ?93|lambert ?93|wgs ?84|cc ?\d\d|oui non|o n|texte|nombre|date"
    r"|annee|k?m|degres?|x|y)$"
)


@dataclass(frozen=True, slots=True)
class TableFound:
    """A table that could hold the sites.

    Parameters
    ----------
    layout : Layout
        Its sheet and its header.
    rank : int
        How many different data its header names.
    rows : int
        Rows below that hold something, among those that were looked at.
    hidden : bool
        Its sheet is hidden.
    names : tuple of str
        Of its columns.
    """

    layout: Layout
    rank: int
    rows: int
    hidden: bool
    names: tuple[str, ...] = field(default=(), repr=False)

    @property
    def order(self) -> tuple[bool, int, int]:
        """Which of several is likelier: the smaller."""
        return (self.hidden, -min(self.rank, 6), -self.rows)


def tables(grids: Sequence[Grid]) -> list[TableFound]:
    """Return the tables that could hold the sites, the likeliest first.

    Examples
    --------
    >>> rows = (("Friches 2026", "", "", ""), ("N°", "Nom", "Commune", "Surface"),
    ...         ("", "", "", "(ha)"), ("1", "Gare", "Sedan", "4"))
    >>> tables([Grid("A", rows, (1, 2, 3, 4)), Grid("Notes", (("à lire",),), (1,))])
    [TableFound(layout=Layout(layer='A', header=(2, 3)), rank=4, rows=1, hidden=False)]
    """
    found = [one for grid in grids if (one := _table(grid)) is not None and one.rows]
    return sorted(found, key=lambda one: one.order)


def _table(grid: Grid) -> TableFound | None:
    ranks = [header_rank(row) for row in grid.rows[:WITHIN]]
    best = max(ranks, default=0)
    at = ranks.index(best) if ranks else 0
    drawn = [k for k, row in enumerate(grid.rows[:WITHIN]) if any(map(is_shape, row))]
    if best < LEAST and drawn:  # outlines say enough: their header may say little
        if not drawn[0]:
            return None
        at = drawn[0] - 1 if at >= drawn[0] or not best else at
    elif best < LEAST and not _is_short(grid.rows, at):
        # no row alone says enough: two together may
        pairs = [header_rank(joined_header(grid.rows[k : k + 2])) for k in range(len(ranks) - 1)]
        if not pairs or max(pairs) < LEAST:
            return None
        at = pairs.index(max(pairs))
    first, last = _spread(grid.rows, at)
    names = joined_header(grid.rows[first : last + 1])
    rank = header_rank(names)
    below = sum(any(row) for row in grid.rows[last + 1 :])
    layout = Layout(grid.layer, (grid.lines[first], grid.lines[last]))
    return TableFound(layout, rank, below, grid.hidden, tuple(filter(None, names)))


def _is_short(rows: Sequence[Sequence[str]], at: int) -> bool:
    """Whether a row of two data is a header: the first of its sheet, and one data is a place."""
    first = next((k for k, row in enumerate(rows) if sum(map(bool, row)) > 1), None)
    if first != at:
        return False
    cells = [cell for cell in rows[at] if cell]
    told = {said.datum for cell in cells if (said := named(cell)) is not None}
    return len(told) == LEAST - 1 and bool(told & PLACES) and not any(map(_FIGURES.match, cells))


def lying(grid: Grid) -> bool:
    """Whether a table lies on its side: the names of its data stand below each other.

    Examples
    --------
    >>> rows = (("Nom", "Gare", "Quai"), ("Commune", "Sedan", "Givet"), ("Surface", "4", "7"))
    >>> lying(Grid("A", rows, (1, 2, 3))), lying(Grid("A", tuple(zip(*rows)), (1, 2, 3)))
    (True, False)
    """
    wide = max((len(row) for row in grid.rows), default=0)
    columns = [[row[k] for row in grid.rows if k < len(row)] for k in range(min(wide, 2))]
    return wide > 1 and any(header_rank(column) >= LEAST for column in columns)


def _spread(rows: Sequence[Sequence[str]], at: int) -> tuple[int, int]:
    """Return the first and the last row of a header of which one is known."""
    first = last = at
    if at and _is_above(rows[at - 1], rows[at]):
        first = at - 1
    while last + 1 < len(rows) and last - first + 1 < _MOST_ROWS and _is_under(rows, first, last):
        last += 1
    return first, last


def _is_above(row: Sequence[str], header: Sequence[str]) -> bool:
    """Whether a row groups the columns of the header below it.

    It has several cells, none of them a figure, over columns that all have a name or to its own.
    """
    filled = [k for k, cell in enumerate(row) if cell]
    if len(filled) < 2 or any(_FIGURES.match(row[k]) for k in filled):
        return False
    blank_below = sum(not (k < len(header) and header[k]) for k in filled)
    gaps = sum(1 for k, cell in enumerate(header) if cell and not (k < len(row) and row[k]))
    return gaps > 0 or blank_below > 0


def _is_under(rows: Sequence[Sequence[str]], first: int, last: int) -> bool:
    """Whether the row below a header belongs to it: units, or names under a name of several."""
    row = rows[last + 1]
    filled = [k for k, cell in enumerate(row) if cell]
    if not filled or any(_FIGURES.match(row[k]) for k in filled):
        return False
    if all(_is_unit(row[k]) for k in filled):
        return True
    before = header_rank(joined_header(rows[first : last + 1]))
    after = header_rank(joined_header(rows[first : last + 2]))
    words = sum(named(row[k]) is not None or _is_unit(row[k]) for k in filled)
    return after > before and 2 * words >= len(filled)


def _is_unit(cell: str) -> bool:
    """Whether a cell is a unit or a note on how a column is written: « (ha) », « (L93, m) »."""
    noted = re.fullmatch(r"\((.{1,40})\)", cell.strip())
    if noted is not None or unit_word(cell) is not None or _UNDER.match(worded(cell)):
        return True
    inner = re.fullmatch(r"\(?(?:en )?(.{1,20}?)\)?", cell.strip().casefold())
    return inner is not None and (unit_word(inner[1]) is not None or is_missing_word(cell))
