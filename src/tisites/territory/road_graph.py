"""The road graph in minutes, and how a place joins it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csr_array

from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from tisites.territory.road_speeds import RoadSpeeds

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

#: How many of the nearest nodes are looked at first for the nearest in each sector; where a sector
#: has none among them, four times as many are, and so on to the limit of distance.
NEAREST = 64
#: Distances held at once.
CELLS = 4_000_000


@dataclass(frozen=True)
class RoadGraph:
    """Main roads of the mainland and its neighbours, driven both ways.

    Parameters
    ----------
    xy_m : (N, 2) float64
        Place of each node, EPSG:2154.
    minutes : (N, N) csr_array of float64
        Symmetric; minutes of each edge.
    """

    xy_m: Floats
    minutes: csr_array

    @cached_property
    def tree(self) -> Any:
        """KD-tree of the nodes."""
        from scipy.spatial import cKDTree

        return cKDTree(self.xy_m)


@dataclass(frozen=True, slots=True)
class Entries:
    """Where places join the graph.

    Parameters
    ----------
    node : (n, s) int64
        Row of the graph's node, one a sector; -1 where there is none.
    minutes : (n, s) float64
        Access leg to it; infinite where there is none.
    """

    node: Ints
    minutes: Floats

    @property
    def reachable(self) -> NDArray[np.bool_]:
        """(n,) whether a place joins the graph at all."""
        return (self.node >= 0).any(axis=1)


def build_graph(nodes: pd.DataFrame, edges: pd.DataFrame, speeds: RoadSpeeds) -> RoadGraph:
    """Build the graph from the layers ``road_nodes`` (with ``x_m``, ``y_m``) and ``road_edges``.

    Of parallel edges the fastest counts.

    Raises
    ------
    BadInputError
        If an edge leads to an unknown node, or its length is negative or unknown.

    Examples
    --------
    >>> import pandas as pd
    >>> nodes = pd.DataFrame({"x_m": [0.0, 3e4], "y_m": [0.0, 0.0]}, index=[7, 9])
    >>> edges = pd.DataFrame({"a": [7, 9], "b": [9, 7], "km": [30.0, 45.0]})
    >>> from tisites.territory.road_speeds import RoadSpeeds
    >>> build_graph(nodes, edges, RoadSpeeds(road_kmh=90.0)).minutes.toarray().tolist()
    [[0.0, 20.0], [20.0, 0.0]]
    """
    a, b = nodes.index.get_indexer(edges["a"]), nodes.index.get_indexer(edges["b"])
    km = edges["km"].to_numpy(dtype=float)
    wrong = (a < 0) | (b < 0) | ~(km >= 0)
    if wrong.any():
        row = edges.iloc[int(np.flatnonzero(wrong)[0])]
        raise bad_input(
            Text(
                f"{int(wrong.sum())} arcs routiers sans nœud connu ou de longueur invalide",
                f"{int(wrong.sum())} road edges with an unknown node or an invalid length",
            ),
            Text("reconstruire le paquet : tisites data build", "rebuild it: tisites data build"),
            Where("road_edges", value=f"{row['a']}, {row['b']}, {row['km']}"),
        )
    start, end = np.concatenate([a, b]), np.concatenate([b, a])
    driven = km / speeds.kmh(edges) * 60.0
    minutes = np.concatenate([driven, driven])
    order = np.lexsort((minutes, end, start))
    start, end, minutes = start[order], end[order], minutes[order]
    first = np.ones(start.size, dtype=bool)
    first[1:] = (start[1:] != start[:-1]) | (end[1:] != end[:-1])
    size = len(nodes)
    indptr = np.concatenate([[0], np.cumsum(np.bincount(start[first], minlength=size))])
    matrix = csr_array((minutes[first], end[first], indptr), shape=(size, size))
    return RoadGraph(nodes[["x_m", "y_m"]].to_numpy(dtype=float), matrix)


def join(graph: RoadGraph, x_m: Floats, y_m: Floats, speeds: RoadSpeeds) -> Entries:
    """Join places to the graph: the nearest node in each sector of direction.

    The nearest nodes alone would often be the ramps of one interchange, on one side of the place:
    looking in several directions finds the roads that leave the other way.

    Parameters
    ----------
    graph : RoadGraph
        The graph.
    x_m, y_m : (n,) float64
        Metres, EPSG:2154; NaN where a place has no road graph (overseas, no coordinates).
    speeds : RoadSpeeds
        ``entry_sectors``, ``access_max_km``, access speed and detour.

    Returns
    -------
    Entries
        Legs in minutes: straight line × detour / speed. A node at the place itself is in
        the sector of the east.
    """
    sectors, places = speeds.entry_sectors, x_m.size
    node = np.full((places, sectors), -1, dtype=np.int64)
    leg = np.full((places, sectors), np.inf)
    rows = np.flatnonzero(np.isfinite(x_m) & np.isfinite(y_m))
    if rows.size == 0 or len(graph.xy_m) == 0:
        return Entries(node, leg)
    points = np.column_stack([x_m[rows], y_m[rows]])
    count, asked = NEAREST, np.arange(rows.size)
    while asked.size:
        count = min(count, len(graph.xy_m))
        left = []
        for part in np.array_split(asked, max(1, asked.size * count // CELLS)):
            gap, found, sector = _nearest(graph, points[part], count, speeds)
            for s in range(sectors):
                inside = sector == s
                place = inside.argmax(axis=1)
                has = inside[np.arange(part.size), place]
                node[rows[part[has]], s] = found[has, place[has]]
                metres = gap[has, place[has]]
                leg[rows[part[has]], s] = metres / 1000.0 * speeds.access_min_per_km
            # all nodes asked for are within reach, and a sector has none: one may lie farther out
            more = np.isfinite(gap[:, -1]) & (node[rows[part]] < 0).any(axis=1)
            left.append(part[more])
        asked = np.concatenate(left) if count < len(graph.xy_m) else asked[:0]
        count *= 4
    return Entries(node, leg)


def _nearest(
    graph: RoadGraph, points: Floats, count: int, speeds: RoadSpeeds
) -> tuple[Floats, Ints, Ints]:
    """Return distance, row and sector of the nearest nodes; sector -1 beyond the longest leg."""
    reach_m = np.nextafter(speeds.access_max_km * 1000.0, np.inf)
    nearest = list(range(1, count + 1))
    gap, found = graph.tree.query(points, k=nearest, distance_upper_bound=reach_m)
    near = np.isfinite(gap)
    sector = _sectors(
        graph.xy_m[np.where(near, found, 0)] - points[:, None, :], speeds.entry_sectors
    )
    return gap, found, np.where(near, sector, -1)


def _sectors(to: Floats, sectors: int) -> Ints:
    """Return the sector of direction of vectors, counted from the east."""
    turn = np.arctan2(to[..., 1], to[..., 0]) / (2.0 * np.pi) % 1.0
    return (turn * sectors).astype(np.int64) % sectors
