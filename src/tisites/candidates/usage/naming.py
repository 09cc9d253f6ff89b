"""A name that a reader recognises, for sites whose list gives none: marked as deduced."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from tisites.candidates.usage.matched import bare_name
from tisites.candidates.usage.rows import rows_of
from tisites.candidates.vocabulary import UNKNOWN_LABELS, spell
from tisites.messages.text import Text, number

if TYPE_CHECKING:
    from collections.abc import Mapping

DEDUCED = Text("nom déduit", "name deduced")
LONGEST = 90
#: Verbs: an activity that has one tells a story, it is no name.
_PROSE = re.compile(
    r"\b(est|sont|était|étaient|fut|a été|ont été|avait|construit)\b", re.IGNORECASE
)
#: A name that a reader recognises has a word of three letters or more, or figures.
_RECOGNISED = re.compile(r"[^\W\d_]{3,}|\d{2,}")
_MARKS = (f" ({DEDUCED.fr})", f" ({DEDUCED.en})")


def deduced_name(site: Mapping[str, object], record: Mapping[str, object] | None) -> str:
    """Deduce a name: of the record, its address, its activity; else commune and hectares.

    Parameters
    ----------
    site : mapping
        ``name``, ``commune``, ``surface_ha`` of the candidate.
    record : mapping or None
        ``site_nom``, ``site_adresse``, ``activite_libelle`` of its record in Cartofriches.

    Returns
    -------
    str
        With its mark.

    Examples
    --------
    >>> print(deduced_name({"name": None, "commune": "Ivry", "surface_ha": 4.04}, None))
    Ivry, 4 ha (nom déduit)
    """
    told = record or {}
    name = _text(told.get("site_nom"))
    found = bare_name(name) or _text(told.get("site_adresse")) or _short_activity(told)
    if not found:
        commune = str(site.get("commune") or "")
        area = site.get("surface_ha")
        ha = (
            f"{number(area, 0 if area >= 1 else 1)} ha"
            if isinstance(area, float) and area > 0
            else ""
        )
        found = ", ".join(part for part in (commune, ha) if part)
    return f"{_cut(found)} ({DEDUCED})" if found else ""


def with_names(table: pd.DataFrame, records: pd.DataFrame) -> pd.DataFrame:
    """Give a name to each site that has none, or only a file number or its identifier.

    Parameters
    ----------
    table : DataFrame
        Candidates.
    records : DataFrame
        Index site; record of Cartofriches of each, columns ``site_nom``, ``site_adresse``,
        ``activite_libelle``.
    """
    own = table["name"].map(lambda n: _text(bare_name(n)) if isinstance(n, str) else "")
    own = own.where(own != table.index.astype("str"), "")
    none = table.index[(own == "").to_numpy() & ~table["name"].map(is_deduced).to_numpy()]
    known = rows_of(records, ["site_nom", "site_adresse", "activite_libelle"])
    sites = rows_of(table.loc[none], ["name", "commune", "surface_ha"])
    names = {site: deduced_name(row, known.get(site)) for site, row in sites.items()}
    made = pd.Series(names, dtype="str").reindex(table.index)
    made = made.where(made != "")
    return table.assign(name=made.where(made.notna(), table["name"].where(own == "", own)))


def is_deduced(name: object) -> bool:
    """Whether a name carries the mark of a deduced one, in either language."""
    return isinstance(name, str) and name.endswith(_MARKS)


def unmarked(name: str) -> str:
    """Return a name without the mark of a deduced one.

    Examples
    --------
    >>> unmarked("Ivry, 4 ha (nom déduit)")
    'Ivry, 4 ha'
    """
    for mark in _MARKS:
        name = name.removesuffix(mark)
    return name


def _short_activity(record: Mapping[str, object]) -> str:
    text = _text(record.get("activite_libelle"))
    short = re.split(r"[|(;:]", text)[0].strip()
    return "" if len(short) > LONGEST or _PROSE.search(short) else short


def _text(value: object) -> str:
    text = " ".join(value.split()) if isinstance(value, str) else ""
    if spell(text) in UNKNOWN_LABELS or not _RECOGNISED.search(text):
        return ""
    return text


def _cut(name: str) -> str:
    return name if len(name) <= LONGEST else name[: LONGEST - 1].rsplit(" ", 1)[0] + "…"
