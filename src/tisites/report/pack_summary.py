"""What the terminal says of a pack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text as Line

from tisites.messages.text import Text, number
from tisites.report.phrases import SYNTHETIC, quoted
from tisites.report.tables import add, make_table

if TYPE_CHECKING:
    from rich.console import Console

    from tisites.data.show import PackDescription

_PARTIAL = Text(
    "partielle : ce qui n'y est pas est inconnu, jamais absent",
    "partial: what is not in it is unknown, never absent",
)


def print_pack(described: PackDescription, console: Console) -> None:
    """Print a pack: its layers with rows, producer, licence, vintage and hash, then caveats.

    Parameters
    ----------
    described : PackDescription
        What the pack says of itself.
    console : Console
        Where to print, in the current language.
    """
    if described.synthetic:
        console.print(Line(f" {SYNTHETIC} ", style="bold white on red"))
    built = Text(f"construit le {described.built}", f"built {described.built}")
    console.print(Line(f"{Text('Paquet', 'Pack')} {quoted(described.name)}", style="bold"))
    console.print(Line(f"{built}, tisites {described.tisites}, sha256 {described.sha256[:16]}…\n"))
    table = make_table(
        Text("Couches", "Layers"),
        (Text("Couche", "Layer"), "left"),
        (Text("Lignes", "Rows"), "right"),
        (Text("Producteur", "Producer"), "left"),
        (Text("Licence", "Licence"), "left"),
        (Text("Millésime", "Vintage"), "left"),
        (Text("sha256", "sha256"), "left"),
    )
    table.columns[0].no_wrap = True
    for row in described.layers:
        mark = " *" if row.synthetic else " °" if row.partial else ""
        add(
            table,
            row.layer + mark,
            number(row.rows),
            row.producer,
            row.licence,
            row.vintage,
            row.sha256[:8],
        )
    console.print(table)
    if described.synthetic:
        console.print(Line(f"* {Text('synthétique', 'synthetic')}"))
    if any(row.partial for row in described.layers):
        console.print(Line(f"° {_PARTIAL}"))
    if described.absent:
        head = Text("Couches absentes : ", "Absent layers: ")
        console.print(Line(f"\n{head}{', '.join(described.absent)}"))
    caveats = [(row.layer, row.caveat) for row in described.layers if row.caveat]
    if caveats:
        console.print(Line(f"\n{Text('À savoir', 'Know before use')}", style="bold"))
        for layer, caveat in caveats:
            console.print(Line(f"  {layer}{Text(' : ', ': ')}{caveat}"))
