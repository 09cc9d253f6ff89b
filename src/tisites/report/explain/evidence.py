"""The part of a sheet that lists what every source says of a site: for, against, for the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.candidates.usage.lexicon import lexicon
from tisites.candidates.usage.statements import CONFIDENCE_TEXT, source_text
from tisites.messages.text import Text, number
from tisites.report.document import Column, Said, Section, Table

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
#: Name of the table.
EVIDENCE = "evidence"
_COLUMNS = (
    Column("site_id", Text("identifiant", "id"), seen="files"),
    Column("about", Text("Sur", "About")),
    Column("counted", Text("compte", "counts"), seen="files"),
    Column("value", Text("valeur", "value"), seen="files"),
    Column("said", Text("Ce qui est dit", "What is said")),
    Column("source", Text("Source", "Source")),
    Column("date", Text("Date", "Date")),
    Column("confidence", Text("Confiance", "Confidence")),
)
#: Statements shown at most; the table holds them all.
_SHOWN = 16


def evidence_section(said: pd.DataFrame, site: str) -> Section | None:
    """Return what is said of a site, the statements that count first; ``None`` without any."""
    mine = said[said["site_id"] == site]
    if mine.empty:
        return None
    mine = mine.sort_values("counted", ascending=False, kind="stable")
    rows = tuple((site, *_cells(row)) for row in mine.to_dict("records"))
    note = Text(
        "● : ce qui compte ; les sources qui se contredisent restent toutes montrées, la plus"
        " prudente compte (evidence.parquet, docs/evidence.md).",
        "●: what counts; sources that disagree are all shown, the cautious one counts"
        " (evidence.parquet, docs/evidence.md).",
    )
    return Section(
        Text("Ce que chaque source dit du site", "What each source says of the site"),
        tables=(Table(EVIDENCE, "", _COLUMNS, rows, shown=_SHOWN, note=note),),
    )


def _cells(row: Mapping[Any, Any]) -> tuple[object, ...]:
    kind, value = str(row["kind"]), str(row["value"])
    about = _KINDS.get(kind, Text(kind, kind))
    counted, trust = bool(row["counted"]), str(row["confidence"])
    words = value_words(kind, value)
    said = f"{words} : « {row['told']} »"
    if kind == "area":
        said = f"{number(float(row['ha']), 2)} ha, {words}"
    return (
        Said(kind, f"{'●\u00a0' * counted}{about}"), counted, value, said,
        Said(str(row["source"]), source_text(str(row["source"]))), str(row["date"]),
        Said(trust, CONFIDENCE_TEXT[trust]),
    )  # fmt: skip


def value_words(kind: str, value: str) -> str:
    """Write the value of a statement in the current language."""
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
