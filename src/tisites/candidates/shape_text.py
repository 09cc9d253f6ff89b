"""Columns of text that hold geometries: WKT, EWKT, GeoJSON, hexadecimal WKB, pairs of numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tisites.candidates.formats.shapes import DEGREES, decode, in_degrees, named_crs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tisites.candidates.formats.source import Source

_KINDS = (
    r"(?:MULTI)?(?:POINT|LINESTRING|POLYGON|CURVE|SURFACE)|CIRCULARSTRING|COMPOUNDCURVE"
    r"|CURVEPOLYGON|GEOMETRYCOLLECTION|LINEARRING|TRIANGLE|TIN|POLYHEDRALSURFACE"
)
_WKT = re.compile(rf"^(?:SRID=\d+;)?\s*(?:{_KINDS})\s*(?:Z|M|ZM)?\s*(?:\(|EMPTY)", re.IGNORECASE)
_GEOJSON = re.compile(
    r'^\{.{0,200}"type"\s*:\s*"(?:(?:Multi)?(?:Point|LineString|Polygon)|GeometryCollection)"',
    re.DOTALL,
)
_HEX = re.compile(r"^0[01][0-9A-F]{16,}$", re.IGNORECASE)
_SRID = re.compile(r"^SRID=(\d{1,6});\s*", re.IGNORECASE)
#: Two numbers in a cell, as the CNIG writes ``site_geompoint``: ``3.9815, 49.2527``.
_PAIR = r"^\s*(-?\d+(?:\.\d+)?)\s*[,; ]\s*(-?\d+(?:\.\d+)?)\s*$"
_OUTLINE = re.compile(r"POLYGON|SURFACE|COLLECTION", re.IGNORECASE)
_LOOKED_AT = 50
_MOST_DEGREES = 180.0


@dataclass(frozen=True, slots=True)
class ShapeColumn:
    """A column of text with geometries, decoded.

    Parameters
    ----------
    geometry : (n,) array of shapely geometries
        EPSG:4326 where the system is known; null where there is none.
    given : (n,) bool
        The cell holds something.
    unread : (n,) bool
        The cell holds something that cannot be read.
    known : (n,) bool
        The cell says its reference system, or the planner does.
    """

    geometry: NDArray[Any]
    given: NDArray[np.bool_]
    unread: NDArray[np.bool_]
    known: NDArray[np.bool_]


def shape_columns(source: Source) -> dict[str, bool]:
    """Find the columns whose cells are geometries, whatever their name.

    Returns
    -------
    dict of str to bool
        Column to whether outlines are among its geometries.

    Examples
    --------
    >>> from tisites.candidates.formats.source import Source
    >>> table = pd.DataFrame({"emprise": ["", "POLYGON((0 0,1 0,1 1,0 0))"], "nom": ["a", "Point"]})
    >>> shape_columns(Source("s.csv", "", table, np.array([2, 3]), ("emprise", "nom")))
    {'emprise': True}
    """
    found = {}
    for name in source.table.columns:
        cells = source.table[name]
        if pd.api.types.is_numeric_dtype(cells.dtype) or pd.api.types.is_datetime64_any_dtype(
            cells.dtype
        ):
            continue
        some = [str(c).strip() for c in cells[cells.notna() & (cells.astype("str") != "")]
                .iloc[:_LOOKED_AT] if not isinstance(c, bytes)]  # fmt: skip
        drawn = sum(map(is_shape, some))
        if drawn and 2 * drawn >= len(some):
            full = cells.astype("str")
            found[str(name)] = bool(
                full.str.contains(_OUTLINE.pattern, case=False, regex=True).any()
                or any(_HEX.match(text) for text in some)
            )
    return found


def is_shape(cell: str) -> bool:
    """Whether a cell is written as a geometry.

    Examples
    --------
    >>> is_shape("SRID=2154;POINT(1 2)"), is_shape("Point du jour")
    (True, False)
    """
    return any(kind.match(cell) for kind in (_WKT, _HEX, _GEOJSON))


def read_shapes(cells: pd.Series, crs: str | None, file: str) -> ShapeColumn:
    """Decode a column of geometries.

    Parameters
    ----------
    cells : (n,) Series
        WKT, EWKT, GeoJSON, hexadecimal WKB, pairs ``x, y``, or WKB bytes; blank for none.
    crs : str, optional
        Reference system that the planner gives to coordinates; an EWKT says its own.
    file : str
        For messages.

    Raises
    ------
    BadInputError
        If a system is unknown.
    """
    import shapely

    raw = [c if isinstance(c, bytes) else None for c in cells]
    text = cells.astype("str").fillna("").replace("<NA>", "").str.strip()
    given = ((text != "") & (text.str.lower() != "nan")).to_numpy(copy=True)
    srid = text.str.extract(_SRID, expand=False)
    text = text.str.replace(_SRID, "", regex=True)
    text = text.str.replace(_PAIR, r"POINT(\1 \2)", regex=True)
    drawn = text.str.startswith("{").to_numpy()
    coded = text.str.match(_HEX).to_numpy(dtype=bool)
    values = text.where(given, None).to_numpy(dtype=object)
    geometry = np.full(len(values), None, dtype=object)
    own = pd.to_numeric(srid, errors="coerce").fillna(0).to_numpy(dtype=np.int64)
    binary = np.array([body is not None for body in raw])
    for rows, reader in (
        (~drawn & ~coded & ~binary, shapely.from_wkt),
        (drawn, shapely.from_geojson),
        (coded | binary, shapely.from_wkb),
    ):
        at = np.flatnonzero(rows & given)
        if len(at):
            content = [raw[k] if raw[k] is not None else values[k] for k in at]
            if reader is shapely.from_wkb:
                content = [c if isinstance(c, bytes) else _bytes(str(c)) for c in content]
            geometry[at], _ = decode(content, reader)
    coded_srid = shapely.get_srid(geometry)
    own = np.where((own == 0) & (coded_srid > 0), coded_srid, own)
    own = np.where(drawn & given, DEGREES, own)
    return _placed(geometry, given, own, crs, file)


def _bytes(code: str) -> bytes:
    return bytes.fromhex(code) if len(code) % 2 == 0 else b""


def _placed(
    geometry: NDArray[Any], given: NDArray[np.bool_], own: NDArray[np.int64], crs: str | None,
    file: str,
) -> ShapeColumn:  # fmt: skip
    """Bring geometries to degrees, each from the system that it or the planner says."""
    import shapely

    unread = given & shapely.is_missing(geometry)
    for code in np.unique(own[own > 0]):
        here = (own == code) & ~shapely.is_missing(geometry)
        if here.any():
            system = named_crs(f"EPSG:{code}", file)
            geometry[here] = in_degrees(geometry[here], system, file)
    rest = (own == 0) & ~shapely.is_missing(geometry)
    known = own > 0
    if crs is not None and rest.any():
        system = named_crs(crs, file)
        most = np.abs(shapely.get_coordinates(geometry[rest])).max(initial=0)
        if system.is_geographic or most > _MOST_DEGREES:  # degrees stay what they are
            geometry[rest] = in_degrees(geometry[rest], system, file)
        known = np.ones(len(given), dtype=bool)
    return ShapeColumn(geometry, given, unread, known)
