"""What the terminal and the files say of a study of rules."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd
from rich.text import Text as Line

from tisites.messages.text import Text, number
from tisites.report.phrases import SYNTHETIC, plural
from tisites.report.rules.table import rules_frame, rules_sheet, rules_table
from tisites.report.rules.words import gain_words, rule_name, rules_words
from tisites.report.sheets import write_sheet
from tisites.report.tables import add, make_table
from tisites.run.answer.rules import rules_report
from tisites.run.answer.write import finite
from tisites.solve.solution import Proof
from tisites.study.rules.rules import rule_table

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console
    from rich.table import Table

    from tisites.study.price.price import Prices
    from tisites.study.rules.rules import Rules

MARK = "rules.json"
WRITTEN = ("rules.csv", "rules_excel.csv", "rules_rows.csv", "prices.csv", MARK)
#: Territory limits and pairs of rules shown on a terminal.
SHOWN = 15


def print_rules(study: Rules, prices: Prices | None, out: Path | None, console: Console) -> None:
    """Print what each rule decides, its price, its territories and its interactions."""
    case = study.case
    if case.synthetic:
        console.print(Line(str(SYNTHETIC).upper(), style="bold yellow"))
    console.print(Line(headline(study), style="bold green" if study.proven else "bold yellow"))
    if study.incomplete:
        cut = Text("INTERROMPU : des effets manquent", "INTERRUPTED: effects are missing")
        console.print(Line(str(cut), style="bold yellow"))
    tables = [
        rules_table(study.effects, case.model, study.value),
        price_table(prices),
        rows_table(study),
        shapley_table(study),
        pairs_table(study),
    ]
    console.print()
    for table in tables:
        if table is not None:
            console.print(table)
            console.print()
    for sentence in [*rules_words(study.effects, case.model), *rows_words(study)]:
        console.print(Line(sentence))
    if out is not None:
        console.print(Line(f"\n→ {out}", style="bold"))


def headline(study: Rules) -> str:
    """Say what was measured: rules, solves, seconds."""
    many, solves = number(len(study.effects.rules)), number(study.solves)
    worth, seconds = number(study.value, 1), number(study.seconds, 1)
    proof = Text("", "") if study.proven else Text(" (non prouvés)", " (not proven)")
    return str(
        Text(
            f"« {study.case.name} », {worth} points{proof.fr} : {many} règles retirées une à une,"
            f" {solves} résolutions, {seconds} s",
            f"'{study.case.name}', {worth} points{proof.en}: {many} rules taken away one by one,"
            f" {solves} solves, {seconds} s",
        )
    )


def price_table(prices: Prices | None) -> Table | None:
    """Return the best that one unit more of each rule gains, and where."""
    if prices is None:
        return None
    best = best_prices(prices)
    if best.empty:
        return None
    table = make_table(
        Text("Ce que vaut une unité de plus (tisites price)", "What one unit more is worth"),
        (Text("Règle", "Rule"), "left"),
        (Text("Où", "Where"), "left"),
        (Text("de → à", "from → to"), "left"),
        (Text("Points", "Points"), "right"),
    )
    for row in best.itertuples():
        add(table, str(row.label), str(row.where), str(row.span), f"+{number(row.gain, 2)}")
    return table


def best_prices(prices: Prices) -> pd.DataFrame:
    """Return, by rule, the relaxation of one unit that gains most; those that gain nothing aside.

    Columns ``rule``, ``label``, ``where``, ``span`` (in words) and ``gain``.
    """
    from tisites.report.price.price import label_words, span_words

    rows = [
        (
            row.move.dial.constraint,
            label_words(prices.case, row.move.dial.constraint),
            row.move.dial.group,
            span_words(row),
            row.gain,
        )
        for row in prices.rows
        if row.move.direction == "relax" and row.proof is Proof.OPTIMAL and row.gain > 0
    ]
    table = pd.DataFrame(rows, columns=["rule", "label", "where", "span", "gain"])
    best = table.sort_values(["gain", "where"], ascending=[False, True], kind="stable")
    return best.drop_duplicates("rule").reset_index(drop=True)


def rows_table(study: Rules) -> Table | None:
    """Return the territory limits that decide most, ``None`` unless they were asked."""
    shown = [one for one in study.rows if not one.idle]
    if not shown:
        return None
    shown.sort(key=lambda one: (one.proof is Proof.UNKNOWN, -one.gain))
    table = make_table(
        Text("Limites par territoire", "Limits by territory"),
        (Text("Règle", "Rule"), "left"),
        (Text("Territoire", "Territory"), "left"),
        (Text("Atteinte", "Met"), "left"),
        (Text("Points gagnés\nsans elle", "Points gained\nwithout it"), "right"),
        (Text("Sites\nchangés", "Sites\nchanged"), "right"),
    )
    yes, no = str(Text("oui", "yes")), str(Text("non", "no"))
    for one in shown[:SHOWN]:
        name, group = study.places[one.name]
        add(
            table,
            str(rule_name(name, study.case.model)),
            group or "–",
            yes if one.met else no,
            str(gain_words(one, study.value)),
            number(len(one.enters)),
        )
    return table


def rows_words(study: Rules) -> list[str]:
    """Say how many territory limits decide nothing by themselves, met or not."""
    if not study.rows:
        return []
    idle = [one for one in study.rows if one.idle]
    met = sum(one.met for one in idle)
    free = sum(not one.met for one in study.rows if one.proof is Proof.OPTIMAL and not one.idle)
    total = number(len(study.rows))
    told = Text(
        f"{number(len(idle))} limites de territoire sur {total} ne décident rien à elles seules"
        f" (prouvé), dont {number(met)} pourtant atteintes ; {number(free)}"
        f" décide{'nt' * (free > 1)} sans être atteinte{plural(free)} (rules_rows.csv).",
        f"{number(len(idle))} of {total} territory limits decide nothing by themselves (proven),"
        f" {number(met)} of them met all the same; {number(free)} decide without being met"
        " (rules_rows.csv).",
    )
    return [str(told)]


def shapley_table(study: Rules) -> Table | None:
    """Return each rule's share of what all of them cost together."""
    found = rule_table(study)
    if found.empty or study.shares is None:
        return None
    whole = number(study.shares.whole, 1)
    table = make_table(
        Text(
            f"Part de chaque règle dans ce que toutes coûtent ensemble, {whole} points (Shapley)",
            f"Share of each rule in what all cost together, {whole} points (Shapley)",
        ),
        (Text("Règle", "Rule"), "left"),
        (Text("Retirée seule", "Taken away alone"), "right"),
        (Text("Part", "Share"), "right"),
        (Text("Retirée en dernier", "Taken away last"), "right"),
    )
    for row in found.itertuples():
        name = str(rule_name(str(row.rule), study.case.model))
        add(table, name, number(row.alone, 2), number(row.shapley, 2), number(row.last, 2))
    return table


