"""Statements about a site: what is said, where, when, and how far it can be trusted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import pandas as pd

from tisites.data.catalogue.titles import origin_title
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

Kind = Literal["use", "status", "area", "name"]
Confidence = Literal["planner", "certain", "probable", "hint", "context"]

#: From the least to the most trusted; ``context`` is told and counts for nothing.
RANK: Mapping[str, int] = {"context": 0, "hint": 1, "probable": 2, "certain": 3, "planner": 4}
CONFIDENCE_TEXT: Mapping[str, Text] = {
    "planner": Text("dit par le planificateur", "told by the planner"),
    "certain": Text("certain", "certain"),
    "probable": Text("probable", "probable"),
    "hint": Text("indice, à vérifier", "a hint, to verify"),
    "context": Text("pour mémoire", "for the record"),
}
#: Which words of a record a statement was read in, by our names (``read_words.Record``).
_READ_IN: Mapping[str, Text] = {
    "status": Text("statut", "status"),
    "name": Text("nom", "name"),
    "reconversion": Text("type de reconversion", "kind of reconversion"),
    "project_url": Text("adresse du projet", "address of the project"),
    "zoning_label": Text("libellé du zonage", "wording of the zoning"),
    "dominant": Text("vocation dominante de la zone", "main purpose of the zone"),
    "activity": Text("ancienne activité", "former activity"),
    "origin": Text("provenance", "origin"),
    "planned_use": Text("usage prévu", "planned use"),
}
COLUMNS: tuple[str, ...] = (
    "site_id",
    "kind",
    "value",
    "ha",
    "confidence",
    "source",
    "date",
    "told",
    "metres",
    "counted",
)


def source_text(source: str) -> str:
    """Return the source of a statement for a reader: titles for keys, words for our columns.

    Examples
    --------
    >>> source_text("Cartofriches 08328_2089, zoning_label")
    'Cartofriches 08328_2089, libellé du zonage'
    >>> source_text("F_ademe_pollues"), source_text("DREAL, note du 3 mai")
    ("Sites pollués suivis par l'ADEME", 'DREAL, note du 3 mai')
    """
    record, comma, column = source.rpartition(", ")
    if comma and column in _READ_IN:
        return f"{origin_title(record)}, {_READ_IN[column]}"
    return str(origin_title(source))


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing said of one site.

    Parameters
    ----------
    site_id : str
        The candidate.
    kind : {"use", "status", "area", "name"}
        What it is about.
    value : str
        Code of a use, CNIG status, role of an area, or a name.
    confidence : str
        A key of :data:`RANK`.
    source : str
        File or layer, and the record or column in it.
    told : str
        What was read, as written there.
    date : str
        Of the statement, ISO 8601 as far as known; "" where the source tells none.
    ha : float
        An area, hectares; NaN for other kinds.
    metres : float
        How far from the site the thing spoken of lies; NaN where it is the site's own.
    """

    site_id: str
    kind: Kind
    value: str
    confidence: Confidence
    source: str
    told: str
    date: str = ""
    ha: float = float("nan")
    metres: float = float("nan")


@dataclass
class Statements:
    """Statements gathered, in the order met; one said twice by one source is kept once."""

    said: list[Statement] = field(default_factory=list)

    def add(self, statement: Statement) -> None:
        """Add a statement."""
        self.said.append(statement)

    def table(self) -> pd.DataFrame:
        """Return the statements as a table, columns :data:`COLUMNS`, sorted.

        Returns
        -------
        DataFrame
            ``counted`` is false everywhere: deciding is for others.
        """
        rows = [
            (
                s.site_id,
                s.kind,
                s.value,
                s.ha,
                s.confidence,
                s.source,
                s.date,
                s.told,
                s.metres,
                False,
            )
            for s in self.said
        ]
        table = pd.DataFrame(rows, columns=list(COLUMNS)).astype(
            {"ha": "float64", "metres": "float64", "counted": "bool"}
        )
        rank = table["confidence"].map(RANK)
        ordered = table.assign(rank=-rank).sort_values(
            ["site_id", "kind", "rank", "value", "source", "told"], kind="stable"
        )
        same = ["site_id", "kind", "value", "told", "confidence"]
        return ordered.drop(columns="rank").drop_duplicates(same).reset_index(drop=True)
