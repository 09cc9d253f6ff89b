"""What is known of each road of the graph, which has kilometres and no class.

Three kinds of evidence, the surest first: a published class of the road itself (``osm``), a path
along a tolled motorway from one toll plaza to the next (``toll``), a long straight road without
turn (``straight``: motorways and dual carriageways, free ones too). Other roads have no class.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

#: Both ends of an edge lie within this of one road: it has the road's class, m.
SAME_ROAD_M = 60.0
#: Where communes have more inhabitants per km², a road is among houses, and in a dense town.
MID_PER_KM2, DENSE_PER_KM2 = 300.0, 1_500.0
#: A road goes on across a node along the edge that turns least, at most this, degrees.
TURN_DEG = 35.0
#: So long (km) and so straight (length over the sum of chords), a road is of motorway standard: two
#: thirds of such roads are motorways or trunk roads where classes are published.
STRAIGHT_KM, STRAIGHT_RATIO = 40.0, 1.04
#: Nodes within this of a toll plaza may be its interchange, m.
PLAZA_M = 1_500.0
#: Plazas farther apart along their motorway are not joined; nor are paths of another length.
#: The end of a motorway and the next one are at most so far apart, km.
JOIN_KM = 45.0
PLAZAS_KM, LENGTH_SHARE, LENGTH_KM = (1.0, 70.0), 0.08, 2.5


def settings(mid_m: Floats, communes_m: Floats, per_km2: Floats) -> NDArray[Any]:
    """Return ``rural``, ``mid`` or ``dense`` for each edge, by the nearest commune's density.

    Parameters
    ----------
    mid_m : (k, 2) float64
        Middle of each edge, metres.
    communes_m : (m, 2) float64
        Points of communes.
    per_km2 : (m,) float64
        Inhabitants per km².

    Examples
    --------
    >>> towns = np.array([[0.0, 0.0], [9e4, 0.0]])
    >>> settings(np.array([[1e3, 0.0], [8e4, 0.0]]), towns, np.array([9e3, 20.0])).tolist()
    ['dense', 'rural']
    """
    from scipy.spatial import cKDTree

    near = per_km2[cKDTree(communes_m).query(mid_m)[1]]
    kinds = [near >= DENSE_PER_KM2, near >= MID_PER_KM2]
    return np.select(kinds, np.array(["dense", "mid"], dtype=object), "rural")


def published_classes(
    start_m: Floats, end_m: Floats, roads: geopandas.GeoDataFrame
) -> NDArray[Any]:
    """Return the class of the road that both ends of each edge lie on, None where there is none.

    Of several roads the nearest counts.

    Parameters
    ----------
    start_m, end_m : (k, 2) float64
        Ends of the edges, EPSG:2154.
    roads : GeoDataFrame
        Layer ``road_classes``.
    """
    import shapely

    shapes = roads.to_crs(2154).geometry.to_numpy()
    kinds = roads["road_class"].to_numpy(dtype=object)
    tree = shapely.STRtree(shapes)
    found = None
    for ends in (start_m, end_m):
        points = shapely.points(ends)
        edge, road = tree.query(points, predicate="dwithin", distance=SAME_ROAD_M)
        gap = shapely.distance(points[edge], shapes[road])
        table = pd.DataFrame({"edge": edge, "kind": kinds[road].astype(str), "m": gap})
        nearest = table.groupby(["edge", "kind"])["m"].min()
        found = nearest if found is None else pd.concat([found, nearest], axis=1, join="inner")
    out = np.full(len(start_m), None, dtype=object)
    if found is not None and len(found):
        worst = found.max(axis=1).rename("m").reset_index().sort_values(["edge", "m", "kind"])
        first = worst.drop_duplicates("edge")
        out[first["edge"].to_numpy()] = first["kind"].to_numpy(dtype=object)
    return out


def straight_roads(a: Ints, b: Ints, km: Floats, xy_m: Floats) -> NDArray[np.bool_]:
    """Return which edges are of a road that goes on long and straight.

    At each node, edges are paired by the least turn; a chain of pairs is a road.

    Parameters
    ----------
    a, b : (k,) int64
        Row of the nodes at the ends of each edge.
    km : (k,) float64
        Length.
    xy_m : (n, 2) float64
        Place of the nodes.
    """
    follows = _continuations(a, b, xy_m)
    chord = np.hypot(*(xy_m[a] - xy_m[b]).T) / 1_000.0
    road = np.full(a.size, -1, dtype=np.int64)
    length: list[float] = []
    chords: list[float] = []
    for edge in range(a.size):
        if road[edge] >= 0:
            continue
        number, members = len(length), [edge]
        road[edge] = number
        for node in (int(a[edge]), int(b[edge])):
            here, at = edge, node
            while (nxt := follows.get((here, at))) is not None and road[nxt] < 0:
                road[nxt] = number
                members.append(nxt)
                at = int(b[nxt]) if int(a[nxt]) == at else int(a[nxt])
                here = nxt
        length.append(km[members].sum())
        chords.append(chord[members].sum())
    total, straight = np.array(length), np.array(chords)
    good = (total >= STRAIGHT_KM) & (total <= STRAIGHT_RATIO * np.maximum(straight, 1e-3))
    return np.asarray(good[road])


def _continuations(a: Ints, b: Ints, xy_m: Floats) -> dict[tuple[int, int], int]:
    """Return, for an edge arriving at a node, the edge that goes on."""
    at: list[list[tuple[int, int]]] = [[] for _ in range(len(xy_m))]
    for edge, (one, other) in enumerate(zip(a.tolist(), b.tolist(), strict=True)):
        at[one].append((edge, other))
        at[other].append((edge, one))
    follows: dict[tuple[int, int], int] = {}
    for node, edges in enumerate(at):
        if len(edges) < 2:
            continue
        away = xy_m[[other for _, other in edges]] - xy_m[node]
        away = away / np.maximum(np.hypot(*away.T), 1e-9)[:, None]
        turn = np.degrees(np.arccos(np.clip(-(away @ away.T), -1.0, 1.0)))
        free = set(range(len(edges)))
        pairs = sorted(
            (float(turn[i, j]), i, j) for i in range(len(edges)) for j in range(i + 1, len(edges))
        )
        for angle, i, j in pairs:
            if angle > TURN_DEG:
                break
            if i in free and j in free:
                free -= {i, j}
                follows[edges[i][0], node] = edges[j][0]
                follows[edges[j][0], node] = edges[i][0]
    return follows


def tolled_roads(
    a: Ints, b: Ints, km: Floats, xy_m: Floats, crowded: NDArray[np.bool_], plazas: pd.DataFrame
) -> NDArray[np.bool_]:
    """Return which edges lie on the way from a toll plaza to the next of the same motorway.

    A motorway has few nodes and no bend: the path sought avoids both, and towns. It counts only if
    it is as long as the motorway's own kilometres between the plazas. The first and the last plaza
    of a motorway are joined to the nearest of another one, without such a check.

    Parameters
    ----------
    a, b, km, xy_m
        As in :func:`straight_roads`.
    crowded : (k,) bool
        Whether an edge lies among houses.
    plazas : DataFrame
        ``motorway``, ``along_km``, ``x_m``, ``y_m`` (EPSG:2154).
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra
    from scipy.spatial import cKDTree

    chord = np.hypot(*(xy_m[a] - xy_m[b]).T) / 1_000.0
    bend = np.clip(km / np.maximum(chord, 1e-3) - 1.0, 0.0, 0.5)
    cost = km * (1.0 + 0.5 * crowded + 6.0 * bend) + 1.0
    size = len(xy_m)
    both = (np.concatenate([a, b]), np.concatenate([b, a]))
    graph = csr_array((np.concatenate([cost, cost]), both), shape=(size, size))
    edge_of = _edge_numbers(a, b, km)
    gates = cKDTree(xy_m).query_ball_point(plazas[["x_m", "y_m"]].to_numpy(dtype=float), PLAZA_M)
    tolled = np.zeros(a.size, dtype=bool)
    for one, others, apart in _journeys(plazas.reset_index(drop=True)):
        ends = sorted({gate for other in others for gate in gates[other]})
        if not (gates[one] and ends):
            continue
        limit = 3.0 * (PLAZAS_KM[1] if np.isnan(apart) else apart) + 20.0
        found, before, _ = dijkstra(
            graph, indices=np.sort(gates[one]), limit=limit, min_only=True,
            return_predecessors=True,
        )  # fmt: skip
        path = _path(ends[int(np.argmin(found[ends]))], before, edge_of)
        length = float(km[path].sum())
        if np.isnan(apart):
            good = length <= JOIN_KM
        else:
            good = abs(length - apart) <= LENGTH_SHARE * apart + LENGTH_KM
        if path and good:
            tolled[path] = True
    return tolled


