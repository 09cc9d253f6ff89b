"""Écoles de production: where a trade is learnt in a workshop; a list that a planner types."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from tisites.data.readers.typed import insee_code, read_typed
from tisites.data.sources.points import check_france, numbered, with_points
from tisites.messages.text import Text

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas

COLUMNS = {
    "school": ("ecole", "nom", "nom_de_l_ecole", "etablissement"),
    "lon": ("longitude", "x"),
    "lat": ("latitude", "y"),
    "insee": ("code_insee", "code_commune", "depcom"),
    "trade": ("metier", "filiere", "formation", "specialite"),
}


def read(path: Path) -> geopandas.GeoDataFrame:
    """Read the schools, straight to layer ``production_schools``.

    Parameters
    ----------
    path : Path
        CSV or workbook, a row a school: ``school`` (its name), ``lon`` and ``lat`` (degrees);
        ``insee`` and ``trade`` where known.

    Raises
    ------
    BadInputError
        With every faulty row: no name, no coordinates, or outside France.
    """
    typed = read_typed(path, COLUMNS, (("school",), ("lon",), ("lat",)))
    table = typed.table
    remedy = Text("compléter, ou retirer la ligne", "fill it in, or drop the row")
    missing = Text("cellule vide", "empty cell")
    for name in ("school", "lon", "lat"):
        typed.refuse(name, table[name].isna(), missing, remedy)
    lon = typed.numbers("lon", least=-180.0, most=180.0)
    lat = typed.numbers("lat", least=-90.0, most=90.0)
    typed.settled()
    rows = pd.DataFrame(
        {
            "school": numbered(table["school"].astype("str")),
            "insee": insee_code(table["insee"]),
            "trade": table["trade"],
        }
    )
    points = with_points(rows, lon, lat)
    check_france(points, table.index, path.name, typed.said["lon"])
    return points.sort_values("school", kind="stable", ignore_index=True)
