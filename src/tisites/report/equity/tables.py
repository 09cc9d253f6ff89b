"""The tables of an equity report: by territory, by measure, the Lorenz curve."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tisites.messages.text import Text, number
from tisites.model.benefit import COUNTED_WORDS
from tisites.report.document import Column, Said, Table
from tisites.report.equity.words import (
    LAYER_WORDS,
    MEASURE_WORDS,
    WHY_NOT,
    measured,
    name_of,
    percent,
    short_name,
)

if TYPE_CHECKING:
    from tisites.study.equity.equity import Equity

#: Territories that a terminal shows.
MOST = 30
#: Cuts whose names say little without their region.
WITHIN_REGIONS = ("zone_emploi", "epci", "territoire_industrie")
_SHORT, _SHORT_REGION = 26, 12
_SHARES = {
    "share": Text("part du bénéfice", "share of the benefit"),
    "base_share": Text("part de la base", "share of the base"),
    "population_share": Text("part de la population", "share of people"),
    "industry_share": Text("part des emplois industriels", "share of industrial jobs"),
    "eligible_ha_share": Text("part des hectares éligibles", "share of eligible hectares"),
}
_COUNT, _INDEX = Text("territoires", "territories"), Text("sans unité, 0 à 1", "no unit, 0 to 1")
_FREE = Text("sans unité", "no unit")
_UNITS = {
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
#: Measures of the files that a page tells otherwise, or not at all.
_FURTHER = {
    "amount": Text("bénéfice total", "total benefit"),
    "min_code": Text("code du moins servi", "code of the least served"),
    "min_name": Text("territoire le moins servi", "least served territory"),
    "min_tied": Text("territoires au minimum", "territories at the minimum"),
    "max_code": Text("code du plus servi", "code of the best served"),
    "max_name": Text("territoire le plus servi", "best served territory"),
    "theil_territories": Text("territoires du Theil emboîté", "territories of the nested Theil"),
}


# by territory ---------------------------------------------------------------------------------


def territories_table(equity: Equity) -> Table:
    """Return one row a territory, the best served first, those out of measure last."""
    table = ordered(equity)
    files, page = _file_columns(equity), _page_columns(equity)
    rows = tuple(
        (*(_file_cell(column.key, row) for column in files), *_page_cells(row, equity))
        for row in table.to_dict("records")
    )
    return Table("territories", "", (*files, *page), rows, excerpt=_excerpt(table))


def _file_columns(equity: Equity) -> tuple[Column, ...]:
    counted = COUNTED_WORDS[equity.benefit.benefit]
    known: dict[str, tuple[Text, int | None]] = {
        "code": (Text("code", "code"), None),
        "name": (Text("territoire", "territory"), None),
        "overseas": (Text("outre-mer", "overseas"), None),
        "reg": (Text("code de la région", "code of the région"), None),
        "region": (Text("région", "région"), None),
        "population": (Text("habitants", "inhabitants"), 0),
        "population_20_64": (Text("habitants de 20 à 64 ans", "inhabitants of 20 to 64"), 0),
        "industry_jobs": (Text("emplois industriels", "industrial jobs"), 0),
        "jobs_lost": (Text("emplois perdus", "jobs lost"), 0),
        "candidates": (Text("candidats", "candidates"), 0),
        "eligible": (Text("éligibles", "eligible"), 0),
        "eligible_ha": (Text("hectares éligibles", "eligible hectares"), 1),
        "chosen": (Text("sites choisis", "chosen sites"), 0),
        "amount": (Text(f"apport ({counted.fr})", f"benefit ({counted.en})"), 1),
        "unknown": (Text("sites d'apport inconnu", "sites of unknown benefit"), 0),
        "base": (Text("base", "base"), 2),
        "value": (equity.benefit.unit, 3),
        **{key: (words, 4) for key, words in _SHARES.items()},
        "index": (Text("part / population", "share / people"), 2),
        "judged": (Text("mesuré", "judged"), None),
        "why_not": (Text("hors mesure", "not judged"), None),
    }
    wide = ("name", "region") if equity.benefit.by in WITHIN_REGIONS else ("name",)
    return tuple(
        Column(
            key, words, "", places, "left" if places is None else "right",
            seen="wide" if key in wide else "files",
        )
        for key, (words, places) in known.items()
    )  # fmt: skip


def _file_cell(key: str, row: dict[Any, Any]) -> object:
    cell = row.get(key)
    if cell is None or cell is pd.NA or (isinstance(cell, float) and np.isnan(cell)):
        return None
    if key == "name":
        return Said(cell, name_of(str(cell)))
    if key == "why_not":
        return Said(cell, WHY_NOT[cell]) if cell else None
    return cell.item() if hasattr(cell, "item") else cell


def _page_columns(equity: Equity) -> tuple[Column, ...]:
    counted, unit = COUNTED_WORDS[equity.benefit.benefit], equity.benefit.unit

    def figure(key: str, words: Text, short: Text) -> Column:
        return Column(key, words, "", 0, "right", seen="page", short=short)

    region = Column("region", Text("région", "région"), seen="terminal")
    brings = figure("amount", counted, Text("apport", "brings"))
    return (
        Column("name", Text("territoire", "territory"), seen="terminal"),
        *((region,) if equity.benefit.by in WITHIN_REGIONS else ()),
        figure("candidates", Text("candidats", "candidates"), Text("cand.", "cand.")),
        figure("eligible", Text("éligibles", "eligible"), Text("élig.", "elig.")),
        figure("chosen", Text("choisis", "chosen"), Text("choisis", "chosen")),
        *(() if equity.benefit.benefit == "sites" else (brings,)),
        Column("value", unit, align="right", seen="print"),
        Column("value", Text("taux", "rate"), align="right", seen="terminal"),
        figure("share", Text("part", "share"), Text("part", "share")),
        figure("population_share", _SHARES["population_share"], Text("pop.", "people")),
        figure("industry_share", _SHARES["industry_share"], Text("empl. ind.", "ind. jobs")),
        figure("eligible_ha_share", _SHARES["eligible_ha_share"], Text("ha élig.", "elig. ha")),
        figure("index", Text("part / population", "share / people"), Text("indice", "index")),
    )


def _page_cells(row: dict[Any, Any], equity: Equity) -> tuple[object, ...]:
    rate = measured(row["value"], 2)
    region = row.get("region")
    region = short_name(region, _SHORT_REGION) if isinstance(region, str) else None
    amount = "?" if row["unknown"] else measured(row["amount"], 1)
    return (
        short_name(str(row["name"]), _SHORT),
        *((region,) if equity.benefit.by in WITHIN_REGIONS else ()),
        row["candidates"],
        row["eligible"],
        row["chosen"],
        *(() if equity.benefit.benefit == "sites" else (amount,)),
        WHY_NOT[row["why_not"]] if row["why_not"] else rate,
        "–" if row["why_not"] else rate,
        percent(row["share"]),
        percent(row["population_share"]),
        percent(row["industry_share"]),
        percent(row["eligible_ha_share"]),
        measured(row["index"], 2),
    )


def ordered(equity: Equity) -> pd.DataFrame:
    """Return the territories, best served first, ties by code, those out of measure last."""
    table = equity.territories.reset_index()
    table["_order"] = (~table["judged"].to_numpy(dtype=bool)).astype(int)
    sorted_ = table.sort_values(["_order", "value", "code"], ascending=[True, False, True])
    return sorted_.drop(columns="_order").reset_index(drop=True)


def _excerpt(table: pd.DataFrame) -> tuple[int, ...] | None:
    """Return the rows of a terminal: the most served, and the least served that are judged.

    Of those that tie at the bottom, the most peopled come last. ``None`` where all fit.
    """
    if len(table) <= MOST:
        return None
    judged = table[table["judged"].to_numpy(dtype=bool)]
    least = MOST // 3
    top = judged[(judged["chosen"] > 0).to_numpy(dtype=bool)].head(MOST - least)
    rest = judged.drop(index=top.index).sort_values(
        ["value", "population", "code"], ascending=[True, False, True]
    )
    return (*(int(k) for k in top.index), *(int(k) for k in rest.head(least).index[::-1]))


# by measure -----------------------------------------------------------------------------------


def measures_table(equity: Equity) -> Table:
    """Return one row a measure, two columns a layer: the figure for files, and as it is read."""
    shown = [code for code in MEASURE_WORDS if code in equity.measures.index]
    if equity.benefit.by != "region" and "theil_nested" in shown:
        shown.remove("theil_nested")  # the same territories: the Theil index just above
    codes = [*shown, *(code for code in equity.measures.index if code not in shown)]
    layers = list(equity.measures.columns)
    columns = (
        Column("measure", Text("mesure", "measure")),
        Column("unit", Text("unité", "unit"), seen="files"),
        *(Column(layer, LAYER_WORDS[layer], align="right", seen="files") for layer in layers),
        *(Column(layer, LAYER_WORDS[layer], align="right", seen="page") for layer in layers),
    )
    rows = tuple(
        (
            Said(code, label_of(code, equity)),
            unit_of(code, equity) if str(unit_of(code, equity)) else None,
            *(_figure(code, equity.measures.at[code, layer]) for layer in layers),
            *(_read(equity, code, layer) for layer in layers),
        )
        for code in codes
    )
    return Table("measures", "", columns, rows, shown=len(shown))


def label_of(code: str, equity: Equity) -> str:
    """Return the label of a measure, with its share where it has one."""
    label = str(MEASURE_WORDS[code][0] if code in MEASURE_WORDS else _FURTHER[code])
    return f"{label} ({percent(equity.worst)})" if code == "worst_mean" else label


def unit_of(code: str, equity: Equity) -> Text:
    """Return the unit of a measure; empty for codes, names and indices without unit."""
    if code in ("mean", "min", "max", "worst_mean"):
        return equity.benefit.unit
    if code == "amount":
        return COUNTED_WORDS[equity.benefit.benefit]
    return _UNITS.get(code, Text("", ""))


def _figure(code: str, value: Any) -> object:
    """Return a cell of the files: the figure itself, rounded where it is read."""
    if isinstance(value, str):
        return Said(value, name_of(value))
    if value is None or not np.isfinite(float(value)):
        return None
    places = MEASURE_WORDS[code][1] if code in MEASURE_WORDS else 3
    return Said(float(value), round(float(value), places))


def _read(equity: Equity, code: str, layer: str) -> str:
    """Write a figure with who has it, for readers."""
    value = equity.measures.at[code, layer]
    places = MEASURE_WORDS[code][1] if code in MEASURE_WORDS else 3
    figure, who = measured(value, places), _who(equity, code, layer)
    return f"{figure} ({who})" if who and figure != "–" else figure


def _who(equity: Equity, code: str, layer: str) -> str:
    if code not in ("min", "max"):
        return ""
    name = equity.measures.at[f"{code}_name", layer]
    tied = equity.measures.at["min_tied", layer]
    if not isinstance(name, str) or float(equity.measures.at["max", layer]) == 0.0:
        return ""
    if code == "min" and float(tied) > 1:
        return str(Text(f"{number(float(tied))} territoires", f"{number(float(tied))} territories"))
    return short_name(name, _SHORT)


# the curve ------------------------------------------------------------------------------------


def lorenz_table(equity: Equity) -> Table:
    """Return the Lorenz curve with the names of its territories, for files; shares in percent."""
    names = equity.territories["name"].astype(str).map(name_of)
    columns = (
        Column("code", Text("code", "code"), seen="files"),
        Column("name", Text("territoire", "territory"), seen="files"),
        Column("base", Text("part cumulée de la base (%)", "cumulated share of the base (%)"),
               "", 2, "right", seen="files"),
        Column("benefit", Text("part cumulée du bénéfice (%)", "cumulated share of the benefit"
                               " (%)"), "", 2, "right", seen="files"),
    )  # fmt: skip
    rows = tuple(
        (code or None, names.get(code), Said(base, 100.0 * base), Said(benefit, 100.0 * benefit))
        for code, base, benefit in equity.curve[["code", "base", "benefit"]].itertuples(index=False)
    )
    return Table("lorenz", "", columns, rows)
