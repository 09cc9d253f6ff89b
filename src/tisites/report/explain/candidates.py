"""What keeps every candidate of a place out, as a document."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.messages.text import Text, number, t
from tisites.report.document import Column, Document, Figure, Said, Section, Table
from tisites.report.explain.document import MARK, OWNS
from tisites.report.explain.phrases import INCOMPLETE
from tisites.report.phrases import SYNTHETIC
from tisites.solver.solution import Proof

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tisites.run.read.case import Case
    from tisites.study.explain.why_not_all import EveryCandidate

#: Name of the document and of its table; its picture.
NAME = "candidates"
PICTURE = "candidates.png"
_SHOWN = 25
STATUS = {
    "selected": Text("retenu", "selected"),
    "eligible": Text("non retenu", "left out"),
    "excluded": Text("non éligible", "not eligible"),
}
_COUNTED = {
    "selected": Text("retenus", "selected"),
    "eligible": Text("éligibles non retenus", "eligible and left out"),
    "excluded": Text("non éligibles", "not eligible"),
}
_COLUMNS = (
    Column("site_id", Text("Site", "Site")),
    Column("name", Text("nom", "name"), seen="files"),
    Column("commune", Text("Commune", "Commune")),
    Column("departement", Text("département", "département"), seen="files"),
    Column("region", Text("région", "région"), seen="files"),
    Column("status", Text("Statut", "Status"), seen="files"),
    Column("reason", Text("motif", "reason"), seen="files"),
    Column("score", Text("Score", "Score"), "", 1, "right"),
    Column("loss_at_least", Text("perte, au moins", "loss, at least"), "", 2, "right",
           seen="files"),
    Column("points_lacking_at_least",
           Text("points manquants, au moins", "points lacking, at least"), "", 2, "right",
           seen="files"),
    Column("loss_if_in", Text("Perte s'il est retenu d'office", "Loss if forced in"),
           align="right", seen="page"),
    Column("loss", Text("perte exacte", "exact loss"), "", 2, "right", seen="files"),
    Column("points_lacking", Text("points manquants", "points lacking"), "", 2, "right",
           seen="files"),
    Column("value_if_in", Text("valeur s'il est retenu", "value if forced in"), "", 2, "right",
           seen="files"),
    Column("proof", Text("preuve", "proof"), seen="files"),
    Column("pushed_out", Text("Pousserait dehors", "Would push out")),
    Column("come_along", Text("entreraient avec lui", "would come along"), seen="files"),
)  # fmt: skip


def candidates_document(case: Case, found: EveryCandidate, head: Mapping[str, Any]) -> Document:
    """Say how many candidates are in, out and barred; those nearest to entering first.

    Parameters
    ----------
    case : Case
        Of the run.
    found : EveryCandidate
        What keeps each out.
    head : mapping
        What was asked of which run, for the JSON file.
    """
    table = found.table
    counts = table["status"].value_counts()
    listed = ", ".join(
        f"{number(int(counts.get(code, 0)))} {told}" for code, told in _COUNTED.items()
    )
    lead = Text(
        f"{number(len(table))} candidats : {listed}.", f"{number(len(table))} candidates: {listed}."
    )
    exact = table["loss"].notna()
    order = table.assign(
        out=table["status"] != "eligible",
        least=np.where(exact, table["loss"], table["loss_at_least"]),
    ).sort_values(["out", "least", "site_id"], kind="stable")
    rows = tuple(_row(row) for row in order.to_dict("records"))
    title = Text(
        "Ce qu'il manque aux sites non retenus, les plus proches d'entrer d'abord",
        "What the sites left out lack, nearest to entering first",
    )
    shown = min(_SHOWN, int(counts.get("eligible", 0)))
    alt = Text(
        "Chaque candidat éligible : son score, et ce que coûterait de le retenir d'office",
        "Each eligible candidate: its score, and what forcing it in would cost",
    )
    return Document(
        NAME,
        Text(
            f"Tous les candidats : {case.model.titled.fr}",
            f"Every candidate: {case.model.titled.en}",
        ),
        (
            Section(tables=(Table(NAME, title, _COLUMNS, rows, shown=shown),)),
            Section(figures=(Figure(PICTURE, alt),), terminal=False),
        ),
        (lead,),
        (*((SYNTHETIC,) if case.synthetic else ()), *(() if found.complete else (INCOMPLETE,))),
        {**head, "complete": found.complete, "exact": found.exact, "candidates": len(table)},
        mark=MARK,
        owns=OWNS,
    )


def _row(row: Mapping[Any, Any]) -> tuple[object, ...]:
    loss = row["loss"]
    told = number(loss, 2)
    if row["status"] != "eligible":
        told = ""
    elif math.isnan(loss):
        told = f"≥ {number(row['loss_at_least'], 2)}"
    elif math.isinf(loss):
        told = t("impossible", "impossible")
    elif row["proof"] not in (Proof.OPTIMAL.value, Proof.INFEASIBLE.value):
        told = f"{told} {Text('(non prouvé)', '(not proven)')}"
    cells = {**row, "loss_if_in": told, "status": Said(row["status"], STATUS[row["status"]])}
    return tuple(cells[column.key] for column in _COLUMNS)
