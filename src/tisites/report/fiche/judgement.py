"""What weighs on a site: what blocks it, what it costs, who competes around it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.criteria.costs import SPECS as COSTS
from tisites.criteria.indicators import specs
from tisites.criteria.schedule import GRID
from tisites.criteria.turnkey import WITH_GRID, deadline_of
from tisites.messages.text import Text, number, t
from tisites.report.document import Column, Fact, Said, Table
from tisites.report.explain.candidates import STATUS
from tisites.report.fiche.calendar import months_words
from tisites.report.phrases import plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tisites.criteria.schedule import DatedStep
    from tisites.report.fiche.gauges import Gauge
    from tisites.run.read.case import Case

#: A step this long, if it decides the year, is a point that blocks.
_LONG_MONTHS = 24.0
#: Steps that others decide or pay for: told whenever they are likely to be needed.
_PROCEDURES = ("plan", "depollution")
#: Neighbours told, and how far they may be, in km.
_TOLD, _NEAR_KM = 6, 60.0
#: Points from the mean that are worth telling, and how many criteria are told on each side.
_APART, _TOLD_APART = 0.3, 3
NEIGHBOURS = "fiche_neighbours"
_RIVALS = (
    Column("site_id", Text("Site", "Site"), seen="files"),
    Column("other_id", Text("Voisin", "Neighbour"), seen="files"),
    Column("other", Text("Site", "Site")),
    Column("commune", Text("Commune", "Commune")),
    Column("km", Text("Distance", "Distance"), "km", 1, "right"),
    Column("ha", Text("Surface", "Area"), "ha", 1, "right"),
    Column("score", Text("Score", "Score"), "", 1, "right"),
    Column("status", Text("Statut", "Status")),
)


def blocking_points(
    row: pd.Series,
    steps: Sequence[DatedStep],
    critical: frozenset[str],
    found: Sequence[Gauge],
    by: int,
) -> tuple[str, ...]:
    """Return what may keep a site from being turnkey in time, the gravest first.

    Parameters
    ----------
    row : Series
        Of the site, measured.
    steps, critical
        Its calendar (:func:`~tisites.report.fiche.calendar.site_steps`).
    found : sequence of Gauge
        Its criteria.
    by : int
        Year at whose end the call wants it turnkey.
    """
    told = [*_barred(row), *_late(row, steps, critical, by)]
    if row.get("zre_indicator", row.get("zre")) in (True, 1.0):
        told.append(
            t(
                "Zone de répartition des eaux : l'insuffisance y est chronique, les prélèvements"
                " sont limités.",
                "Water distribution zone: chronic deficit, withdrawals are limited.",
            )
        )
    if row.get("in_flood_zone") == 1.0 or row.get("flood_plan") == 1.0:
        told.append(
            t(
                "Risque d'inondation : zone cartographiée ou plan de prévention.",
                "Flood risk: mapped zone or prevention plan.",
            )
        )
    return (*told, *_unknown(found))


def _barred(row: pd.Series) -> list[str]:
    reasons = row.get("reason_text")
    told = []
    if isinstance(reasons, str) and reasons:
        told.append(t(f"Hors concours : {reasons}.", f"Does not compete: {reasons}."))
    condition = row.get("condition")
    if isinstance(condition, str) and condition:
        told.append(
            t(
                f"Sous condition : {condition} ; compté comme le pire cas admis.",
                f"On condition: {condition}; counted as the worst case admitted.",
            )
        )
    return told


def _late(
    row: pd.Series, steps: Sequence[DatedStep], critical: frozenset[str], by: int
) -> list[str]:
    told = []
    for step in steps:
        end = math.ceil(step.end[1]) - 1
        if step.code == GRID and step.end[1] > deadline_of(by):
            words = (math.ceil(year) - 1 for year in (step.end[0], step.end[2]))
            low, high = words
            told.append(
                t(
                    f"Raccordement électrique attendu en {end} ({low} à {high}), après l'échéance"
                    f" du 31 décembre {by}.",
                    f"Grid connection expected in {end} ({low} to {high}), after the deadline of"
                    f" 31 December {by}.",
                )
            )
        elif step.code != GRID and (
            (step.code in critical and step.months[1] >= _LONG_MONTHS)
            or (step.code in _PROCEDURES and step.months[1] > 0)
        ):
            told.append(
                f"{step.label}{Text(' : ', ': ')}{months_words(step)} {Text('mois', 'months')}."
            )
    low, high = (row.get(f"{WITH_GRID}_{end}") for end in ("low", "high"))
    if pd.notna(low) and pd.notna(high):
        least, most = round(100 * float(low)), round(100 * float(high))
        span = Text(f"{least} %", f"{least}%") if least == most else Text(
            f"{least} à {most} %", f"{least} to {most}%")  # fmt: skip
        told.append(
            t(
                f"Probabilité d'être clé en main au 31 décembre {by}, raccordement compté :"
                f" {span.fr}.",
                f"Probability of being turnkey by 31 December {by}, grid counted: {span.en}.",
            )
        )
    return told


def _unknown(found: Sequence[Gauge]) -> list[str]:
    """Say which criteria are not known, and what they could still bring."""
    lost = [
        (one, (one.value_high - max(0.0, one.measured.value)) * one.measured.out_of)
        for one in found
        if math.isnan(one.measured.quantity) and one.measured.out_of > 0
        and not math.isnan(one.measured.value)
    ]  # fmt: skip
    if not lost:
        return []
    names = ", ".join(one.label for one, _ in sorted(lost, key=lambda pair: -pair[1]))
    most = number(sum(points for _, points in lost), 1)
    return [
        t(
            f"Non connu{plural(len(lost))}, compté{plural(len(lost))} au pire : {names} ; jusqu'à"
            f" {most} points à gagner s'il est renseigné.",
            f"Not known, counted at the worst: {names}; up to {most} points to gain once told.",
        )
    ]


def strengths(found: Sequence[Gauge]) -> tuple[str, ...]:
    """Say where a site stands most above the chosen ones, and most below."""
    apart = [
        (one.measured.points - one.chosen * one.measured.out_of, one)
        for one in found
        if one.measured.out_of > 0
        and not math.isnan(one.measured.points)
        and not math.isnan(one.chosen)
    ]
    apart.sort(key=lambda pair: (-pair[0], pair[1].criterion))
    above = [pair for pair in apart if pair[0] >= _APART][:_TOLD_APART]
    below = [pair for pair in reversed(apart) if pair[0] <= -_APART][:_TOLD_APART]
    said = []
    for pairs, head in (
        (
            above,
            Text("Mieux que la moyenne des sites retenus : ", "Above the mean selected site: "),
        ),
        (below, Text("Moins bien : ", "Below it: ")),
    ):
        if pairs:
            listed = ", ".join(
                f"{one.label} ({'+' if more > 0 else '−'}{number(abs(more), 1)})"
                for more, one in pairs
            )
            said.append(f"{head}{listed}.")
    return tuple(said)


def cost_facts(row: pd.Series) -> tuple[Fact, ...]:
    """Return the ranges of cost that data allow, and what is not known, with why."""
    facts = [
        _range(row, COSTS[0].name, Text(
            "d'après les dossiers du fonds friches pour ce type de terrain : une distribution, non"
            " le devis de ce site",
            "from applications to the brownfield fund for this type of land: a distribution, not a"
            " quote for this site",
        )),
        _range(row, "grid_cost_meur", Text(
            "ligne et quote-part estimées à vol d'oiseau, sans étude du gestionnaire de réseau",
            "line and share estimated in a straight line, without the grid operator's study",
        )),
    ]  # fmt: skip
    price = Text(
        "inconnu : aucune couche du paquet de données ne porte les prix",
        "unknown: no layer of the data pack has prices",
    )
    told = row.get("price_eur_m2")
    if pd.notna(told) and told is not None:
        price = Text(f"{number(float(told), 2)} €/m²", f"€{number(float(told), 2)}/m²")
    facts.append(Fact(Text("Prix du terrain", "Price of the land"), price, confidential=True))
    works = Text(
        "inconnu : ni voirie ni réseaux ne sont chiffrés dans les données ouvertes",
        "unknown: open data put no figure on roads and networks",
    )
    facts.append(Fact(Text("Viabilisation", "Servicing"), works))
    return tuple(facts)


def _range(row: pd.Series, name: str, why: Text) -> Fact:
    label = specs()[name].label
    low, likely, high = (row.get(f"{name}{end}") for end in ("_low", "", "_high"))
    if pd.isna(likely) or likely is None:
        if pd.isna(high) or high is None:
            return Fact(label, f"{t('inconnu', 'unknown')} : {specs()[name].unknown}")
        span = f"{_money(low)} – {_money(high)} M€"
        return Fact(label, f"{span} ({why})")
    span = f"{_money(likely)} M€ ({_money(low)} – {_money(high)})"
    return Fact(label, f"{span}, {why}")


def _money(value: object) -> str:
    return number(float(str(value)), 1)


def rivals(case: Case, site: str, chosen: frozenset[str]) -> Table:
    """Return the nearest sites that compete, chosen or not.

    Parameters
    ----------
    case : Case
    site : str
    chosen : frozenset of str
        Ids of the selection.
    """
    row, sites = case.everyone.loc[site], case.sites
    km = np.hypot(sites["x_m"] - row["x_m"], sites["y_m"] - row["y_m"]) / 1000.0
    here = (sites["zone"] == row["zone"]) & (sites.index != site) & (km <= _NEAR_KM)
    near = sites[here.to_numpy()].assign(km=km[here]).sort_values("km", kind="stable").head(_TOLD)
    rows = []
    for other, one in near.iterrows():
        status = "selected" if other in chosen else "eligible"
        rows.append(
            (
                site, str(other), str(one["name"]), str(one["commune"]), float(one["km"]),
                float(one["surface_ha"]), float(one["score"]), Said(status, STATUS[status]),
            )
        )  # fmt: skip
    return Table(NEIGHBOURS, "", _RIVALS, tuple(rows))


def ready_words(steps: Sequence[DatedStep], row: pd.Series) -> str:
    """Say when the site would be ready, and what decides it."""
    likely, low, high = (
        row.get(f"available_year{end}") for end in ("", "_low", "_high")
    )  # fmt: skip
    total = max((step.end[1] for step in steps if step.code != GRID), default=math.nan)
    years = number(total - min((s.start[0] for s in steps), default=math.nan), 1)
    if likely is None or pd.isna(likely):
        return t(
            f"Raccordement électrique inconnu : les autres étapes demandent environ {years} ans.",
            f"Grid connection unknown: the other steps take about {years} years.",
        )
    first, middle, last = (math.floor(float(str(v))) for v in (low, likely, high))
    return t(
        f"Disponible vers {middle} ({first} à {last}) ; sans le raccordement, les étapes demandent"
        f" environ {years} ans.",
        f"Ready about {middle} ({first} to {last}); without the grid, steps take about {years}"
        " years.",
    )
