"""The road graph of the mainland and its neighbourhood, cut out of a world graph."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from pathlib import Path

#: Box of the mainland with its neighbours, degrees: west, south, east, north.
BOX = (-5.3, 41.2, 9.7, 51.2)
_MODULE = "scgraph_data/world_highways.py"


def read_roads(archive: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read the nodes of the box and the edges between them, ids as in the source.

    The module is read as text, never executed: one line ``graph=[{neighbour: km, …}, …]`` and one
    line ``nodes=[[lat, lon], …]``.

    Returns
    -------
    nodes, edges : pandas.DataFrame
        ``node``, ``lon``, ``lat`` (°); ``a``, ``b``, ``km`` with a < b.

    Raises
    ------
    ValueError
        If the module is not written as expected.
    """
    with zipfile.ZipFile(archive) as wheel:
        lines = wheel.read(_MODULE).decode("utf-8").splitlines()
    graph = next(line for line in lines if line.startswith("graph=["))
    places = json.loads(next(line for line in lines if line.startswith("nodes=["))[len("nodes=") :])
    around = graph.removeprefix("graph=[{").removesuffix("}]").split("}, {")
    if len(around) != len(places):
        raise ValueError(f"{len(around)} nodes in the graph, {len(places)} points")
    west, south, east, north = BOX
    inside = {
        node: (lon, lat)
        for node, (lat, lon) in enumerate(places)
        if west <= lon <= east and south <= lat <= north
    }
    rows = [
        (node, int(other), float(km))
        for node in inside
        for other, km in _neighbours(around[node])
        if node < int(other) and int(other) in inside
    ]
    nodes = pd.DataFrame(
        [(n, *place) for n, place in inside.items()], columns=["node", "lon", "lat"]
    )
    return nodes, pd.DataFrame(rows, columns=["a", "b", "km"])


def _neighbours(text: str) -> list[tuple[str, str]]:
    pairs = (item.split(": ") for item in text.split(", ") if item)
    return [(other, km) for other, km in pairs]
