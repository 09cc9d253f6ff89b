"""The road graph (OpenStreetMap, simplified)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.data.build.raw import SHOWN, float_columns, read_csv
from tisites.data.build.reading import ODBL, Reading, noticed
from tisites.data.layers import ROAD_EDGES, ROAD_NODES
from tisites.data.write import LayerSource
from tisites.messages.errors import BadInputError, Problem, Where
from tisites.messages.text import Text

if TYPE_CHECKING:
    from pathlib import Path

    from tisites.messages.findings import Finding

NODES_FILE = "network/highways_nodes.csv"
EDGES_FILE = "network/highways_edges.csv"


def read_roads(source: Path) -> list[Reading]:
    """Read the road graph; roads of neighbouring countries stay.

    A trip between two French places near the border may use them, and 37,000 nodes cost little.
    Edges are undirected, written once with the smaller node first.

    Parameters
    ----------
    source : Path
        Folder of raw data.

    Returns
    -------
    list of Reading
        Layers ``road_nodes`` (degrees) and ``road_edges`` (km).

    Raises
    ------
    BadInputError
        If a file is absent or not as published, or an edge ends at no node.
    """
    raw = read_csv(source, NODES_FILE, ["id", "lon", "lat"])
    nodes = float_columns(raw, ["id", "lon", "lat"], NODES_FILE)
    nodes = nodes.rename(columns={"id": "node"})
    edges = float_columns(
        read_csv(source, EDGES_FILE, ["a", "b", "km"]), ["a", "b", "km"], EDGES_FILE
    )
    _check_ends(nodes, edges)
    ends = np.sort(edges[["a", "b"]].to_numpy(), axis=1)
    ordered = pd.DataFrame({"a": ends[:, 0], "b": ends[:, 1], "km": edges["km"].to_numpy()})
    ordered = ordered.sort_values(["a", "b", "km"])
    kept = ordered[ordered["a"] != ordered["b"]].drop_duplicates(["a", "b"])
    used = nodes["node"].isin(set(kept["a"]) | set(kept["b"]))
    findings = _dropped(int((~used).sum()), len(ordered) - len(kept))
    about = LayerSource(
        "Graphe routier",
        "contributeurs d'OpenStreetMap, par scgraph-data",
        ODBL,
        "graphe routier simplifié, boîte autour de la métropole",
        "non précisé",
        caveat=(
            "sans classe de route ni sens unique, sans outre-mer (temps inconnus) ; les routes des"
            " pays voisins restent"
        ),
    )
    return [
        Reading(ROAD_NODES.name, about, nodes[used], findings),
        Reading(ROAD_EDGES.name, about, kept),
    ]


def _check_ends(nodes: pd.DataFrame, edges: pd.DataFrame) -> None:
    problems = [
        Problem(
            Text("cette extrémité n'est pas un nœud du graphe", "this end is no node of the graph"),
            Text(
                "prendre nœuds et arêtes du même graphe", "take nodes and edges of the same graph"
            ),
            Where(EDGES_FILE, line=int(line), column=column, value=f"{node:g}"),
        )
        for column in ("a", "b")
        for line, node in edges[column][~edges[column].isin(nodes["node"])].head(SHOWN).items()
    ]
    if problems:
        raise BadInputError(problems)


def _dropped(nodes: int, edges: int) -> tuple[Finding, ...]:
    if not nodes and not edges:
        return ()
    message = Text(
        f"{nodes} nœuds sans route et {edges} boucles ou doublons de route écartés",
        f"{nodes} nodes without a road and {edges} loops or repeated roads left out",
    )
    remedy = Text("rien à faire", "nothing to do")
    return (noticed(ROAD_NODES.name, "road_left_out", message, remedy),)
