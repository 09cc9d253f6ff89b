"""Travel times from entry nodes of the road graph to communes, and from there to sites."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csr_array

from tisites.territory.road_graph import Entries, RoadGraph

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from tisites.territory.road_speeds import RoadSpeeds

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

TILE_KM = 40.0
#: Cells of a dense block: bounds memory, 8 bytes a cell and a few copies.
BLOCK_CELLS = 2_000_000


@dataclass(frozen=True, slots=True)
class NodeTimes:
    """Times from distinct entry nodes to communes, and how each site joins these nodes.

    Small where the expansion is not: many sites share a node. The direct local leg between close
    places is not in ``minutes``; :func:`blocks` adds it.

    Parameters
    ----------
    minutes : (e, m) csr_array of float64
        From entry node to commune, access leg at the commune's end included, at most the limit.
    entry : (n, s) int64
        Row of ``minutes`` where each site joins, one a sector; -1 where there is none.
    leg_min : (n, s) float64
        Access leg of the site to that node; infinite where there is none.
    limit_min : float
        The limit.
    """

    minutes: csr_array
    entry: Ints
    leg_min: Floats
    limit_min: float

    @property
    def reachable(self) -> NDArray[np.bool_]:
        """(n,) whether a site has a road graph at all."""
        return (self.entry >= 0).any(axis=1)


@dataclass(frozen=True, slots=True)
class NodeBlock:
    """A dense piece of the times: ``minutes[i, c]`` from ``sites[i]`` to ``communes[c]``.

    Pairs of these sites with communes left out are beyond the limit; times in the block beyond the
    limit are infinite.
    """

    sites: Ints
    communes: Ints
    minutes: Floats


def tiles(xy_m: Floats, rows: Ints) -> Iterator[Ints]:
    """Yield the rows tile by tile of a square grid, in a fixed order."""
    if rows.size == 0:
        return
    cell = np.floor(xy_m[rows] / (TILE_KM * 1000.0)).astype(np.int64)
    order = np.lexsort((rows, cell[:, 1], cell[:, 0]))
    cell, rows = cell[order], rows[order]
    starts = np.flatnonzero((np.diff(cell, axis=0) != 0).any(axis=1)) + 1
    yield from np.split(rows, starts)


def times_from_nodes(
    graph: RoadGraph, sources: Ints, exits: Entries, limit_min: float
) -> csr_array:
    """Compute the times from nodes to communes through the graph.

    Parameters
    ----------
    graph : RoadGraph
        The graph.
    sources : (e,) int64
        Distinct nodes.
    exits : Entries
        How each of m communes joins the graph.
    limit_min : float
        Longest time kept.

    Returns
    -------
    (e, m) csr_array of float64
        Explicit entries are the pairs within the limit; a zero is explicit.

    Notes
    -----
    Tile by tile, a first Dijkstra from all sources at once finds every node within the limit of any
    of them: the shortest paths kept lie inside that subgraph, so restricting to it is exact.
    """
    from scipy.sparse.csgraph import dijkstra  # imports half of scipy

    rows, columns, values = [], [], []
    legs = np.where(exits.node >= 0, exits.minutes, np.inf)
    for chunk in tiles(graph.xy_m[sources], np.arange(sources.size)):
        reach = dijkstra(graph.minutes, indices=sources[chunk], limit=limit_min, min_only=True)
        inside = np.flatnonzero(np.isfinite(reach))
        local = np.full(reach.size + 1, inside.size)  # the last column stands for "not reached"
        local[inside] = np.arange(inside.size)
        gate = local[exits.node]  # -1 reads the last item too
        towns = np.flatnonzero((gate < inside.size).any(axis=1))
        sub = graph.minutes[inside][:, inside]
        for part in _parts(chunk, max(inside.size, towns.size)):
            found = np.full((part.size, inside.size + 1), np.inf)
            starts = local[sources[part]]
            found[:, :-1] = dijkstra(sub, indices=starts, limit=limit_min)
            best = np.full((part.size, towns.size), np.inf)
            for s in range(gate.shape[1]):
                np.minimum(best, found[:, gate[towns, s]] + legs[towns, s], out=best)
            i, c = np.nonzero(best <= limit_min)
            rows.append(part[i])
            columns.append(towns[c])
            values.append(best[i, c])
    return _csr(rows, columns, values, (sources.size, len(exits.node)))


def blocks(
    times: NodeTimes, sites_m: Floats, communes_m: Floats, speeds: RoadSpeeds
) -> Iterator[NodeBlock]:
    """Expand the times from nodes to sites, block by block, local legs included.

    Parameters
    ----------
    times : NodeTimes
        From :func:`~tisites.territory.roads.node_times`.
    sites_m, communes_m : (n, 2), (m, 2) float64
        Places, EPSG:2154; NaN where a place has no road graph.
    speeds : RoadSpeeds
        Local legs: ``local_max_km`` and the access speed.

    Yields
    ------
    NodeBlock
        Every reachable site is in one block, sites without road graph in none.
    """
    from scipy.spatial import cKDTree

    placed = np.flatnonzero(np.isfinite(communes_m).all(axis=1))
    tree = cKDTree(communes_m[placed]) if placed.size else None
    near_m, sectors = speeds.local_max_km * 1000.0, times.entry.shape[1]
    for tile in tiles(sites_m, np.flatnonzero(times.reachable)):
        nodes, entry = np.unique(times.entry[tile], return_inverse=True)
        entry = entry.reshape(-1, sectors)
        table = times.minutes[np.maximum(nodes, 0)].tocoo()
        near = np.empty(0, dtype=np.int64)
        if tree is not None and near_m > 0:
            near = placed[_around(tree, sites_m[tile], near_m)]
        towns = np.union1d(table.col, near).astype(np.int64)
        dense = np.full((nodes.size, towns.size), np.inf)
        dense[table.row, np.searchsorted(towns, table.col)] = table.data
        dense[nodes < 0] = np.inf
        for part in _parts(np.arange(tile.size), towns.size):
            best = np.full((part.size, towns.size), np.inf)
            legs = times.leg_min[tile[part]]
            for s in range(sectors):
                np.minimum(best, dense[entry[part, s]] + legs[:, s : s + 1], out=best)
            _add_local(best, sites_m[tile[part]], communes_m[towns], speeds)
            best[best > times.limit_min] = np.inf
            yield NodeBlock(tile[part], towns, best)


def _around(tree: Any, points: Floats, radius_m: float) -> Ints:
    """Return the tree's points within the box around ``points`` widened by the radius."""
    centre = (points.min(axis=0) + points.max(axis=0)) / 2.0
    half = float(np.abs(points - centre).max()) + radius_m
    found = tree.query_ball_point(centre, half, p=np.inf)
    return np.sort(np.asarray(found, dtype=np.int64))


