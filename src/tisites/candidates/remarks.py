"""What is told of a whole file: what was mended in how many rows, and that no record is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from tisites.candidates.confirmed import tell_confirmed
from tisites.candidates.other_rows import WORDS, tell_other_rows
from tisites.messages.errors import Where, bad_input
from tisites.messages.findings import Finding, Severity
from tisites.messages.text import Text, number

if TYPE_CHECKING:
    import pandas as pd

    from tisites.candidates.places import Places

#: Code, severity, what counts the rows, what is told, remedy.
_REMARKS: tuple[tuple[str, Severity, Callable[[Places], int], Text, Text], ...] = (
    (
        "latitude_first",
        "warning",
        lambda p: p.points.latitude_first,
        Text(
            "les points sont écrits latitude d'abord (comme l'exemple du standard CNIG) :"
            " lus dans cet ordre",
            "points are written latitude first (like the CNIG standard's example):"
            " read in that order",
        ),
        Text(
            "écrire POINT(longitude latitude), comme le veut la norme WKT",
            "write POINT(longitude latitude), as the WKT standard says",
        ),
    ),
    (
        "blank_rows",
        "info",
        lambda p: p.values.blank_rows,
        Text("lignes sans aucune donnée, ignorées", "rows without any datum, ignored"),
        Text("rien à faire", "nothing to do"),
    ),
    (
        "commune_code_padded",
        "info",
        lambda p: p.communes.codes.padded,
        Text(
            "codes de commune sans leur zéro initial, complétés",
            "commune codes without their leading zero, completed",
        ),
        Text(
            "dans le tableur, mettre la colonne au format texte",
            "in the spreadsheet, set the column to text",
        ),
    ),
    (
        "arrondissement_code",
        "info",
        lambda p: p.communes.codes.arrondissements,
        Text(
            "codes d'arrondissement de Paris, Lyon ou Marseille, rattachés à leur commune",
            "arrondissement codes of Paris, Lyon or Marseille, taken as their commune",
        ),
        Text("rien à faire", "nothing to do"),
    ),
    (
        "surface_from_polygon",
        "warning",
        lambda p: p.measured,
        Text(
            "surfaces absentes, mesurées sur le polygone dans la projection officielle",
            "surfaces missing, measured on the polygon in the official projection",
        ),
        Text(
            "donner la surface cadastrale si elle est connue",
            "give the cadastral surface if it is known",
        ),
    ),
    (
        "surfaces_differ",
        "warning",
        lambda p: p.values.different_surfaces,
        Text(
            "surfaces en m² et en hectares qui diffèrent, la première retenue",
            "surfaces in m² and in hectares that differ, the first is taken",
        ),
        Text(
            "corriger l'une des deux, ou désigner la bonne sous [columns] du scénario",
            "mend one of them, or name the right one under [columns] of the scenario",
        ),
    ),
)


_NAMED = 8
_MENDED = Text(
    "contours qui se croisent ou dont des parties se recouvrent, réparés et réunis",
    "outlines that cross themselves or whose parts overlap, repaired and united",
)
_CHECK = Text("vérifier ces contours et leur surface", "check these outlines and their surface")


def remarks(places: Places) -> list[Finding]:
    """Return one finding for each thing that was mended in some rows."""
    found = []
    for code, severity, counted, what, remedy in _REMARKS:
        count = counted(places)
        if count:
            said = Text(f"{what.fr} ({number(count)})", f"{what.en} ({number(count)})")
            found.append(Finding("candidates", code, severity, said, remedy))
    found += tell_other_rows(places.values.other_rows)
    found += tell_confirmed(places)
    if places.outlines is not None and places.outlines.mended.any():
        ids = places.frame["site_id"].iloc[np.flatnonzero(places.outlines.mended)]
        sites = [str(site) for site in ids]
        some = ", ".join(sites[:_NAMED]) + ("…" if len(sites) > _NAMED else "")
        said = Text(
            f"{_MENDED.fr} ({number(len(sites))}) : {some}",
            f"{_MENDED.en} ({number(len(sites))}): {some}",
        )
        found.append(Finding("candidates", "outline_mended", "warning", said, _CHECK, sites[0]))
    return found


def count_records(places: Places, kept: pd.DataFrame) -> list[Finding]:
    """Tell that records in are sites out and records left out.

    Parameters
    ----------
    places : Places
        The rows of the file, whose records were counted another way too.
    kept : DataFrame
        Those that are sites.

    Raises
    ------
    BadInputError
        If the sums differ.
    """
    source, rows = places.values.source, places.frame
    if source.count is None:
        return []
    records = int(source.count.records)
    nameless = int((rows["site_id"] == "").sum())
    again = len(rows) - nameless - len(kept)
    others = places.values.other_rows
    out = {
        Text("vides", "blank"): places.values.blank_rows,
        **{words: sum(row.why == why for row in others) for why, words in WORDS.items()},
        Text("sans identifiant", "without id"): nameless,
        Text("en double", "duplicates"): again,
    }
    left = sum(out.values())
    if records != len(kept) + left or again < 0:
        what = Text(
            f"{number(records)} fiches dans le fichier, {number(len(kept) + left)} lues",
            f"{number(records)} records in the file, {number(len(kept) + left)} read",
        )
        remedy = Text(
            "enregistrer de nouveau le fichier dans un autre format (CSV UTF-8, GeoPackage)",
            "save the file again in another format (CSV UTF-8, GeoPackage)",
        )
        raise bad_input(what, remedy, Where(source.file))
    fr = ", ".join(f"{number(n)} {why.fr}" for why, n in out.items() if n)
    en = ", ".join(f"{number(n)} {why.en}" for why, n in out.items() if n)
    said = Text(
        f"{_many(records, 'fiche')} = {_many(len(kept), 'site')}"
        + (f" + {_many(left, 'écartée')} ({fr})" if left else "")
        + f" ; comptées par {source.count.how.fr}",
        f"{_many(records, 'record')} = {_many(len(kept), 'site')}"
        + (f" + {number(left)} left out ({en})" if left else "")
        + f"; counted by {source.count.how.en}",
    )
    remedy = Text("rien à faire", "nothing to do")
    return [Finding("candidates", "records_counted", "info", said, remedy)]


def _many(count: int, word: str) -> str:
    return f"{number(count)} {word}{'s' if count > 1 else ''}"
