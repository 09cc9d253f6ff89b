"""The turnkey sites labelled in April 2024, as the press named them."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import pandas as pd

from tisites.data.build.communes import located
from tisites.data.build.raw import floats, read_csv
from tisites.data.build.reading import Reading, noticed
from tisites.data.layers import LABELLED_SITES_2024
from tisites.data.write import LayerSource
from tisites.messages.text import Text

if TYPE_CHECKING:
    from tisites.data.build.codes_2022 import Codes2022
    from tisites.data.build.raw import Files
    from tisites.messages.findings import Finding

#: The completed list, and the shorter one of before that still serves where it alone is there.
FILE = "labelled/sites_cles_en_main_2024.csv"
SHORTER = "labelled/sites_cles_en_main_2024_partiel.csv"
LABELLED = 55
_UNNAMED = r"^\(nom non dit"
_BROWNFIELD = {"oui": "yes", "non": "no"}
_UNKNOWN = "inconnu"
_TEXTS = ("site_nom", "commune", "departement", "region", "note", "source")
_LAYER = LABELLED_SITES_2024.name


def read_labelled_sites(source: Files, communes: pd.DataFrame, codes: Codes2022) -> Reading:
    """Read the labelled sites; each lies at its commune's point.

    Parameters
    ----------
    source : Path
        Folder of raw data.
    communes : geopandas.GeoDataFrame
        Layer ``communes``.
    codes : Codes2022
        Names of 2022, for a commune that has changed its name since.

    Returns
    -------
    Reading
        Layer ``labelled_sites_2024``; a site without commune stays, without point.

    Raises
    ------
    BadInputError
        If the file is absent or not as published.
    """
    file = FILE if (source / FILE).is_file() or not (source / SHORTER).is_file() else SHORTER
    raw = read_csv(source, file, [*_TEXTS, "surface_ha"], every=True)
    table = _told(raw)
    table["surface_ha"] = floats(raw, "surface_ha", file)
    known = set(communes["insee"])
    found = [
        _insee(nom, dep, communes, codes)
        for nom, dep in zip(table["commune"], table["dep"], strict=True)
    ]
    table["insee"] = [
        code if code in known else by_name
        for code, by_name in zip(table["insee"], found, strict=True)
    ]
    table["site_id"] = [
        site_id(*row) for row in zip(table["site_nom"], table["commune"], table["dep"], strict=True)
    ]
    points = communes.set_index("insee").geometry
    lon, lat = table["insee"].map(points.x), table["insee"].map(points.y)
    about = LayerSource(
        "Sites clés en main labellisés en avril 2024",
        "presse, source à chaque ligne",
        "faits publics",
        "sites clés en main France 2030",
        "avril 2024",
        caveat=(
            f"{len(table)} des {LABELLED} sites, dont {int(table['named'].sum())} nommés ; placés"
            f" au point de leur commune ; {int(table['surface_ha'].notna().sum())} surfaces connues"
        ),
        partial=len(table) < LABELLED or not bool(table["named"].all()),
    )
    columns = [column.name for column in LABELLED_SITES_2024.columns]
    return Reading(_LAYER, about, located(table[columns], lon, lat), tuple(_unplaced(table)))


def _told(raw: pd.DataFrame) -> pd.DataFrame:
    """Return the columns of the layer that are told; those that the shorter list lacks are null."""
    more = {name: raw.get(name) for name in ("insee", "friche", "echeance", "porteur")}
    told = pd.DataFrame(more, index=raw.index, dtype=object)
    return raw.assign(
        dep=raw["departement"],
        insee=told["insee"],
        named=~raw["site_nom"].str.contains(_UNNAMED),
        brownfield=told["friche"].map(_BROWNFIELD),
        ready=told["echeance"].mask(told["echeance"] == _UNKNOWN),
        promoter=told["porteur"],
    )


def site_id(nom: str, commune: object, dep: object) -> str:
    """Return an identifier drawn from a site's name and place, not from its row.

    Examples
    --------
    >>> site_id("Quai du Rivage", "Noyelles-Godault", "62")
    'FR2024-62-noyelles-godault-quai-du-rivage'
    >>> site_id("ELPA I", None, "68")
    'FR2024-68-elpa-i'
    """
    words = [word for word in (dep, commune, nom) if isinstance(word, str)]
    plain = unicodedata.normalize("NFKD", " ".join(words)).encode("ascii", "ignore").decode()
    return "FR2024-" + re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def _insee(nom: object, dep: object, communes: pd.DataFrame, codes: Codes2022) -> str | None:
    if not isinstance(nom, str) or not isinstance(dep, str):
        return None
    found = communes["insee"][(communes["nom"] == nom) & (communes["dep"] == dep)]
    if len(found) == 1:
        return str(found.iloc[0])
    former = codes.insee_of(nom, dep)
    return former if former in set(communes["insee"]) else None


def _unplaced(table: pd.DataFrame) -> list[Finding]:
    findings = []
    unnamed = int((~table["named"]).sum())
    if unnamed:
        message = Text(
            f"{unnamed} sites labellisés connus par leur région seule : ni placés ni appariés",
            f"{unnamed} labelled sites are known by their region only: neither placed nor matched",
        )
        remedy = Text("compléter la liste", "complete the list")
        findings.append(noticed(_LAYER, "labelled_site_unnamed", message, remedy, "warning"))
    for row in table[table["insee"].isna() & table["named"]].itertuples():
        place = row.commune if isinstance(row.commune, str) else None
        message = Text(
            f"{row.site_nom} ({row.dep}) : commune "
            + (f"« {place} » introuvable" if place else "non dite par la source"),
            f"{row.site_nom} ({row.dep}): commune "
            + (f"'{place}' not found" if place else "not stated by the source"),
        )
        remedy = Text(
            "ce site ne peut pas être placé ni apparié", "this site cannot be placed or matched"
        )
        findings.append(noticed(_LAYER, "labelled_site_unplaced", message, remedy, "warning"))
    return findings
