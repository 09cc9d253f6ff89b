"""``prices.csv`` and ``price.json``: every move of every limit, with its proof."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pandas as pd

from tisites.messages.text import Text
from tisites.report.price.price import (
    PROOF_WORDS,
    SIDE_WORDS,
    TODAY,
    label_words,
    places_of,
)
from tisites.report.sheets import rounded, write_sheet
from tisites.run.answer.write import SYNTHETIC, finite
from tisites.study.relax.dials import unit_words

if TYPE_CHECKING:
    from pathlib import Path

    from tisites.study.price.answer import Price
    from tisites.study.price.price import Prices

#: The file that makes a folder a study of prices.
MARK = "price.json"
WRITTEN = ("prices.csv", "prices_excel.csv", MARK)


def write_prices(prices: Prices, folder: Path) -> None:
    """Write both tables (the second for a spreadsheet), and ``price.json`` last."""
    table = prices_frame(prices)
    table.to_csv(folder / "prices.csv", index=False, lineterminator="\n")
    write_sheet(prices_sheet(prices), folder / "prices_excel.csv")
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


def prices_sheet(prices: Prices) -> pd.DataFrame:
    """Return the same rows for a spreadsheet: words of the current language, communes, rounded."""
    case = prices.case
    table = prices_frame(prices)
    table["side"] = [str(_side(row)) for row in prices.rows]
    table["direction"] = [str(_DIRECTION.get(way, Text(way, way))) for way in table["direction"]]
    table["unit"] = [str(unit_words(unit)).strip() for unit in table["unit"]]
    table["proof"] = [str(PROOF_WORDS[row.proof]) for row in prices.rows]
    for column in ("enters", "leaves"):
        told = [places_of(case, getattr(row, column)) for row in prices.rows]
        table[column] = [", ".join(places) for places in told]
    decimals = dict.fromkeys(("today", "from", "to"), 3)
    table = rounded(table, decimals | _DECIMALS)
    kept = [column for column in table.columns if column in _HEADINGS or column == "notice"]
    return table[kept].rename(columns={key: str(text) for key, text in _HEADINGS.items()})


def _side(row: Price) -> Text:
    today = row.move.direction in ("more", "less")
    return TODAY if today else SIDE_WORDS.get(row.move.dial.side, Text("", ""))


_DIRECTION = {
    "relax": Text("assouplir", "relax"),
    "tighten": Text("durcir", "tighten"),
    "more": Text("un de plus", "one more"),
    "less": Text("un de moins", "one less"),
}
_DECIMALS = {"gain": 2, "gain_most": 2, "hectares": 1, "cost_meur": 1}
_HEADINGS = {
    "label": Text("limite", "limit"),
    "group": Text("territoire", "territory"),
    "side": Text("côté", "side"),
    "direction": Text("sens", "direction"),
    "unit": Text("unité", "unit"),
    "today": Text("aujourd'hui", "today"),
    "from": Text("de", "from"),
    "to": Text("à", "to"),
    "proof": Text("preuve", "proof"),
    "gain": Text("points gagnés", "points gained"),
    "gain_most": Text("points gagnés, au plus", "points gained, at most"),
    "hectares": Text("hectares", "hectares"),
    "cost_meur": Text("M€", "M€"),
    "enters": Text("sites qui entrent", "sites that enter"),
    "leaves": Text("sites qui sortent", "sites that leave"),
    "incomplete": Text("table incomplète", "incomplete table"),
}
