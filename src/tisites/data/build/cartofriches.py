"""Cartofriches as published: what its producer says of each site."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from tisites.data.build.raw import float_columns
from tisites.data.build.reading import LICENCE_OUVERTE, Reading
from tisites.data.readers.candidates import cleaned, lonlat
from tisites.data.statements import CARTOFRICHES
from tisites.data.write import LayerSource

if TYPE_CHECKING:
    from pathlib import Path

    from tisites.data.build.raw import Files

FILE = "candidates/cartofriches_national_2024-03.csv"
_NUMBERS = ("site_surface", "unite_fonciere_surface", "lon", "lat")
#: Cartofriches's own name of a column of the standard.
_ALSO = {"urba_zone_formdomi_txt": "urba_zone_formdomi"}
_NEEDED = ("site_id", "site_statut", "comm_insee", "unite_fonciere_surface")
#: How the source of a record is called that its producer never checked.
UNCHECKED = "non vérifié"


def read_cartofriches(source: Files) -> Reading:
    """Read Cartofriches from a folder of raw data (see :func:`cartofriches_table`)."""
    table = cartofriches_table(source / FILE)
    unchecked = table["source_nom"].str.contains(UNCHECKED, na=False)
    dates = table["site_actu_date"].dropna()
    about = LayerSource(
        "Cartofriches",
        "Cerema",
        LICENCE_OUVERTE,
        "Cartofriches, standard CNIG Friches",
        str(dates.max())[:7] if len(dates) else "",
        caveat=(
            f"{len(table)} sites, dont {int(unchecked.sum())} repris de Casias et Basol sans"
            " vérification ; site_surface est celle du site, unite_fonciere_surface celle de"
            " l'unité foncière ; des cercles par défaut (rayon de 10 ou 100 m) tiennent lieu de"
            " contour ; la forme dominante du zonage dit « Habitat » de zones industrielles"
        ),
    )
    return Reading(CARTOFRICHES.name, about, table)


def cartofriches_table(path: Path) -> pd.DataFrame:
    """Read a file in the CNIG Friches standard to the columns of layer ``cartofriches``.

    Parameters
    ----------
    path : Path
        CSV; columns of the standard that it lacks are null.

    Raises
    ------
    BadInputError
        If it is not in the standard.
    """
    names = [column.name for column in CARTOFRICHES.columns]
    more = [column.name for column in CARTOFRICHES.extra]
    others = [*(n for n in names if n not in _NEEDED), *more, *_ALSO, "geompoint"]
    raw = cleaned(path, list(_NEEDED), others)
    for theirs, ours in _ALSO.items():
        if theirs in raw.columns:
            told = raw.pop(theirs)
            raw[ours] = raw[ours].where(raw[ours].notna(), told) if ours in raw.columns else told
    if "geompoint" in raw.columns:
        points = raw.pop("geompoint").map(lonlat)
        for place, name in enumerate(("lon", "lat")):
            told = points.map(lambda p, place=place: None if p is None else repr(p[place]))
            raw[name] = raw[name].where(raw[name].notna(), told) if name in raw.columns else told
    table = raw.reindex(columns=[*names, *(name for name in more if name in raw.columns)])
    numbers = float_columns(table, list(_NUMBERS), path.name)
    return table.assign(**{name: numbers[name] for name in _NUMBERS}).reset_index(drop=True)
