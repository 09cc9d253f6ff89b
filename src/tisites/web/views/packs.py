"""Data packs as the page lists them: manifests alone are read, no layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.data.show import describe_pack
from tisites.messages.text import Text
from tisites.messages.typography import typeset
from tisites.web.contract_packs import (
    DeliverablesBody,
    FormatLine,
    LayerLine,
    PackBody,
    PackLine,
)

if TYPE_CHECKING:
    from tisites.data.pack import Pack

_CANDIDATES = "candidates"


def pack_line(key: str, pack: Pack) -> PackLine:
    """Return what a pack says of itself in a line."""
    told = describe_pack(pack)
    rows = {row.layer: row.rows for row in told.layers}
    title = told.name
    if key == "demo":
        title = str(Text("Démonstration (données synthétiques)", "Demonstration (synthetic data)"))
    return PackLine(
        key=key, title=title, built=told.built, version=told.tisites, sha256=told.sha256,
        synthetic=told.synthetic, layers=len(told.layers), candidates=rows.get(_CANDIDATES),
    )  # fmt: skip


def pack_body(key: str, pack: Pack) -> PackBody:
    """Return a pack with its layers, and those that it lacks."""
    told = describe_pack(pack)
    return PackBody(
        line=pack_line(key, pack),
        layers=[
            LayerLine(
                layer=row.layer, title=typeset(row.title), rows=row.rows, producer=row.producer,
                licence=row.licence, source=row.source, vintage=typeset(row.vintage),
                synthetic=row.synthetic, partial=row.partial, caveat=typeset(row.caveat),
                sha256=row.sha256,
            )
            for row in told.layers
        ],
        absent=list(told.absent),
    )  # fmt: skip


def deliverables_body() -> DeliverablesBody:
    """Return what a result can be handed over in, as the desk's one list has it."""
    from tisites.desk.report import missing_library
    from tisites.report.deliver import DELIVERABLES, FORMATS, offered
    from tisites.report.profile import PROFILES

    lines = []
    for kind in offered("run"):
        makes = [one.what for one in DELIVERABLES if one.about == "run" and kind in one.formats]
        problem = missing_library(kind)
        lines.append(
            FormatLine(
                key=kind, label=str(FORMATS[kind]),
                missing="" if problem is None else f"{problem.what} ; {problem.remedy}",
                makes=[str(what) for what in makes],
            )
        )  # fmt: skip
    return DeliverablesBody(formats=lines, profiles=list(PROFILES))
