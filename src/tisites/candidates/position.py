"""Where a site is: longitude and latitude from columns, text or geometry, and whether in France."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tisites.candidates.numbers import Reading, read_numbers
from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from tisites.candidates.columns import Columns
    from tisites.candidates.source import Source

#: Boxes of the French territories in degrees (west, east, south, north), a margin for the coast
#: included, in the order of :data:`tisites.territory.crs.ZONES`.
ZONE_BOXES: tuple[tuple[float, float, float, float], ...] = (
    (-5.5, 9.8, 41.2, 51.3),
    (-63.3, -60.6, 14.2, 18.3),
    (-54.8, -51.3, 2.0, 6.0),
    (55.0, 56.0, -21.6, -20.7),
    (44.8, 45.5, -13.2, -12.4),
)
#: Saint-Pierre-et-Miquelon is French, and beyond the territories the engine covers.
_SAINT_PIERRE = (-56.6, -56.0, 46.6, 47.3)
#: Beyond this, a number is no slip of the pen in degrees: it is metres of some projection.
MOST_DEGREES = 1_000.0
#: Two numbers in a cell, as the CNIG writes ``site_geompoint``: ``3.9815, 49.2527``.
_PAIR = r"^\s*(-?\d+(?:\.\d+)?)\s*[,; ]\s*(-?\d+(?:\.\d+)?)\s*$"


class Place(IntEnum):
    """What the coordinates of a site are worth."""

    IN_FRANCE = 0
    UNKNOWN = 1
    SWAPPED = 2
    OUTSIDE = 3
    METRES = 4


@dataclass(frozen=True, slots=True)
class Positions:
    """Coordinates of every site.

    Parameters
    ----------
    lon, lat : (n,) float64
        Degrees, EPSG:4326; NaN where unknown.
    lon_reading, lat_reading : (n,) int8
        :class:`~tisites.candidates.numbers.Reading` of each.
    lon_column, lat_column : str
        Columns they were read from, for messages.
    latitude_first : bool
        The whole file writes latitude first in its WKT points, and was read so.
    """

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    lon_reading: NDArray[np.int8]
    lat_reading: NDArray[np.int8]
    lon_column: str
    lat_column: str
    latitude_first: bool = False


def zone_of_point(lon: ArrayLike, lat: ArrayLike) -> NDArray[np.int64]:
    """Return the territory whose box holds each point, -1 if none.

    Examples
    --------
    >>> zone_of_point([2.35, 55.5, 48.85, float("nan")], [48.85, -21.1, 2.35, 1.0]).tolist()
    [0, 3, -1, -1]
    """
    lon, lat = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    zone = np.full(lon.shape, -1, dtype=np.int64)
    for index, box in enumerate(ZONE_BOXES):
        zone[_inside(lon, lat, box)] = index
    return zone


def _inside(lon: Any, lat: Any, box: tuple[float, float, float, float]) -> Any:
    west, east, south, north = box
    return (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)


def places(lon: ArrayLike, lat: ArrayLike) -> NDArray[np.int8]:
    """Tell French points from swapped, foreign and projected ones, by the territories' boxes.

    Examples
    --------
    >>> [Place(p).name for p in places([2.35, 48.85, -3.7, 652e3], [48.85, 2.35, 40.4, 6.86e6])]
    ['IN_FRANCE', 'SWAPPED', 'OUTSIDE', 'METRES']
    """
    lon, lat = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    place = np.full(lon.shape, Place.OUTSIDE, dtype=np.int8)
    place[zone_of_point(lat, lon) >= 0] = Place.SWAPPED
    french = (zone_of_point(lon, lat) >= 0) | _inside(lon, lat, _SAINT_PIERRE)
    place[french] = Place.IN_FRANCE
    place[(np.abs(lon) > MOST_DEGREES) | (np.abs(lat) > MOST_DEGREES)] = Place.METRES
    place[np.isnan(lon) | np.isnan(lat)] = Place.UNKNOWN
    return place


def read_positions(source: Source, columns: Columns) -> Positions:
    """Read the coordinates of every site.

    The planner's mapping comes first, then the geometry of the file, columns in degrees, a WKT
    column, and projected columns.

    Raises
    ------
    BadInputError
        If projected columns come without a known reference system.
    """
    where = columns.sources
    if source.geometry is not None and not ({"lon", "x", "geometry"} & columns.mapped):
        return _of_geometry(source.geometry, "geometry")
    if {"lon", "lat"} <= where.keys() and not ({"x", "geometry"} & columns.mapped):
        return _of_numbers(source, where["lon"], where["lat"])
    if "geometry" in where and "x" not in columns.mapped:
        return _of_text(source.table[where["geometry"]], where["geometry"])
    if {"x_l93", "y_l93"} <= where.keys() and "x" not in columns.mapped:
        return _projected(_of_numbers(source, where["x_l93"], where["y_l93"]), "EPSG:2154", source)
    raw = _of_numbers(source, where["x"], where["y"])
    if columns.crs is None:
        degrees = (np.nanmax(np.abs([raw.lon, raw.lat]), initial=0) <= 180) and not np.isnan(
            raw.lon
        ).all()
        if degrees:
            return raw
    return _projected(raw, columns.crs, source)


def _of_numbers(source: Source, lon_column: str, lat_column: str) -> Positions:
    lon, lon_reading = read_numbers(source.table[lon_column])
    lat, lat_reading = read_numbers(source.table[lat_column])
    return Positions(lon, lat, lon_reading, lat_reading, lon_column, lat_column)


def _projected(raw: Positions, crs: str | None, source: Source) -> Positions:
    from pyproj import Transformer
    from pyproj.exceptions import CRSError

    try:
        if crs is None:
            raise CRSError("-")
        to_degrees = Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    except CRSError as error:
        what = Text(
            f"système de coordonnées inconnu pour les colonnes « {raw.lon_column} » et"
            f" « {raw.lat_column} »",
            f"unknown coordinate reference system for columns '{raw.lon_column}' and"
            f" '{raw.lat_column}'",
        )
        remedy = Text(
            'le dire sous [columns] du scénario, par exemple crs = "EPSG:2154" (Lambert-93)',
            'say it under [columns] of the scenario, for example crs = "EPSG:2154" (Lambert-93)',
        )
        raise bad_input(what, remedy, Where(source.file, 1, "crs", crs)) from error
    lon, lat = to_degrees.transform(raw.lon, raw.lat)
    lost = ~(np.isfinite(lon) & np.isfinite(lat))
    # a number that the projection cannot place is somewhere, and not in France
    far = lost & (raw.lon_reading == Reading.NUMBER) & (raw.lat_reading == Reading.NUMBER)
    lon, lat = np.where(lost, np.nan, lon), np.where(lost, np.nan, lat)
    lon[far], lat[far] = 180.0, 0.0
    return Positions(lon, lat, raw.lon_reading, raw.lat_reading, raw.lon_column, raw.lat_column)


def _of_text(cells: pd.Series, column: str) -> Positions:
    """Read a column of WKT, GeoJSON or pairs ``x, y``.

    A file that writes latitude first throughout is read that way round.

    The valid example that the CNIG ships with its standard writes ``POINT(49.2527 3.9815)``,
    latitude first: producers follow it. One row the wrong way round among right ones is an error.
    """
    import shapely

    text = cells.astype("str").fillna("").str.strip()
    text = text.str.replace(r"^SRID=4326;", "", regex=True)
    text = text.str.replace(_PAIR, r"POINT(\1 \2)", regex=True)
    given = text.where(text != "", None).to_numpy(dtype=object)
    drawn = text.str.startswith("{").to_numpy()
    geometry = shapely.from_wkt(np.where(drawn, None, given), on_invalid="ignore")
    geometry[drawn] = shapely.from_geojson(given[drawn], on_invalid="ignore")
    read = _of_geometry(geometry, column)
    reading = np.where(text == "", Reading.EMPTY, Reading.TEXT).astype(np.int8)
    reading[~np.isnan(read.lon)] = Reading.NUMBER
    place = places(read.lon, read.lat)
    swapped = (place == Place.SWAPPED).any() and not (place == Place.IN_FRANCE).any()
    lon, lat = (read.lat, read.lon) if swapped else (read.lon, read.lat)
    return Positions(lon, lat, reading, reading, column, column, bool(swapped))


def _of_geometry(geometry: NDArray[Any], column: str) -> Positions:
    import shapely

    geometry = np.asarray(geometry, dtype=object)
    points = shapely.get_type_id(geometry) == 0
    lon, lat = np.full(len(geometry), np.nan), np.full(len(geometry), np.nan)
    lon[points], lat[points] = shapely.get_x(geometry[points]), shapely.get_y(geometry[points])
    shapes = ~points & ~shapely.is_missing(geometry) & ~shapely.is_empty(geometry)
    if shapes.any():
        inner = shapely.point_on_surface(shapely.make_valid(geometry[shapes]))
        lon[shapes], lat[shapes] = shapely.get_x(inner), shapely.get_y(inner)
    reading = np.where(np.isnan(lon), Reading.EMPTY, Reading.NUMBER).astype(np.int8)
    return Positions(lon, lat, reading, reading, column, column)
