"""What the terminal says of equity in a run: the stages, and what fairness cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tisites.messages.text import Text, number, short
from tisites.report.phrases import quoted
from tisites.report.runs import WITHOUT_CERTIFICATE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tisites.model.declaration import Model
    from tisites.run.prepare.prepared import Prepared
    from tisites.solver.fairness.lexicographic import Fair
    from tisites.solver.fairness.measures import Stage

KINDS = {
    "floor": Text("le moins bien servi", "the worst served"),
    "max_min": Text("le moins bien servi", "the worst served"),
    "leximin": Text("le moins bien servi, puis les suivants", "the worst served, then the next"),
    "cvar": Text("moyenne des moins bien servis", "mean of the worst served"),
    "gini": Text("indice de Gini", "Gini index"),
    "alpha": Text("utilité alpha-équitable", "alpha-fair utility"),
    "chen_hooker": Text("bien-être à seuil", "welfare with a threshold"),
    "leave_no_neighbour": Text(
        "part des habitants loin de tout site", "share of people far from every site"
    ),
    "band": Text("plus grand écart à la part", "greatest gap to the share"),
    "min_share": Text("bénéfice dans la zone", "benefit inside the zone"),
}


def fair_words(fair: Fair | None, prepared: Prepared) -> list[str]:
    """Say each stage with its proof, the price of fairness, and who enters and leaves."""
    if fair is None:
        return []
    certified = fair.solution.supports is not None
    lines = [_stage(stage, prepared.model, certified=certified) for stage in fair.stages]
    lost = fair.efficient.value - fair.value
    percent = number(100.0 * fair.price, 2)
    efficient = number(fair.efficient.value, 1)
    swapped = len(set(fair.efficient.selected.tolist()) - set(fair.solution.selected.tolist()))
    price = Text(
        f"Prix de l'équité : {number(lost, 1)} points, {percent} % de la valeur sans équité"
        f" ({efficient}) ; {swapped} sites changent.",
        f"Price of fairness: {number(lost, 1)} points, {percent}% of the value without equity"
        f" ({efficient}); {swapped} sites change.",
    )
    return [*lines, str(price)]


def measure_words(
    measures: Mapping[str, Mapping[str, Any]], model: Model, objective: float
) -> list[str]:
    """Say what the answer comes to in each measure that is no stage, and the score beside terms.

    Parameters
    ----------
    measures : mapping
        What :func:`tisites.run.answer.measure_report.measure_report` tells.
    model : Model
        Where they are declared.
    objective : float
        Value of the answer, terms included.
    """
    lines = [_measure(name, one, model) for name, one in measures.items() if one["as"] != "stage"]
    terms = [one["points"] for one in measures.values() if one["points"] is not None]
    if terms:
        whole, score = number(objective, 1), number(objective - sum(terms), 1)
        points = number(sum(terms), 1)
        split = Text(
            f"Valeur {whole} : {score} sans les termes d'équité, {points} par eux.",
            f"Value {whole}: {score} without the terms of equity, {points} by them.",
        )
        lines.append(str(split))
    return lines


def _measure(name: str, one: Mapping[str, Any], model: Model) -> str:
    def said(figure: float, decimals: int) -> str:
        if one["kind"] == "leave_no_neighbour":  # a share of the people
            return f"{number(100.0 * figure, 1)}{Text(' %', '%')}"
        return number(figure, decimals) if decimals else short(figure)

    unit = f" {one['unit']}" if one["kind"] not in ("gini", "leave_no_neighbour") else ""
    told = f"{said(one['value'], 3)}{unit}"
    if one["limit"] is not None:
        limit = said(float(one["limit"]), 0)
        told += str(Text(f" (limite {limit})", f" (limit {limit})"))
    if one["points"] is not None:
        points = number(one["points"], 1)
        told += str(Text(f", soit {points} points", f", that is {points} points"))
    head = Text("Équité mesurée", "Equity measured")
    return f"{head} — {_label(name, model)} ({KINDS[one['kind']]}) : {told}"


def _label(name: str, model: Model) -> Text:
    rule = model.equity[name]
    return Text(rule.label, rule.label_en or rule.label) if rule.label else quoted(name)


def _stage(stage: Stage, model: Model, *, certified: bool) -> str:
    name = stage.name.removeprefix("equity.")
    rule = model.equity[name]
    unit = f" {rule.unit}" if stage.kind in ("max_min", "leximin", "cvar") else ""
    told = " ; ".join(number(level, 2) for level in (stage.levels or (stage.value,)))
    proof = Text("non prouvé, limite", "not proven, limit")
    if stage.proven:
        proof = Text("prouvé", "proven") if certified else WITHOUT_CERTIFICATE
    head = Text("Équité", "Equity")
    return f"{head} — {_label(name, model)} ({KINDS[stage.kind]}) : {told}{unit} ({proof})"
