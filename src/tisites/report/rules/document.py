"""What a study of rules means: what each one decides, where, at what price, and together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.messages.text import Text, number
from tisites.report.document import Column, Document, Said, Section, Table
from tisites.report.phrases import SYNTHETIC, plural
from tisites.report.price import label_words, places_of, span_words
from tisites.report.rules.table import ordered
from tisites.report.rules.words import gain_words, rule_limit, rule_name, rules_words
from tisites.run.answer.rules import rules_report
from tisites.solver.solution import Proof

if TYPE_CHECKING:
    from tisites.run.answer.rules import RuleEffect
    from tisites.study.price.price import LimitPrices
    from tisites.study.rules.rules import Rules

#: Name of the document; its tables.
NAME, TABLES = "rules", ("rules", "rules_prices", "rules_rows", "rules_shares", "rules_pairs")
#: Territory limits and pairs of rules that a page shows.
SHOWN = 15
PROOFS = {
    Proof.OPTIMAL: Text("prouvé", "proven"),
    Proof.FEASIBLE: Text("non prouvé", "not proven"),
    Proof.UNKNOWN: Text("non mesuré", "not measured"),
}
_EFFECT = (
    Column("met", Text("atteinte", "met")),
    Column("gain", Text("points gagnés sans elle", "points gained without it"), align="right"),
    Column("gain_most", Text("points gagnés, au plus", "points gained, at most"), "", 2, "right",
           seen="files"),
    Column("sites_changed", Text("sites changés", "sites changed"), "", 0, "right"),
    Column("hectares", Text("hectares en plus", "hectares more"), "", 1, "right", signed=True,
           seen="files"),
    Column("enters", Text("sites qui entrent", "sites that enter"), seen="files"),
    Column("leaves", Text("sites qui sortent", "sites that leave"), seen="files"),
    Column("proof", Text("preuve", "proof"), seen="files"),
)  # fmt: skip
_RULES = (
    Column("rule", Text("règle", "rule")),
    Column("limit", Text("limite", "limit")),
    *_EFFECT,
)
_ROWS = (
    Column("row", Text("limite", "limit"), seen="files"),
    Column("rule", Text("règle", "rule")),
    Column("territory", Text("territoire", "territory")),
    *_EFFECT,
)
_PRICES = (
    Column("rule", Text("règle", "rule")),
    Column("territory", Text("où", "where")),
    Column("move", Text("de → à", "from → to")),
    Column("gain", Text("points gagnés", "points gained"), "", 2, "right", signed=True),
)
_SHARES = (
    Column("rule", Text("règle", "rule")),
    Column("alone", Text("retirée seule", "taken away alone"), "", 2, "right"),
    Column("shapley", Text("part (Shapley)", "share (Shapley)"), "", 2, "right"),
    Column("last", Text("retirée en dernier", "taken away last"), "", 2, "right"),
)
_PAIRS = (
    Column("first", Text("règle", "rule")),
    Column("second", Text("et règle", "and rule")),
    Column("points", Text("points", "points"), "", 2, "right", signed=True),
)


def rules_document(study: Rules, prices: LimitPrices | None) -> Document:
    """Say what each rule decides, what one unit more is worth, row by row, and interactions."""
    case = study.case
    notices: list[str | Text] = [SYNTHETIC] if case.synthetic else []
    if study.incomplete or (prices is not None and prices.incomplete):
        notices.append(Text("INTERROMPU : des effets manquent", "INTERRUPTED: effects are missing"))
    sections = [
        Section(
            sentences=tuple(rules_words(study.effects, case.model)), tables=(_rules_table(study),)
        )
    ]
    if prices is not None:
        sections.append(
            Section(
                Text("Ce que vaut une unité de plus", "What one unit more is worth"),
                tables=(_prices_table(prices),),
            )
        )
    if study.rows:
        title = Text("Limites par territoire", "Limits by territory")
        sections.append(Section(title, (_rows_words(study),), tables=(_rows_table(study),)))
    if study.shares is not None:
        sections.append(_together(study))
    return Document(
        NAME,
        Text(
            f"Ce que décident les règles : {case.model.titled.fr}",
            f"What rules decide: {case.model.titled.en}",
        ),
        tuple(sections),
        (_headline(study),),
        tuple(notices),
        _data(study, prices),
    )


def _headline(study: Rules) -> str:
    many, worth = number(len(study.effects.rules)), number(study.value, 1)
    name = study.case.model.titled
    proof = Text("", "") if study.proven else Text(" (non prouvés)", " (not proven)")
    return str(
        Text(
            f"« {name.fr} », {worth} points{proof.fr} : {many} règles retirées une à une,"
            " la sélection refaite à chaque fois",
            f"'{name.en}', {worth} points{proof.en}: {many} rules taken away one by one,"
            " the selection made again each time",
        )
    )


def _effect_cells(study: Rules, one: RuleEffect) -> tuple[object, ...]:
    told = [
        Said("|".join(ids), ", ".join(places_of(study.case, ids)))
        for ids in (one.enters, one.leaves)
    ]
    known = one.proof is not Proof.UNKNOWN
    return (
        one.met,
        Said(round(one.gain, 6) if known else None, gain_words(one, study.value)),
        one.gain_most if np.isfinite(one.gain_most) else None,
        len(one.enters) if known else None,
        one.hectares,
        *told,
        Said(one.proof.value, PROOFS[one.proof]),
    )


def _rules_table(study: Rules) -> Table:
    model = study.case.model
    shown = ordered(study.effects.rules)
    rows = tuple(
        (Said(one.name, rule_name(one.name, model)), rule_limit(one.name, model),
         *_effect_cells(study, one))
        for one in shown
    )  # fmt: skip
    return Table(TABLES[0], "", _RULES, rows)


def best_prices(prices: LimitPrices) -> list[tuple[str, str, str, float]]:
    """Return, by rule, the relaxation of one unit that gains most: rule, territory, move, gain."""
    gains = [
        (row.move.dial.constraint, row.move.dial.group, span_words(row), row.gain)
        for row in prices.rows
        if row.move.direction == "relax" and row.proof is Proof.OPTIMAL and row.gain > 0
    ]
    best: dict[str, tuple[str, str, str, float]] = {}
    for one in sorted(gains, key=lambda one: (-one[3], one[1])):
        best.setdefault(one[0], one)
    return list(best.values())


def _prices_table(prices: LimitPrices) -> Table:
    rows = tuple(
        (Said(rule, label_words(prices.case, rule)), group or None, span, gain)
        for rule, group, span, gain in best_prices(prices)
    )
    note = Text(
        "La limite de chaque règle qui gagne le plus à bouger d'une unité ; toutes : tisites price",
        "The limit of each rule that gains most by one unit; all of them: tisites price",
    )
    return Table(TABLES[1], "", _PRICES, rows, note=note)


def _rows_table(study: Rules) -> Table:
    rows = sorted(study.rows, key=lambda one: (one.proof is Proof.UNKNOWN, -one.gain))
    cells = []
    for one in rows:
        name, group = study.places[one.name]
        label = Said(name, rule_name(name, study.case.model))
        cells.append((one.name, label, group or None, *_effect_cells(study, one)))
    deciding = sum(not one.idle for one in rows)
    return Table(TABLES[2], "", _ROWS, tuple(cells), shown=min(SHOWN, deciding))


def _rows_words(study: Rules) -> str:
    """Say how many territory limits decide nothing by themselves, met or not."""
    idle = [one for one in study.rows if one.idle]
    met, total = sum(one.met for one in idle), number(len(study.rows))
    free = sum(not one.met for one in study.rows if one.proof is Proof.OPTIMAL and not one.idle)
    return str(
        Text(
            f"{number(len(idle))} limites de territoire sur {total} ne décident rien à elles seules"
            f" (prouvé), dont {number(met)} pourtant atteinte{plural(met)} ; {number(free)}"
            f" décide{'nt' * (free > 1)} sans être atteinte{plural(free)}.",
            f"{number(len(idle))} of {total} territory limits decide nothing by themselves"
            f" (proven), {number(met)} of them met all the same; {number(free)} decide"
            f"{'s' * (free == 1)} without being met.",
        )
    )


def _together(study: Rules) -> Section:
    shares, model = study.shares, study.case.model
    assert shares is not None
    ranked = sorted(shares.value, key=lambda name: -shares.value[name])
    rows = tuple(
        (Said(name, rule_name(name, model)), shares.alone[name], shares.value[name],
         shares.last[name])
        for name in ranked
    )  # fmt: skip
    pairs = sorted(shares.pairs.items(), key=lambda item: -abs(item[1]))
    met = tuple(
        (Said(a, rule_name(a, model)), Said(b, rule_name(b, model)), much)
        for (a, b), much in pairs
        if abs(much) >= 0.005
    )
    whole = number(shares.whole, 1)
    sentence = Text(
        f"Toutes ensemble, elles coûtent {whole} points. La part de Shapley est ce que chacune"
        " ajoute, en moyenne sur tous les ordres de retrait.",
        f"All together they cost {whole} points. The Shapley share is what each adds, on average"
        " over every order of removal.",
    )
    sentences = [str(sentence)]
    if study.left_out:
        names = ", ".join(str(rule_name(name, model)) for name in study.left_out)
        sentences.append(str(Text(f"Laissées de côté : {names}.", f"Left out: {names}.")))
    note = Text(
        "Positive : chacune des deux cache ce que l'autre coûte.",
        "Positive: each of the two hides what the other costs.",
    )
    return Section(
        Text("Ce qu'elles coûtent ensemble", "What they cost together"),
        tuple(sentences),
        tables=(
            Table(TABLES[3], "", _SHARES, rows),
            Table(TABLES[4], Text("Interactions", "Interactions"), _PAIRS, met, SHOWN, note),
        ),
    )


def _data(study: Rules, prices: LimitPrices | None) -> dict[str, Any]:
    shares = study.shares
    rows = []
    for one in study.rows:
        name, group = study.places[one.name]
        rows.append(
            {"row": one.name, "rule": name, "territory": group, "met": one.met,
             "proof": one.proof.value, "gain": one.gain, "gain_most": one.gain_most,
             "enters": list(one.enters), "leaves": list(one.leaves)}
        )  # fmt: skip
    told = None
    if shares is not None:
        told = {
            "whole": shares.whole,
            "rules": [
                {"rule": name, "alone": shares.alone[name], "shapley": much,
                 "last": shares.last[name]}
                for name, much in shares.value.items()
            ],
            "pairs": [{"rules": list(names), "points": much}
                      for names, much in shares.pairs.items()],
            "left_out": list(study.left_out),
        }  # fmt: skip
    return {
        "scenario": study.case.name,
        "synthetic": study.case.synthetic,
        "value": study.value,
        "proven": study.proven,
        "incomplete": study.incomplete,
        **(rules_report(study.effects) or {}),
        "rows": rows,
        "shapley": told,
        "one_unit_more": None
        if prices is None
        else [
            {"rule": rule, "territory": group, "gain": gain}
            for rule, group, _, gain in best_prices(prices)
        ],
    }
