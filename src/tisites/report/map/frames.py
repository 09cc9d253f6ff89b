"""The frames of the map: the mainland and five insets, each in its official projection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tisites.messages.text import Text
from tisites.territory.crs import HEXAGONE, ZONES, project

if TYPE_CHECKING:
    import pandas as pd

    from tisites.territory.territory import Territory


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame of the map.

    Parameters
    ----------
    key : str
        Stable short name.
    zone : int
        Index in :data:`~tisites.territory.crs.ZONES`: the projection of the frame.
    name : Text
        Title of an inset; empty for the mainland.
    deps : tuple of str
        Codes of the départements drawn; empty for the mainland, which takes its whole zone.
    scale_km : int
        Length of the scale bar, in km.
    """

    key: str
    zone: int
    name: Text
    deps: tuple[str, ...]
    scale_km: int

    def holds(self, table: pd.DataFrame) -> np.ndarray:
        """Return which rows (columns ``zone``, ``dep``) belong in the frame."""
        here = table["zone"].to_numpy(dtype=np.int64) == self.zone
        if self.deps:
            here &= table["dep"].isin(self.deps).to_numpy(dtype=bool)
        return here


def _inset(key: str, zone: int, name: str, dep: str, scale_km: int) -> Frame:
    return Frame(key, zone, Text(name, name), (dep,), scale_km)


#: What the map of the mainland does not show, in metres; in proportion in the other frames.
_GRAIN_M = 500.0
MAINLAND = Frame("hexagone", HEXAGONE, Text("", ""), (), 100)
INSETS: tuple[Frame, ...] = (
    _inset("guadeloupe", 1, "Guadeloupe", "971", 20),
    _inset("martinique", 1, "Martinique", "972", 20),
    _inset("guyane", 2, "Guyane", "973", 100),
    _inset("reunion", 3, "La Réunion", "974", 20),
    _inset("mayotte", 4, "Mayotte", "976", 10),
)
FRAMES: tuple[Frame, ...] = (MAINLAND, *INSETS)


@dataclass(frozen=True, slots=True)
class Outline:
    """Outer rings of one frame, projected.

    Parameters
    ----------
    departements, regions : list of (k, 2) float64
        Rings in metres.
    """

    departements: list[np.ndarray]
    regions: list[np.ndarray]

    @property
    def bounds(self) -> tuple[float, float, float, float] | None:
        """``(x_min, y_min, x_max, y_max)`` in metres, ``None`` without rings."""
        if not self.departements:
            return None
        points = np.concatenate(self.departements)
        low, high = points.min(axis=0), points.max(axis=0)
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def outlines(territory: Territory) -> dict[str, Outline]:
    """Project the outlines of the pack into every frame.

    Returns
    -------
    dict of str to Outline
        By frame key.

    Raises
    ------
    BadInputError
        If the layers ``departements`` or ``regions`` are missing or altered.
    """
    departements = territory.pack.read("departements").set_index("dep").geometry
    regions = territory.pack.read("regions").set_index("reg").geometry
    of_dep = territory.communes[["dep", "reg"]].drop_duplicates("dep").set_index("dep")["reg"]
    overseas = {dep for zone in ZONES for dep in zone.deps}
    found = {}
    for frame in FRAMES:
        if frame.deps:
            deps = [dep for dep in frame.deps if dep in departements.index]
        else:
            deps = [dep for dep in departements.index if dep not in overseas]
        regs = sorted({str(of_dep[dep]) for dep in deps if dep in of_dep.index})
        shapes = departements.loc[deps].to_numpy()
        around = regions.loc[[reg for reg in regs if reg in regions.index]].to_numpy()
        grain = _GRAIN_M * frame.scale_km / MAINLAND.scale_km
        found[frame.key] = Outline(
            _rings(shapes, frame.zone, grain), _rings(around, frame.zone, grain)
        )
    return found


def _rings(shapes: np.ndarray, zone: int, grain_m: float) -> list[np.ndarray]:
    """Return the outer rings of these polygons in the metres of a zone, no finer than is seen.

    Inner rings of simplified outlines are slivers between neighbours, not lakes.
    """
    import shapely

    parts = shapely.get_parts(np.asarray(shapes, dtype=object))
    rings = shapely.get_exterior_ring(parts)
    points, number = shapely.get_coordinates(rings, return_index=True)
    if not number.size:
        return []
    metres = np.column_stack(project(points[:, 0], points[:, 1], zone))
    parts = shapely.simplify(shapely.linestrings(metres, indices=number), grain_m)
    points, number = shapely.get_coordinates(parts, return_index=True)
    return np.split(points, np.flatnonzero(np.diff(number)) + 1)
