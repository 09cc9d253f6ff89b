"""Establishments that declared emissions or waste (Géorisques, register IREP)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.data.build.raw import float_columns, read_csv
from tisites.data.sources.points import check_france, with_points

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas


def read(path: Path) -> geopandas.GeoDataFrame:
    """Read the declaring establishments, straight to layer ``irep_establishments``.

    Parameters
    ----------
    path : Path
        Identifier and point (°), geocoded from the address.

    Raises
    ------
    BadInputError
        If the file is not as published.
    """
    raw = read_csv(path.parent, path.name, ["identifiant", "lat", "lon"])
    degrees = float_columns(raw, ["lat", "lon"], path.name)
    table = raw[["identifiant"]].set_axis(["establishment"], axis=1)
    points = with_points(table, degrees["lon"], degrees["lat"])
    check_france(points, raw.index, path.name, "lon")
    return points
