"""The road graph (OpenStreetMap, simplified)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.data.build.raw import SHOWN, float_columns, read_csv
from tisites.data.build.reading import ODBL, Reading, noticed
from tisites.data.layers import ROAD_EDGES, ROAD_NODES
from tisites.data.write import LayerSource
from tisites.messages.errors import BadInputError, Problem, Where, bad_input
from tisites.messages.text import Text

if TYPE_CHECKING:
    from tisites.data.build.raw import Files
    from tisites.messages.findings import Finding

NODES_FILE = "network/highways_nodes.csv"
EDGES_FILE = "network/highways_edges.csv"
#: The same graph overseas: rows to add, no node in common.
OVERSEAS = ("network/highways_outremer_nodes.csv", "network/highways_outremer_edges.csv")


def read_roads(source: Files) -> list[Reading]:
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
    nodes, edges = _read_graph(source, NODES_FILE, EDGES_FILE)
    overseas = all((source / file).is_file() for file in OVERSEAS)
    if overseas:
        far_nodes, far_edges = _read_graph(source, *OVERSEAS)
        _check_apart(nodes, far_nodes)
        nodes, edges = pd.concat([nodes, far_nodes]), pd.concat([edges, far_edges])
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
        "graphe routier simplifié, boîte autour de la métropole" + _FAR[overseas],
        "non précisé",
        caveat=(
            f"sans classe de route ni sens unique, {_FAR_CAVEAT[overseas]} ; les routes des"
            " pays voisins restent"
        ),
    )
    return [
        Reading(ROAD_NODES.name, about, nodes[used], findings),
        Reading(ROAD_EDGES.name, about, kept),
    ]


_FAR = {True: ", et outre-mer", False: ""}
_FAR_CAVEAT = {
    True: "outre-mer en plusieurs morceaux (Guadeloupe en cinq, Guyane autour de Cayenne)",
    False: "sans outre-mer (temps inconnus)",
}


def _read_graph(source: Files, of_nodes: str, of_edges: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    raw = read_csv(source, of_nodes, ["id", "lon", "lat"])
    nodes = float_columns(raw, ["id", "lon", "lat"], of_nodes).rename(columns={"id": "node"})
    columns = ["a", "b", "km"]
    edges = float_columns(read_csv(source, of_edges, columns), columns, of_edges)
    _check_ends(nodes, edges, of_edges)
    return nodes, edges


def _check_apart(nodes: pd.DataFrame, others: pd.DataFrame) -> None:
    twice = others["node"][others["node"].isin(nodes["node"])]
    if len(twice):
        what = Text("ce nœud est déjà celui d'un autre graphe", "this node is of another graph too")
        remedy = Text("prendre les deux du même graphe", "take both from the same graph")
        raise bad_input(
            what, remedy, Where(OVERSEAS[0], int(twice.index[0]), "id", f"{twice.iloc[0]:g}")
        )


def _check_ends(nodes: pd.DataFrame, edges: pd.DataFrame, file: str) -> None:
    problems = [
        Problem(
            Text("cette extrémité n'est pas un nœud du graphe", "this end is no node of the graph"),
            Text(
                "prendre nœuds et arêtes du même graphe", "take nodes and edges of the same graph"
            ),
            Where(file, line=int(line), column=column, value=f"{node:g}"),
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
