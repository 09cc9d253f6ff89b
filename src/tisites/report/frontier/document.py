"""What a frontier means: points, who enters and leaves, what is not proven, as a document."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.messages.text import Text, number
from tisites.report.document import Column, Document, Figure, Said, Section, Table
from tisites.report.frontier.figure import draw_frontier
from tisites.report.frontier.words import (
    head_of,
    left_out_words,
    raw_unit_of,
    scale_of,
    title_of,
    unit_of,
)
from tisites.report.phrases import SYNTHETIC, plural

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import pandas as pd

    from tisites.study.frontier import Frontier

#: Name of the document; its tables and its picture.
NAME, FILES = "frontier", ("frontier", "frontier_sites", "frontier.png")
_PLACES = {
    "name": Text("nom", "name"),
    "commune": Text("commune", "commune"),
    "dep_nom": Text("département", "département"),
    "reg_nom": Text("région", "région"),
}
_PROOF = {True: Text("prouvé", "proven"), False: Text("non prouvé", "not proven")}


def frontier_document(
    found: Frontier, sites: pd.DataFrame, scenario: str, notes: Sequence[Text], *, synthetic: bool
) -> tuple[Document, Callable[[Path], None]]:
    """Say what each step towards equity costs, and draw it.

    Parameters
    ----------
    found : Frontier
    sites : DataFrame
        Every site of the program, in its order, index ``site_id``; ``commune`` where it is known.
    scenario : str
        Its name.
    notes : sequence of Text
        What must be said beside the points.
    synthetic : bool
        Whether any input is synthetic.

    Returns
    -------
    document : Document
    draw : callable
        Draws its picture into a folder.
    """
    points, proven = len(found.points), sum(point.proven for point in found.points)
    lead = Text(
        f"Frontière : {points} point{plural(points)}, {proven} prouvé{plural(proven)}"
        f" ({found.solves} programme{plural(found.solves)})",
        f"Frontier: {points} point{plural(points)}, {proven} proven"
        f" ({found.solves} program{plural(found.solves)})",
    )
    title = Text(f"Ce que coûte l'équité : {scenario}", f"What equity costs: {scenario}")
    picture = Figure(FILES[2], _picture_words(found))
    names = tuple(left_out_words(found.block.rows.left_out))
    document = Document(
        NAME,
        title,
        (
            Section(head_of(found), sentences=names, tables=(_points_table(found, sites),),
                    figures=(picture,)),
            Section(Text("Sites de chaque point", "Sites of each point"),
                    tables=(_sites_table(found, sites),), terminal=False),
        ),
        (lead,),
        (*((SYNTHETIC,) if synthetic else ()), *notes),
        _data(found, sites, scenario, notes, synthetic=synthetic),
    )  # fmt: skip
    draw = partial(draw_frontier, found, scenario, list(notes), synthetic=synthetic)
    return document, lambda folder: draw(path=folder / FILES[2])


def changes(found: Frontier, ids: pd.Index) -> list[tuple[list[str], list[str], int]]:
    """Return for each point who enters and leaves against the one before, and since the first."""
    chosen = [set(ids[np.flatnonzero(point.x > 0.5)]) for point in found.points]
    return [
        (sorted(here - before), sorted(before - here), len(here - chosen[0]))
        for before, here in zip([*chosen[:1], *chosen], chosen, strict=False)
    ]


def communes_of(ids: Sequence[str], sites: pd.DataFrame) -> str:
    """Return the communes of sites, in their order; the id stands where none is known."""
    if "commune" not in sites.columns:
        return ", ".join(ids)
    names = sites["commune"].reindex(ids)
    return ", ".join(
        name if isinstance(name, str) else site for site, name in zip(ids, names, strict=True)
    )


def lost_pct(found: Frontier, value: float) -> float:
    """Return the share of the efficient value that a point loses, in %."""
    efficient = found.points[0].value
    return 100.0 * (efficient - value) / abs(efficient)


def _points_table(found: Frontier, sites: pd.DataFrame) -> Table:
    scale, unit = scale_of(found), unit_of(found)
    title = title_of(found)
    heading = Text(f"{title.fr} ({unit.fr})", f"{title.en} ({unit.en})")
    columns = (
        Column("point", Text("point", "point"), decimals=0, align="right", seen="files"),
        Column("value", Text("valeur", "value"), "points", 2, "right"),
        Column("bound", Text("borne prouvée", "proven bound"), "points", 2, "right", seen="files"),
        Column("measure", heading, decimals=4, align="right", seen="files"),
        Column("equity", Text("équité", "equity"), "", 4 if scale == 1.0 else 2, "right",
               seen="page"),
        Column("price_pct", Text("valeur perdue", "value lost"), "%", 2, "right"),
        Column("enter", Text("sites qui entrent", "sites that enter"), seen="files"),
        Column("enter_communes", Text("entrent", "enter")),
        Column("leave", Text("sites qui sortent", "sites that leave"), seen="files"),
        Column("leave_communes", Text("sortent", "leave")),
        Column("enter_from_efficient",
               Text("sites changés depuis le premier point", "sites changed since the first point"),
               decimals=0, align="right", seen="files"),
        Column("proven", Text("preuve", "proof")),
    )  # fmt: skip
    rows = []
    for k, (point, (enter, leave, since)) in enumerate(
        zip(found.points, changes(found, sites.index), strict=True)
    ):
        told = [communes_of(ids, sites) for ids in (enter, leave)]
        rows.append((
            k, point.value, point.bound, Said(point.measure, scale * point.measure),
            scale * point.measure, lost_pct(found, point.value), " ".join(enter), told[0],
            " ".join(leave), told[1], since, Said(point.proven, _PROOF[bool(point.proven)]),
        ))  # fmt: skip
    return Table(FILES[0], "", columns, tuple(rows))


def _sites_table(found: Frontier, sites: pd.DataFrame) -> Table:
    places = [column for column in _PLACES if column in sites.columns]
    columns = (
        Column("point", Text("point", "point"), decimals=0, align="right"),
        Column("site_id", Text("identifiant", "id")),
        *(Column(place, _PLACES[place]) for place in places),
    )
    rows = []
    for k, point in enumerate(found.points):
        chosen = sites.iloc[np.flatnonzero(point.x > 0.5)]
        for site, *names in chosen[places].itertuples():
            kept = [name if isinstance(name, str) else None for name in names]
            rows.append((k, str(site), *kept))
    return Table(FILES[1], "", columns, tuple(rows), shown=0)


def _picture_words(found: Frontier) -> Text:
    first, last = found.points[0], found.points[-1]
    lost = number(lost_pct(found, last.value), 2)
    scale = scale_of(found)
    ends = [number(scale * point.measure, 4) for point in (first, last)]
    head = head_of(found)
    return Text(
        f"Courbe de {len(found.points)} points : {head.fr} va de {ends[0]} à {ends[1]} pour"
        f" {lost} % de la valeur",
        f"Curve of {len(found.points)} points: {head.en} goes from {ends[0]} to {ends[1]} for"
        f" {lost} % of the value",
    )


def _data(
    found: Frontier, sites: pd.DataFrame, scenario: str, notes: Sequence[Text], *, synthetic: bool
) -> dict[str, Any]:
    return {
        "scenario": scenario,
        "synthetic": synthetic,
        "equity": found.block.rule.model_dump(mode="json"),
        "unit": str(raw_unit_of(found)),
        "fairest": found.fairest,
        "fairest_proven": found.fairest_proven,
        "complete": found.complete,
        "notes": [str(note) for note in notes],
        "points": [
            {
                "value": point.value,
                "bound": point.bound,
                "measure": point.measure,
                "price_pct": lost_pct(found, point.value),
                "enter": enter,
                "leave": leave,
                "enter_from_efficient": since,
                "proven": bool(point.proven),
            }
            for point, (enter, leave, since) in zip(
                found.points, changes(found, sites.index), strict=True
            )
        ],
        "left_out": [
            {"code": one.code, "name": one.name, "reason": str(one.reason)}
            for one in found.block.rows.left_out
        ],
    }
