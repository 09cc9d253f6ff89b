"""Sentences about what a rule decides: made from its measure and from its figures."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tisites.messages.text import Text, both, number
from tisites.model.kinds.said import with_limit
from tisites.report.phrases import plural
from tisites.run.answer.rules import EQUITY, LABELLED
from tisites.solver.solution import Proof

if TYPE_CHECKING:
    from tisites.model.declaration import Model
    from tisites.run.answer.rules import RuleEffect, RuleEffects

#: A bound of the gain above this share of the value says nothing.
LOOSE = 0.05


def rule_name(name: str, model: Model) -> Text:
    """Return a rule's label, in both languages; its name where it has none."""
    if name == LABELLED:
        return Text("Sites labellisés en 2024", "Sites labelled in 2024")
    if name.startswith(EQUITY):
        measure = model.equity.get(name.removeprefix(EQUITY).removesuffix(".keep_value"))
        if measure is not None and measure.label:
            return Text(measure.label, measure.label_en or measure.label)
        return Text(name, name)
    rule = model.constraint.get(name)
    return rule.named(name) if rule is not None else Text(name, name)


def rule_limit(name: str, model: Model) -> Text:
    """Return a rule's limit, from its figures; empty for what has none."""
    rule = model.constraint.get(name)
    if rule is not None:
        return rule.limit_said()
    measure = model.equity.get(name.removeprefix(EQUITY)) if name.startswith(EQUITY) else None
    limit = getattr(measure, "limit", None)
    if not isinstance(limit, int | float):
        return Text("", "")
    figure = both(lambda: number(float(limit), 2))
    return Text(f"limite {figure.fr}", f"limit {figure.en}")


def rule_words(name: str, model: Model) -> Text:
    """Return a rule with its limit: ``Surface totale : 900 ha au moins``."""
    return with_limit(rule_name(name, model), rule_limit(name, model))


def gain_words(effect: RuleEffect, value: float) -> Text:
    """Say what a rule's removal gains, and how sure that is.

    Examples
    --------
    >>> def of(proof, gain, most):
    ...     from tisites.run.answer.rules import RuleEffect
    ...     return RuleEffect("r", True, proof, gain, most, 0.0, ("a",), ("b",))
    >>> gain_words(of(Proof.OPTIMAL, 2.8281, 2.8281), 3000.0).fr
    '+2,83'
    >>> gain_words(of(Proof.OPTIMAL, 0.0, 0.0), 3000.0).fr
    '0'
    >>> gain_words(of(Proof.FEASIBLE, 1.0, 5.0), 3000.0).fr
    '1,00 à 5,00, non prouvé'
    >>> gain_words(of(Proof.UNKNOWN, 0.0, math.inf), 3000.0).en
    'not measured'
    """
    if effect.proof is Proof.UNKNOWN:
        return Text("non mesuré", "not measured")
    if effect.idle:
        return Text("0", "0")
    if effect.proof is Proof.OPTIMAL:
        small = effect.gain < 0.005
        return both(lambda: f"< +{number(0.01, 2)}" if small else f"+{number(effect.gain, 2)}")
    least = both(lambda: number(effect.gain, 2))
    most = both(lambda: number(effect.gain_most, 2) if math.isfinite(effect.gain_most) else "?")
    if not math.isfinite(effect.gain_most) or effect.gain_most > LOOSE * max(1.0, abs(value)):
        if effect.gain <= 0.0:
            return Text("non prouvé", "not proven")
        return Text(f"au moins {least.fr}, non prouvé", f"at least {least.en}, not proven")
    return Text(f"{least.fr} à {most.fr}, non prouvé", f"{least.en} to {most.en}, not proven")


def without_words(effect: RuleEffect, model: Model) -> str:
    """Say what one rule decides, in a sentence."""
    name = rule_name(effect.name, model)
    head = Text(f"Sans « {name.fr} »", f"Without '{name.en}'")
    return str(_decides(head, effect))


def _decides(head: Text, effect: RuleEffect) -> Text:
    gain, sites = both(lambda: number(effect.gain, 2)), len(effect.enters)
    s, unsure = plural(sites), effect.proof is not Proof.OPTIMAL
    if effect.proof is Proof.UNKNOWN:
        return Text(f"{head.fr} : non mesuré.", f"{head.en}: not measured.")
    if effect.idle:
        return Text(
            f"{head.fr}, rien ne changerait (prouvé).",
            f"{head.en}, nothing would change (proven).",
        )
    least = Text("au moins " if unsure else "", "at least " if unsure else "")
    tail = Text(" (non prouvé)" if unsure else "", " (not proven)" if unsure else "")
    return Text(
        f"{head.fr}, la meilleure sélection gagnerait {least.fr}{gain.fr}"
        f" point{plural(effect.gain)} et changerait {sites} site{s}{tail.fr}.",
        f"{head.en}, the best selection would gain {least.en}{gain.en} points and change"
        f" {sites} site{s}{tail.en}.",
    )


def rules_words(effects: RuleEffects, model: Model) -> list[str]:
    """Say what no table does: idle rules, slack ones together, what was not measured."""
    join = Text(" ; ", "; ")
    told = []
    idle = [one for one in effects.rules if one.idle]
    if idle:
        names = str(join).join(str(rule_words(one.name, model)) for one in idle)
        head = Text(
            "Sans effet à elle seule (prouvé) : " if len(idle) == 1
            else "Sans effet, chacune à elle seule (prouvé) : ",
            "Without effect by itself (proven): ",
        )  # fmt: skip
        told.append(f"{head}{names}.")
    if effects.slack is not None:
        names = str(Text(", ", ", ")).join(
            str(rule_name(name, model)) for name in effects.slack_names
        )
        many = number(len(effects.slack_names))
        head = Text(
            f"Sans les {many} règles dont aucune limite n'est atteinte, ensemble ({names})",
            f"Without the {many} rules of which no limit is met, together ({names})",
        )
        told.append(str(_decides(head, effects.slack)))
    unknown = [one for one in effects.rules if one.proof is not Proof.OPTIMAL]
    if unknown:
        more = Text(
            "Effets non prouvés : le temps réservé à cette mesure n'a pas suffi ;"
            " « tisites rules RÉSULTAT » les mesure sans limite.",
            "Effects not proven: the time kept for this measure was too short;"
            " 'tisites rules RUN' measures them without a limit.",
        )
        told.append(str(more))
    if effects.held:
        held = Text(
            "Les niveaux d'équité fixés d'abord sont tenus, sauf quand leur règle est retirée.",
            "Levels of equity settled first are held, except where their rule is taken away.",
        )
        told.append(str(held))
    return told
