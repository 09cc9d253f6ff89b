"""What each chosen site is worth, as a document."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from tisites.messages.text import Text, number
from tisites.report.document import Column, Document, Figure, Said, Section, Table
from tisites.report.explain.document import MARK, OWNS
from tisites.report.explain.phrases import INCOMPLETE, site_name
from tisites.report.phrases import SYNTHETIC, plural
from tisites.solver.solution import Proof

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tisites.study.explain.base import Answered
    from tisites.study.importance import Importance

#: Name of the document and of its table; its picture.
NAME = "importance"
PICTURE = "importance.png"
_COLUMNS = (
    Column("site_id", Text("identifiant", "id"), seen="files"),
    Column("name", Text("nom", "name"), seen="files"),
    Column("site", Text("Site", "Site"), seen="page"),
    Column("commune", Text("commune", "commune"), seen="files"),
    Column("departement", Text("département", "département"), seen="files"),
    Column("region", Text("région", "région"), seen="files"),
    Column("score", Text("Score", "Score"), "", 1, "right"),
    Column("replacement_cost", Text("Coût", "Cost"), "points", 2, "right"),
    Column("value_without", Text("valeur sans lui", "value without it"), "", 2, "right",
           seen="files"),
    Column("proof", Text("preuve", "proof"), seen="files"),
    Column("locked", Text("imposé", "locked in"), seen="files"),
    Column("enter", Text("Remplacé par", "Replaced by")),
    Column("leave", Text("sortent", "leave"), seen="files"),
    Column("only_way_for", Text("Seule voie pour", "Only way for")),
    Column("rarest_floor", Text("plancher le plus rare qu'il sert", "rarest floor that it serves"),
           seen="files"),
    Column("other_sites_for_it", Text("autres sites pour lui", "other sites for it"), "", 0,
           "right", seen="files"),
)  # fmt: skip


def importance_document(base: Answered, found: Importance, head: Mapping[str, Any]) -> Document:
    """Say what doing without each chosen site would cost, dearest first.

    Parameters
    ----------
    base : Answered
        The answer that the sites are of.
    found : Importance
        Their replacement costs.
    head : mapping
        What was asked of which run, for the JSON file.
    """
    case = base.case
    records = found.table.to_dict("records")
    table = Table(NAME, "", _COLUMNS, tuple(_row(base, row) for row in records))
    alt = Text(
        "Coût de remplacement de chaque site retenu, du plus cher au moins cher",
        "Replacement cost of each selected site, dearest first",
    )
    return Document(
        NAME,
        Text(
            f"Coût de remplacement des sites retenus (valeur totale {number(base.value, 2)})",
            f"Replacement cost of the selected sites (total value {number(base.value, 2)})",
        ),
        (
            Section(tables=(table,)),
            Section(figures=(Figure(PICTURE, alt),), terminal=False),
        ),
        tuple(_lead(base, found)),
        (*((SYNTHETIC,) if case.synthetic else ()), *(() if found.complete else (INCOMPLETE,))),
        {**head, "complete": found.complete, "sites": records},
        mark=MARK,
        owns=OWNS,
    )


def _lead(base: Answered, found: Importance) -> list[Text]:
    cost = found.table["replacement_cost"]
    never = int(cost.map(math.isinf).sum())
    free = int((cost <= base.tie).sum())
    many, s = number(len(cost)), plural(len(cost))
    said = [
        Text(
            f"{many} site{s} : {number(never)} irremplaçable{plural(never)}, {number(free)} qu'une"
            " autre sélection remplace sans perte.",
            f"{many} site{s}: {number(never)} that cannot be replaced, {number(free)} that another"
            " selection replaces without loss.",
        )
    ]
    if not base.proven:
        said.append(
            Text(
                "La sélection n'est pas prouvée optimale : coûts comptés à partir d'elle.",
                "The selection is not proven optimal: costs are counted from it.",
            )
        )
    return said


def _row(base: Answered, row: Mapping[Any, Any]) -> tuple[object, ...]:
    cost = row["replacement_cost"]
    told: object = cost
    if row["proof"] not in (Proof.OPTIMAL.value, Proof.INFEASIBLE.value):
        told = Said(cost, Text("non prouvé", "not proven"))
    elif math.isinf(cost):
        told = Said(cost, Text("irremplaçable", "irreplaceable"))
    cells = {**row, "site": site_name(base.case, row["site_id"]), "replacement_cost": told}
    return tuple(cells[column.key] for column in _COLUMNS)