def _journeys(plazas: pd.DataFrame) -> Iterator[tuple[int, list[int], float]]:
    """Yield a plaza, where one goes from it, and the kilometres on the way (NaN: not told).

    To the next plaza of the same motorway; and from the first and the last of each to the nearest
    plaza of any other: motorways end on motorways.
    """
    xy = plazas[["x_m", "y_m"]].to_numpy(dtype=float)
    along, name = plazas["along_km"].to_numpy(dtype=float), plazas["motorway"].to_numpy(object)
    for motorway, group in plazas.groupby("motorway"):
        rows = group.sort_values(["along_km", "x_m", "y_m"]).index.tolist()
        for one, other in pairwise(rows):
            apart = float(along[other] - along[one])
            if PLAZAS_KM[0] <= apart <= PLAZAS_KM[1]:
                yield one, [other], apart
        for end in dict.fromkeys((rows[0], rows[-1])):
            near = np.hypot(*(xy - xy[end]).T) <= 1_000.0 * JOIN_KM
            others = np.flatnonzero(near & (name != motorway)).tolist()
            if others:
                yield end, others, float("nan")


def _edge_numbers(a: Ints, b: Ints, km: Floats) -> dict[tuple[int, int], int]:
    found: dict[tuple[int, int], int] = {}
    for edge in np.argsort(-km, kind="stable").tolist():  # of parallel edges the shortest stays
        found[min(int(a[edge]), int(b[edge])), max(int(a[edge]), int(b[edge]))] = edge
    return found


def _path(end: int, before: NDArray[Any], edge_of: dict[tuple[int, int], int]) -> list[int]:
    path, at = [], end
    while before[at] >= 0:
        previous = int(before[at])
        path.append(edge_of[min(at, previous), max(at, previous)])
        at = previous
    return path
