"""Geometries as files write them: decoded apart where one is broken, brought to degrees."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.messages.clean import shown
from tisites.messages.errors import BadInputError, Where, bad_input
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

DEGREES = 4326
#: Geometries of geometries are read by recursion: more of them in one cell would end the process.
MOST_NESTED = 200
_COLLECTIONS = re.compile(
    rb"\x01\x07[\x00\x04]\x00[\x00\x20\x40\x60\x80\xa0\xc0\xe0]"
    rb"|\x00[\x00\x20\x40\x60\x80\xa0\xc0\xe0]\x00[\x00\x03\x04]\x07"
)
#: Names of systems that need nothing but PROJ's own database: no file, no address.
_NAMED = re.compile(
    r"^(?:urn:ogc:def:crs:(?:EPSG|OGC|IGNF)(?::[\w.]*)?:\w+"
    r"|https?://www\.opengis\.net/def/crs/(?:EPSG|OGC|IGNF)/[\w.]+/\w+"
    r"|(?:EPSG|OGC|IGNF|CRS):\w+)$",
    re.IGNORECASE,
)
#: Parts of a system's description that name a file to open.
_OPENS_FILES = re.compile(r"BOUNDCRS|BoundCRS|PARAMETERFILE|EXTENSION|nadgrids|geoidgrids|\+init")


def decode(
    values: Sequence[Any], reader: Callable[..., Any]
) -> tuple[NDArray[Any], dict[int, str]]:
    """Decode geometries, each apart where they cannot be decoded at once.

    Parameters
    ----------
    values : (n,) sequence
        WKT, WKB or GeoJSON; ``None`` for no geometry.
    reader : callable
        ``shapely.from_wkt``, ``from_wkb`` or ``from_geojson``.

    Returns
    -------
    geometry : (n,) array
        Null where there is none or it cannot be read.
    unread : dict of int to str
        Rows that cannot be read, with the beginning of what they hold.

    Examples
    --------
    >>> import shapely
    >>> found, unread = decode(["POINT(1 2)", None, "POINT(1", "POINT(nan 1)"], shapely.from_wkt)
    >>> [g is not None for g in found], unread
    ([True, False, False, False], {2: 'POINT(1', 3: 'POINT(nan 1)'})
    """
    import shapely

    given = np.empty(len(values), dtype=object)
    given[:] = list(values)
    safe = given.copy()
    deep = [k for k, value in enumerate(given) if value is not None and _nested(value)]
    safe[deep] = None
    try:
        geometry = np.asarray(reader(safe, on_invalid="ignore"), dtype=object)
    except (shapely.errors.ShapelyError, NotImplementedError, ValueError, TypeError, RuntimeError):
        geometry = np.empty(len(safe), dtype=object)
        for k, value in enumerate(safe):
            geometry[k] = _one(value, reader)
    coordinates, of = shapely.get_coordinates(geometry, return_index=True)
    geometry[np.unique(of[~np.isfinite(coordinates).all(axis=1)])] = None
    lost = np.flatnonzero(shapely.is_missing(geometry) & np.array([v is not None for v in given]))
    return geometry, {int(k): _beginning(given[k]) for k in lost}


def _one(value: Any, reader: Callable[..., Any]) -> Any:
    import shapely

    try:
        return None if value is None else reader(value, on_invalid="ignore")
    except (shapely.errors.ShapelyError, NotImplementedError, ValueError, TypeError, RuntimeError):
        return None  # the row is told by what it holds


def _nested(value: Any) -> bool:
    if isinstance(value, bytes):
        return len(value) > MOST_NESTED and len(_COLLECTIONS.findall(value)) > MOST_NESTED
    text = str(value)
    return len(text) > MOST_NESTED and text.upper().count("COLLECTION") > MOST_NESTED


#: Kinds of WKB beyond the simple ones (OGC 06-103r4, ISO 13249-3), which GEOS does not compute.
_CURVES = {
    8: "CIRCULARSTRING", 9: "COMPOUNDCURVE", 10: "CURVEPOLYGON", 11: "MULTICURVE",
    12: "MULTISURFACE", 13: "CURVE", 14: "SURFACE", 15: "POLYHEDRALSURFACE", 16: "TIN",
    17: "TRIANGLE",
}  # fmt: skip


def _beginning(value: Any) -> str:
    if isinstance(value, bytes):
        little = value[:1] == b"\x01"
        kind = int.from_bytes(value[1:5], "little" if little else "big") & 0x0FFFFFFF
        return _CURVES.get(kind % 1000, f"WKB {value[:8].hex()}…")
    return shown(str(value))


def in_degrees(geometry: NDArray[Any], crs: Any, file: str) -> NDArray[Any]:
    """Bring geometries to EPSG:4326; those that the projection cannot place go out of France.

    Parameters
    ----------
    geometry : (n,) array
        Shapely geometries, null for none.
    crs : pyproj.CRS
        Their reference system.
    file : str
        For messages.

    Raises
    ------
    BadInputError
        If nothing is known of the way from that system to degrees.
    """
    import shapely
    from pyproj import Transformer
    from pyproj.exceptions import ProjError

    if crs.is_engineering or _OPENS_FILES.search(crs.to_wkt() or ""):
        raise unknown_crs(file, shown(str(crs.name)))
    if crs.to_epsg() == DEGREES or crs.name in {"WGS 84 (CRS84)", "WGS 84"}:
        return geometry
    try:
        way = Transformer.from_crs(crs, DEGREES, always_xy=True)
    except ProjError as error:
        raise unknown_crs(file, shown(str(crs.name))) from error

    def moved(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(way.transform(points[:, 0], points[:, 1]))

    found = shapely.transform(shapely.force_2d(geometry), moved)
    coordinates, of = shapely.get_coordinates(found, return_index=True)
    # what a projection cannot place is somewhere, and not in France
    found[np.unique(of[~np.isfinite(coordinates).all(axis=1)])] = shapely.Point(180.0, 0.0)
    return found


def named_crs(name: str, file: str) -> Any:
    """Return the reference system of a name, an authority and a code: never a file nor an address.

    Raises
    ------
    BadInputError
        If the name is none of an authority, or unknown to it.

    Examples
    --------
    >>> named_crs("urn:ogc:def:crs:EPSG::2154", "a.geojson").to_epsg()
    2154
    """
    from pyproj import CRS
    from pyproj.exceptions import ProjError

    try:
        if not _NAMED.match(name):
            raise unknown_crs(file, name)
        return CRS.from_user_input(name)
    except ProjError as error:
        raise unknown_crs(file, name) from error


def described_crs(description: str, file: str) -> Any:
    """Return the reference system of a description in WKT or PROJJSON that names no file.

    Raises
    ------
    BadInputError
        If it cannot be understood, or names files.
    """
    from pyproj import CRS
    from pyproj.exceptions import ProjError

    try:
        if _OPENS_FILES.search(description) or not description.lstrip()[:1].isalpha() | (
            description.lstrip()[:1] == "{"
        ):
            raise unknown_crs(file, shown(description))
        if description.lstrip().startswith("{"):
            return CRS.from_json(description)
        return CRS.from_wkt(description)
    except (ProjError, ValueError) as error:
        raise unknown_crs(file, shown(description)) from error


def unknown_crs(file: str, value: str | None) -> BadInputError:
    """Return the error of geometries of which nobody knows the reference system."""
    what = Text(
        "système de coordonnées inconnu : ce fichier ne dit pas dans lequel sont ses géométries",
        "unknown coordinate reference system: this file does not say which its geometries are in",
    )
    remedy = Text(
        "dans QGIS : « Définir la projection de la couche » (EPSG:2154 en métropole), puis"
        " enregistrer de nouveau ; pour un Shapefile, joindre son fichier .prj",
        "in QGIS: 'Set layer CRS' (EPSG:2154 on the mainland), then save again; for a shapefile,"
        " put its .prj file beside it",
    )
    return bad_input(what, remedy, Where(file, column="crs", value=value))
