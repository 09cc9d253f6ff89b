"""Tables of the terminal, and how an unknown cell of one is written."""

from __future__ import annotations

from typing import Any, Literal

from rich import box
from rich.table import Table
from rich.text import Text as Line

from tisites.messages.text import Text, number

Lean = Literal["left", "right"]
MOST_NAME = 60


def make_table(title: Text, *columns: tuple[Text, Lean]) -> Table:
    """Make an empty table; each column has its head and where it leans."""
    table = Table(
        title=str(title),
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        collapse_padding=True,
        show_edge=False,
    )
    for head, justify in columns:
        table.add_column(
            Line(str(head)), justify=justify, no_wrap=justify == "right", overflow="fold"
        )
    return table


def add(table: Table, *cells: str, style: str | None = None) -> None:
    """Add a row of plain text: a name with brackets is no markup."""
    table.add_row(*(Line(cell) for cell in cells), style=style)


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

    Examples
    --------
    >>> words(None), len(words("x" * 90))
    ('?', 60)
    """
    text = str(value) if _is_known(value) else "?"
    return text if len(text) <= MOST_NAME else text[: MOST_NAME - 1].rstrip() + "…"


def _is_known(value: Any) -> bool:
    import pandas as pd

    return bool(pd.notna(value))
