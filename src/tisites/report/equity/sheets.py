"""The tables of an equity report for a spreadsheet: rounded, in the current language."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.messages.text import Text, language
from tisites.model.benefit import COUNTED_WORDS
from tisites.report.equity.tables import label_of, noticed, ordered, unit_of
from tisites.report.equity.words import LAYER_WORDS, MEASURE_WORDS, WHY_NOT, name_of
from tisites.report.sheets import rounded

if TYPE_CHECKING:
    from tisites.study.equity.equity import Equity

_SHARES = ("share", "base_share", "population_share", "industry_share", "eligible_ha_share")
_DECIMALS = {"population": 0, "eligible_ha": 1, "amount": 1, "value": 3, "index": 2}


def territories_excel(equity: Equity) -> pd.DataFrame:
    """Return the territories, headings and names in the current language."""
    table = ordered(equity)
    counted = str(COUNTED_WORDS[equity.benefit.benefit])
    columns = {
        "code": str(Text("code", "code")),
        "name": str(Text("territoire", "territory")),
        "region": str(Text("région", "région")),
        "population": str(Text("habitants", "inhabitants")),
        "candidates": str(Text("candidats", "candidates")),
        "eligible": str(Text("éligibles", "eligible")),
        "eligible_ha": str(Text("hectares éligibles", "eligible hectares")),
        "chosen": str(Text("sites choisis", "chosen sites")),
        "amount": str(Text(f"apport ({counted})", f"benefit ({counted})")),
        "value": str(equity.benefit.unit),
        "share": str(Text("part du bénéfice", "share of the benefit")),
        "base_share": str(Text("part de la base", "share of the base")),
        "population_share": str(Text("part de la population", "share of people")),
        "industry_share": str(Text("part des emplois industriels", "share of industrial jobs")),
        "eligible_ha_share": str(Text("part des hectares éligibles", "share of eligible hectares")),
        "index": str(Text("part / population", "share / people")),
        "why_not": str(Text("hors mesure", "not judged")),
    }
    table = rounded(table, _DECIMALS | dict.fromkeys(_SHARES, 4))
    table["name"] = table["name"].map(name_of)
    table["why_not"] = [str(WHY_NOT[why]) if why else "" for why in table["why_not"]]
    return noticed(table[list(columns)].rename(columns=columns), equity)


def measures_excel(equity: Equity) -> pd.DataFrame:
    """Return the measures by name, each with its unit; who has the least and the most."""
    rows = []
    for code, (_, decimals) in MEASURE_WORDS.items():
        if code in equity.measures.index:
            found = [_figure(value, decimals) for value in equity.measures.loc[code]]
            rows.append([label_of(code, equity), str(unit_of(code, equity)), *found])
    for code, words in (
        ("min_name", Text("territoire le moins servi", "least served territory")),
        ("max_name", Text("territoire le plus servi", "best served territory")),
    ):
        names = [
            name_of(name) if isinstance(name, str) else "" for name in equity.measures.loc[code]
        ]
        rows.append([str(words), "", *names])
    heads = [str(Text("mesure", "measure")), str(Text("unité", "unit"))]
    heads += [str(LAYER_WORDS[layer]) for layer in equity.measures.columns]
    return noticed(pd.DataFrame(rows, columns=heads, dtype=object), equity)


def _figure(value: float, decimals: int) -> str:
    """Write a figure for a column that also has names, which pandas leaves as it is."""
    if not np.isfinite(float(value)):
        return ""
    said = f"{float(value):.{decimals}f}"
    return said.replace(".", ",") if language() == "fr" else said


def lorenz_excel(equity: Equity) -> pd.DataFrame:
    """Return the Lorenz curve with the names of its territories, shares in percent."""
    names = equity.territories["name"].astype(str).map(name_of)
    table = pd.DataFrame(
        {
            str(Text("code", "code")): equity.curve["code"],
            str(Text("territoire", "territory")): equity.curve["code"].map(names).fillna(""),
            str(Text("part cumulée de la base (%)", "cumulated share of the base (%)")): (
                100.0 * equity.curve["base"]
            ).round(2),
            str(Text("part cumulée du bénéfice (%)", "cumulated share of the benefit (%)")): (
                100.0 * equity.curve["benefit"]
            ).round(2),
        }
    )
    return noticed(table, equity)
