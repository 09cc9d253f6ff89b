"""Tables on paper: which columns fit, how wide they are, when a page is turned or a table cut."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tisites.report.document import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tisites.report.document import Column, Table

#: Width that text has on A4, upright and turned, points; side margins of 18 mm.
_UPRIGHT, _TURNED = 493.0, 740.0
#: Sizes of type tried, points, largest first; mean width of a character, in sizes; cell margins.
_SIZES = (9.0, 8.0, 7.2)
_CHARACTER, _MARGINS = 0.5, 9.0
#: A table of so many lines at most is kept on one page.
_WHOLE = 22
#: A longer word is broken, and a column never asks for more than this, characters.
_LONGEST_WORD, _WIDEST = 20, 90
#: Longest text of a column of its own width; what a text is squeezed to before the page is
#: turned; signs half as wide as others.
_SHORT, _SQUEEZED, _NARROW = 12.0, 16.0, "il.,;:'|!()[] \u00a0\u202f"
_FIGURE = re.compile(r"^[+−-]?[\d\u202f\u00a0 ,.]*\d$")
#: Where a long name or number may be broken.
_BREAK = "\u200b"
_UNBROKEN = re.compile(rf"\S{{{_LONGEST_WORD + 1},}}")


@dataclass(frozen=True, slots=True)
class _Width:
    """What a column asks for, in mean characters: at least, and not to look squeezed.

    Figures are never broken: their column is as wide as the longest, whatever their heading.
    """

    least: float
    easy: float
    figures: bool

    def points(self, size: float, *, easy: bool = True) -> float:
        """Return what it takes at a size of type, with its margins."""
        return (self.easy if easy else self.least) * size * _CHARACTER + _MARGINS


def printed_table(table: Table, write: Callable[[object], str]) -> list[dict[str, Any]]:
    """Return a table as the layout takes it: one piece, or several where it is too wide.

    Columns of sentences go under their row, across the page. Type shrinks first, then the page is
    turned, then columns are shared between pieces that repeat the first one.

    Parameters
    ----------
    table : Table
    write : callable
        Writes words with the characters that the fonts have.
    """
    columns, rows, note = table.page()
    if not rows:
        return []
    beside = [k for k, column in enumerate(columns) if not column.below]
    below = [k for k, column in enumerate(columns) if column.below]
    if not beside:
        beside, below = below, []
    texts = [[broken(write(row.cells[k])) for k in beside] for row in rows]
    heads = [broken(write(columns[k].heading)) for k in beside]
    widths = [
        _width(head, [row[n] for row in texts], figures=columns[beside[n]].align == "right")
        for n, head in enumerate(heads)
    ]
    pieces, size, turned = _fit(widths)
    made = []
    under = [[write(row.cells[k]).split("\n") for k in below if row.cells[k]] for row in rows]
    for number, kept in enumerate(pieces):
        widest = max(0.0 if widths[k].figures else widths[k].easy for k in kept)
        last = number == len(pieces) - 1
        made.append({
            "title": write(table.title), "note": write(note) if last else "", "size": size,
            "turned": turned,
            "whole": _lines(texts, widths) <= _WHOLE and not below,
            "columns": [_column(heads[k], widths[k], size, widest) for k in kept],
            "rows": [
                {"strong": row.strong, "cells": cells, "below": told if last else []}
                for row, told, cells in zip(
                    rows, under, _cells(texts, columns, beside, kept), strict=True
                )
            ],
        })  # fmt: skip
    return made


def broken(text: str) -> str:
    """Let a word that is longer than a column be broken: a hash, an address, a file's name.

    Examples
    --------
    >>> broken("Saint-Étienne-du-Rouvray"), len(broken("a" * 64)) - 64
    ('Saint-Étienne-du-Rouvray', 7)
    """

    def cut(found: re.Match[str]) -> str:
        word = found.group()
        if "-" in word[1:-1] or "\u200b" in word:
            return word
        return _BREAK.join(word[k : k + 8] for k in range(0, len(word), 8))

    return _UNBROKEN.sub(cut, text)


def _width(head: str, cells: Sequence[str], *, figures: bool) -> _Width:
    lines = sorted(_length(line) for text in cells for line in text.split("\n"))
    pieces = [head] if figures else [head, *cells]
    words = [_length(w) for text in pieces for w in re.split(r"[\s\u200b-]", text)]
    words += [1.1 * _length(w) for w in re.split(r"[\s-]", head)] if figures else []  # bold
    least = min(max(words, default=1.0), _LONGEST_WORD)
    longest = lines[-1] if lines else least
    if figures:
        return _Width(max(least, longest), max(least, longest), figures)
    usual = min(lines[len(lines) * 3 // 4] if lines else least, _WIDEST)
    least = max(least, min(longest, _SQUEEZED))
    return _Width(least, max(least, min(longest, 10 + usual * 2 / 3)), figures)


def _length(text: str) -> float:
    """Return the length of a text in characters of mean width: capitals are wide, dots narrow."""
    return sum(1.4 if c.isupper() else 0.6 if c in _NARROW else 1.0 for c in text)


def _lines(texts: Sequence[Sequence[str]], widths: Sequence[_Width]) -> int:
    """Estimate the lines that rows take."""
    return sum(
        max(math.ceil(_length(cell) / w.easy) for cell, w in zip(row, widths, strict=True))
        for row in texts
    )


def _fit(widths: Sequence[_Width]) -> tuple[list[list[int]], float, bool]:
    """Return the columns of each piece, the size of type and whether the page is turned."""
    every = list(range(len(widths)))
    for room, turned in ((_UPRIGHT, False), (_TURNED, True)):
        for easy in (True, False):
            for size in _SIZES:
                if sum(w.points(size, easy=easy) for w in widths) <= room:
                    return [every], size, turned
    size, pieces = _SIZES[-1], [[0]]
    for k in every[1:]:
        room = sum(widths[n].points(size, easy=False) for n in (*pieces[-1], k))
        if room > _TURNED and len(pieces[-1]) > 1:
            pieces.append([0])
        pieces[-1].append(k)
    return pieces, size, True


def _column(head: str, width: _Width, size: float, widest: float) -> dict[str, Any]:
    """Return a column: figures and short words have their own width, texts share the rest."""
    own = width.figures or (width.easy <= _SHORT < widest)
    return {
        "heading": head.split("\n"),
        "right": width.figures,
        "points": width.points(size) if own else 0.0,
        "share": 0.0 if own else float(width.easy),
    }


def _cells(
    texts: Sequence[Sequence[str]], columns: Sequence[Column], beside: Sequence[int],
    kept: Sequence[int],
) -> list[list[dict[str, Any]]]:  # fmt: skip
    """Return rows of cells, each with the digits that would put its decimals under the others'."""
    pads = {
        k: _pads([row[k] for row in texts]) for k in kept if columns[beside[k]].align == "right"
    }
    return [
        [{"text": row[k].split("\n"), "pad": pads[k][n] if k in pads else ""} for k in kept]
        for n, row in enumerate(texts)
    ]


def _pads(cells: Sequence[str]) -> list[str]:
    tails = [_tail(cell) if _FIGURE.match(cell) else "" for cell in cells]
    longest = max(tails, key=len, default="")
    shown = [
        longest[len(tail) :] if _FIGURE.match(c) else ""
        for c, tail in zip(cells, tails, strict=True)
    ]
    return ["" if cell in ("", UNKNOWN) else pad for cell, pad in zip(cells, shown, strict=True)]


def _tail(cell: str) -> str:
    found = re.search(r"[,.]\d+$", cell)
    return found.group() if found and not re.fullmatch(r"[+−-]?\d{1,3}([,]\d{3})+", cell) else ""
