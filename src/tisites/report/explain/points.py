"""A site's points, criterion by criterion, as a table; quantities in their units."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tisites.criteria.unit_words import unit_words
from tisites.messages.text import Text, number, t
from tisites.report.document import Column, Said, Table
from tisites.report.explain.phrases import figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tisites.model.declaration import Model
    from tisites.study.explain.points import Contribution

#: Name of the table.
POINTS = "points"
_COLUMNS = (
    Column("site_id", Text("identifiant", "id"), seen="files"),
    Column("criterion", Text("Critère", "Criterion")),
    Column("indicator", Text("indicateur", "indicator"), seen="files"),
    Column("quantity", Text("donnée", "data"), "", 4, "right", seen="files"),
    Column("data", Text("Donnée", "Data"), align="right", seen="page"),
    Column("unit", Text("unité", "unit"), seen="files"),
    Column("points", Text("points", "points"), "", 2, "right", seen="files"),
    Column("points_low", Text("au pire", "at worst"), "", 2, "right", seen="files"),
    Column("points_high", Text("au mieux", "at best"), "", 2, "right", seen="files"),
    Column("out_of", Text("sur", "out of"), "", 2, "right", seen="files"),
    Column("points_out_of", Text("Points", "Points"), align="right", seen="page"),
    Column("interval", Text("Selon les doutes", "Given the doubts"), align="right", seen="page"),
)


def points_table(model: Model, site: str, contributions: Sequence[Contribution]) -> Table:
    """Return a site's points, criterion by criterion, with the data behind them."""
    rows: list[tuple[object, ...]] = []
    for one in contributions:
        criterion = model.score[one.criterion]
        label = Text(criterion.label, criterion.label_en or criterion.label)
        rows.append((
            site, Said(one.criterion, label), one.indicator,
            one.quantity, quantity_words(one), one.unit, one.points, one.points_low,
            one.points_high, one.out_of, f"{number(one.points, 2)} / {number(one.out_of, 2)}",
            interval_words(one.points_low, one.points_high),
        ))  # fmt: skip
    total, low, high, most = (
        sum(getattr(one, name) for one in contributions)
        for name in ("points", "points_low", "points_high", "out_of")
    )
    score = Said("score", Text("Score", "Score"))
    written = f"{number(total, 2)} / {number(most, 0)}"
    rows.append(
        (site, score, "score", total, "", "points", total, low, high, most, written,
         interval_words(low, high))
    )  # fmt: skip
    return Table(POINTS, "", _COLUMNS, tuple(rows), total=True)


def interval_words(low: float, high: float, decimals: int = 2) -> str:
    """Write an interval; nothing where there is no doubt.

    Examples
    --------
    >>> interval_words(1.0, 2.5), interval_words(2.0, 2.001)
    ('1,00 à 2,50', '')
    """
    least, most = number(low, decimals), number(high, decimals)
    return "" if least == most else t(f"{least} à {most}", f"{least} to {most}")


def quantity_words(one: Contribution, value: float | None = None) -> str:
    """Write the quantity of a criterion in its unit, or that it is unknown."""
    shown = one.quantity if value is None else value
    if math.isnan(shown):
        return t("inconnue", "unknown")
    if one.unit == "0/1":
        return str(Text("oui", "yes") if shown >= 0.5 else Text("non", "no"))
    places = decimals_of(one.unit, shown)
    if one.unit == "year":  # a year takes no thousands separator
        return f"{shown:.{places}f}".replace(".", t(",", "."))
    return f"{figure(shown, places)}{unit_words(one.unit)}"


def decimals_of(unit: str, value: float) -> int:
    """Return the decimals that a quantity is written with.

    Examples
    --------
    >>> decimals_of("ha", 12.3), decimals_of("persons", 143246.7), decimals_of("year", 2031.1)
    (2, 0, 1)
    """
    if unit == "year":
        return 1
    return 0 if abs(value) >= 1000 else 2
