"""Parts of the road graph: the mainland, and overseas the parts that one can drive across.

Overseas the graph is in pieces and leaves islands out. A place joins the part that holds its
nearest node on its own island; where that part is a scrap of the territory's graph, or the island
has none, how long a trip takes is unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tisites.territory.crs import HEXAGONE, ZONES, project
from tisites.territory.nearest import landmass

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

#: A part with a smaller share of the nodes of its landmass is a scrap: nothing is told from it.
LEAST_SHARE = 0.25
#: Parts lie side by side, so far apart that no leg leads from one to another.
APART_M = 1e8
#: A point this far off the outlines of communes (a quay, an islet) is still of the island.
SHORE_M = 2_000.0


@dataclass(frozen=True)
class RoadParts:
    """The nodes that can be used, and where places lie beside them.

    Parameters
    ----------
    nodes : DataFrame
        Index ``node``; ``x_m``, ``y_m`` metres, parts laid side by side; only nodes of kept parts.
    edges : DataFrame
        ``a``, ``b``, ``km`` between these nodes.
    parts : tuple of _Part
        Overseas parts, in the order in which they are laid out.
    islands : dict
        Zone to its islands as shapes, for places.
    """

    nodes: pd.DataFrame
    edges: pd.DataFrame
    parts: tuple[_Part, ...]
    islands: dict[int, NDArray[Any]]

    def place(self, lon: ArrayLike, lat: ArrayLike, zone: ArrayLike) -> Floats:
        """Return (n, 2) metres where places can drive, NaN where there is no road graph."""
        longitude, latitude = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
        zones = np.broadcast_to(np.asarray(zone, dtype=np.int64), longitude.shape)
        known = zones >= 0  # a site of no known commune is in no projection: nowhere on a road
        xy = np.full((longitude.size, 2), np.nan)
        xy[known] = np.column_stack(project(longitude[known], latitude[known], zones[known]))
        at = _part_of(xy, zones, self.parts, self.islands)
        at[zones == HEXAGONE] = 0
        xy[:, 0] += np.where(at > 0, at * APART_M, 0.0)
        xy[at < 0] = np.nan
        return xy


@dataclass(frozen=True)
class _Part:
    """A connected part of the graph overseas: its zone, island and nodes; a scrap is not kept."""

    zone: int
    island: int
    kept: bool
    xy_m: Floats


def road_parts(
    nodes: pd.DataFrame, edges: pd.DataFrame, outlines: Callable[[], gpd.GeoDataFrame | None],
    zones: pd.Series,
) -> RoadParts:  # fmt: skip
    """Lay out the road graph of a territory, part by part.

    Parameters
    ----------
    nodes, edges : DataFrame
        Of the road graph.
    outlines : callable
        Reads the outlines of communes, which overseas needs to know islands: without them (None)
        nothing is told there.
    zones : Series
        Projection zone of each commune.
    """
    zone = nodes["zone"].to_numpy() if "zone" in nodes else np.full(len(nodes), HEXAGONE)
    if (zone == HEXAGONE).all():
        return RoadParts(nodes, edges, (), {})
    islands = _islands(outlines(), zones)
    xy = nodes[["x_m", "y_m"]].to_numpy(dtype=float)
    number = _components(nodes, edges)
    land = landmass(nodes.assign(zone=zone))
    at, parts = np.where(zone == HEXAGONE, 0, -1), []
    for component in np.unique(number[zone != HEXAGONE]):
        rows = np.flatnonzero(number == component)
        share = rows.size / np.count_nonzero(land == land[rows[0]])
        there = int(zone[rows[0]])
        island = _island_of(xy[rows], islands.get(there))
        part = _Part(there, island, bool(share >= LEAST_SHARE and island >= 0), xy[rows])
        parts.append(part)
        if part.kept:
            at[rows] = len(parts)
    laid = nodes.assign(x_m=xy[:, 0] + np.maximum(at, 0) * APART_M)[at >= 0]
    kept = edges["a"].isin(laid.index) & edges["b"].isin(laid.index)
    return RoadParts(laid, edges[kept.to_numpy()], tuple(parts), islands)


def _components(nodes: pd.DataFrame, edges: pd.DataFrame) -> Ints:
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    a, b = nodes.index.get_indexer(edges["a"]), nodes.index.get_indexer(edges["b"])
    known = (a >= 0) & (b >= 0)
    ones = np.ones(int(known.sum()))
    size = len(nodes)
    graph = csr_array((ones, (a[known], b[known])), shape=(size, size))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def _islands(outlines: gpd.GeoDataFrame | None, communes: pd.Series) -> dict[int, NDArray[Any]]:
    """Return the islands of each overseas zone: pieces of the union of the communes' outlines."""
    import shapely

    if outlines is None:
        return {}
    zones = communes.reindex(outlines["insee"]).to_numpy(dtype=float)
    found = {}
    for zone in ZONES[1:]:
        shapes = outlines.geometry[zones == zone.index].to_crs(zone.epsg).to_numpy()
        found[zone.index] = shapely.get_parts(shapely.union_all(shapes))
    return found


def _island_of(points: Floats, islands: NDArray[Any] | None) -> int:
    """Return the island that most of some points are on, -1 for none."""
    if islands is None or not islands.size:
        return -1
    on = _islands_of(points, islands)
    values, counts = np.unique(on[on >= 0], return_counts=True)
    return int(values[counts.argmax()]) if values.size else -1


def _islands_of(points: Floats, islands: NDArray[Any]) -> Ints:
    import shapely

    on = np.full(len(points), -1, dtype=np.int64)
    known = np.flatnonzero(np.isfinite(points).all(axis=1))
    if known.size and islands.size:
        tree = shapely.STRtree(islands)
        rows, found = tree.query_nearest(
            shapely.points(points[known]), max_distance=SHORE_M, all_matches=False
        )
        on[known[rows]] = found
    return on


def _part_of(
    xy: Floats, zones: Ints, parts: tuple[_Part, ...], islands: dict[int, NDArray[Any]]
) -> Ints:
    """Return the part of each place overseas, counted from 1; -1 where nothing is told."""
    at, gap = np.full(len(xy), -1, dtype=np.int64), np.full(len(xy), np.inf)
    from scipy.spatial import cKDTree

    for zone, shapes in islands.items():
        here = np.flatnonzero(zones == zone)
        on = _islands_of(xy[here], shapes)
        for number, part in enumerate(parts, 1):
            ours = here[on == part.island] if part.zone == zone and part.island >= 0 else here[:0]
            if ours.size:
                metres = cKDTree(part.xy_m).query(xy[ours])[0]
                nearer = metres < gap[ours]
                gap[ours[nearer]] = metres[nearer]
                at[ours[nearer]] = number if part.kept else -1
    return at
