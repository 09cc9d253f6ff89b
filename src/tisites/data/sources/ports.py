"""Sea ports, from a package that carries them (sea-ports, npm)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from tisites.data.build.communes import located
from tisites.data.build.reading import Reading, noticed
from tisites.data.layers import SEA_PORTS
from tisites.data.readers.files import absent, read_json_file, unlike
from tisites.data.write import LayerSource
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tisites.data.build.raw import Files

FILE = "network/sea_ports.json"
MIT = "MIT"
#: ISO codes of the French territories: overseas ones have their own.
FRENCH = ("FR", "GP", "MQ", "GF", "RE", "YT", "BL", "MF")
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


def read(path: Path) -> pd.DataFrame:
    """Read French sea ports: JSON object by UN/LOCODE, with ``name`` and ``coordinates``.

    Returns
    -------
    pandas.DataFrame
        Columns ``code``, ``nom``, ``lon``, ``lat`` (°), sorted by code; ports without a place are
        left out.

    Raises
    ------
    BadInputError
        If the file is no such object.
    """
    ports = read_json_file(path)
    if not isinstance(ports, dict):
        raise absent(path.name, ["FRLEH"])
    rows = []
    for code, port in sorted(ports.items()):
        place = port.get("coordinates") if isinstance(port, dict) else None
        if code[:2] in FRENCH and isinstance(place, list) and len(place) == 2:
            try:
                lon, lat = map(float, place)
            except (TypeError, ValueError) as error:
                raise unlike(path.name, 1, code, str(place), "[lon, lat]") from error
            rows.append((code, str(port.get("name", code)), lon, lat))
    if not rows:
        raise absent(path.name, ["coordinates"])
    return pd.DataFrame(rows, columns=["code", "nom", "lon", "lat"])


def read_sea_ports(source: Files, published: pd.DataFrame | None = None) -> Reading:
    """Read the sea ports, less those whose published point is inland or wrong.

    A point whose longitude and latitude are exchanged (Port Réunion) is put right: told.

    Parameters
    ----------
    source : Files
        Folder of raw data.
    published : DataFrame, optional
        The ports, already read.

    Returns
    -------
    Reading
        Layer ``sea_ports``.

    Raises
    ------
    BadInputError
        If the file is absent or not as published.
    """
    every = read(source / FILE) if published is None else published
    left = every[every["code"].isin(NOT_A_PORT)]
    table = every.drop(left.index).rename(columns={"code": "port"})
    turned = (table["lat"] > table["lon"]) & table["lon"].between(-22, -20)  # La Réunion
    table.loc[turned, ["lon", "lat"]] = table.loc[turned, ["lat", "lon"]].to_numpy()
    named = ", ".join(
        f"{code} {name}" for code, name in zip(left["code"], left["nom"], strict=True)
    )
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
    findings = (noticed(SEA_PORTS.name, "port_left_out", message, remedy),) if len(left) else ()
    points = located(table[["port", "nom"]], table["lon"], table["lat"])
    return Reading(SEA_PORTS.name, about, points, findings)
