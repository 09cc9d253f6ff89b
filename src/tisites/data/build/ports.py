"""Sea ports and airports, from packages that carry them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from tisites.data.build.communes import located
from tisites.data.build.raw import float_columns, read_csv, read_json
from tisites.data.build.reading import Reading, noticed
from tisites.data.layers import AIRPORTS, SEA_PORTS
from tisites.data.write import LayerSource
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tisites.data.build.raw import Files

PORTS_FILE = "network/sea_ports.json"
AIRPORTS_FILE = "network/airports.csv"
MIT = "MIT"
#: Entries that are no sea port at their point; judged one by one, by name and point.
NOT_A_PORT: Mapping[str, str] = {
    "FRHGT": "inland",
    "FRHON": "point of Bourg-en-Bresse, not of Honfleur",
    "FRJAV": "point of Bourg-en-Bresse, not of Javrezac",
    "FRLPC": "inland",
    "FRMDH": "inland",
    "FRMT7": "inland",
    "FROR6": "inland",
    "FRPAR": "inland",
    "FRUSJ": "inland",
    "GPSBH": "point of Pointe-à-Pitre, not of Saint-Barthélemy",
    "REREU": "the island, not a port",
    "RERUN": "an airport",
}
#: Airports of islands without a bridge, and one airport under a second name.
NOT_AN_AIRPORT: Mapping[str, str] = {
    "LFEY": "Île d'Yeu",
    "TFFA": "La Désirade",
    "TFFM": "Marie-Galante",
    "TFFS": "Les Saintes",
    "_MLH": "LFSB again",
}


def read_sea_ports(source: Files) -> Reading:
    """Read the sea ports, less those whose published point is inland or wrong.

    A point whose longitude and latitude are exchanged (Port Réunion) is put right: told.

    Returns
    -------
    Reading
        Layer ``sea_ports``.

    Raises
    ------
    BadInputError
        If the file is absent or not as published.
    """
    raw = read_json(source, PORTS_FILE, [])
    rows = [
        (code, entry["name"], *map(float, entry["coordinates"]))
        for code, entry in sorted(raw.items())
        if entry.get("coordinates") and code not in NOT_A_PORT
    ]
    table = pd.DataFrame(rows, columns=["port", "nom", "lon", "lat"])
    turned = (table["lat"] > table["lon"]) & table["lon"].between(-22, -20)  # La Réunion
    table.loc[turned, ["lon", "lat"]] = table.loc[turned, ["lat", "lon"]].to_numpy()
    left = sorted(code for code in raw if code in NOT_A_PORT)
    named = ", ".join(f"{code} {raw[code]['name']}" for code in left)
    message = Text(
        f"{len(left)} ports écartés, leur point publié n'étant pas celui d'un port de mer :"
        f" {named} ; {int(turned.sum())} point aux coordonnées interverties, remis à l'endroit",
        f"{len(left)} ports left out, their published point being no sea port's: {named};"
        f" {int(turned.sum())} point with exchanged coordinates put right",
    )
    remedy = Text(
        "pour un site proche de l'un d'eux, mesurer la distance à la main",
        "for a site near one of them, measure the distance by hand",
    )
    about = LayerSource(
        "Ports maritimes",
        "sea-ports (npm)",
        MIT,
        "sea-ports",
        "non précisé",
        caveat="ni tonnage, ni tirant d'eau, ni ports fluviaux ; un point par port",
    )
    findings = (noticed(SEA_PORTS.name, "port_left_out", message, remedy),) if left else ()
    points = located(table[["port", "nom"]], table["lon"], table["lat"])
    return Reading(SEA_PORTS.name, about, points, findings)


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
    names = ["icao", "iata", "name", "lat", "lon"]
    raw = read_csv(source, AIRPORTS_FILE, names) if published is None else published[names]
    degrees = float_columns(raw, ["lat", "lon"], AIRPORTS_FILE)
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
    points = located(table, degrees["lon"][kept], degrees["lat"][kept])
    return Reading(AIRPORTS.name, about, points)
