"""A run on one card: what was chosen, how far that is proven, the sites."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tisites.messages.text import Text, number
from tisites.report.document import Column, Document, Fact, Said, Section, Table
from tisites.report.phrases import SYNTHETIC, sites_chosen
from tisites.report.proof_words import claim, value_and_bound
from tisites.solver.solution import Proof

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tisites.run.read.case import Case

#: Sites that the card shows; its table holds them all.
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Stated:
    """What the report of a run claims of its answer."""

    value: float
    bound: float
    gap: float
    proof: Proof
    certified: bool
    interrupted: bool = False


def run_card(case: Case, report: Mapping[str, Any]) -> Document:
    """Return the card of a run.

    Parameters
    ----------
    case : Case
        What was solved.
    report : mapping
        Contents of its ``solution.json``.
    """
    model = case.model
    bound = report["bound"]
    stated = Stated(
        float(report["objective"]),
        math.inf if bound is None else float(bound),
        float(report["gap"] or 0.0),
        Proof(report["proof"]),
        bool(report.get("certified", False)),
    )
    chosen = case.everyone.loc[list(report["selected"])]
    chosen = chosen.sort_values(["score"], ascending=False, kind="stable")
    colon = Text(" : ", ": ")
    lead = f"{sites_chosen(len(chosen))}, {claim(stated)}{colon}{value_and_bound(stated)}"
    hectares = chosen["surface_ha"]
    unknown = int(hectares.isna().sum())
    more = str(Text(f", {unknown} inconnues", f", {unknown} unknown")) if unknown else ""
    facts = (
        Fact(Text("Candidats", "Candidates"), number(len(case.everyone))),
        Fact(Text("Éligibles", "Eligible"), number(len(case.ids))),
        Fact(Text("Surface déclarée", "Declared area"), f"{number(hectares.sum())} ha{more}"),
        Fact(Text("Régions", "Régions"), number(chosen["reg_nom"].nunique())),
    )
    columns = (
        Column("site_id", Text("Site", "Site")),
        Column("commune", Text("Commune", "Commune")),
        Column("region", Text("Région", "Région")),
        Column("surface_ha", Text("Surface", "Area"), "ha", 1, "right"),
        Column("score", Text("Score", "Score"), "", 1, "right"),
    )
    rows = tuple(
        (
            Said(site, _words(row["name"], site)),
            _words(row["commune"], "?"),
            _words(row["reg_nom"], "?"),
            _figure(row["surface_ha"]),
            _figure(row["score"]),
        )
        for site, row in chosen.iterrows()
    )
    title = model.titled
    best = Table("selection", Text("Les mieux notés", "Best scores"), columns, rows, SHOWN)
    notices = (SYNTHETIC,) if case.synthetic else ()
    return Document("run", title, (Section(facts=facts, tables=(best,)),), (lead,), notices)


def _words(value: object, otherwise: object) -> str:
    return value if isinstance(value, str) and value else str(otherwise)


def _figure(value: Any) -> float | None:
    return None if value is None or math.isnan(float(value)) else float(value)
