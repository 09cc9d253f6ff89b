"""Where a site is: longitude and latitude from columns, text or geometry, and whether in France."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.candidates.formats.shapes import named_crs
from tisites.candidates.guess.angles import read_angles, read_pairs
from tisites.candidates.numbers import CellReading, read_numbers
from tisites.messages.errors import BadInputError, Where, bad_input
from tisites.messages.text import Text
from tisites.territory.crs import ZONES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import ArrayLike, NDArray

    from tisites.candidates.columns import Columns
    from tisites.candidates.formats.source import Source
    from tisites.candidates.guess.reading import ListReading
    from tisites.candidates.shape_text import ShapeColumn

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


class Place(IntEnum):
    """What the coordinates of a site are worth."""

    IN_FRANCE = 0
    UNKNOWN = 1
    SWAPPED = 2
    OUTSIDE = 3
    METRES = 4


@dataclass(frozen=True, slots=True)
class Way:
    """One way a file says where its sites are.

    Parameters
    ----------
    lon, lat : (n,) float64
        Degrees, EPSG:4326; NaN where unknown.
    lon_reading, lat_reading : (n,) int8
        :class:`~tisites.candidates.numbers.CellReading` of each.
    lon_column, lat_column : str
        Columns they were read from, for messages.
    unread : (n,) bool
        There is a geometry, and it cannot be read.
    latitude_first : bool
        The whole file writes latitude first in its WKT points, and was read so.
    """

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    lon_reading: NDArray[np.int8]
    lat_reading: NDArray[np.int8]
    lon_column: str
    lat_column: str
    unread: NDArray[np.bool_]
    latitude_first: bool = False


@dataclass(frozen=True, slots=True)
class Positions:
    """Coordinates of every site, each by the first way that tells its own.

    Parameters
    ----------
    lon, lat, lon_reading, lat_reading, unread
        As in :class:`Way`.
    place : (n,) int8
        :class:`Place` of each.
    way : (n,) int8
        Which of ``columns`` each was read from.
    columns : tuple of (str, str)
        Columns of each way, best first.
    latitude_first : int
        How many rows were read latitude first.
    """

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    lon_reading: NDArray[np.int8]
    lat_reading: NDArray[np.int8]
    unread: NDArray[np.bool_]
    place: NDArray[np.int8]
    way: NDArray[np.int8]
    columns: tuple[tuple[str, str], ...]
    latitude_first: int = 0


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


def read_positions(
    source: Source, columns: Columns, shapes: Mapping[str, ShapeColumn]
) -> Positions:
    """Read the coordinates of every site, row by row: what one column lacks another may have.

    The planner's mapping comes first, then the geometry of the file, columns in degrees, columns of
    geometries, and projected columns.

    Parameters
    ----------
    source : Source
        The file.
    columns : Columns
        What each column means.
    shapes : mapping of str to ShapeColumn
        Its columns of geometries, decoded, best first.

    Raises
    ------
    BadInputError
        If projected columns come without a known reference system.
    """
    ways = _ways(source, columns, shapes) or [_no_way(len(source.lines))]
    best = ways[0]
    lon, lat = best.lon.copy(), best.lat.copy()
    lon_reading, lat_reading = best.lon_reading.copy(), best.lat_reading.copy()
    unread, used = best.unread.copy(), np.zeros(len(lon), dtype=np.int8)
    for number_of, way in enumerate(ways[1:], start=1):
        lacking = (lon_reading == CellReading.EMPTY) | (lat_reading == CellReading.EMPTY)
        tells = (way.lon_reading != CellReading.EMPTY) & (way.lat_reading != CellReading.EMPTY)
        taken = lacking & ~unread & (tells | way.unread)
        lon[taken], lat[taken] = way.lon[taken], way.lat[taken]
        lon_reading[taken] = way.lon_reading[taken]
        lat_reading[taken] = way.lat_reading[taken]
        unread[taken], used[taken] = way.unread[taken], number_of
    swapped = sum(int((used == k).sum()) for k, way in enumerate(ways) if way.latitude_first)
    names = tuple((way.lon_column, way.lat_column) for way in ways)
    place = places(lon, lat)
    return Positions(lon, lat, lon_reading, lat_reading, unread, place, used, names, swapped)


def _ways(source: Source, columns: Columns, shapes: Mapping[str, ShapeColumn]) -> list[Way]:
    """Return every way the file says where its sites are; those that the planner named first."""
    where, mapped = columns.sources, columns.mapped
    found: list[tuple[bool, Way]] = []
    if source.geometry is not None:
        unread = np.zeros(len(source.lines), dtype=bool)
        unread[[row for row, _ in source.unread]] = True
        found.append((False, _of_geometry(source.geometry, "geometry", unread)))
    if {"lon", "lat"} <= where.keys():
        reader = read_numbers if columns.reading is None else read_angles
        way = _of_numbers(source, where["lon"], where["lat"], reader)
        found.append(("lon" in mapped, way))
    if "pair" in where:
        found.append((True, _of_pairs(source, where["pair"])))
    for name, shape in shapes.items():
        named = "geometry" in mapped and where["geometry"] == name
        found.append((named, _of_text(shape, name)))
    if {"x_l93", "y_l93"} <= where.keys():
        way = _of_numbers(source, where["x_l93"], where["y_l93"])
        found.append(("x_l93" in mapped, _projected(way, "EPSG:2154", source)))
    if {"x", "y"} <= where.keys() and ("x" in mapped or not found):
        way = _of_numbers(source, where["x"], where["y"])
        if columns.reading is not None:
            way = _as_confirmed(way, columns.reading, source)
        else:
            way = _in_their_system(way, columns.crs, source)
        found.append(("x" in mapped, way))
    return [way for _, way in sorted(found, key=lambda one: not one[0])]


def nowhere_of(size: int) -> Positions:
    """Return the positions of a list that tells none."""
    way = _no_way(size)
    unknown = np.full(size, Place.UNKNOWN, dtype=np.int8)
    return Positions(
        way.lon, way.lat, way.lon_reading, way.lat_reading, way.unread, unknown,
        np.zeros(size, dtype=np.int8), ((way.lon_column, way.lat_column),),
    )  # fmt: skip


def _no_way(size: int) -> Way:
    """Return the way of a list that tells no position: its communes' own may stand for them."""
    lost, empty = np.full(size, np.nan), np.full(size, CellReading.EMPTY, dtype=np.int8)
    return Way(lost, lost, empty, empty, "lon", "lat", np.zeros(size, dtype=bool))


