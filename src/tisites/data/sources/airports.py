"""Airports, as airportsdata (PyPI) or OurAirports publish them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from tisites.data.build.communes import located
from tisites.data.build.raw import float_columns, read_csv
from tisites.data.build.reading import Reading
from tisites.data.layers import AIRPORTS
from tisites.data.readers.files import absent
from tisites.data.sources.ports import FRENCH, MIT
from tisites.data.write import LayerSource

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tisites.data.build.raw import Files

FILE = "network/airports.csv"
#: Airports with scheduled or cargo flights; strips and heliports serve no plant.
_SIZES = ("large_airport", "medium_airport")
#: Airports of islands without a bridge, and one airport under a second name.
NOT_AN_AIRPORT: Mapping[str, str] = {
    "LFEY": "Île d'Yeu",
    "TFFA": "La Désirade",
    "TFFM": "Marie-Galante",
    "TFFS": "Les Saintes",
    "_MLH": "LFSB again",
}


def read(path: Path) -> pd.DataFrame:
    """Read French airports, as OurAirports or as airportsdata publish them.

    Returns
    -------
    pandas.DataFrame
        Columns ``icao``, ``iata`` (null: no scheduled flight), ``name``, ``lon``, ``lat`` (°),
        sorted by ICAO code.

    Raises
    ------
    BadInputError
        If the file is neither.
    """
    table = read_csv(path.parent, path.name, ["name"], every=True)
    ours = ["ident", "iata_code", "name", "longitude_deg", "latitude_deg"]
    if set(ours) | {"type", "iso_country"} <= set(table.columns):
        kept = table[table["iso_country"].isin(FRENCH) & table["type"].isin(_SIZES)]
        columns = ours
    elif {"icao", "iata", "lat", "lon"} <= set(table.columns):
        known = "country" in table.columns
        kept = table[table["country"].isin(FRENCH)] if known else table
        columns = ["icao", "iata", "name", "lon", "lat"]
    else:
        raise absent(path.name, [name for name in ours if name not in table.columns])
    degrees = float_columns(kept, columns[3:], path.name)
    named = kept[columns].assign(**{name: degrees[name] for name in degrees.columns})
    named = named.set_axis(["icao", "iata", "name", "lon", "lat"], axis=1)
    return named.dropna(subset=["icao", "lon", "lat"]).sort_values("icao", ignore_index=True)


def read_airports(source: Files, published: pd.DataFrame | None = None) -> Reading:
    """Read the aerodromes with an IATA code, less those of islands without a bridge.

    Parameters
    ----------
    source : Files
        Folder of raw data.
    published : DataFrame, optional
        The file as published, already read.

    Returns
    -------
    Reading
        Layer ``airports``.

    Raises
    ------
    BadInputError
        If the file is absent or not as published.
    """
    raw = read(source / FILE) if published is None else published
    kept = raw["iata"].notna() & ~raw["icao"].isin(NOT_AN_AIRPORT)
    table = raw[kept][["icao", "name"]].set_axis(["icao", "nom"], axis=1)
    about = LayerSource(
        "Aéroports",
        "airportsdata (PyPI)",
        MIT,
        "airportsdata",
        "non précisé",
        caveat="aérodromes à code IATA ; ne dit ni desserte, ni fret, ni usage militaire",
    )
    points = located(table, raw["lon"][kept], raw["lat"][kept])
    return Reading(AIRPORTS.name, about, points)
