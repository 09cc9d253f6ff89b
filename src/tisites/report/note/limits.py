"""What limits a selection: budgets with what is used of them, and what each rule decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tisites.criteria.indicators import specs
from tisites.criteria.unit_words import unit_words
from tisites.messages.text import Text, number
from tisites.report.calendar_words import delivery_words
from tisites.report.document import Column, Fact, Section, Table
from tisites.report.phrases import plural
from tisites.report.rules.table import rules_table
from tisites.report.rules.words import rule_name, rules_words
from tisites.run.answer.rules import rules_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tisites.report.note.basis import Basis

_BUDGETS = (
    Column("rule", Text("Budget", "Budget")),
    Column("where", Text("Territoire", "Territory")),
    Column("used", Text("Utilisé", "Used"), "", 1, "right"),
    Column("limit", Text("Limite", "Limit"), "", 1, "right"),
    Column("unit", Text("Unité", "Unit")),
    Column("share", Text("Part", "Share"), "%", 0, "right"),
)
#: Kinds of rules that share out a quantity.
_QUANTITIES = ("group_capacity", "total", "labour_allocation")


def budgets_section(basis: Basis) -> Section:
    """Return every shared quantity with what is used of it, tightest first; then the grid's."""
    rows = sorted(_rows(basis), key=lambda row: (row[0], -row[5]))
    sentences: list[Text | str] = [*_tightest(rows), *_unused(basis)]
    delivery = basis.report.get("delivery")
    if delivery:
        sentences += delivery_words(delivery, basis.model.assumptions)
    named = tuple((str(row[0]), *row[1:]) for row in rows)
    tables = (Table("budgets", "", _BUDGETS, named, group="rule"),) if named else ()
    return Section(
        Text("Budgets : ZAN, eau, main-d'œuvre, réseau", "Budgets: ZAN, water, labour, grid"),
        tuple(sentences),
        tuple(_grid(basis)),
        tables=tables,
    )


def _rows(basis: Basis) -> Iterator[tuple[Any, ...]]:
    for row in basis.report["constraints"]:
        rule: Any = basis.model.constraint.get(row["constraint"])
        upper, used = row["upper"], row["activity"]
        if getattr(rule, "kind", "") not in _QUANTITIES or upper is None or not used:
            continue
        spec = specs().get(getattr(rule, "use", "") or "")
        unit = str(unit_words(spec.unit)).strip() if spec is not None else ""
        share = 100.0 * used / upper if upper else 100.0
        name = str(rule_name(row["constraint"], basis.model))
        where = row["group"] or str(Text("France", "France"))
        yield name, where, float(used), float(upper), unit, share


def _tightest(rows: list[tuple[Any, ...]]) -> Iterator[Text]:
    if not rows:
        yield Text(
            "Aucune règle de ce scénario ne partage une quantité entre territoires.",
            "No rule of this scenario shares a quantity between territories.",
        )
        return
    name, where, used, limit, unit, share = max(rows, key=lambda row: row[5])
    yield Text(
        f"Le budget le plus entamé : « {name} », {where}, {number(used, 1)} {unit} sur"
        f" {number(limit, 1)} ({number(share)} %).",
        f"The tightest budget: '{name}', {where}, {number(used, 1)} {unit} of {number(limit, 1)}"
        f" ({number(share)}%).",
    )


def _unused(basis: Basis) -> Iterator[Text]:
    """Say how many shares of each budget nothing is taken from."""
    counts: dict[str, int] = {}
    for row in basis.report["constraints"]:
        rule = basis.model.constraint.get(row["constraint"])
        if getattr(rule, "kind", "") in _QUANTITIES and row["upper"] is not None:
            counts[row["constraint"]] = counts.get(row["constraint"], 0) + (not row["activity"])
    for constraint, none in counts.items():
        if none:
            name, s = rule_name(constraint, basis.model), plural(none)
            yield Text(
                f"« {name.fr} » : {number(none)} autre{s} territoire{s} où rien n'est pris.",
                f"'{name.en}': {number(none)} more where nothing is taken.",
            )


def _grid(basis: Basis) -> Iterator[Fact]:
    """Say what the grid and the water are asked for in all, limit or not."""
    for label, indicator, unit in (
        (Text("Puissance électrique demandée", "Electric power needed"), "power_need_mw", "MW"),
        (Text("Lignes à construire", "Lines to build"), "grid_cost_meur", "M€"),
        (Text("Eau prélevée", "Water taken"), "water_need_m3_day", "m³/jour"),
    ):
        told = basis.total(indicator)
        yield Fact(label, Text("inconnu", "unknown") if told is None else told.words(unit))


def rules_section(basis: Basis) -> Section:
    """Return what each rule decides: the selection made again without it."""
    title = Text("Effet de chaque règle", "Effect of each rule")
    effects = rules_of(basis.report)
    if effects is None:
        none = Text(
            f"Non mesuré dans ce résultat ; à faire : tisites rules {basis.subject.name}",
            f"Not measured in this run; to do: tisites rules {basis.subject.name}",
        )
        return Section(title, (none,))
    made = rules_table(effects, basis.model, basis.stated.value)
    said = tuple(rules_words(effects, basis.model))
    return Section(title, said, tables=() if made is None else (made,))
