"""``prices.csv`` and ``price.json``: every move of every limit, with its proof."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pandas as pd

from tisites.report.price.price import label_words
from tisites.run.answer.write import SYNTHETIC, finite

if TYPE_CHECKING:
    from pathlib import Path

    from tisites.study.price.price import Prices

#: The file that makes a folder a study of prices.
MARK = "price.json"
WRITTEN = ("prices.csv", "prices_excel.csv", MARK)


def write_prices(prices: Prices, folder: Path) -> None:
    """Write both tables (the second for a spreadsheet), and ``price.json`` last."""
    table = prices_frame(prices)
    table.to_csv(folder / "prices.csv", index=False, lineterminator="\n")
    table.to_csv(
        folder / "prices_excel.csv", index=False, sep=";", decimal=",", encoding="utf-8-sig",
        lineterminator="\n",
    )  # fmt: skip
    told = {
        "scenario": prices.case.name,
        "synthetic": prices.case.synthetic,
        "by": prices.by,
        "value": prices.value,
        "proof": prices.proof.value,
        "selected": list(prices.selected),
        "not_priced": list(prices.not_priced),
        "incomplete": prices.incomplete,
        "moves": table.drop(columns="notice", errors="ignore").to_dict("records"),
    }
    text = json.dumps(finite(told), ensure_ascii=False, indent=2, allow_nan=False)
    (folder / MARK).write_text(text + "\n", encoding="utf-8", newline="\n")


def prices_frame(prices: Prices) -> pd.DataFrame:
    """Return one row a move: limit, figures in the planner's units, sites, proof.

    ``gain_most`` is the proven upper bound of ``gain``; sites are joined by ``|``. Seconds are
    left out: the same answer makes the same bytes.
    """
    columns = (
        "constraint", "label", "group", "side", "direction", "unit", "today", "from", "to",
        "proof", "gain", "gain_most", "hectares", "cost_meur", "enters", "leaves",
    )  # fmt: skip
    rows = [
        (
            row.move.dial.constraint,
            label_words(prices.case, row.move.dial.constraint),
            row.move.dial.group,
            row.move.dial.side,
            row.move.direction,
            row.move.dial.unit,
            round(row.move.today, 6),
            row.move.start,
            row.move.to,
            row.proof.value,
            round(row.gain, 6),
            round(row.gain_most, 6),
            round(row.hectares, 6),
            round(row.cost_meur, 6),
            "|".join(row.enters),
            "|".join(row.leaves),
        )
        for row in prices.rows
    ]
    table = pd.DataFrame(rows, columns=list(columns))
    if prices.incomplete:
        table["incomplete"] = True
    if prices.case.synthetic:
        table["notice"] = SYNTHETIC
    return table
