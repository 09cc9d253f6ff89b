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
    from pathlib import Path

    import pandas as pd

    from tisites.messages.findings import Finding

FILE = "network/liste-des-gares.csv"
_COLUMNS = ("code_uic", "libelle", "fret", "code_ligne", "rg_troncon", "pk", "x_wgs84", "y_wgs84")
#: Points of one station farther apart than this are told: about a kilometre, in degrees.
FAR_DEG = 0.01


def read_freight_stations(source: Path) -> Reading:
    """Read the stations open to freight, one row a station.

    The source has one row by station and line; the point kept is that of the first line code, so
    that the order of the file does not matter.

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
    first = freight.drop_duplicates("code_uic")
    table = first[["code_uic", "libelle"]].set_axis(["uic", "nom"], axis=1)
    about = LayerSource(
        "Gares ouvertes au fret",
        "SNCF Réseau",
        ODBL,
        "Liste des gares",
        "non précisé",
        caveat=(
            "ouverte au fret ne dit ni la desserte, ni un embranchement libre ; métropole ; une"
            " gare de plusieurs lignes est placée sur la première"
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
        f" ({some(codes)}) : celui de la première ligne est gardé",
        f"{len(codes)} freight stations have points a kilometre or more apart by line"
        f" ({some(codes)}): that of the first line is kept",
    )
    remedy = Text(
        "pour un site proche, vérifier l'accès réel à la voie",
        "for a site near one, check the real access to the track",
    )
    return (noticed(FREIGHT_STATIONS.name, "station_spread", message, remedy),)
