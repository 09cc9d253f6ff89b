"""Freight stations (SNCF Réseau)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.data.build.communes import located
from tisites.data.build.raw import float_columns, read_csv
from tisites.data.build.reading import ODBL, Reading, noticed, some
from tisites.data.layers import FREIGHT_STATIONS
from tisites.data.write import LayerSource
from tisites.messages.text import Text

if TYPE_CHECKING:
    import pandas as pd

    from tisites.data.build.raw import Files
    from tisites.messages.findings import Finding

FILE = "network/liste-des-gares.csv"
_COLUMNS = ("code_uic", "libelle", "fret", "code_ligne", "rg_troncon", "pk", "x_wgs84", "y_wgs84")
#: Points of one station farther apart than this are told: about a kilometre, in degrees.
FAR_DEG = 0.01


def read_freight_stations(source: Files) -> Reading:
    """Read the stations open to freight, one row a station and point.

    The source has one row by station and line, and a station's points can lie kilometres apart
    (Poitiers: 3.5 km): all are kept, so that a distance is to the nearest. The point of the first
    line code bears the station's code, the next are numbered ``#2``…

    Parameters
    ----------
    source : Path
        Folder of raw data.

    Returns
    -------
    Reading
        Layer ``freight_stations``.

    Raises
    ------
    BadInputError
        If the file is absent or not as published.
    """
    raw = read_csv(source, FILE, _COLUMNS, sep=";")
    degrees = float_columns(raw, ["x_wgs84", "y_wgs84"], FILE)
    raw = raw.assign(lon=degrees["x_wgs84"], lat=degrees["y_wgs84"])
    freight = raw[raw["fret"] == "O"]
    freight = freight.sort_values(["code_uic", "code_ligne", "rg_troncon", "pk", "lon", "lat"])
    first = freight.drop_duplicates(["code_uic", "lon", "lat"])
    rank = first.groupby("code_uic").cumcount()
    table = first[["code_uic", "libelle"]].set_axis(["uic", "nom"], axis=1)
    table["uic"] = table["uic"].where(rank == 0, table["uic"] + "#" + (rank + 1).astype(str))
    about = LayerSource(
        "Gares ouvertes au fret",
        "SNCF Réseau",
        ODBL,
        "Liste des gares",
        "non précisé",
        caveat=(
            "ouverte au fret ne dit ni la desserte, ni un embranchement libre ; métropole ; une"
            " gare de plusieurs lignes a un point par ligne"
        ),
    )
    points = located(table, first["lon"], first["lat"])
    return Reading(FREIGHT_STATIONS.name, about, points, _spread(freight))


def _spread(freight: pd.DataFrame) -> tuple[Finding, ...]:
    stations = freight.groupby("code_uic")[["lon", "lat"]]
    far = ((stations.max() - stations.min()) > FAR_DEG).any(axis=1)
    codes = list(far.index[far])
    if not codes:
        return ()
    message = Text(
        f"{len(codes)} gares de fret ont des points éloignés d'un kilomètre ou plus selon la ligne"
        f" ({some(codes)}) : tous sont gardés, la distance est au plus proche",
        f"{len(codes)} freight stations have points a kilometre or more apart by line"
        f" ({some(codes)}): all are kept, the distance is to the nearest",
    )
    remedy = Text(
        "pour un site proche, vérifier l'accès réel à la voie",
        "for a site near one, check the real access to the track",
    )
    return (noticed(FREIGHT_STATIONS.name, "station_spread", message, remedy),)
