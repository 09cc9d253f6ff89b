"""What was mended over a whole file of candidates, with how many rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.messages.findings import Finding, Severity
from tisites.messages.text import Text, number

if TYPE_CHECKING:
    from tisites.candidates.parsed import Parsed

#: Code, severity, field of :class:`~tisites.candidates.parsed.Parsed` that counts, what, remedy.
_REMARKS: tuple[tuple[str, Severity, str, Text, Text], ...] = (
    (
        "latitude_first",
        "warning",
        "latitude_first",
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
        "blank_rows",
        Text("lignes sans aucune donnée, ignorées", "rows without any datum, ignored"),
        Text("rien à faire", "nothing to do"),
    ),
    (
        "commune_code_padded",
        "info",
        "padded_codes",
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
        "arrondissements",
        Text(
            "codes d'arrondissement de Paris, Lyon ou Marseille, rattachés à leur commune",
            "arrondissement codes of Paris, Lyon or Marseille, taken as their commune",
        ),
        Text("rien à faire", "nothing to do"),
    ),
    (
        "surface_from_polygon",
        "warning",
        "measured",
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
        "different_surfaces",
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


def remarks(parsed: Parsed) -> list[Finding]:
    """Return one finding for each thing that was mended in some rows."""
    found = []
    for code, severity, counted, what, remedy in _REMARKS:
        count = int(getattr(parsed, counted))
        if count:
            said = Text(f"{what.fr} ({number(count)})", f"{what.en} ({number(count)})")
            found.append(Finding("candidates", code, severity, said, remedy))
    sites = [str(site) for site in parsed.frame["site_id"].iloc[list(parsed.mended)]]
    if sites:
        some = ", ".join(sites[:_NAMED]) + ("…" if len(sites) > _NAMED else "")
        said = Text(
            f"{_MENDED.fr} ({number(len(sites))}) : {some}",
            f"{_MENDED.en} ({number(len(sites))}): {some}",
        )
        found.append(Finding("candidates", "outline_mended", "warning", said, _CHECK, sites[0]))
    return found