def _add_local(best: Floats, sites_m: Floats, towns_m: Floats, speeds: RoadSpeeds) -> None:
    """Lower ``best`` to the direct leg where places are close, in place."""
    square = (sites_m[:, :1] - towns_m[:, 0]) ** 2  # hypot of every pair would cost the most
    square += (sites_m[:, 1:] - towns_m[:, 1]) ** 2
    close = np.nonzero(square <= (speeds.local_max_km * 1000.0) ** 2)
    legs = np.sqrt(square[close]) / 1000.0 * speeds.access_min_per_km
    best[close] = np.minimum(best[close], legs)


def _parts(rows: Ints, width: int) -> list[Ints]:
    """Cut rows so that a dense block of this width stays within :data:`BLOCK_CELLS`."""
    step = max(1, BLOCK_CELLS // max(1, width))
    return [rows[i : i + step] for i in range(0, rows.size, step)]


def _csr(
    rows: list[Ints], columns: list[Ints], values: list[Floats], shape: tuple[int, int]
) -> csr_array:
    """Assemble a CSR array that keeps its explicit zeros, rows in order, columns sorted."""
    if not rows:
        return csr_array(shape, dtype=float)
    row, column, value = np.concatenate(rows), np.concatenate(columns), np.concatenate(values)
    order = np.argsort(row, kind="stable")  # columns ascend within a row already
    indptr = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=shape[0]))])
    return csr_array((value[order], column[order].astype(np.int32), indptr), shape=shape)
