"""What ``tisites check --out`` writes: findings, probable duplicates, every candidate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from tisites.candidates.duplicates import possible_duplicates
from tisites.candidates.labelled import is_labelled
from tisites.candidates.merges import proposed_merges
from tisites.messages.findings import findings_table
from tisites.messages.spreadsheet_text import for_programs
from tisites.run.answer.write import SYNTHETIC
from tisites.run.prepare.everyone import candidate_table

if TYPE_CHECKING:
    from pathlib import Path

    from tisites.run.prepare.prepared import Survey

FINDINGS, DUPLICATES, CANDIDATES = "findings.csv", "duplicates.csv", "candidates.parquet"
#: File that makes a folder one of a check, and all that such a folder holds.
MARK = DUPLICATES
WRITTEN = (FINDINGS, DUPLICATES, CANDIDATES, "candidates_excel.csv")
_RECORD = ("name", "commune", "source", "line", "surface_ha", "lon", "lat")
_PAIR = ("km", "surface_ratio", "name_similarity", "basis")


def duplicates_table(known: Survey) -> pd.DataFrame:
    """Return the records that seem to be the same site as a better-known one.

    Returns
    -------
    DataFrame
        One row a record proposed for merging, by id: ``site_id`` and what its file says of it, the
        record to keep (``kept`` and ``kept_…``), distance (km), ratio of surfaces, similarity of
        names, and the ground (``basis``: name, surface, place).
    """
    table = known.candidates.table
    records = table[table["members"].isna().to_numpy() & ~is_labelled(table)]
    rules = known.model.duplicates
    merges = proposed_merges(records, possible_duplicates(records, rules))
    about = records[list(_RECORD)]
    one = about.loc[merges.index].reset_index()
    two = about.loc[merges["kept"]].add_prefix("kept_").reset_index(drop=True)
    pair = merges[list(_PAIR)].round(3).reset_index(drop=True)
    kept = merges["kept"].rename("kept").reset_index(drop=True)
    return pd.concat([one, kept, two, pair], axis=1)


def write_check(known: Survey, folder: Path) -> None:
    """Write the tables of a check into a folder that exists."""
    candidates, duplicates = candidate_table(known), duplicates_table(known)
    if known.synthetic:  # a table leaves its folder: it must say so by itself
        candidates["notice"] = duplicates["notice"] = SYNTHETIC
    tables = {FINDINGS: findings_table(known.findings), DUPLICATES: duplicates}
    for name, table in tables.items():
        for_programs(table).to_csv(folder / name, index=False, lineterminator="\n")
    candidates.to_parquet(folder / CANDIDATES, index=False)