def _in_their_system(way: Way, crs: str | None, source: Source) -> Way:
    """Bring ``x`` and ``y`` to degrees; without a system, degrees are told by their size."""
    if crs is None:
        largest = np.nanmax(np.abs([way.lon, way.lat]), initial=0)
        if largest <= 180 and not np.isnan(way.lon).all():
            return way
    return _projected(way, crs, source)


def _as_confirmed(way: Way, reading: ListReading, source: Source) -> Way:
    """Bring ``x`` and ``y`` to degrees; a row of another territory is in its official projection.

    A national list often writes Lambert-93 on the mainland and UTM overseas in the same columns. A
    row that its system puts out of France, and that one official projection alone puts into its own
    territory, is read in that one.
    """
    if reading.coordinate_unit == "km":
        way = replace(way, lon=way.lon * 1000.0, lat=way.lat * 1000.0)
    found = _in_their_system(way, reading.crs, source)
    astray = np.isin(places(found.lon, found.lat), (Place.OUTSIDE, Place.METRES, Place.SWAPPED))
    if reading.crs is None or not astray.any():
        return found
    lon, lat = found.lon.copy(), found.lat.copy()
    fits = np.zeros(len(lon), dtype=np.int64)
    for zone in ZONES:
        other = _projected(way, f"EPSG:{zone.epsg}", source)
        here = astray & (zone_of_point(other.lon, other.lat) == zone.index)
        fits += here
        lon[here], lat[here] = other.lon[here], other.lat[here]
    one = fits == 1
    lon[~one], lat[~one] = found.lon[~one], found.lat[~one]
    return replace(found, lon=lon, lat=lat)


def _of_pairs(source: Source, column: str) -> Way:
    """Read two degrees from one cell, in the order that puts more of them in France."""
    first, second, reading = read_pairs(source.table[column])
    as_written = (places(second, first) == Place.IN_FRANCE).sum()
    turned = (places(first, second) == Place.IN_FRANCE).sum()
    lon, lat = (first, second) if turned > as_written else (second, first)
    return Way(lon, lat, reading, reading, column, column, np.zeros(len(lon), dtype=bool))


def _of_numbers(
    source: Source,
    lon_column: str,
    lat_column: str,
    reader: Callable[[Any], tuple[NDArray[np.float64], NDArray[np.int8]]] = read_numbers,
) -> Way:
    lon, lon_reading = reader(source.table[lon_column])
    lat, lat_reading = reader(source.table[lat_column])
    unread = np.zeros(len(lon), dtype=bool)
    return Way(lon, lat, lon_reading, lat_reading, lon_column, lat_column, unread)


def _projected(raw: Way, crs: str | None, source: Source) -> Way:
    from pyproj import Transformer
    from pyproj.exceptions import CRSError

    try:
        if crs is None:
            raise CRSError("-")
        to_degrees = Transformer.from_crs(named_crs(crs, source.file), "EPSG:4326", always_xy=True)
    except (CRSError, BadInputError) as error:
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
    far = lost & (raw.lon_reading == CellReading.NUMBER) & (raw.lat_reading == CellReading.NUMBER)
    lon, lat = np.where(lost, np.nan, lon), np.where(lost, np.nan, lat)
    lon[far], lat[far] = 180.0, 0.0
    return replace(raw, lon=lon, lat=lat)


def _of_text(shape: ShapeColumn, column: str) -> Way:
    """Read a column of geometries; a file that writes latitude first throughout is read so.

    The valid example that the CNIG ships with its standard writes ``POINT(49.2527 3.9815)``,
    latitude first: producers follow it. One row the wrong way round among right ones is an error.
    """
    read = _of_geometry(shape.geometry, column, shape.unread)
    place = places(read.lon, read.lat)
    swapped = (place == Place.SWAPPED).any() and not (place == Place.IN_FRANCE).any()
    if not swapped:
        return read
    return replace(read, lon=read.lat, lat=read.lon, latitude_first=True)


def _of_geometry(geometry: NDArray[Any], column: str, unread: NDArray[np.bool_]) -> Way:
    import shapely

    geometry = np.asarray(geometry, dtype=object)
    points = shapely.get_type_id(geometry) == 0
    lon, lat = np.full(len(geometry), np.nan), np.full(len(geometry), np.nan)
    lon[points], lat[points] = shapely.get_x(geometry[points]), shapely.get_y(geometry[points])
    shapes = ~points & ~shapely.is_missing(geometry) & ~shapely.is_empty(geometry)
    if shapes.any():
        inner = shapely.point_on_surface(shapely.make_valid(geometry[shapes]))
        lon[shapes], lat[shapes] = shapely.get_x(inner), shapely.get_y(inner)
    reading = np.where(np.isnan(lon), CellReading.EMPTY, CellReading.NUMBER).astype(np.int8)
    reading[unread] = CellReading.NUMBER  # told as a geometry that cannot be read, not as missing
    return Way(lon, lat, reading, reading, column, column, unread)
