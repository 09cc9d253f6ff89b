"""Official projections of the French territories: distances are measured inside one of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, slots=True)
class Zone:
    """A territory with its official projection.

    Parameters
    ----------
    index : int
        Number of the zone, stored in tables.
    key : str
        Stable short name.
    epsg : int
        Official projection, in metres (decree 2019-165, article 1).
    name : Text
        Name for the planner.
    deps : tuple of str
        Codes of the départements; empty for the mainland with Corsica, which takes the rest.
    """

    index: int
    key: str
    epsg: int
    name: Text
    deps: tuple[str, ...] = ()


HEXAGONE = 0
ZONES: tuple[Zone, ...] = (
    Zone(HEXAGONE, "hexagone", 2154, Text("France hexagonale et Corse", "mainland and Corsica")),
    Zone(1, "antilles", 5490, Text("Antilles", "French West Indies"), ("971", "972", "977", "978")),
    Zone(2, "guyane", 2972, Text("Guyane", "French Guiana"), ("973",)),
    Zone(3, "reunion", 2975, Text("La Réunion", "Réunion"), ("974",)),
    Zone(4, "mayotte", 4471, Text("Mayotte", "Mayotte"), ("976",)),
)
_OVERSEAS = {dep: zone.index for zone in ZONES for dep in zone.deps}
_MAINLAND = frozenset(
    [f"{n:02d}" for n in range(1, 96) if n != 20] + ["2A", "2B"]  # Corsica is 2A and 2B
)


def zone_of_dep(dep: str) -> int:
    """Return the zone of a département.

    Raises
    ------
    KeyError
        If the code is no département nor collectivity with an official projection here.

    Examples
    --------
    >>> zone_of_dep("2A"), zone_of_dep("971"), zone_of_dep("974")
    (0, 1, 3)
    """
    if dep in _MAINLAND:
        return HEXAGONE
    return _OVERSEAS[dep]


def zones_of_deps(deps: Iterable[str]) -> NDArray[np.int64]:
    """Return the zones of many départements, as an integer array.

    Raises
    ------
    KeyError
        If a code has no zone.

    Examples
    --------
    >>> zones_of_deps(["75", "976"]).tolist()
    [0, 4]
    """
    codes, inverse = np.unique(
        np.asarray(list(deps), dtype=object).astype(str), return_inverse=True
    )
    known = np.array([zone_of_dep(str(code)) for code in codes], dtype=np.int64)
    return known[inverse] if codes.size else np.empty(0, dtype=np.int64)


def zone_of_place(lon: ArrayLike, lat: ArrayLike) -> NDArray[np.int64]:
    """Return the zone of places known by their coordinates alone, anywhere in France.

    Examples
    --------
    >>> zone_of_place([2.3, -61.5, -52.3, 55.3, 45.2], [48.9, 16.2, 4.9, -20.9, -12.8]).tolist()
    [0, 1, 2, 3, 4]
    """
    east, north = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    west = np.where(north > 10.0, 1, 2)  # the West Indies and Guiana
    ocean = np.where(east > 50.0, 3, 4)  # Réunion and Mayotte
    far = np.where(east < -30.0, west, ocean)
    return np.where(north > 35.0, HEXAGONE, far).astype(np.int64)


@cache
def _transformer(zone: int) -> Any:
    from pyproj import Transformer

    return Transformer.from_crs("EPSG:4326", f"EPSG:{ZONES[zone].epsg}", always_xy=True)


def project(
    lon: ArrayLike, lat: ArrayLike, zone: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Project WGS84 degrees to metres, each point in the projection of its zone.

    Parameters
    ----------
    lon, lat : (n,) array of float
        Degrees, EPSG:4326; NaN where unknown.
    zone : int or (n,) array of int
        Index in :data:`ZONES`.

    Returns
    -------
    x_m, y_m : (n,) float64
        Metres; NaN where a coordinate is unknown.

    Raises
    ------
    ValueError
        If a zone is not in :data:`ZONES`.

    Examples
    --------
    >>> x_m, y_m = project([2.3522, np.nan], [48.8566, 48.0], [0, 0])
    >>> [round(float(v) / 1000, 1) for v in (x_m[0], y_m[0])], bool(np.isnan(x_m[1]))
    ([652.5, 6862.0], True)
    """
    lon, lat = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    zones = np.broadcast_to(np.asarray(zone, dtype=np.int64), lon.shape)
    x_m, y_m = np.full(lon.shape, np.nan), np.full(lon.shape, np.nan)
    located = np.isfinite(lon) & np.isfinite(lat)
    for index in np.unique(zones[located]):
        if not 0 <= index < len(ZONES):
            raise ValueError(f"no projection zone {index}")
        here = located & (zones == index)
        x_m[here], y_m[here] = _transformer(int(index)).transform(lon[here], lat[here])
    outside = ~(np.isfinite(x_m) & np.isfinite(y_m))  # pyproj says inf outside its domain
    x_m[outside], y_m[outside] = np.nan, np.nan
    return x_m, y_m
