"""Tables on paper: which columns fit, how wide they are, when a page is turned or a table cut."""

from __future__ import annotations

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
_CHARACTER, _MARGINS = 0.49, 8.0
#: A longer word is broken, and a column never asks for more than this, characters.
_LONGEST_WORD, _WIDEST = 22, 46
_FIGURE = re.compile(r"^[+−-]?[\d\u202f\u00a0 ,.]*\d$")
#: Where a long name or number may be broken.
_BREAK = "\u200b"
_UNBROKEN = re.compile(rf"\S{{{_LONGEST_WORD + 1},}}")


@dataclass(frozen=True, slots=True)
class _Width:
    """What a column asks for, in characters: its longest word, its longest line."""

    least: int
    best: int


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
    widths = [_width(head, [row[n] for row in texts]) for n, head in enumerate(heads)]
    pieces, size, turned = _fit(widths)
    made = []
    under = [[write(row.cells[k]).split("\n") for k in below if row.cells[k]] for row in rows]
    for number, kept in enumerate(pieces):
        last = number == len(pieces) - 1
        kept_best = max(widths[k].best for k in kept)
        made.append({
            "title": write(table.title), "note": write(note) if last else "", "size": size,
            "turned": turned,
            "columns": [_column(columns[beside[k]], heads[k], widths[k], kept_best) for k in kept],
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


def _width(head: str, cells: Sequence[str]) -> _Width:
    words = [len(w) for text in (head, *cells) for w in re.split(r"[\s\u200b-]", text)]
    lines = [len(line) for text in cells for line in text.split("\n")]
    best = min(max([*lines, min(len(head), 12)], default=1), _WIDEST)
    least = min(max(words, default=1), _LONGEST_WORD)
    return _Width(least, max(best, least))


def _points(width: _Width, size: float) -> float:
    """Return what a column needs not to look squeezed: a long text takes a few lines."""
    comfortable = max(width.least, min(width.best, 12 + width.best // 3))
    return comfortable * size * _CHARACTER + _MARGINS


def _fit(widths: Sequence[_Width]) -> tuple[list[list[int]], float, bool]:
    """Return the columns of each piece, the size of type and whether the page is turned."""
    every = list(range(len(widths)))
    for room, turned in ((_UPRIGHT, False), (_TURNED, True)):
        for size in _SIZES:
            if sum(_points(w, size) for w in widths) <= room:
                return [every], size, turned
    size, pieces = _SIZES[-1], [[0]]
    for k in every[1:]:
        room = sum(_points(widths[n], size) for n in (*pieces[-1], k))
        if room > _TURNED and len(pieces[-1]) > 1:
            pieces.append([0])
        pieces[-1].append(k)
    return pieces, size, True


def _column(column: Column, head: str, width: _Width, most: int) -> dict[str, Any]:
    """Return a column; the one with the longest texts takes the room that is left."""
    share = 1.0 if width.best == most and column.align == "left" and most > 14 else 0.0
    return {"heading": head.split("\n"), "right": column.align == "right", "width": share}


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
