"""Connection design: the cheapest tree of lines from chosen sites to the substations."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
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
    import networkx as nx

    live = substations
    if "in_service" in substations:
        live = substations[substations["in_service"].to_numpy(dtype=bool)]
    order = sites.sort_index()
    here, there = landmass(order), landmass(live)
    xy, posts = _xy(order), _xy(live)
    graph = nx.Graph()
    nearest: dict[str, tuple[str, float]] = {}
    for land in np.unique(here):
        ours = np.flatnonzero((here == land) & np.isfinite(xy).all(axis=1))
        theirs = np.flatnonzero((there == land) & np.isfinite(posts).all(axis=1))
        if theirs.size == 0:
            continue
        for i in ours:
            gap = np.hypot(*(posts[theirs] - xy[i]).T) / 1000.0 * detour
            k = int(np.lexsort((live.index[theirs].astype(str), gap))[0])
            site = str(order.index[i])
            nearest[site] = (str(live.index[theirs[k]]), float(gap[k]))
            graph.add_edge(GRID, site, km=float(gap[k]))
        for i, j in combinations(ours, 2):
            km = float(np.hypot(*(xy[i] - xy[j])) / 1000.0 * detour)
            a, b = str(order.index[i]), str(order.index[j])
            if km < max(nearest[a][1], nearest[b][1]):  # a longer line is in no shortest tree
                graph.add_edge(a, b, km=km)
    left = tuple(str(site) for site in order.index if str(site) not in nearest)
    if not nearest:
        return ConnectionTree((), 0.0, left)
    tree = nx.minimum_spanning_tree(graph, weight="km")
    lines = []
    for parent, site in nx.bfs_edges(tree, GRID):
        to = nearest[site][0] if parent == GRID else parent
        lines.append(Line(site, to, parent == GRID, float(tree[parent][site]["km"])))
    lines.sort(key=lambda line: line.site)
    return ConnectionTree(tuple(lines), float(sum(line.km for line in lines)), left)


def _xy(places: pd.DataFrame) -> np.ndarray:
    return places[["x_m", "y_m"]].to_numpy(dtype=float)
