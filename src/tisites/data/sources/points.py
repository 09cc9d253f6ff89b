"""Points of published tables: made of degrees, Lambert 93 or WKT; null where there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.data.readers.files import unlike

if TYPE_CHECKING:
    import geopandas

#: Beyond this, a coordinate is in metres.
MOST_DEGREES = 180.0


def with_points(
    table: pd.DataFrame, lon: pd.Series, lat: pd.Series, crs: str = "EPSG:4326"
) -> geopandas.GeoDataFrame:
    """Return the table with points in EPSG:4326, null where a coordinate is missing.

    Parameters
    ----------
    table : pandas.DataFrame
        Attributes.
    lon, lat : pandas.Series of float
        Easting and northing in ``crs``, same index.
    crs : str
        Reference system of the coordinates.

    Examples
    --------
    >>> rows = pd.DataFrame({"nom": ["a", "b"]})
    >>> points = with_points(rows, pd.Series([652e3, None]), pd.Series([6862e3, 1]), "EPSG:2154")
    >>> round(points.geometry[0].x, 2), round(points.geometry[0].y, 2), points.geometry[1]
    (2.35, 48.86, None)
    """
    import geopandas
    import shapely

    x, y = lon.to_numpy(dtype=float, na_value=np.nan), lat.to_numpy(dtype=float, na_value=np.nan)
    known = np.isfinite(x) & np.isfinite(y)
    points = np.full(len(table), None, dtype=object)
    points[known] = shapely.points(x[known], y[known])
    plain = table.reset_index(drop=True)
    placed = geopandas.GeoDataFrame(plain, geometry=geopandas.GeoSeries(points, crs=crs))
    return placed.to_crs("EPSG:4326")


def check_france(points: geopandas.GeoDataFrame, lines: pd.Index, file: str, column: str) -> None:
    """Refuse a table of which no point lies in or near a French territory: axes or CRS are wrong.

    Raises
    ------
    BadInputError
        With the first point.
    """
    known = points.geometry.notna().to_numpy()
    if not known.any():
        raise unlike(file, 1, column, "", "des points / points")
    inside = np.zeros(int(known.sum()), dtype=bool)
    for west, east, south, north in _FRANCE:
        x, y = points.geometry[known].x, points.geometry[known].y
        inside |= ((x >= west) & (x <= east) & (y >= south) & (y <= north)).to_numpy()
    if inside.mean() < 0.5:
        first = int(np.flatnonzero(known)[np.flatnonzero(~inside)[0]])
        value = points.geometry.iloc[first].wkt
        raise unlike(file, int(lines[first]), column, value, "un point en France / in France")


#: Boxes around the French territories: west, east, south, north (°).
_FRANCE = (
    (-6.0, 10.0, 41.0, 51.5),
    (-64.0, -51.0, 2.0, 18.5),
    (44.5, 56.5, -22.0, -12.0),
    (-57.0, -56.0, 46.5, 47.5),
)


def numbered(keys: pd.Series) -> pd.Series:
    """Return keys made different where they repeat, in the order of the rows.

    Examples
    --------
    >>> numbered(pd.Series(["a", "b", "a"])).tolist()
    ['a', 'b', 'a #2']
    """
    again = keys.groupby(keys).cumcount()
    return keys + again.map(lambda k: f" #{k + 1}" if k else "")