def pairs_table(study: Rules) -> Table | None:
    """Return the pairs of rules that meet most: positive, each hides what the other costs."""
    if study.shares is None:
        return None
    pairs = sorted(study.shares.pairs.items(), key=lambda item: -abs(item[1]))
    pairs = [(names, much) for names, much in pairs if abs(much) >= 0.005][:SHOWN]
    if not pairs:
        return None
    table = make_table(
        Text(
            "Interactions (positive : chacune cache ce que l'autre coûte)",
            "Interactions (positive: each hides what the other costs)",
        ),
        (Text("Règles", "Rules"), "left"),
        (Text("Points", "Points"), "right"),
    )
    for names, much in pairs:
        both = " × ".join(str(rule_name(name, study.case.model)) for name in names)
        sign = "+" if much > 0 else "−"
        add(table, both, f"{sign}{number(abs(much), 2)}")
    return table


def rows_frame(study: Rules) -> pd.DataFrame:
    """Return one row a territory limit, in the order of the program."""
    rows = []
    for one in study.rows:
        name, group = study.places[one.name]
        rows.append(
            (one.name, name, str(rule_name(name, study.case.model)), group, one.met,
             one.proof.value, round(one.gain, 6), len(one.enters), round(one.hectares, 4),
             "|".join(one.enters), "|".join(one.leaves))
        )  # fmt: skip
    columns = ["row", "rule", "label", "territory", "met", "proof", "gain", "sites_changed",
               "hectares", "enters", "leaves"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def write_rules(study: Rules, prices: Prices | None, folder: Path) -> None:
    """Write the tables, and ``rules.json`` last."""
    from tisites.report.price.files import prices_frame

    model = study.case.model
    notice = {"notice": str(SYNTHETIC)} if study.case.synthetic else {}
    rules_frame(study.effects, model).assign(**notice).to_csv(
        folder / "rules.csv", index=False, lineterminator="\n"
    )
    write_sheet(rules_sheet(study.effects, model).assign(**notice), folder / "rules_excel.csv")
    if study.rows:
        rows_frame(study).assign(**notice).to_csv(
            folder / "rules_rows.csv", index=False, lineterminator="\n"
        )
    if prices is not None:
        prices_frame(prices).to_csv(folder / "prices.csv", index=False, lineterminator="\n")
    text = json.dumps(finite(told(study, prices)), ensure_ascii=False, indent=2, allow_nan=False)
    (folder / MARK).write_text(text + "\n", encoding="utf-8", newline="\n")


def told(study: Rules, prices: Prices | None) -> dict[str, Any]:
    """Return the contents of ``rules.json``."""
    shares = study.shares
    return {
        "scenario": study.case.name,
        "synthetic": study.case.synthetic,
        "value": study.value,
        "proven": study.proven,
        "incomplete": study.incomplete,
        **(rules_report(study.effects) or {}),
        "rows": rows_frame(study).to_dict("records"),
        "shapley": None
        if shares is None
        else {
            "whole": shares.whole,
            "rules": rule_table(study).to_dict("records"),
            "pairs": [{"rules": list(names), "points": much} for names, much in
                      shares.pairs.items()],
            "left_out": list(study.left_out),
        },
        "one_unit_more": None
        if prices is None
        else best_prices(prices).drop(columns=["label", "span"]).to_dict("records"),
    }  # fmt: skip
