"""The part of a sheet that lists what every source says of a site: for, against, for the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.candidates.usage.lexicon import lexicon
from tisites.candidates.usage.statements import CONFIDENCE_TEXT
from tisites.messages.text import Text, number
from tisites.report.explain.sheet import Grid, Section

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    import pandas as pd

_KINDS = {
    "use": Text("usage", "use"),
    "status": Text("statut", "status"),
    "area": Text("surface", "area"),
}
_ROLES = {
    "planner": Text("dite par le planificateur", "told by the planner"),
    "cadastre": Text("cadastre", "cadastre"),
    "outline": Text("contour mesuré", "measured outline"),
    "declared": Text("déclarée dans la liste", "declared in the list"),
    "record": Text("site dans Cartofriches", "site in Cartofriches"),
    "dossier": Text("dossier du fonds friches", "dossier of the brownfield fund"),
    "guessed": Text("attribuée par la commune", "attributed through the commune"),
    "land_unit": Text("unité foncière", "land unit"),
    "default_circle": Text("cercle par défaut", "default circle"),
}
#: Statements shown at most; the run's table has them all.
_SHOWN = 16


def evidence_section(said: pd.DataFrame, site: str) -> Section | None:
    """Return what is said of a site, the statements that count first; ``None`` without any."""
    mine = said[said["site_id"] == site]
    if mine.empty:
        return None
    mine = mine.sort_values("counted", ascending=False, kind="stable")
    rows = [statement_cells(row) for row in mine.head(_SHOWN).to_dict("records")]
    heads = (
        Text("Sur", "About"), Text("Ce qui est dit", "What is said"), Text("Source", "Source"),
        Text("Date", "Date"), Text("Confiance", "Confidence"),
    )  # fmt: skip
    note = Text(
        "● : ce qui compte ; les sources qui se contredisent restent toutes montrées, la plus"
        " prudente compte (evidence.parquet, docs/evidence.md).",
        "●: what counts; sources that disagree are all shown, the cautious one counts"
        " (evidence.parquet, docs/evidence.md).",
    )
    return Section(
        str(Text("Ce que chaque source dit du site", "What each source says of the site")),
        grid=Grid(tuple(map(str, heads)), tuple(rows), (False,) * len(heads)),
        note=str(note),
    )


def statement_cells(row: Mapping[Any, Any]) -> tuple[str, ...]:
    """Return one statement as cells: about, what, source, date, confidence."""
    kind, value = str(row["kind"]), str(row["value"])
    about = str(_KINDS.get(kind, Text(kind, kind)))
    trust = CONFIDENCE_TEXT[str(row["confidence"])]
    mark = "● " if row["counted"] else ""
    return (
        mark + about, f"{value_words(kind, value, row['ha'])} : « {row['told']} »"
        if kind != "area" else f"{number(float(row['ha']), 2)} ha, {value_words(kind, value, 0)}",
        str(row["source"]), str(row["date"]), str(trust),
    )  # fmt: skip


def value_words(kind: str, value: str, ha: object = None) -> str:
    """Write the value of a statement in the current language."""
    del ha
    words = lexicon()
    if kind == "use" and value in words.uses:
        return str(words.uses[value].text)
    if kind == "status":
        stage = words.stages.get(value)
        unlisted = Text("mot non listé", "word not listed")
        return str(stage.text if stage is not None else unlisted)
    if kind == "area":
        return str(_ROLES.get(value, Text(value, value)))
    return str(Text("aucun usage connu", "no known use") if value == "none_known" else value)
