"""Connection design: the cheapest tree of lines from chosen sites to the substations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tisites.messages.text import Text
from tisites.territory.nearest import landmass

if TYPE_CHECKING:
    import pandas as pd

#: One vertex for the whole grid: substations are already joined to one another.
GRID = "grid"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the tree: from a site to a substation or to another site, kilometres."""

    site: str
    to: str
    to_substation: bool
    km: float


@dataclass(frozen=True, slots=True)
class ConnectionTree:
    """Lines to build for chosen sites.

    Parameters
    ----------
    lines : tuple of Line
        One a site that can be connected, sorted.
    km : float
        Their length.
    unconnected : tuple of str
        Sites without a substation on their landmass, or without coordinates: unknown.
    """

    lines: tuple[Line, ...]
    km: float
    unconnected: tuple[str, ...]

    @property
    def caveat(self) -> Text:
        """What the length is worth."""
        return Text(
            "estimation : lignes droites, sans tracé ni capacité des postes",
            "estimate: straight lines, no route, no capacity of substations",
        )


def connection_tree(
    sites: pd.DataFrame, substations: pd.DataFrame, *, detour: float = 1.0
) -> ConnectionTree:
    """Return the shortest set of lines that joins every chosen site to the grid.

    Substations count as one vertex, the grid they already form, so the answer is the minimum
    spanning tree over the sites and that vertex: exact without junctions in open country
    (a Steiner point could shorten it by a few percent).

    Parameters
    ----------
    sites : DataFrame
        Index site id; ``lon``, ``lat``, ``zone``, ``x_m``, ``y_m``.
    substations : DataFrame
        Index code; the same columns, and optional ``in_service``.
    detour : float
        Length of line over the straight line.

    Examples
    --------
    >>> import pandas as pd
    >>> def at(xs, ids):
    ...     return pd.DataFrame({"lon": 2.0, "lat": 47.0, "zone": 0, "x_m": xs, "y_m": 0.0}, ids)
    >>> tree = connection_tree(at([10e3, 12e3], ["a", "b"]), at([0.0], ["P"]))
    >>> [(line.site, line.to, line.km) for line in tree.lines], tree.km
    ([('a', 'P', 10.0), ('b', 'a', 2.0)], 12.0)
    """
    live = substations
    if "in_service" in substations:
        live = substations[substations["in_service"].to_numpy(dtype=bool)]
    order = sites.sort_index()
    here, there = landmass(order), landmass(live)
    xy, posts = _xy(order), _xy(live)
    edges: list[tuple[float, int, int]] = []  # km, from, to; the grid is vertex -1
    nearest: dict[int, tuple[str, float]] = {}
    for land in np.unique(here):
        ours = np.flatnonzero((here == land) & np.isfinite(xy).all(axis=1))
        theirs = np.flatnonzero((there == land) & np.isfinite(posts).all(axis=1))
        if theirs.size == 0:
            continue
        names = live.index[theirs].astype(str)
        for i in ours.tolist():
            gap = np.hypot(*(posts[theirs] - xy[i]).T) / 1000.0 * detour
            k = int(np.lexsort((names, gap))[0])
            nearest[i] = (str(names[k]), float(gap[k]))
            edges.append((float(gap[k]), -1, i))
        apart = np.hypot(*(xy[ours][:, None] - xy[ours]).T).T / 1000.0 * detour
        least = np.array([nearest[i][1] for i in ours.tolist()])
        shorter = np.triu(apart < np.maximum(least[:, None], least), 1)
        for one, other in zip(*np.nonzero(shorter), strict=True):  # others are in no shortest tree
            edges.append((float(apart[one, other]), int(ours[one]), int(ours[other])))
    ids = [str(site) for site in order.index]
    left = tuple(site for k, site in enumerate(ids) if k not in nearest)
    lines = []
    for km, parent, k in _shortest_tree(edges, len(ids)):
        to = nearest[k][0] if parent == -1 else ids[parent]
        lines.append(Line(ids[k], to, parent == -1, km))
    lines.sort(key=lambda line: line.site)
    return ConnectionTree(tuple(lines), float(sum(line.km for line in lines)), left)


def _shortest_tree(edges: list[tuple[float, int, int]], n: int) -> list[tuple[float, int, int]]:
    """Return the edges of the minimum spanning tree, each from the end that is nearer vertex -1.

    Examples
    --------
    >>> _shortest_tree([(10.0, -1, 0), (12.0, -1, 1), (2.0, 0, 1)], 2)
    [(10.0, -1, 0), (2.0, 0, 1)]
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import breadth_first_order, minimum_spanning_tree

    if not edges:
        return []
    order = sorted(edges, key=lambda edge: edge[0])  # by rank: no length is zero, no two are even
    # 32 bits: the graph routines of older versions of SciPy take no other
    one, other = (np.array([edge[k] for edge in order], dtype=np.int32) for k in (1, 2))
    rank = np.arange(1.0, len(order) + 1.0)
    graph = coo_array((rank, (one % (n + 1), other % (n + 1))), shape=(n + 1, n + 1))
    tree = minimum_spanning_tree(graph.tocsr())
    found, parents = breadth_first_order(tree, n, directed=False)
    km = {frozenset(edge[1:]): edge[0] for edge in order}
    joined = [(int(parents[k]), int(k)) for k in found[1:]]
    return [(km[frozenset((p if p < n else -1, k))], p if p < n else -1, k) for p, k in joined]


def _xy(places: pd.DataFrame) -> np.ndarray:
    return places[["x_m", "y_m"]].to_numpy(dtype=float)
