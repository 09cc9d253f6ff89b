"""Private sidings (ITE 3000), sea ports, airports."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from tisites.data.build.raw import float_columns, read_csv
from tisites.data.readers.files import absent, read_json_file, read_shapes

if TYPE_CHECKING:
    from pathlib import Path

#: ISO codes of the French territories: overseas ones have their own.
FRENCH = ("FR", "GP", "MQ", "GF", "RE", "YT", "BL", "MF")
#: Airports with scheduled or cargo flights; strips and heliports serve no plant.
_SIZES = ("large_airport", "medium_airport")
_GOOD = ("bon", "neuf", "utilis")
_BAD = ("mauvais", "inutilisable")


def read_sidings(path: Path) -> pd.DataFrame:
    """Read the private sidings of Cerema's base ITE 3000.

    Returns
    -------
    pandas.DataFrame
        Columns ``nom``, ``state`` (``usable``, ``unusable``, null where the base says nothing that
        is known), ``lon``, ``lat`` (°); in the order of the file.

    Raises
    ------
    BadInputError
        If the file is not as published.
    """
    shapes = read_shapes(path, ["Raison_sociale", "Etat_ITE"])
    points = shapes[shapes.geometry.geom_type == "Point"]
    if points.empty:
        raise absent(path.name, ["Point"])
    return pd.DataFrame(
        {
            "nom": points["Raison_sociale"],
            "state": points["Etat_ITE"].map(siding_state),
            "lon": points.geometry.x,
            "lat": points.geometry.y,
        }
    ).reset_index(drop=True)


def siding_state(label: object) -> str | None:
    """Return whether a siding can be used, from Cerema's label of its state.

    Examples
    --------
    >>> siding_state("Bon (aiguillage déposé)"), siding_state("Inutilisable"), siding_state(None)
    ('usable', 'unusable', None)
    """
    text = label.lower() if isinstance(label, str) else ""
    if text.startswith(_BAD):
        return "unusable"
    return "usable" if text.startswith(_GOOD) else None


def read_ports(path: Path) -> pd.DataFrame:
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
            rows.append((code, str(port.get("name", code)), float(place[0]), float(place[1])))
    if not rows:
        raise absent(path.name, ["coordinates"])
    return pd.DataFrame(rows, columns=["code", "nom", "lon", "lat"])


def read_airports(path: Path) -> pd.DataFrame:
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
    elif {"icao", "iata", "lat", "lon", "country"} <= set(table.columns):
        kept = table[table["country"].isin(FRENCH)]
        columns = ["icao", "iata", "name", "lon", "lat"]
    else:
        raise absent(path.name, [name for name in ours if name not in table.columns])
    degrees = float_columns(kept, columns[3:], path.name)
    named = kept[columns].assign(**{name: degrees[name] for name in degrees.columns})
    named = named.set_axis(["icao", "iata", "name", "lon", "lat"], axis=1)
    return named.dropna(subset=["icao", "lon", "lat"]).sort_values("icao", ignore_index=True)
