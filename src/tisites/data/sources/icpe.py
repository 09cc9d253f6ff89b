"""Classified installations (ICPE) as Envinorma publishes them, region by region."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.data.build.raw import float_columns, read_csv
from tisites.data.sources.points import MOST_DEGREES, check_france, with_points

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas

_COLUMNS = {
    "s3ic_id": "establishment",
    "name": "nom",
    "regime": "regime",
    "seveso": "seveso",
    "family": "family",
    "active": "state",
    "code_naf": "naf",
    "last_inspection": "last_inspection",
    "code_insee": "insee",
}


def read(path: Path) -> geopandas.GeoDataFrame:
    """Read the classified installations, straight to layer ``classified_installations``.

    The published columns ``lat`` and ``lon`` hold x and y in Lambert 93: read so where they are
    metres, as degrees where they are degrees.

    Parameters
    ----------
    path : Path
        Table of installations under authorisation or registration.

    Raises
    ------
    BadInputError
        If the file is not as published.
    """
    raw = read_csv(path.parent, path.name, [*_COLUMNS, "lat", "lon"])
    numbers = float_columns(raw, ["lat", "lon"], path.name)
    table = raw[list(_COLUMNS)].set_axis(list(_COLUMNS.values()), axis=1)
    if (numbers.abs() > MOST_DEGREES).to_numpy().any():
        points = with_points(table, numbers["lat"], numbers["lon"], "EPSG:2154")
    else:
        points = with_points(table, numbers["lon"], numbers["lat"])
    check_france(points, raw.index, path.name, "lat")
    return points
