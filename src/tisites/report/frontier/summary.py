"""What the terminal says of a frontier: points, who enters and leaves, what is not proven."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text as Line

from tisites.messages.text import Text, number
from tisites.report.frontier.tables import frontier_table
from tisites.report.frontier.words import head_of, left_out_words, scale_of
from tisites.report.phrases import SYNTHETIC, plural

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    from rich.console import Console

    from tisites.study.frontier import Frontier


def print_frontier(
    found: Frontier,
    sites: pd.DataFrame,
    notes: list[Text],
    folder: Path,
    console: Console,
    *,
    synthetic: bool,
) -> None:
    """Print the points, what must be known of them, and where the files are."""
    if synthetic:
        console.print(Line(str(SYNTHETIC).upper(), style="bold yellow"))
    points, proven = len(found.points), sum(point.proven for point in found.points)
    head = Text(
        f"Frontière : {points} point{plural(points)}, {proven} prouvé{plural(proven)}, en"
        f" {number(found.seconds, 1)} s ({found.solves} programme{plural(found.solves)})",
        f"Frontier: {points} point{plural(points)}, {proven} proven, in"
        f" {number(found.seconds, 1)} s ({found.solves} program{plural(found.solves)})",
    )
    console.print(Line(str(head), style="bold green" if found.complete else "bold yellow"))
    for note in notes:
        console.print(Line(f"! {note}", style="yellow"))
    console.print(Line(f"{head_of(found)}\n"))
    console.print(_view(found, sites))
    for said in left_out_words(found.block.rows.left_out):
        console.print(Line(str(said)))
    where = Text(
        f"Points, sites qui entrent et sortent, courbe : {folder}",
        f"Points, sites in and out, plot: {folder}",
    )
    console.print(Line(f"\n{where}"))


def _view(found: Frontier, sites: pd.DataFrame) -> Table:
    view = Table(box=None, pad_edge=False)
    for name in (
        Text("valeur", "value"), Text("équité", "equity"), Text("perdu", "lost"),
        Text("entrent", "enter"), Text("sortent", "leave"), Text("preuve", "proof"),
    ):  # fmt: skip
        view.add_column(str(name), justify="right")
    percent = str(Text(" %", "%"))
    scale = scale_of(found)
    for row in frontier_table(found, sites).itertuples():
        proof = Text("prouvé", "proven") if row.proven else Text("non prouvé", "not proven")
        view.add_row(
            number(row.value, 1), number(scale * row.measure, 4 if scale == 1.0 else 2),
            number(row.price_pct, 2) + percent,
            number(len(str(row.enter).split())), number(len(str(row.leave).split())), str(proof),
        )  # fmt: skip
    return view
