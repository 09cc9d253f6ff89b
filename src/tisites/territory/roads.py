"""Travel times by road from sites to communes, sparse, within a limit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from tisites.territory import travel_cache
from tisites.territory.node_times import NodeBlock, NodeTimes, blocks, times_from_nodes
from tisites.territory.road_graph import Entries, RoadGraph, build_graph, join
from tisites.territory.road_speeds import RoadSpeeds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike, NDArray

    from tisites.messages.findings import Finding
    from tisites.territory.territory import Territory

    Floats = NDArray[np.float64]

DEFAULT_SPEEDS = RoadSpeeds()
#: Stored in place of zero minutes, so that no sparse operation can take it for "unreachable".
TINY_MIN = float(np.float32(1e-3))
#: Where communes join the graph takes longer than the times of a few hundred sites, and is the same
#: for each list read on a pack; one costs 5 MB.
EXITS_KEPT = 2
_EXITS: dict[str, Entries] = {}


@dataclass(frozen=True)
class TravelTimes:
    """Minutes by road from each site to each commune within the limit.

    Parameters
    ----------
    minutes : (n, m) csr_array of float32
        Explicit entries are the pairs within ``limit_min``, never zero (at least
        :data:`TINY_MIN`); a pair left out is farther, or unknown where ``reachable`` is false.
    communes : (m,) object
        INSEE codes, in the order of the columns (that of ``territory.communes``).
    reachable : (n,) bool
        Whether the site has a road graph; false without coordinates, and overseas where the graph
        is cut off: times are then unknown, not long.
    limit_min : float
        The limit, minutes.
    findings : tuple of Finding
        What was noticed about the cache.
    """

    minutes: csr_array
    communes: np.ndarray
    reachable: NDArray[np.bool_]
    limit_min: float
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class _Road:
    """Everything placed: the graph, and both kinds of places in metres where they can drive."""

    graph: RoadGraph
    sites_m: Floats
    communes_m: Floats
    speeds: RoadSpeeds

    def key(self, kind: str, limit_min: float, *arrays: np.ndarray) -> str:
        graph = self.graph
        content = (graph.xy_m, graph.minutes.data, graph.minutes.indices, graph.minutes.indptr)
        parameters = f"{kind} {limit_min!r} {self.speeds.model_dump_json()}"
        return travel_cache.content_key((*content, self.communes_m, *arrays), parameters)


def travel_times(
    territory: Territory,
    lon: ArrayLike,
    lat: ArrayLike,
    zone: ArrayLike,
    *,
    limit_min: float = 45.0,
    speeds: RoadSpeeds = DEFAULT_SPEEDS,
    cache: travel_cache.Cache = "user",
) -> TravelTimes:
    """Compute travel times from sites to communes.

    The time of a pair is the least of: access leg + shortest path on the road graph + access leg,
    over every entry and exit (the nearest node in each sector of direction); and, for places within
    ``local_max_km``, a direct leg by secondary roads. Legs are straight lines × detour / speed.

    Parameters
    ----------
    territory : Territory
        Communes and road graph.
    lon, lat : (n,) array of float
        Sites, degrees; NaN where unknown.
    zone : (n,) array of int
        Projection zone.
    limit_min : float
        Longest time kept, minutes.
    speeds : RoadSpeeds
        Speeds and detours.
    cache : Path, "user" or None
        Folder of cached results; the planner's own
        (:func:`~tisites.territory.travel_cache.default_cache`) unless told otherwise; with ``None``
        nothing is read nor written.

    Returns
    -------
    TravelTimes
        Symmetric in its ends, independent of the order of the sites.

    Raises
    ------
    BadInputError
        If the road layers are missing or damaged.

    Examples
    --------
    >>> from tisites.data.demo.demo import open_demo
    >>> from tisites.territory.territory import load_territory
    >>> times = travel_times(load_territory(open_demo()), [4.4437], [46.8061], [0], cache=None)
    >>> bool(times.minutes[0, list(times.communes).index("71153")] < 10)  # from Le Creusot to it
    True
    """
    road = _road(territory, lon, lat, zone, speeds)
    communes = territory.communes.index.to_numpy()
    folder = travel_cache.cache_folder(cache)
    key = road.key("sites", limit_min, road.sites_m) if folder is not None else ""
    noticed: tuple[Finding, ...] = ()
    if folder is not None:
        matrix, extra, noticed = travel_cache.fetch(folder, key, ("reachable",))
        if matrix is not None:
            return TravelTimes(matrix, communes, extra["reachable"], limit_min)
    nodes = _node_times(road, limit_min)
    matrix = _expand(nodes, road, (len(road.sites_m), len(communes)))
    if folder is not None:
        noticed += travel_cache.store(folder, key, matrix, {"reachable": nodes.reachable})
    return TravelTimes(matrix, communes, nodes.reachable, limit_min, noticed)


def node_times(
    territory: Territory,
    lon: ArrayLike,
    lat: ArrayLike,
    zone: ArrayLike,
    *,
    limit_min: float = 45.0,
    speeds: RoadSpeeds = DEFAULT_SPEEDS,
) -> NodeTimes:
    """Compute times from distinct entry nodes only, with each site's legs to its nodes.

    For very many sites: the expansion to pairs (:func:`travel_blocks`) can then be consumed piece
    by piece. Parameters as for :func:`travel_times`.
    """
    return _node_times(_road(territory, lon, lat, zone, speeds), limit_min)


def travel_blocks(
    territory: Territory,
    lon: ArrayLike,
    lat: ArrayLike,
    zone: ArrayLike,
    *,
    limit_min: float = 45.0,
    speeds: RoadSpeeds = DEFAULT_SPEEDS,
) -> Iterator[NodeBlock]:
    """Yield the times block by block, never holding all pairs; as :func:`travel_times` else.

    Sites without a road graph are in no block.
    """
    road = _road(territory, lon, lat, zone, speeds)
    yield from blocks(_node_times(road, limit_min), road.sites_m, road.communes_m, speeds)


def main_road_minutes(
    territory: Territory,
    lon: ArrayLike,
    lat: ArrayLike,
    zone: ArrayLike,
    *,
    speeds: RoadSpeeds = DEFAULT_SPEEDS,
) -> Floats:
    """Return minutes from each site to the nearest node of the main road network.

    The graph is the main road network; its nodes are where one can join it.

    Returns
    -------
    (n,) float64
        Access leg: straight line × detour / speed; NaN where there is no road graph.
    """
    parts = territory.road_parts
    graph = build_graph(parts.nodes, parts.edges, speeds)
    places = parts.place(lon, lat, zone)
    placed = np.isfinite(places).all(axis=1)
    km = np.full(len(places), np.nan)
    if len(graph.xy_m):
        km[placed] = graph.tree.query(places[placed])[0] / 1000.0
    return np.where(km <= speeds.access_max_km, km * speeds.access_min_per_km, np.nan)


def _road(
    territory: Territory, lon: ArrayLike, lat: ArrayLike, zone: ArrayLike, speeds: RoadSpeeds
) -> _Road:
    parts, towns = territory.road_parts, territory.communes
    graph = build_graph(parts.nodes, parts.edges, speeds)
    communes_m = parts.place(towns["lon"], towns["lat"], towns["zone"])
    return _Road(graph, parts.place(lon, lat, zone), communes_m, speeds)


def _node_times(road: _Road, limit_min: float) -> NodeTimes:
    joined = join(road.graph, road.sites_m[:, 0], road.sites_m[:, 1], road.speeds)
    joined = _within(joined, limit_min)
    exits = _exits(road)
    sources = np.unique(joined.node[joined.node >= 0])
    minutes = times_from_nodes(road.graph, sources, exits, limit_min)
    entry = np.where(joined.node >= 0, np.searchsorted(sources, joined.node), -1)
    return NodeTimes(minutes, entry, joined.minutes, limit_min)


def _exits(road: _Road) -> Entries:
    """Join the communes to the graph, once in a process for the same ones, whatever the sites."""
    arrays = (road.graph.xy_m, road.communes_m)
    key = travel_cache.content_key(arrays, road.speeds.model_dump_json())
    found = _EXITS.get(key)
    if found is None:
        found = join(road.graph, road.communes_m[:, 0], road.communes_m[:, 1], road.speeds)
        for array in (found.node, found.minutes):
            array.flags.writeable = False
        while len(_EXITS) >= EXITS_KEPT:
            _EXITS.pop(next(iter(_EXITS)), None)
        _EXITS[key] = found
    return found


def _within(joined: Entries, limit_min: float) -> Entries:
    """Drop the legs that alone take longer than the limit, but the nearest of each place."""
    nearest = joined.minutes == joined.minutes.min(axis=1, keepdims=True)
    kept = (joined.node >= 0) & ((joined.minutes <= limit_min) | nearest)
    return Entries(np.where(kept, joined.node, -1), np.where(kept, joined.minutes, np.inf))


def _expand(nodes: NodeTimes, road: _Road, shape: tuple[int, int]) -> csr_array:
    """Assemble the pairs within the limit: float32 minutes, int32 indices, never dense."""
    lengths = np.zeros(shape[0], dtype=np.int64)
    pieces = []
    for block in blocks(nodes, road.sites_m, road.communes_m, road.speeds):
        i, c = np.nonzero(np.isfinite(block.minutes))
        minutes = block.minutes[i, c].astype(np.float32)
        np.clip(minutes, TINY_MIN, np.float32(nodes.limit_min), out=minutes)
        counts = np.bincount(i, minlength=block.sites.size)
        lengths[block.sites] = counts
        pieces.append((block.sites, counts, block.communes[c].astype(np.int32), minutes))
    indptr = np.concatenate([[0], np.cumsum(lengths)])
    columns = np.empty(indptr[-1], dtype=np.int32)
    data = np.empty(indptr[-1], dtype=np.float32)
    while pieces:  # each piece is let go once it is in its place
        sites, counts, cols, minutes = pieces.pop()
        start = np.repeat(indptr[sites] - (np.cumsum(counts) - counts), counts)
        place = start + np.arange(cols.size)
        columns[place], data[place] = cols, minutes
    if indptr[-1] <= np.iinfo(np.int32).max:
        indptr = indptr.astype(np.int32)  # else the indices would be widened to 64 bits
    return csr_array((data, columns, indptr), shape=shape)
