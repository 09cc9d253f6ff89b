"""What the terminal says of equity in a run: the stages, and what fairness cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tisites.messages.text import Text, number, short
from tisites.report.phrases import quoted
from tisites.report.runs import WITHOUT_CERTIFICATE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tisites.model.declaration import Model
    from tisites.model.equity import EquityRule
    from tisites.run.prepare.prepared import Prepared
    from tisites.solver.fairness.lexicographic import Fair
    from tisites.solver.fairness.prover import Stage


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
    rule = model.equity[name]

    told = _said(rule, one["value"], 3)
    if one["limit"] is not None:
        limit = _figure(rule, float(one["limit"]), 0)
        told += str(Text(f" (limite {limit})", f" (limit {limit})"))
    if one["points"] is not None:
        points = number(one["points"], 1)
        told += str(Text(f", soit {points} points", f", that is {points} points"))
    head = Text("Équité mesurée", "Equity measured")
    return f"{head} — {_label(name, model)} ({rule.title}) : {told}"


def _figure(rule: EquityRule, figure: float, decimals: int) -> str:
    """Write a figure of a measure; a share of the people in percent."""
    if rule.percent:
        return f"{number(100.0 * figure, 1)}{Text(' %', '%')}"
    return number(figure, decimals) if decimals else short(figure)


def _said(rule: EquityRule, figure: float, decimals: int) -> str:
    """Write a figure of a measure with its unit, where it has one."""
    unit = "" if rule.percent or rule.nature == "ratio" else f" {rule.measure_unit}"
    return f"{_figure(rule, figure, decimals)}{unit}"


def _label(name: str, model: Model) -> Text:
    rule = model.equity[name]
    return Text(rule.label, rule.label_en or rule.label) if rule.label else quoted(name)


def _stage(stage: Stage, model: Model, *, certified: bool) -> str:
    name = stage.name.removeprefix("equity.")
    rule = model.equity[name]
    levels = stage.levels or (stage.value,)
    told = " ; ".join(
        [*(_figure(rule, level, 2) for level in levels[:-1]), _said(rule, levels[-1], 2)]
    )
    proof = Text("non prouvé, limite", "not proven, limit")
    if stage.proven:
        proof = Text("prouvé", "proven") if certified else WITHOUT_CERTIFICATE
    head = Text("Équité", "Equity")
    return f"{head} — {_label(name, model)} ({rule.title}) : {told} ({proof})"
