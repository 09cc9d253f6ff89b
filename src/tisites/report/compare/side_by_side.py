"""Figures of selections side by side, as a table: one row a quantity, one column a selection."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tisites.messages.text import Text, number, t
from tisites.report.document import Column, Table

if TYPE_CHECKING:
    from tisites.study.compare.compare import Comparison
    from tisites.study.compare.figures import Sum

#: Name of the table.
SIDE_BY_SIDE = "side_by_side"
#: Heading and decimals of each quantity added up.
QUANTITIES: dict[str, tuple[Text, int]] = {
    "surface_ha": (Text("Surface (ha)", "Surface (ha)"), 0),
    "sellable_ha": (Text("Cessible (ha)", "Sellable (ha)"), 0),
    "cost_meur": (Text("Coût estimé (M€)", "Estimated cost (M€)"), 1),
    "zan_debit_ha": (Text("Débit ZAN (ha)", "ZAN debit (ha)"), 1),
    "water_need_m3_day": (Text("Besoin en eau estimé (m³/j)", "Estimated water need (m³/day)"), 0),
    "low_flow_net_m3_day": (
        Text("Eau prise à l'étiage, estimée (m³/j)", "Low-flow water, estimated (m³/day)"), 0,
    ),
    "power_need_mw": (Text("Puissance appelée estimée (MW)", "Estimated power need (MW)"), 0),
    "labour_need_jobs": (Text("Emplois estimés", "Estimated jobs"), 0),
}  # fmt: skip


def side_by_side(found: Comparison) -> Table:
    """Return the figures of the selections; estimates come with their low and high ends."""
    columns = (
        Column("quantity", Text("Quantité", "Quantity")),
        *(Column(label, label, align="right") for label in found.labels),
    )
    return Table(SIDE_BY_SIDE, "", columns, tuple(map(tuple, _rows(found))))


def _rows(found: Comparison) -> list[list[str]]:
    rows: list[list[str]] = []

    def add(head: Text, cells: list[str]) -> None:
        rows.append([str(head), *cells])

    add(Text("Sites", "Sites"), [number(f.sites) for f in found.figures])
    add(Text("Valeur, sous son propre modèle", "Value, under its own model"),
        [_value(found, k) for k in range(len(found.contestants))])  # fmt: skip
    add(Text("Perte face à l'optimum de ce modèle", "Loss against that model's optimum"),
        [loss_words(found, k) for k in range(len(found.contestants))])  # fmt: skip
    add(Text("Règles violées", "Rules broken"), [number(len(e.violations)) for e in found.own])
    add(Text("Valeur, sous le modèle de A", "Value, under A's model"),
        [_under(found, k) for k in range(len(found.contestants))])  # fmt: skip
    for name, (head, decimals) in QUANTITIES.items():
        if any(name in f.sums for f in found.figures):
            add(head, [_sum(f.sums.get(name), decimals) for f in found.figures])
    most = max(f.of_regions for f in found.figures)
    of = f" / {most}" if most else ""
    add(Text("Régions servies", "Régions served"), [number(f.regions) + of for f in found.figures])
    add(Text("Départements servis", "Départements served"),
        [number(f.departements) for f in found.figures])  # fmt: skip
    add(Text("En Territoire d'industrie", "In a Territoire d'industrie"),
        [_share(f.territoire_industrie, f.sites) for f in found.figures])  # fmt: skip
    add(Text("Outre-mer", "Overseas"), [number(f.overseas) for f in found.figures])
    gini = [f.gini_regions for f in found.figures]
    add(Text("Gini des sites par habitant, entre régions", "Gini of sites per inhabitant, régions"),
        [number(g, 3) if np.isfinite(g) else "–" for g in gini])  # fmt: skip
    return rows


def _value(found: Comparison, k: int) -> str:
    contestant, value = found.contestants[k], found.own[k]
    if value.valued == 0:
        return t("inconnue", "unknown")
    told = number(value.value, 1)
    if value.valued < len(value.ids):
        of = len(value.ids)
        return told + t(f" ({value.valued} sites sur {of})", f" ({value.valued} sites of {of})")
    if contestant.hand:
        return told
    return told + (t(" (prouvé)", " (proven)") if contestant.proven
                   else t(" (NON PROUVÉ)", " (NOT PROVEN)"))  # fmt: skip


def loss_words(found: Comparison, k: int) -> str:
    """Say what a hand-made selection loses against the optimum of the model that judges it."""
    contestant, value = found.contestants[k], found.own[k]
    if not contestant.hand:
        return "–"
    if value.valued == 0 or not np.isfinite(contestant.optimum):
        return t("inconnue", "unknown")
    loss = contestant.optimum - value.value
    share = number(100.0 * loss / abs(contestant.optimum), 1) if contestant.optimum else "?"
    told = f"{number(loss, 1)} ({share} %)"
    if loss < 0:  # worth more than any allowed selection: rules are broken
        told = t(f"aucune : +{number(-loss, 1)}", f"none: +{number(-loss, 1)}")
    return told if contestant.proven else f"{told} {t('(NON PROUVÉ)', '(NOT PROVEN)')}"


def _under(found: Comparison, k: int) -> str:
    value = found.under_first[k]
    if k == 0:
        return number(value.value, 1)
    told = number(value.value, 1)
    if value.valued == 0:
        return t("inconnue", "unknown")
    if value.valued < len(value.ids):
        of = len(value.ids)
        told += t(f" ({value.valued} sites sur {of})", f" ({value.valued} sites of {of})")
    broken = len(value.violations)
    return told + t(f" ({broken} violations)", f" ({broken} broken)") if broken else told


def _sum(total: Sum | None, decimals: int) -> str:
    if total is None or not np.isfinite(total.nominal):
        return "?"
    told = number(total.nominal, decimals)
    if total.high > total.low:
        told += f" [{number(total.low, decimals)}–{number(total.high, decimals)}]"
    if total.unknown:
        told += f" + {total.unknown} ?"
    return told


def _share(part: int, whole: int) -> str:
    share = number(100.0 * part / whole) if whole else "?"
    return f"{part} ({share} %)"
