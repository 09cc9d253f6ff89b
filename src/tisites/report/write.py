"""Everything a run folder holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.report.excel_tables import write_excel_tables
from tisites.report.geopackage import write_geopackage
from tisites.report.map.draw import draw_map
from tisites.run.answer.write import write_tables
from tisites.run.files.seal import seal

if TYPE_CHECKING:
    from pathlib import Path

    from tisites.run.answer.outcome import Outcome


def write_outputs(outcome: Outcome, folder: Path) -> None:
    """Write every file of a run into a folder that exists.

    ``selection.gpkg``, ``map.png``, the tables for spreadsheets, then the files of
    :func:`~tisites.run.answer.write.write_tables`: ``selection.csv``, ``candidates.parquet``,
    ``findings.csv`` and ``solution.json``, the file that makes a folder a run; last,
    ``files.json``, the sha256 of them all.

    Parameters
    ----------
    outcome : Outcome
        The run.
    folder : Path
        A fresh folder; moving it into place whole is the caller's work.
    """
    write_geopackage(outcome, folder / "selection.gpkg")
    draw_map(outcome, folder / "map.png")
    write_excel_tables(outcome, folder)
    write_tables(outcome, folder)
    seal(folder)
