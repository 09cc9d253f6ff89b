"""The tables of an equity report: by territory, by measure; on screen and as CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
)
from tisites.run.answer.write import SYNTHETIC

if TYPE_CHECKING:
    from tisites.study.equity.equity import Equity

_CSV = (
    "name", "overseas", "reg", "population", "population_20_64", "industry_jobs", "jobs_lost",
    "candidates", "eligible", "eligible_ha", "chosen", "amount", "unknown", "base", "value",
    "share", "population_share", "industry_share", "eligible_ha_share", "index", "judged",
    "why_not",
)  # fmt: skip


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
    """Return the headings of :func:`rows_of` for a terminal, the unit said elsewhere."""
    extra = [] if equity.benefit.benefit == "sites" else [str(Text("apport", "brings"))]
    return [
        str(Text("territoire", "territory")),
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


def rows_of(equity: Equity, most: int | None = None, *, short: bool = False) -> list[list[str]]:
    """Return one row a territory, the best served first, those out of measure last.

    Parameters
    ----------
    equity : Equity
        What was measured.
    most : int, optional
        Of more territories than this, the served ones at most.
    short : bool
        Why a territory is not judged is a dash.
    """
    table = ordered(equity)
    if most is not None and len(table) > most:
        served = table[table["chosen"] > 0]
        table = served.head(most)
    rows = []
    for row in table.to_dict("records"):
        extra = [] if equity.benefit.benefit == "sites" else [measured(row["amount"], 1)]
        value = measured(row["value"], 2)
        if row["why_not"]:
            value = "–" if short else str(WHY_NOT[row["why_not"]])
        rows.append(
            [
                name_of(str(row["name"])),
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
        )
    return rows


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
    for code, (words, decimals) in MEASURE_WORDS.items():
        if code not in equity.measures.index:
            continue
        if code == "theil_nested" and equity.benefit.by != "region":
            continue  # the same territories: the Theil index just above
        label = str(words)
        if code == "worst_mean":
            label += f" ({percent(equity.worst)})"
        cells = []
        for layer in equity.measures.columns:
            figure = measured(equity.measures.at[code, layer], decimals)
            who = _who(equity, code, layer)
            who = who if len(who) <= name_length else who[: name_length - 1].rstrip() + "…"
            cells.append(f"{figure} ({who})" if who and figure != "–" else figure)
        rows.append([label, *cells])
    return rows


def _who(equity: Equity, code: str, layer: str) -> str:
    if code not in ("min", "max"):
        return ""
    name = equity.measures.at[f"{code}_name", layer]
    tied = equity.measures.at["min_tied", layer]
    if not isinstance(name, str) or float(equity.measures.at["max", layer]) == 0.0:
        return ""
    if code == "min" and float(tied) > 1:
        return str(Text(f"{number(float(tied))} territoires", f"{number(float(tied))} territories"))
    return name_of(name)


def territories_csv(equity: Equity) -> pd.DataFrame:
    """Return the table of territories as written: figures whole, codes first."""
    table = ordered(equity)[["code", *_CSV]]
    return _noticed(table, equity)


def territories_excel(equity: Equity) -> pd.DataFrame:
    """Return the same table for a spreadsheet: headings and names in the current language."""
    table = ordered(equity)
    counted = str(COUNTED_WORDS[equity.benefit.benefit])
    columns = {
        "code": str(Text("code", "code")),
        "name": str(Text("territoire", "territory")),
        "population": str(Text("habitants", "inhabitants")),
        "candidates": str(Text("candidats", "candidates")),
        "eligible": str(Text("éligibles", "eligible")),
        "eligible_ha": str(Text("hectares éligibles", "eligible hectares")),
        "chosen": str(Text("sites choisis", "chosen sites")),
        "amount": str(Text(f"apport ({counted})", f"benefit ({counted})")),
        "value": str(equity.benefit.unit),
        "share": str(Text("part du bénéfice", "share of the benefit")),
        "population_share": str(Text("part de la population", "share of people")),
        "industry_share": str(Text("part des emplois industriels", "share of industrial jobs")),
        "eligible_ha_share": str(Text("part des hectares éligibles", "share of eligible hectares")),
        "index": str(Text("part / population", "share / people")),
        "why_not": str(Text("hors mesure", "not judged")),
    }
    table["name"] = table["name"].map(name_of)
    table["why_not"] = [str(WHY_NOT[why]) if why else "" for why in table["why_not"]]
    return _noticed(table[list(columns)].rename(columns=columns), equity)


def measures_csv(equity: Equity) -> pd.DataFrame:
    """Return the measures as written, with the unit of the benefit."""
    table = equity.measures.reset_index()
    table.insert(1, "unit", str(equity.benefit.unit))
    return _noticed(table, equity)


def _noticed(table: pd.DataFrame, equity: Equity) -> pd.DataFrame:
    table = table.copy()
    if equity.synthetic:
        table["notice"] = SYNTHETIC
    return table
