"""Tables of the terminal, and how an unknown cell of one is written."""

from __future__ import annotations

import re
from typing import Any, Literal

import rich._wrap
from rich import box
from rich.table import Table
from rich.text import Text as Line

from tisites.messages.text import Text, number
from tisites.messages.typography import typeset

Lean = Literal["left", "right"]
MOST_NAME = 60
_MARK = re.compile(r" \([^()]{1,20}\)$")
# the library breaks lines at any blank that Python knows, those that must not be broken included
rich._wrap.re_word = re.compile(r"[ \t\n]*[^ \t\n]+[ \t\n]*")


def line(words: object, style: str = "") -> Line:
    """Return words as the terminal prints them: typeset, no markup.

    Examples
    --------
    >>> line("l'eau").plain
    'l’eau'
    """
    return Line(typeset(words), style=style)


def make_table(title: Text, *columns: tuple[Text, Lean]) -> Table:
    """Make an empty table; each column has its head and where it leans."""
    table = Table(
        title=typeset(title),
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        collapse_padding=True,
        show_edge=False,
    )
    for head, justify in columns:
        table.add_column(line(head), justify=justify, no_wrap=justify == "right", overflow="fold")
    return table


def add(table: Table, *cells: str, style: str | None = None) -> None:
    """Add a row of plain text: a name with brackets is no markup."""
    table.add_row(*(line(cell) for cell in cells), style=style)


def known(value: Any, decimals: int = 0) -> str:
    """Write a figure, or that it is unknown.

    Examples
    --------
    >>> known(12.34, 1), known(float("nan"))
    ('12,3', '?')
    """
    return number(float(value), decimals) if _is_known(value) else "?"


def words(value: Any) -> str:
    """Write a name, or that it is unknown, cut to a length that a terminal can hold.

    What a name says of itself in brackets at its end is kept.

    Examples
    --------
    >>> words(None), len(words("x" * 90)), words("Friche " + "x" * 90 + " (nom déduit)")[-16:]
    ('?', 60, 'xx… (nom déduit)')
    """
    return cut(str(value) if _is_known(value) else "?", MOST_NAME)


def cut(name: str, most: int) -> str:
    """Cut a name, not what it says of itself in brackets at its end.

    Examples
    --------
    >>> cut("Papeterie du Pont de Claix (nom déduit)", 25)
    'Papeterie d… (nom déduit)'
    """
    if len(name) <= most:
        return name
    mark = _MARK.search(name)
    tail = mark[0] if mark else ""
    return name[: max(8, most - 1 - len(tail))].rstrip() + "…" + tail


def _is_known(value: Any) -> bool:
    import pandas as pd

    return bool(pd.notna(value))
