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
#: First words of the labels of ``Etat_ITE``, and the state they tell.
_STATES = {
    "bon": "good", "neuf": "good", "utilis": "good", "mauvais": "poor", "inutilisable": "unusable",
}  # fmt: skip


def read_sidings(path: Path) -> pd.DataFrame:
    """Read the private sidings of Cerema's base ITE 3000.

    Returns
    -------
    pandas.DataFrame
        Columns ``siding`` (``ID_ITE``, or the place where the file has none), ``nom``, ``state``
        (``good``, ``poor``, ``unusable``, null where the base says nothing that is known),
        ``lon``, ``lat`` (°); sorted, one row a siding.

    Raises
    ------
    BadInputError
        If the file is not as published.
    """
    shapes = read_shapes(path, ["Raison_sociale", "Etat_ITE"], optional=["ID_ITE"])
    points = shapes[(shapes.geometry.geom_type == "Point") & ~shapes.geometry.is_empty]
    if points.empty:
        raise absent(path.name, ["Point"])
    table = pd.DataFrame(
        {
            "siding": points["ID_ITE"],
            "nom": points["Raison_sociale"].replace("", None),
            "state": points["Etat_ITE"].map(siding_state),
            "lon": points.geometry.x,
            "lat": points.geometry.y,
        }
    )
    place = table["lon"].map("{:.6f}".format) + " " + table["lat"].map("{:.6f}".format)
    table["siding"] = table["siding"].replace("", None).fillna(place)
    table = table.sort_values(list(table.columns), ignore_index=True).drop_duplicates()
    again = table.groupby("siding").cumcount()
    table["siding"] += again.map(lambda k: f" #{k + 1}" if k else "")
    return table.reset_index(drop=True)


def siding_state(label: object) -> str | None:
    """Return the state of a siding, from Cerema's label of it.

    A siding whose switch was taken away is no longer joined to the line: it is ``poor`` at best.

    Examples
    --------
    >>> siding_state("Bon"), siding_state("Bon (aiguillage déposé)"), siding_state("Mauvais")
    ('good', 'poor', 'poor')
    >>> siding_state("Inutilisable (voie coupée)"), siding_state(None)
    ('unusable', None)
    """
    text = label.strip().lower() if isinstance(label, str) else ""
    state = next((state for word, state in _STATES.items() if text.startswith(word)), None)
    return "poor" if state == "good" and "dépos" in text else state


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
