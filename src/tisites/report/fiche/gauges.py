"""A site on the scales of the model: each criterion's quantity, its interval and its points."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.criteria.blanks import admitted
from tisites.criteria.indicators import measure, specs
from tisites.messages.text import Text, number, t
from tisites.report.document import Column, Said, Table
from tisites.report.explain.points import decimals_of, quantity_words
from tisites.score.scores import score
from tisites.score.value_function import value_at
from tisites.study.explain.points import Contribution

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tisites.run.read.case import Case
    from tisites.territory.territory import Territory

#: Name of the table behind the picture.
CRITERIA = "fiche_criteria"
_COLUMNS = tuple(
    Column(key, label, unit, decimals, "right" if decimals is not None else "left", seen="files")
    for key, label, unit, decimals in (
        ("site_id", Text("identifiant", "id"), "", None),
        ("criterion", Text("critère", "criterion"), "", None),
        ("quantity", Text("donnée", "data"), "", 4),
        ("low", Text("borne basse", "low end"), "", 4),
        ("high", Text("borne haute", "high end"), "", 4),
        ("unit", Text("unité", "unit"), "", None),
        ("worst", Text("pire de l'échelle", "worst of the scale"), "", 4),
        ("best", Text("meilleur de l'échelle", "best of the scale"), "", 4),
        ("points", Text("points", "points"), "", 2),
        ("points_low", Text("points, au moins", "points, at least"), "", 2),
        ("points_high", Text("points, au plus", "points, at most"), "", 2),
        ("out_of", Text("sur", "out of"), "", 2),
        ("source", Text("source", "source"), "", None),
    )
)


@dataclass(frozen=True, slots=True)
class Gauge:
    """One criterion of one site.

    Parameters
    ----------
    criterion, label, source : str
        Its name in the model; for readers, its label and where the data comes from.
    measured : Contribution
        Quantity, unit, interval, value and points.
    value_low, value_high : float
        What the value may be, 0 to 1.
    worst, best : float
        Quantities at the ends of its scale.
    chosen : float
        Mean value of the chosen sites.
    """

    criterion: str
    label: str
    source: str
    measured: Contribution
    value_low: float
    value_high: float
    worst: float
    best: float
    chosen: float

    @property
    def quantity(self) -> str:
        """Quantity in its unit, with its interval where that is wider than what is written."""
        told = self.measured
        said = self.end_words(told.quantity)
        if math.isnan(told.quantity) or not told.high > told.low:
            return said
        places = (
            0 if told.unit in ("year", "persons", "jobs") else decimals_of(told.unit, told.high)
        )
        ends = [_end(told, end, min(places, 1)) for end in (told.low, told.high)]
        return said if ends[0] == ends[1] else f"{said} ({ends[0]} – {ends[1]})"

    def end_words(self, end: float) -> str:
        """Write an end of the scale in its unit; a year without its tenths."""
        if self.measured.unit == "year" and not math.isnan(end):
            return f"{math.floor(end)}"
        return quantity_words(self.measured, end)

    @property
    def points(self) -> str:
        """Points won of those that can be won."""
        return f"{number(self.measured.points, 1)} / {number(self.measured.out_of, 1)}"


def _end(told: Contribution, end: float, places: int) -> str:
    if told.unit == "0/1":
        return t("oui", "yes") if end >= 0.5 else t("non", "no")
    return f"{math.floor(end)}" if told.unit == "year" else number(end, places)


def measured_rows(case: Case, sites: Sequence[str], territory: Territory | None) -> pd.DataFrame:
    """Return the rows of some candidates, measured and scored like those that compete.

    A candidate that was barred before anything was measured is measured now, for information; it
    stays unmeasured where its place or its commune is not known, or without a pack.
    """
    rows = case.everyone.loc[list(sites)]
    known = rows[["lon", "lat", "insee"]].notna().all(axis=1) & (rows["zone"] >= 0)
    late = rows.index[(rows["score"].isna() & known).to_numpy()]
    if territory is None or not len(late):
        return rows
    words = admitted(case.model.eligibility)
    here = rows.loc[late]
    found = measure(here, territory, case.model.assumptions, words=words)
    scores = score(case.model.score, found)
    more = found.table.rename(
        columns={name: f"{name}_indicator" for name in found.table if f"{name}_indicator" in rows}
    )
    more = more.join(scores.table).join(scores.contributions.add_prefix("contribution_"))
    columns = {c: rows[c].astype(object) for c in more.columns if c in rows}
    rows = rows.assign(**columns)
    for column in more.columns:
        if column in rows:
            rows.loc[late, column] = more[column].astype(object)
    return rows


def gauges(
    case: Case, row: pd.Series, chosen: pd.DataFrame, sources: Mapping[str, str]
) -> tuple[Gauge, ...]:
    """Place a site on the scale of each criterion that has one.

    Parameters
    ----------
    case : Case
        Whose model has the criteria.
    row : Series
        Of the site, measured (:func:`measured_rows`); its name is the site's id.
    chosen : DataFrame
        Rows of the chosen sites.
    sources : mapping of str to str
        By layer, who publishes it and when.
    """
    total = sum(criterion.weight for criterion in case.model.score.values())
    found = []
    for name, criterion in case.model.score.items():
        spec = specs().get(criterion.indicator)
        unit = spec.unit if spec is not None else ""
        ends = sorted(criterion.scale, key=lambda q: criterion.scale[q])
        most = max(criterion.scale.values())
        out_of = 100.0 * criterion.weight / total if total else 0.0
        quantity, low, high = _ends(row, criterion.indicator)
        points = _float(row.get(f"contribution_{name}"))
        value = points / out_of if out_of else _value(criterion.scale, quantity)
        mean = chosen[f"contribution_{name}"].mean() / out_of if out_of else math.nan
        between = _between(case, str(row.name), name, criterion.scale, (low, high))
        layers = [sources[layer] for layer in (spec.layers if spec else ()) if layer in sources]
        found.append(
            Gauge(
                name, str(Text(criterion.label, criterion.label_en or criterion.label)),
                ", ".join(dict.fromkeys(layers)),
                Contribution(name, criterion.indicator, unit, quantity, low, high, value,
                             points, out_of * most, out_of * between[0], out_of * between[1]),
                *between, float(ends[0]), float(ends[-1]), float(mean),
            )
        )  # fmt: skip
    return tuple(found)


def _between(
    case: Case, site: str, name: str, scale: Mapping[float, float], ends: tuple[float, float]
) -> tuple[float, float]:
    """Return the least and the greatest value that the criterion may have."""
    if site in case.values.index:
        low, high = (float(case.values.at[site, (name, end)]) for end in ("low", "high"))
        return low, high
    if any(math.isnan(end) for end in ends):
        return min(scale.values()), max(scale.values())
    inner = [q for q in scale if ends[0] <= q <= ends[1]]
    values = value_at(scale, np.array([*ends, *inner]))
    return float(values.min()), float(values.max())


def _ends(row: pd.Series, indicator: str) -> tuple[float, float, float]:
    twin = f"{indicator}_indicator"
    quantity = _float(row.get(twin, row.get(indicator)))
    low, high = row.get(f"{indicator}_low", quantity), row.get(f"{indicator}_high", quantity)
    return quantity, _float(low), _float(high)


def _value(scale: Mapping[float, float], quantity: float) -> float:
    return math.nan if math.isnan(quantity) else float(value_at(scale, np.array([quantity]))[0])


def _float(value: object) -> float:
    return math.nan if value is None or pd.isna(value) else float(str(value))


def gauge_table(site: str, found: Sequence[Gauge]) -> Table:
    """Return what the picture of the scales shows, for programs."""
    rows = tuple(
        (
            site, Said(one.criterion, one.label), one.measured.quantity, one.measured.low,
            one.measured.high, one.measured.unit, one.worst, one.best, one.measured.points,
            one.value_low * one.measured.out_of, one.value_high * one.measured.out_of,
            one.measured.out_of, one.source,
        )
        for one in found
    )  # fmt: skip
    return Table(CRITERIA, Text("Critères", "Criteria"), _COLUMNS, rows)
