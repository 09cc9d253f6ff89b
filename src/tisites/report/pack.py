"""What a pack means: its layers with rows, producer, licence and hash; what is absent, caveats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.messages.text import Text
from tisites.report.document import Column, Document, Fact, Section, Table
from tisites.report.left_out import findings_table
from tisites.report.phrases import SYNTHETIC, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tisites.data.show import PackDescription
    from tisites.messages.findings import Finding

NAME = "pack"
_LAYERS = (
    Column("layer", Text("Couche", "Layer"), whole=True),
    Column("rows", Text("Lignes", "Rows"), "", 0, "right"),
    Column("producer", Text("Producteur", "Producer")),
    Column("licence", Text("Licence", "Licence")),
    Column("vintage", Text("Millésime", "Vintage")),
    Column("sha256", Text("sha256", "sha256")),
)
_PARTIAL = Text(
    "partielle : ce qui n'y est pas est inconnu, jamais absent",
    "partial: what is not in it is unknown, never absent",
)


def pack_document(described: PackDescription, findings: Iterable[Finding] = ()) -> Document:
    """Return what a pack says of itself, and what was noticed in it.

    Parameters
    ----------
    described : PackDescription
        What the pack says of itself.
    findings : iterable of Finding
        What was noticed while it was built, or read again.
    """
    built = Text(f"construit le {described.built}", f"built {described.built}")
    partial = Text(f"° {_PARTIAL.fr}", f"° {_PARTIAL.en}")
    marks = {" *": Text("* synthétique", "* synthetic"), " °": partial}
    rows, used = [], []
    for row in described.layers:
        mark = " *" if row.synthetic else " °" if row.partial else ""
        used.append(mark)
        rows.append(
            (row.layer + mark, row.rows, row.producer, row.licence, row.vintage, row.sha256[:8])
        )
    note = "\n".join(str(words) for mark, words in marks.items() if mark in used)
    layers = Table("layers", Text("Couches", "Layers"), _LAYERS, tuple(rows), note=note)
    absent = Fact(Text("Couches absentes", "Absent layers"), ", ".join(described.absent))
    colon = Text(" : ", ": ")
    caveats = tuple(f"{row.layer}{colon}{row.caveat}" for row in described.layers if row.caveat)
    noticed = findings_table(findings)
    know = Section(Text("À savoir", "Know before use"), items=caveats)
    return Document(
        NAME,
        f"{Text('Paquet', 'Pack')} {quoted(described.name)}",
        (
            Section(tables=(layers,)),
            *((Section(facts=(absent,)),) if described.absent else ()),
            *((know,) if caveats else ()),
            *((Section(tables=(noticed,)),) if noticed is not None else ()),
        ),
        (f"{built}, tisites {described.tisites}, sha256 {described.sha256[:16]}…",),
        (SYNTHETIC,) if described.synthetic else (),
    )
