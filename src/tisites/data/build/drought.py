"""Drought restrictions in force on one day (VigiEau)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from tisites.data.build.raw import floats, read_csv
from tisites.data.build.reading import LICENCE_OUVERTE, Reading
from tisites.data.layers import DROUGHT_RESTRICTIONS
from tisites.data.write import LayerSource
from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text

if TYPE_CHECKING:
    from tisites.data.build.raw import Files

FOLDER = "water"
PATTERN = re.compile(r"vigieau_restrictions_(\d{4}-\d{2}-\d{2})\.csv")
_COLUMNS = ("id", "nom", "departement_code", "type_zone", "severity", "debut", "fin")


def drought_file(source: Files) -> str | None:
    """Return the latest file of restrictions, by the day in its name, or None."""
    folder = source / FOLDER
    names = sorted(p.name for p in folder.glob("vigieau_restrictions_*.csv")
                   if PATTERN.fullmatch(p.name))  # fmt: skip
    return f"{FOLDER}/{names[-1]}" if names else None


def read_drought(source: Files, published: pd.DataFrame | None = None) -> Reading:
    """Read the alert zones of surface water under restriction, one row a zone.

    Parameters
    ----------
    source : Files
        Folder of raw data: the file of the latest day is read.
    published : DataFrame, optional
        VigiEau's file, already read; column ``day`` is the one it was obtained on (ISO 8601).

    Returns
    -------
    Reading
        Layer ``drought_restrictions``; severity 1 vigilance, 2 alert, 3 reinforced alert, 4 crisis.

    Raises
    ------
    BadInputError
        If the file is absent or not as published.
    """
    every = _latest(source) if published is None else published
    raw = every[every["type_zone"] == "SUP"]
    table = pd.DataFrame(
        {
            "zone_id": raw["id"],
            "nom": raw["nom"],
            "dep": raw["departement_code"],
            "severity": floats(raw, "severity", drought_file(source) or "vigieau"),
            "since": raw["debut"],
            "until": raw["fin"],
        }
    )
    about = LayerSource(
        "Restrictions d'usage de l'eau en vigueur (eaux de surface)",
        "VigiEau",
        LICENCE_OUVERTE,
        "VigiEau, zones d'alerte",
        str(every["day"].iloc[0]),
        caveat=(
            "un jour, pas un climat ; sans contour des zones, un site n'est situé que par son"
            " département ; une zone sans restriction ce jour n'y est pas"
        ),
    )
    return Reading(DROUGHT_RESTRICTIONS.name, about, table)


def _latest(source: Files) -> pd.DataFrame:
    """Read the file of the latest day."""
    file = drought_file(source)
    if file is None:
        raise bad_input(
            Text("restrictions d'eau absentes", "no file of drought restrictions"),
            Text(
                "déposer water/vigieau_restrictions_AAAA-MM-JJ.csv",
                "put water/vigieau_restrictions_YYYY-MM-DD.csv there",
            ),
            Where(str(source / FOLDER)),
        )
    raw = read_csv(source, file, list(_COLUMNS))
    day = PATTERN.fullmatch(file.removeprefix(f"{FOLDER}/"))
    return raw.assign(day=day.group(1) if day else "")
