"""Which reference system two columns of metres are in, by where it puts the rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.candidates.position import zone_of_point

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tisites.territory.territory import Territory

    Floats = NDArray[np.float64]

DEGREES = "EPSG:4326"
#: A point is in its commune within this, km.
NEAR_KM = 2.0
_LOOKED_AT = 300
_MAINLAND = (0.0, 1.35e6)
#: Systems met in France, with the box of x and y (metres) of their territory, likeliest first.
#: Lambert-93; the nine conical zones CC42 to CC50 (northing 1.2 to 9.2 million); Lambert II étendu
#: and zones I to IV of before 2000; official UTM overseas; UTM and web Mercator of foreign tools.
SYSTEMS: tuple[tuple[str, tuple[float, float], tuple[float, float]], ...] = (
    ("EPSG:2154", _MAINLAND, (5.98e6, 7.2e6)),
    *(
        (f"EPSG:{3900 + zone}", (1.1e6, 2.4e6), ((zone - 41) * 1e6 + 0.0, (zone - 41) * 1e6 + 4e5))
        for zone in range(42, 51)
    ),
    ("EPSG:27572", _MAINLAND, (1.6e6, 2.75e6)),
    ("EPSG:2975", (3.0e5, 3.9e5), (7.6e6, 7.7e6)),
    ("EPSG:4471", (4.9e5, 5.5e5), (8.55e6, 8.6e6)),
    ("EPSG:5490", (6.0e5, 7.6e5), (1.58e6, 2.02e6)),
    ("EPSG:2972", (0.5e5, 4.5e5), (2.2e5, 6.8e5)),
    ("EPSG:32631", (-2.5e5, 1.2e6), (4.55e6, 5.7e6)),
    ("EPSG:32630", (1.0e5, 1.6e6), (4.55e6, 5.8e6)),
    ("EPSG:32632", (-8.0e5, 6.0e5), (4.55e6, 5.8e6)),
    ("EPSG:3857", (-6.2e5, 1.1e6), (5.0e6, 6.7e6)),
    ("EPSG:3857", (-7.1e6, 6.3e6), (-2.5e6, 2.1e6)),
    *((f"EPSG:{27560 + zone}", _MAINLAND, (0.0, 4.5e5)) for zone in range(1, 5)),
)
#: Zones whose figures are the same: only the communes, or the name of the column, tell which.
_ALIKE = frozenset((
    *(f"EPSG:{32600 + zone}" for zone in (30, 31, 32)),
    *(f"EPSG:{27560 + zone}" for zone in range(1, 5)),
))  # fmt: skip
#: How planners call them.
CALLED: dict[str, str] = {
    DEGREES: "WGS84, degrés", "EPSG:2154": "Lambert-93", "EPSG:27572": "Lambert II étendu",
    **{f"EPSG:{3900 + zone}": f"CC{zone}" for zone in range(42, 51)},
    "EPSG:2975": "UTM 40S, La Réunion", "EPSG:4471": "UTM 38S, Mayotte",
    "EPSG:5490": "UTM 20N, Antilles", "EPSG:2972": "UTM 22N, Guyane", "EPSG:3857": "web Mercator",
    **{f"EPSG:{32600 + zone}": f"UTM {zone}N" for zone in (30, 31, 32)},
    **{f"EPSG:{27560 + zone}": f"Lambert zone {zone}" for zone in range(1, 5)},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class System:
    """A reference system that fits two columns.

    Parameters
    ----------
    crs : str
        ``EPSG:…``.
    swapped : bool
        The column taken for x holds y.
    unit : str
        ``m`` or ``km``.
    fits : int
        Rows that it puts into their commune, or into France where the commune is unknown.
    of : int
        Rows that were looked at.
    by_commune : bool
        Communes vouch for it, not France alone.
    """

    crs: str
    swapped: bool = False
    unit: str = "m"
    fits: int = 0
    of: int = 0
    by_commune: bool = False


def find_system(
    x: Floats, y: Floats, insee: pd.Series, territory: Territory, said: str | None = None
) -> System | None:
    """Find the system that puts most rows where they say to be.

    Parameters
    ----------
    x, y : (n,) float64
        As the columns hold them, NaN where unknown.
    insee : (n,) Series of str
        Commune of each row, "" where unknown.
    territory : Territory
    said : str, optional
        What the columns' names say: it is tried first, and kept where another is no better.

    Returns
    -------
    System or None
        ``None`` where none puts a single row into France, or where several zones do as well.

    Examples
    --------
    >>> from tisites.data.demo.demo import open_demo
    >>> from tisites.territory.territory import load_territory
    >>> x, y = np.array([652469.0]), np.array([6862035.0])
    >>> found = find_system(x, y, pd.Series([""]), load_territory(open_demo()))
    >>> found.crs, found.swapped, found.unit
    ('EPSG:2154', False, 'm')
    """
    rows = np.flatnonzero(np.isfinite(x) & np.isfinite(y))[:_LOOKED_AT]
    if not rows.size:
        return None
    x, y, codes = x[rows], y[rows], insee.iloc[rows].reset_index(drop=True)
    best: System | None = None
    rivals = 0
    for crs, swapped, unit in _tried(x, y, said):
        east, north = (y, x) if swapped else (x, y)
        scale = 1000.0 if unit == "km" else 1.0
        lon, lat = _degrees(east * scale, north * scale, crs)
        fits, by_commune = _fitting(lon, lat, codes, territory)
        found = System(crs, swapped, unit, fits, rows.size, by_commune)
        if fits and (best is None or fits > best.fits):
            best, rivals = found, 0
        elif best is not None and fits == best.fits and crs in _ALIKE:
            rivals += 1
    if best is not None and best.crs in _ALIKE and best.crs != said and not best.by_commune:
        return None if rivals else best  # nothing tells one zone from the next
    return best


def _tried(x: Floats, y: Floats, said: str | None) -> list[tuple[str, bool, str]]:
    """Return the systems, orders and units that the figures of some row allow, likeliest first."""
    tried = [] if said is None else [(said, False, "m"), (said, True, "m")]
    if (np.maximum(np.abs(x), np.abs(y)) <= 180.0).any():
        tried += [(DEGREES, False, "m"), (DEGREES, True, "m")]
    for unit, scale in (("m", 1.0), ("km", 1000.0)):
        for swapped in (False, True):
            east, north = (y * scale, x * scale) if swapped else (x * scale, y * scale)
            tried += [
                (crs, swapped, unit)
                for crs, (west, right), (south, top) in SYSTEMS
                if ((west <= east) & (east <= right) & (south <= north) & (north <= top)).any()
            ]
    return list(dict.fromkeys(tried))


def _degrees(x: Floats, y: Floats, crs: str) -> tuple[Floats, Floats]:
    if crs == DEGREES:
        return x, y
    from pyproj import Transformer

    lon, lat = Transformer.from_crs(crs, DEGREES, always_xy=True).transform(x, y)
    lost = ~(np.isfinite(lon) & np.isfinite(lat))
    return np.where(lost, np.nan, lon), np.where(lost, np.nan, lat)


def _fitting(lon: Floats, lat: Floats, codes: pd.Series, territory: Territory) -> tuple[int, bool]:
    """Count the rows that are where they say to be, and whether communes were asked."""
    in_france = zone_of_point(lon, lat) >= 0
    # an index of objects looks codes up far faster than ``isin`` does in Arrow strings
    known = territory.communes.index.get_indexer(codes.to_numpy(dtype=object)) >= 0
    if not known.any():
        return int(in_france.sum()), False
    if territory.commune_shapes is not None:
        km = territory.commune_shapes.km_beyond(codes, lon, lat)
    else:
        place = territory.communes.reindex(codes.to_numpy(dtype=object))
        km = _km(lon, lat, place["lon"].to_numpy(float), place["lat"].to_numpy(float))
        km -= 2.0 * np.sqrt(place["surface_ha"].to_numpy(float) / 100.0 / np.pi)
    fits = known & in_france & (np.nan_to_num(km, nan=np.inf) <= NEAR_KM)
    return int(fits.sum() + (in_france & ~known).sum()), True


def _km(lon: Floats, lat: Floats, to_lon: Floats, to_lat: Floats) -> Floats:
    """Return rough distances, on a sphere, good enough to tell one system from another."""
    east = (lon - to_lon) * np.cos(np.radians((lat + to_lat) / 2.0))
    return np.asarray(111.2 * np.hypot(east, lat - to_lat), dtype=np.float64)
