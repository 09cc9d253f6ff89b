"""The tables of an equity report: by territory, by measure; on screen and as CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from tisites.messages.text import Text, number
from tisites.model.benefit import COUNTED_WORDS
from tisites.report.equity.words import (
    LAYER_WORDS,
    MEASURE_WORDS,
    WHY_NOT,
    measured,
    name_of,
    percent,
    short_name,
)
from tisites.run.answer.write import SYNTHETIC

if TYPE_CHECKING:
    from tisites.study.equity.equity import Equity

_CSV = (
    "name", "overseas", "reg", "region", "population", "population_20_64", "industry_jobs",
    "jobs_lost", "candidates", "eligible", "eligible_ha", "chosen", "amount", "unknown", "base",
    "value", "share", "base_share", "population_share", "industry_share", "eligible_ha_share",
    "index", "judged", "why_not",
)  # fmt: skip
#: Cuts whose names say little without their region.
WITHIN_REGIONS = ("zone_emploi", "epci", "territoire_industrie")
_SHORT, _SHORT_REGION = 26, 12
_COUNT, _INDEX = Text("territoires", "territories"), Text("sans unité, 0 à 1", "no unit, 0 to 1")
_FREE = Text("sans unité", "no unit")
UNITS = {
    "territories": _COUNT,
    "served": _COUNT,
    "min_tied": _COUNT,
    "theil_territories": _COUNT,
    "chosen": Text("sites", "sites"),
    "gini": _INDEX,
    "gini_base": _INDEX,
    "gini_people": _INDEX,
    "hoover": _INDEX,
    "theil": _FREE,
    "theil_nested": _FREE,
    "theil_between": _FREE,
    "theil_within": _FREE,
}


def headings(equity: Equity) -> list[str]:
    """Return the headings of :func:`rows_of`."""
    counted = COUNTED_WORDS[equity.benefit.benefit]
    extra = [] if equity.benefit.benefit == "sites" else [str(counted)]
    return [
        str(Text("territoire", "territory")),
        str(Text("candidats", "candidates")),
        str(Text("éligibles", "eligible")),
        str(Text("choisis", "chosen")),
        *extra,
        str(equity.benefit.unit),
        str(Text("part", "share")),
        str(Text("part de la population", "share of people")),
        str(Text("part des emplois industriels", "share of industrial jobs")),
        str(Text("part des hectares éligibles", "share of eligible hectares")),
        str(Text("part / population", "share / people")),
    ]


def short_headings(equity: Equity) -> list[str]:
    """Return the headings of :func:`few_rows` for a terminal, the unit said elsewhere."""
    extra = [] if equity.benefit.benefit == "sites" else [str(Text("apport", "brings"))]
    region = [str(Text("région", "région"))] if equity.benefit.by in WITHIN_REGIONS else []
    return [
        str(Text("territoire", "territory")),
        *region,
        str(Text("cand.", "cand.")),
        str(Text("élig.", "elig.")),
        str(Text("choisis", "chosen")),
        *extra,
        str(Text("taux", "rate")),
        str(Text("part", "share")),
        str(Text("pop.", "people")),
        str(Text("empl. ind.", "ind. jobs")),
        str(Text("ha élig.", "elig. ha")),
        str(Text("indice", "index")),
    ]


def rows_of(equity: Equity) -> list[list[str]]:
    """Return one row a territory, the best served first, those out of measure last."""
    with_region = equity.benefit.by in WITHIN_REGIONS
    return [_row(row, equity, with_region=with_region) for row in _records(ordered(equity))]


def few_rows(equity: Equity, most: int) -> tuple[list[list[str]], int]:
    """Return rows for a terminal and how many of them come first, the most served.

    Of more than ``most`` territories, two thirds are the most served ones and the rest the least
    served that are judged, the most peopled of those that tie last.
    """
    table = ordered(equity)
    if len(table) <= most:
        return [_row(row, equity, short=True) for row in _records(table)], len(table)
    judged = table[table["judged"].to_numpy(dtype=bool)]
    least = most // 3
    top = judged[(judged["chosen"] > 0).to_numpy(dtype=bool)].head(most - least)
    rest = judged.drop(index=top.index).sort_values(
        ["value", "population", "code"], ascending=[True, False, True]
    )
    low = rest.head(least).iloc[::-1]
    both = pd.concat([top, low])
    return [_row(row, equity, short=True) for row in _records(both)], len(top)


def _records(table: pd.DataFrame) -> list[dict[Any, Any]]:
    return table.to_dict("records")


def _row(
    row: dict[Any, Any], equity: Equity, *, short: bool = False, with_region: bool = False
) -> list[str]:
    """Write a row; in short form names are abbreviated and why not judged is a dash."""
    extra = [] if equity.benefit.benefit == "sites" else [_amount(row)]
    value = measured(row["value"], 2)
    if row["why_not"]:
        value = "–" if short else str(WHY_NOT[row["why_not"]])
    name = short_name(str(row["name"]), _SHORT) if short else name_of(str(row["name"]))
    region = row.get("region")
    if with_region and isinstance(region, str):
        name = f"{name} ({region})"
    cells = [name]
    if short and equity.benefit.by in WITHIN_REGIONS:
        cells.append(short_name(region, _SHORT_REGION) if isinstance(region, str) else "–")
    return [
        *cells,
        number(row["candidates"]),
        number(row["eligible"]),
        number(row["chosen"]),
        *extra,
        value,
        percent(row["share"]),
        percent(row["population_share"]),
        percent(row["industry_share"]),
        percent(row["eligible_ha_share"]),
        measured(row["index"], 2),
    ]


def _amount(row: dict[Any, Any]) -> str:
    return "?" if row["unknown"] else measured(row["amount"], 1)


def ordered(equity: Equity) -> pd.DataFrame:
    """Return the territories, best served first, ties by code, those out of measure last."""
    table = equity.territories.reset_index()
    judged = table["judged"].to_numpy(dtype=bool)
    table["_order"] = (~judged).astype(int)
    return (
        table.sort_values(["_order", "value", "code"], ascending=[True, False, True])
        .drop(columns="_order")
        .reset_index(drop=True)
    )


def measure_headings(equity: Equity) -> list[str]:
    """Return the headings of :func:`measure_rows`."""
    first = str(Text("mesure", "measure"))
    return [first, *(str(LAYER_WORDS[layer]) for layer in equity.measures.columns)]


def measure_rows(equity: Equity, name_length: int = 80) -> list[list[str]]:
    """Return one row a measure, one column a layer; names are cut at ``name_length``."""
    rows = []
    for code, (_, decimals) in MEASURE_WORDS.items():
        if code not in equity.measures.index:
            continue
        if code == "theil_nested" and equity.benefit.by != "region":
            continue  # the same territories: the Theil index just above
        label = label_of(code, equity)
        cells = []
        for layer in equity.measures.columns:
            figure = measured(equity.measures.at[code, layer], decimals)
            who = _who(equity, code, layer, name_length)
            cells.append(f"{figure} ({who})" if who and figure != "–" else figure)
        rows.append([label, *cells])
    return rows


def label_of(code: str, equity: Equity) -> str:
    """Return the label of a measure, with its share where it has one."""
    label = str(MEASURE_WORDS[code][0])
    return f"{label} ({percent(equity.worst)})" if code == "worst_mean" else label


def _who(equity: Equity, code: str, layer: str, most: int) -> str:
    if code not in ("min", "max"):
        return ""
    name = equity.measures.at[f"{code}_name", layer]
    tied = equity.measures.at["min_tied", layer]
    if not isinstance(name, str) or float(equity.measures.at["max", layer]) == 0.0:
        return ""
    if code == "min" and float(tied) > 1:
        return str(Text(f"{number(float(tied))} territoires", f"{number(float(tied))} territories"))
    return short_name(name, most)


def territories_csv(equity: Equity) -> pd.DataFrame:
    """Return the table of territories as written: figures whole, codes first."""
    table = ordered(equity)[["code", *_CSV]]
    return noticed(table, equity)


def measures_csv(equity: Equity) -> pd.DataFrame:
    """Return the measures as written, each with its own unit."""
    table = equity.measures.reset_index()
    table.insert(1, "unit", [str(unit_of(code, equity)) for code in table["measure"]])
    return noticed(table, equity)


def unit_of(code: str, equity: Equity) -> Text:
    """Return the unit of a measure; empty for codes, names and indices without unit."""
    if code in ("mean", "min", "max", "worst_mean"):
        return equity.benefit.unit
    if code == "amount":
        return COUNTED_WORDS[equity.benefit.benefit]
    return UNITS.get(code, Text("", ""))


def noticed(table: pd.DataFrame, equity: Equity) -> pd.DataFrame:
    """Return the table, stamped where any input is synthetic."""
    table = table.copy()
    if equity.synthetic:
        table["notice"] = SYNTHETIC
    return table
