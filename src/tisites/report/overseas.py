"""Overseas candidates ranked among themselves: a sentence, a table, a sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.candidates.usage.verify import VERDICTS
from tisites.messages.text import Text, number
from tisites.report.document import Column, Section, Table
from tisites.report.tables import known, words

if TYPE_CHECKING:
    import pandas as pd

    from tisites.model.declaration import Model
    from tisites.run.answer.overseas import Overseas

_COLUMNS = (
    Column("rank", Text("Rang", "Rank"), "", 0, "right"),
    Column("site", Text("Site", "Site")),
    Column("commune", Text("Commune", "Commune")),
    Column("region", Text("Région", "Région")),
    Column("hectares", Text("ha", "ha"), align="right"),
    Column("score", Text("Score\n[bas–haut]", "Score\n[low–high]"), align="right"),
    Column("verdict", Text("Verdict", "Verdict")),
    Column("first", Text("À savoir d'abord", "To find out first")),
)
#: Rows shown; the sheet has them all.
_SHOWN = 8
HEADINGS = {
    "rank": Text("rang outre-mer", "overseas rank"),
    "rank_best": Text("rang au mieux", "best rank"),
    "rank_worst": Text("rang au pire", "worst rank"),
    "region": Text("région", "région"),
    "hectares": Text("surface (ha)", "area (ha)"),
    "reason": Text("motif", "reason"),
    "find_out_first": Text("à savoir d'abord", "to find out first"),
}


def overseas_section(found: Overseas | None, model: Model) -> tuple[Section, ...]:
    """Return what is said of overseas candidates; nothing where there is none to rank."""
    if found is None or not len(found.table):
        return ()
    return (Section(sentences=(_sentence(found, model),), tables=(_table(found),)),)


def _sentence(found: Overseas, model: Model) -> str:
    table = found.table
    sure = int((table["verdict"] == "eligible").sum())
    doubtful = len(table) - sure
    out = sum(found.excluded.values())
    names = (
        Text(model.score[c].label, model.score[c].label_en or model.score[c].label)
        for c in found.unknown
    )
    labels = [str(name) for name in names]
    nobody = Text("", "")
    if labels:
        listed = ", ".join(labels)
        nobody = Text(
            f" Aucune donnée outre-mer, donc hors de ce rang : {listed}.",
            f" No overseas data, hence left out of this rank: {listed}.",
        )
    return str(
        Text(
            f"Outre-mer, classé à part : {number(sure)} en concours, {number(doubtful)} à vérifier,"
            f" {number(out)} exclus (overseas_excel.csv).{nobody.fr}",
            f"Overseas, ranked apart: {number(sure)} competing, {number(doubtful)} to verify,"
            f" {number(out)} excluded (overseas_excel.csv).{nobody.en}",
        )
    )


def _table(found: Overseas) -> Table:
    rows = tuple(
        (
            int(row["rank"]),
            words(row["name"] if isinstance(row["name"], str) else row["site_id"]),
            words(row["commune"]),
            words(row["region"]),
            known(row["hectares"], 1),
            f"{known(row['score'], 1)} [{known(row['score_low'])}–{known(row['score_high'])}]",
            str(VERDICTS[str(row["verdict"])]),
            " ; ".join(part for part in (row["reason"], row["find_out_first"]) if part),
        )
        for row in found.table.to_dict("records")
    )
    title = Text("Outre-mer, entre candidats d'outre-mer", "Overseas, among overseas candidates")
    return Table("overseas", title, _COLUMNS, rows, shown=_SHOWN)


def overseas_sheet(found: Overseas) -> pd.DataFrame:
    """Return every ranked site with its verdict in words, for a spreadsheet."""
    said = {code: str(text) for code, text in VERDICTS.items()}
    return found.table.assign(verdict=found.table["verdict"].map(said)).rename(
        columns={key: str(text) for key, text in HEADINGS.items()}
    )
