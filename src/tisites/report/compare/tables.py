"""The tables of a comparison: figures, the causes, each exchange, the consensus."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.messages.text import Text, number
from tisites.report.compare.names import site_name, t
from tisites.report.compare.settings import difference_words
from tisites.report.compare.words import reason_words

if TYPE_CHECKING:
    from tisites.study.compare.compare import Comparison, Pair
    from tisites.study.compare.figures import Sum
    from tisites.study.compare.reasons import Reason

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
CODES: dict[str, Text] = {
    "ineligible": Text("pas éligible", "not eligible"),
    "absent": Text("pas candidat", "no candidate"),
    "locked_out": Text("interdit", "locked out"),
    "imposed": Text("imposé", "imposed"),
    "limit": Text("une règle ou sa limite diffère", "a rule or its limit differs"),
    "room": Text("sa place est prise par d'autres", "others take its room"),
    "held": Text("retenu par une contrainte", "held back by a constraint"),
    "outscored": Text("moins bien noté", "worth less"),
    "tie": Text("à égalité", "a tie"),
    "open": Text("échange possible (non optimal)", "open exchange (not optimal)"),
    "hand": Text("choix à la main", "made by hand"),
}
Rows = list[list[str]]


def figure_rows(found: Comparison) -> Rows:
    """Return the figures, one row a quantity and one cell a party; the head is not in it.

    Parameters
    ----------
    found : Comparison
        What is compared; estimates come with their low and high ends.
    """
    rows: Rows = []

    def add(head: Text, cells: list[str]) -> None:
        rows.append([str(head), *cells])

    add(Text("Sites", "Sites"), [number(f.sites) for f in found.figures])
    add(Text("Valeur, sous son propre modèle", "Value, under its own model"),
        [_value(found, k) for k in range(len(found.parties))])  # fmt: skip
    add(Text("Perte face à l'optimum de ce modèle", "Loss against that model's optimum"),
        [loss_words(found, k) for k in range(len(found.parties))])  # fmt: skip
    add(Text("Règles violées", "Rules broken"), [number(len(e.violations)) for e in found.own])
    add(Text("Valeur, sous le modèle de A", "Value, under A's model"),
        [_under(found, k) for k in range(len(found.parties))])  # fmt: skip
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
    party, value = found.parties[k], found.own[k]
    if value.valued == 0:
        return t("inconnue", "unknown")
    told = number(value.value, 1)
    if value.valued < len(value.ids):
        of = len(value.ids)
        return told + t(f" ({value.valued} sites sur {of})", f" ({value.valued} sites of {of})")
    if party.hand:
        return told
    return told + (t(" (prouvé)", " (proven)") if party.proven
                   else t(" (NON PROUVÉ)", " (NOT PROVEN)"))  # fmt: skip


def loss_words(found: Comparison, k: int) -> str:
    """Say what a hand-made selection loses against the optimum of the model that judges it."""
    party, value = found.parties[k], found.own[k]
    if not party.hand:
        return "–"
    if value.valued == 0 or not np.isfinite(party.optimum):
        return t("inconnue", "unknown")
    loss = party.optimum - value.value
    share = number(100.0 * loss / abs(party.optimum), 1) if party.optimum else "?"
    told = f"{number(loss, 1)} ({share} %)"
    if loss < 0:  # worth more than any allowed selection: rules are broken
        told = t(f"aucune : +{number(-loss, 1)}", f"none: +{number(-loss, 1)}")
    return told if party.proven else f"{told} {t('(NON PROUVÉ)', '(NOT PROVEN)')}"


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


def distance_rows(found: Comparison) -> Rows:
    """Return how far each other selection is from the first."""
    rows: Rows = []
    for pair in found.pairs:
        d = pair.distance
        rows.append([
            f"{found.labels[pair.here]} – {found.labels[pair.there]}",
            number(d.common), number(d.only_here), number(d.only_there), number(d.jaccard, 2),
            number(d.swaps),
            f"{number(d.km_mean)} km" if np.isfinite(d.km_mean) else "–",
            f"{number(d.km_total)} km",
        ])  # fmt: skip
    return rows


def distance_heads() -> list[str]:
    """Return the heads of :func:`distance_rows`."""
    return [
        t("Sélections", "Selections"), t("Communs", "In common"),
        t("Seulement la 1re", "Only the 1st"), t("Seulement la 2e", "Only the 2nd"), "Jaccard",
        t("Échanges", "Exchanges"), t("Distance moyenne", "Mean distance"),
        t("Distance totale", "Total distance"),
    ]  # fmt: skip


def cause_of(reason: Reason) -> str:
    """Return the key of :data:`CODES` that a reason comes under."""
    if reason.code != "held":
        return reason.code
    own = [change for change in reason.holds if not change.floor]
    if any(change.status != "same" for change in own):
        return "limit"
    if not own:
        return "outscored"
    return "room" if any(change.others for change in reason.holds) else "held"


def cause_rows(pair: Pair) -> Rows:
    """Count why sites left and entered."""
    left, entered = (Counter(map(cause_of, side)) for side in (pair.leaves, pair.enters))
    return [
        [str(text), number(left[code]), number(entered[code])]
        for code, text in CODES.items()
        if left[code] or entered[code]
    ]


def swaps(pair: Pair) -> list[tuple[str, Reason | None, Reason | None]]:
    """Return the exchanges of a pair: kilometres, who leaves, who enters; nearest first.

    Sites that find no match come last, alone.
    """
    left = {reason.site: reason for reason in pair.leaves}
    entered = {reason.site: reason for reason in pair.enters}
    rows: list[tuple[str, Reason | None, Reason | None]] = [
        (f"{number(m.km)} km", left.pop(m.out), entered.pop(m.into))
        for m in sorted(pair.distance.matches, key=lambda m: (m.km, m.out))
    ]
    rows += [("–", reason, None) for reason in left.values()]
    return rows + [("–", None, reason) for reason in entered.values()]


def side_words(found: Comparison, pair: Pair, reason: Reason | None, *, leaves: bool) -> str:
    """Say of a site that it leaves or enters, and why; empty without one."""
    if reason is None:
        return ""
    return reason_words(found, pair, reason, leaves=leaves)


def difference_lines(pair: Pair) -> list[str]:
    """Say every key that the two models say otherwise."""
    return [difference_words(one) for one in pair.differences]


def consensus_table(found: Comparison) -> pd.DataFrame:
    """Return every site of any selection with who has it, for spreadsheets and pages."""
    table = found.sites.drop(columns=["lon", "lat"])
    members = {f"in_{k}": label for k, label in enumerate(found.labels)}
    for column in members:
        table[column] = table[column].map({True: "×", False: ""})
    heads = {
        "name": t("nom", "name"), "commune": "commune", "dep": t("code dép.", "dép. code"),
        "dep_nom": "département", "reg": t("code région", "région code"), "reg_nom": "région",
        "surface_ha": t("surface (ha)", "surface (ha)"), "count": t("présences", "times"),
    }  # fmt: skip
    table = table.reset_index(names=t("identifiant", "id"))
    return table.rename(columns={**heads, **members})


def short_name(found: Comparison, reason: Reason | None) -> str:
    """Name the site of a reason; empty without one."""
    return site_name(found, reason.site) if reason is not None else ""
