"""Which parcels touch or nearly touch, and the groups they make."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tisites.territory.crs import ZONES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tisites.candidates.candidates import Candidates
    from tisites.candidates.consolidation_rules import AssemblyRules

_M2_PER_HA = 10_000.0


def adjacent(candidates: Candidates, ids: pd.Index, rules: AssemblyRules) -> pd.DataFrame:
    """Return the pairs of parcels whose gap is within the tolerance.

    The gap is measured in the territory's own projection: between polygons where the file gives
    them, else from or to the disc of the parcel's area around its point (an estimate).

    Parameters
    ----------
    candidates : Candidates
        All sites.
    ids : Index
        Parcels that may be assembled: with coordinates of their own and a surface.
    rules : AssemblyRules
        ``max_gap_m``, ``same_commune_only``.

    Returns
    -------
    DataFrame
        ``one``, ``two`` (ids, ``one`` first in their order) and ``gap_m``, sorted.
    """
    import shapely

    table = candidates.table.loc[ids.sort_values()]
    found = []
    for zone in np.unique(table["zone"]):
        here = table[table["zone"] == zone]
        shapes, radius = _shapes(here, candidates.outlines, int(zone))
        reach = radius + rules.max_gap_m / 2.0
        west, south, east, north = shapely.bounds(shapes).T
        boxes = shapely.box(west - reach, south - reach, east + reach, north + reach)
        one, two = shapely.STRtree(boxes).query(boxes)
        one, two = one[one < two], two[one < two]
        if rules.same_commune_only:
            insee = here["insee"].to_numpy(dtype=object)
            same = insee[one] == insee[two]
            one, two = one[same], two[same]
        gap = shapely.distance(shapes[one], shapes[two]) - radius[one] - radius[two]
        near = gap <= rules.max_gap_m
        name = here.index.to_numpy(dtype=object)
        found.append(
            pd.DataFrame(
                {
                    "one": name[one[near]],
                    "two": name[two[near]],
                    "gap_m": np.maximum(gap[near], 0.0),
                }
            )
        )
    if not found:
        return pd.DataFrame({"one": [], "two": [], "gap_m": []})
    return pd.concat(found).sort_values(["one", "two"], ignore_index=True)


def _shapes(
    table: pd.DataFrame, outlines: pd.Series | None, zone: int
) -> tuple[NDArray[Any], NDArray[np.float64]]:
    """Return each parcel's polygon, or point with the radius of the disc of its area, metres."""
    import geopandas
    import shapely

    shapes = shapely.points(table[["x_m", "y_m"]].to_numpy(dtype=np.float64))
    radius = np.sqrt(table["surface_ha"].to_numpy(dtype=np.float64) * _M2_PER_HA / np.pi)
    if outlines is not None:
        drawn = np.flatnonzero(table.index.isin(outlines.index))
        if drawn.size:
            here = geopandas.GeoSeries(outlines.loc[table.index[drawn]].to_numpy(), crs=4326)
            shapes[drawn] = shapely.make_valid(here.to_crs(ZONES[zone].epsg).to_numpy())
            radius[drawn] = 0.0
    return shapes, radius


def components(pairs: pd.DataFrame) -> list[list[str]]:
    """Return the groups of parcels linked by pairs, each sorted, sorted.

    Examples
    --------
    >>> components(pd.DataFrame({"one": ["a", "b", "x"], "two": ["b", "c", "y"]}))
    [['a', 'b', 'c'], ['x', 'y']]
    """
    import networkx as nx

    graph = nx.Graph()
    graph.add_edges_from(zip(pairs["one"], pairs["two"], strict=True))
    return sorted(sorted(map(str, group)) for group in nx.connected_components(graph))
