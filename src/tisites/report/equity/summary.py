"""What the terminal says of an equity study."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text as Line

from tisites.messages.text import Text, number
from tisites.report.equity.sentences import sentences
from tisites.report.equity.tables import (
    few_rows,
    measure_headings,
    measure_rows,
    short_headings,
)
from tisites.report.equity.words import title_of
from tisites.report.phrases import SYNTHETIC

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from tisites.study.equity.equity import Equity

_MOST = 30
#: Columns from which a terminal has only one space between two.
_WIDE = 11


def print_equity(equity: Equity, out: Path | None, console: Console) -> None:
    """Print the sentences, the territories, the measures, what must be known, where it lies."""
    if equity.synthetic:
        console.print(Line(str(SYNTHETIC).upper(), style="bold yellow"))
    console.print(Line(str(title_of(equity)), style="bold green"))
    for notice in equity.notices:
        console.print(Line(f"! {notice}", style="yellow"))
    for found in equity.findings:
        console.print(Line(f"! {found.message}", style="yellow"))
    for sentence in sentences(equity):
        console.print(Line(f"• {sentence}"))
    unit = Text(f"Taux : {equity.benefit.unit.fr}. ", f"Rate: {equity.benefit.unit.en}. ")
    shares = Text(
        "Parts : du bénéfice, de la population, des emplois industriels, des hectares éligibles.",
        "Shares: of the benefit, of people, of industrial jobs, of eligible hectares.",
    )
    console.print(Line(f"\n{unit}{shares}", style="dim"))
    rows, first = few_rows(equity, _MOST)
    if first < len(rows):  # a dash line between the most served and the least served
        rows.insert(first, ["…", *[""] * (len(rows[0]) - 1)])
    console.print(_grid(short_headings(equity), rows))
    if len(equity.territories) > _MOST:
        count, top = number(len(equity.territories)), number(first)
        low = number(len(rows) - first - 1)
        line = Text(
            f"{count} territoires : les {top} plus servis et les {low} moins servis sont montrés ;"
            " tous dans territories.csv",
            f"{count} territories: the {top} most and the {low} least served are shown; all in"
            " territories.csv",
        )
        console.print(Line(str(line)))
    console.print()
    console.print(_grid(measure_headings(equity), measure_rows(equity, 16)))
    if out is not None:
        console.print(Line(f"\n→ {out}", style="bold"))


def _grid(head: list[str], rows: list[list[str]]) -> Table:
    gap = 2 if len(head) < _WIDE else 1
    table = Table(box=None, pad_edge=False, padding=(0, gap, 0, 0), header_style="bold")
    for k, title in enumerate(head):
        table.add_column(title, justify="left" if k == 0 else "right", no_wrap=True)
    for row in rows:
        table.add_row(*row)
    return table
