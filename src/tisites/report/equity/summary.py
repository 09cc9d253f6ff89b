"""What the terminal says of an equity study."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text as Line

from tisites.messages.text import Text, number
from tisites.report.equity.tables import (
    measure_headings,
    measure_rows,
    rows_of,
    short_headings,
)
from tisites.report.equity.words import sentences, title_of
from tisites.report.phrases import SYNTHETIC

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from tisites.study.equity.equity import Equity

_MOST = 30
#: Longer names are cut, so that no figure is.
_NAME = 26


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
    console.print(_grid(short_headings(equity), rows_of(equity, _MOST, short=True)))
    rest = len(equity.territories) - _MOST
    if rest > 0:
        where = Text("tous dans territories.csv", "all in territories.csv")
        served = Text("seuls les plus servis sont montrés", "only the most served are shown")
        count = number(len(equity.territories))
        line = Text(
            f"{count} territoires : {served.fr} ; {where.fr}",
            f"{count} territories: {served.en}; {where.en}",
        )
        console.print(Line(str(line)))
    console.print()
    console.print(_grid(measure_headings(equity), measure_rows(equity, 16)))
    if out is not None:
        console.print(Line(f"\n→ {out}", style="bold"))


def _grid(head: list[str], rows: list[list[str]]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for k, title in enumerate(head):
        table.add_column(title, justify="left" if k == 0 else "right", no_wrap=True)
    for name, *cells in rows:
        short = name if len(name) <= _NAME else name[: _NAME - 1].rstrip() + "…"
        table.add_row(short, *cells)
    return table
