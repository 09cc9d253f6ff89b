"""Evidence that a planner adds: a file of id, use or area, source and date."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

import pandas as pd

from tisites.candidates.column_names import plain
from tisites.candidates.formats.open_source import open_source
from tisites.candidates.numbers import CellReading, read_numbers
from tisites.candidates.usage.lexicon import lexicon
from tisites.candidates.usage.read_words import read_use
from tisites.candidates.usage.statements import Statement
from tisites.messages.errors import BadInputError, Problem, Where
from tisites.messages.text import Text

if TYPE_CHECKING:
    from pathlib import Path

    from tisites.candidates.formats.source import Source

#: Names recognised for each column, as :func:`~tisites.candidates.column_names.plain` writes them.
NAMES = {
    "site_id": ("site_id", "id", "uid", "identifiant", "site"),
    "use": ("use", "usage", "planned_use", "usage_prevu", "projet", "constat"),
    "area_ha": ("area_ha", "surface_ha", "superficie_ha", "hectares"),
    "source": ("source", "sources", "reference", "url"),
    "date": ("date", "date_source", "lu_le", "annee"),
}
NO_USE = ("none_known", "aucun", "aucun connu", "sans projet", "none")


@dataclass(frozen=True, slots=True)
class PlannerEvidence:
    """What a planner's file says, and the file itself, for the audit log."""

    file: str
    sha256: str
    statements: tuple[Statement, ...]


def read_planner_evidence(path: Path, sites: pd.Index) -> PlannerEvidence:
    """Read a file of evidence.

    Each row names a site by its identifier, says a use or an area (or both), its source, and the
    date of the source (``2026-11-30``, ``30/11/2026``, ``2026-11``, ``11/2026`` or ``2026``).

    Parameters
    ----------
    path : Path
        CSV, spreadsheet or any format of a candidate file.
    sites : Index
        Identifiers of the candidates.

    Raises
    ------
    BadInputError
        With every row at fault: site unknown, use not understood, source or date missing.
    """
    source = open_source(path)
    columns, problems = _columns(source)
    if problems:
        raise BadInputError(problems)
    told: list[Statement] = []
    cells = {
        name: source.table[column].astype("str").str.strip() for name, column in columns.items()
    }
    areas = None
    if "area_ha" in columns:
        areas, reading = read_numbers(source.table[columns["area_ha"]])
        for row in range(len(reading)):
            if reading[row] == CellReading.TEXT or areas[row] <= 0:
                problems.append(_fault(source, row, columns["area_ha"], *_AREA))
    for row in range(len(source.table)):
        row_cells = {n: _cell(values.iloc[row]) for n, values in cells.items()}
        area = float("nan") if areas is None else float(areas[row])
        said, faults = _row(source, row, row_cells, area, columns, sites)
        told += said
        problems += faults
    if problems:
        raise BadInputError(problems)
    return PlannerEvidence(path.name, source.sha256, tuple(told))


def _row(
    source: Source,
    row: int,
    cells: dict[str, str],
    area: float,
    columns: dict[str, str],
    sites: pd.Index,
) -> tuple[list[Statement], list[Problem]]:
    site, word = cells["site_id"], cells.get("use", "")
    problems = []
    if site not in sites:
        near = get_close_matches(site, [str(s) for s in sites], n=1, cutoff=0.8)
        mend = (
            Text(f"vouliez-vous dire « {near[0]} » ?", f"did you mean '{near[0]}'?")
            if near
            else Text("donner l'identifiant d'un candidat", "give the identifier of a candidate")
        )
        what = Text("ce site n'est pas un candidat", "this site is no candidate")
        problems.append(_fault(source, row, columns["site_id"], what, mend))
    if not cells["source"]:
        problems.append(_fault(source, row, columns["source"], *_SOURCE))
    date = _date(cells["date"])
    if date is None:
        problems.append(_fault(source, row, columns["date"], *_DATE))
    uses = read_use(word, lexicon()) if word and word.lower() not in NO_USE else ()
    if word and not uses and word.lower() not in NO_USE:
        problems.append(_fault(source, row, columns["use"], *_use_words()))
    if not word and pd.isna(area):
        problems.append(_fault(source, row, columns["site_id"], *_NOTHING))
    if problems:
        return [], problems
    where = f"planificateur : {cells['source']}"
    said = [
        Statement(site, "use", use, "planner", where, word, date or "")
        for use in (uses or (("none_known",) if word else ()))
    ]
    if not pd.isna(area):
        told = f"{area:g} ha"
        said.append(Statement(site, "area", "planner", "planner", where, told, date or "", ha=area))
    return said, []


