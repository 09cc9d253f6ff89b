"""The frontier on disk: tables, a picture, a file for machines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tisites.report.frontier.figure import draw_frontier
from tisites.report.frontier.tables import (
    frontier_sheet,
    frontier_table,
    sites_sheet,
    sites_table,
)
from tisites.report.frontier.words import raw_unit_of
from tisites.report.phrases import SYNTHETIC
from tisites.report.sheets import write_sheet

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from tisites.messages.text import Text
    from tisites.study.frontier import Frontier

#: The file that makes a folder a frontier, and what else may be replaced in it.
MARK = "frontier.json"
WRITTEN = (
    MARK, "frontier.csv", "frontier.png", "frontier_sites.csv", "frontier_excel.csv",
    "frontier_sites_excel.csv",
)  # fmt: skip


def write_frontier(
    found: Frontier,
    sites: pd.DataFrame,
    scenario: str,
    notes: list[Text],
    folder: Path,
    *,
    synthetic: bool,
) -> None:
    """Write the points, the selections, the picture and the figures for machines.

    Parameters
    ----------
    found : Frontier
    sites : DataFrame
        Every site of the program, in its order, index ``site_id``.
    scenario : str
        Its name.
    notes : list of Text
        What must be said beside the points.
    folder : Path
        Where to.
    synthetic : bool
        Whether any input is synthetic.
    """
    table = frontier_table(found, sites)
    points = json.loads(table.to_json(orient="records"))
    for name, one, index in (
        ("frontier.csv", table.rename_axis("point"), True),
        ("frontier_sites.csv", sites_table(found, sites), False),
    ):
        _stamped(one, synthetic=synthetic).to_csv(folder / name, index=index, lineterminator="\n")
    for name, one in (
        ("frontier_excel.csv", frontier_sheet(found, sites)),
        ("frontier_sites_excel.csv", sites_sheet(found, sites)),
    ):
        write_sheet(_stamped(one, synthetic=synthetic), folder / name)
    told: dict[str, Any] = {
        "scenario": scenario,
        "synthetic": synthetic,
        "equity": found.block.rule.model_dump(mode="json"),
        "unit": str(raw_unit_of(found)),
        "fairest": found.fairest,
        "fairest_proven": found.fairest_proven,
        "complete": found.complete,
        "notes": [str(note) for note in notes],
        "points": points,
        "left_out": [
            {"code": one.code, "name": one.name, "reason": str(one.reason)}
            for one in found.block.rows.left_out
        ],
    }
    text = json.dumps(told, ensure_ascii=False, indent=1, allow_nan=True)
    (folder / MARK).write_text(text + "\n", encoding="utf-8", newline="\n")
    draw_frontier(found, scenario, notes, folder / "frontier.png", synthetic=synthetic)


def _stamped(table: pd.DataFrame, *, synthetic: bool) -> pd.DataFrame:
    return table.assign(notice=str(SYNTHETIC)) if synthetic else table
