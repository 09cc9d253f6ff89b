"""The part of a sheet that answers the law: degree and mode, data, parameters, operations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tisites.criteria.indicators import specs
from tisites.data.catalogue.titles import input_title
from tisites.messages.text import Text, number, t
from tisites.report.document import Section
from tisites.study.explain.excluded import Excluded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tisites.study.explain.base import Answered
    from tisites.study.explain.explain import Explanation


def legal_section(report: Mapping[str, Any], base: Answered, found: Explanation) -> Section:
    """Return what article R. 311-3-1-2 of the CRPA lists, for this run and this site.

    The article (code des relations entre le public et l'administration, from decree 2017-330)
    names four things: degree and mode of contribution of the processing to the decision; data
    processed and their sources; parameters and, where relevant, their weights, applied to the
    person's situation; operations carried out.
    """
    items = [
        _degree(base),
        _data(report, found),
        _parameters(report, base),
        _operations(report, base),
    ]
    title = Text(
        "Données, poids et opérations (CRPA, art. R. 311-3-1-2)",
        "Data, weights and operations (CRPA, art. R. 311-3-1-2)",
    )
    return Section(title, items=tuple(items), terminal=False)


def _degree(base: Answered) -> str:
    return t(
        "Degré et mode de contribution : le traitement classe et choisit"
        f" {number(base.selected.size)} sites selon des critères et des contraintes déclarés ;"
        " il propose, la décision appartient à l'autorité qui le consulte.",
        "Degree and mode of contribution: the processing scores and chooses"
        f" {number(base.selected.size)} sites by declared criteria and constraints; it"
        " proposes, the decision is the authority's.",
    )


def _data(report: Mapping[str, Any], found: Explanation) -> str:
    used = {}
    if not isinstance(found, Excluded):
        for one in found.contributions:
            spec = specs().get(one.indicator)
            if spec is not None:
                used[one.indicator] = str(spec.source)
    layers = {layer for name in used for layer in specs()[name].layers}
    sources = [
        f"{input_title(entry['name'])}"
        f" ({entry['producer']}, {entry['licence']}, {entry['vintage']})"
        for entry in report.get("inputs", [])
        if entry.get("producer") and str(entry["name"]).rpartition("/")[2] in layers | {"communes"}
    ]
    first = report.get("inputs", [{}])[0]
    file = f"{first.get('name', '?')} (sha256 {str(first.get('sha256', ''))[:12]}…)"
    listed = " ; ".join(sources)
    return t(
        f"Données traitées et sources : candidats {file}" + (f" ; {listed}" if listed else ""),
        f"Data and sources: candidates {file}" + (f"; {listed}" if listed else ""),
    )


def _parameters(report: Mapping[str, Any], base: Answered) -> str:
    model = base.case.model
    score = model.score
    total = sum(criterion.weight for criterion in score.values())
    listed = " ; ".join(
        f"{Text(c.label, c.label_en or c.label)} {number(100.0 * c.weight / total, 1)} %"
        for c in score.values()
        if c.weight
    )
    return t(
        f"Paramètres et pondération (modèle {model.name}, version {model.version},"
        f" scénario {report['scenario']}) : {listed}",
        f"Parameters and weights (model {model.name}, version {model.version},"
        f" scenario {report['scenario']}): {listed}",
    )


def _operations(report: Mapping[str, Any], base: Answered) -> str:
    proof = (
        Text("prouvée optimale", "proven optimal")
        if base.proven
        else Text("non prouvée optimale", "not proven optimal")
    )
    name = str(report.get("run") or report["scenario"])[:16]
    rule = base.case.model.access
    served = Text("", "")
    if rule is not None and base.case.program.access is not None:
        weight = number(100.0 * rule.weight)
        served = Text(
            f" La desserte de la population par la sélection entière compte pour {weight} %.",
            f" How well the whole selection serves the population counts for {weight} %.",
        )
    return t(
        "Opérations : chaque donnée est convertie en valeur de 0 à 1 sur une échelle fixe,"
        " multipliée par son poids et sommée en un score sur 100 ; la sélection de plus forte"
        " valeur totale qui respecte toutes les contraintes est cherchée par programmation"
        f" linéaire en nombres entiers, {proof.fr} (valeur {number(base.value, 2)}, borne"
        f" {number(base.bound, 2)}).{served.fr} Calcul {name}, reproductible à l'identique.",
        "Operations: each datum becomes a value from 0 to 1 on a fixed scale, times its weight,"
        " summed into a score out of 100; the selection of highest total value that meets every"
        f" constraint is found by integer linear programming, {proof.en} (value"
        f" {number(base.value, 2)}, bound {number(base.bound, 2)}).{served.en} Run {name},"
        " reproducible.",
    )