def _columns(source: Source) -> tuple[dict[str, str], list[Problem]]:
    by_plain = {plain(name): name for name in reversed(source.header)}
    found: dict[str, str] = {}
    for target, names in NAMES.items():
        for name in names:
            if name in by_plain and by_plain[name] not in found.values():
                found[target] = by_plain[name]
                break
    missing = [name for name in ("site_id", "source", "date") if name not in found]
    if "use" not in found and "area_ha" not in found:
        missing.append("use")
    mend = Text(
        "colonnes attendues : site_id ; use ou area_ha (ou les deux) ; source ; date",
        "columns expected: site_id; use or area_ha (or both); source; date",
    )
    what = Text("colonne absente du fichier d'indices", "column missing from the file of evidence")
    return found, [Problem(what, mend, Where(source.file, 1, name)) for name in missing]


def _cell(value: object) -> str:
    return "" if value is None or str(value) in ("nan", "<NA>", "None") else str(value)


def _date(text: str) -> str | None:
    """Return a date in ISO 8601, as far as it is told; ``None`` if it is none.

    Examples
    --------
    >>> _date("30/11/2026"), _date("2026"), _date("11/2026"), _date("31/02/2026") is None
    ('2026-11-30', '2026', '2026-11', True)
    """
    text = text.strip().split(" ")[0].removesuffix(".0")
    if re.fullmatch(r"(19|20)\d\d(-(0[1-9]|1[0-2]))?", text):
        return text
    if month := re.fullmatch(r"(0?[1-9]|1[0-2])/((?:19|20)\d\d)", text):
        return f"{month[2]}-{int(month[1]):02}"
    day = re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.]((?:19|20)\d\d)", text)
    iso = f"{day[3]}-{int(day[2]):02}-{int(day[1]):02}" if day else text
    try:
        return datetime.date.fromisoformat(iso).isoformat()
    except ValueError:
        return None


def _fault(source: Source, row: int, column: str, what: Text, mend: Text) -> Problem:
    value = str(source.table[column].iloc[row])
    return Problem(what, mend, Where(source.file, int(source.lines[row]), column, value))


def _use_words() -> tuple[Text, Text]:
    listed = ", ".join(lexicon().uses)
    return (
        Text("usage non compris", "use not understood"),
        Text(
            f"écrire en toutes lettres (logements, musée, décharge…) ou un code : {listed},"
            " none_known",
            f"write it in French words or as a code: {listed}, none_known",
        ),
    )


_SOURCE = (
    Text("un indice doit dire d'où il vient", "evidence must say where it comes from"),
    Text("remplir la colonne source", "fill the column of sources in"),
)
_DATE = (
    Text("date absente ou non comprise", "date missing or not understood"),
    Text("écrire 2026-11-30, 30/11/2026, 11/2026 ou 2026", "write 2026-11-30, 11/2026 or 2026"),
)
_AREA = (
    Text("surface en hectares attendue, au-dessus de 0", "an area in hectares, above 0, expected"),
    Text("corriger la cellule, ou la vider", "mend the cell, or empty it"),
)
_NOTHING = (
    Text("cette ligne ne dit ni usage ni surface", "this row says neither a use nor an area"),
    Text("remplir l'une des deux colonnes", "fill one of the two columns in"),
)
