from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.sparse.csgraph import dijkstra

from tisites.messages.errors import BadInputError
from tisites.territory.road_graph import build_graph, join
from tisites.territory.road_speeds import RoadSpeeds

UNIFORM = RoadSpeeds(road_kmh=60.0)
SPEEDS = RoadSpeeds(access_kmh=60, access_detour=1.0)  # a minute a km


def nodes(*places: tuple[float, float]) -> pd.DataFrame:
    return pd.DataFrame([(1e3 * x, 1e3 * y) for x, y in places], columns=["x_m", "y_m"])


def edges(*rows: tuple[int, int, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["a", "b", "km"])


def test_roads_are_driven_both_ways_and_the_shortest_parallel_counts():
    graph = build_graph(nodes((0, 0), (9, 0)), edges((0, 1, 12), (1, 0, 10), (0, 1, 11)), UNIFORM)
    assert graph.minutes.toarray().tolist() == [[0, 10], [10, 0]]


def test_an_edge_of_no_length_is_a_road():
    graph = build_graph(nodes((0, 0), (0, 0), (5, 0)), edges((0, 1, 0), (1, 2, 5)), UNIFORM)
    assert dijkstra(graph.minutes, indices=0).tolist() == [0, 0, 5]


@pytest.mark.parametrize("row", [(0, 7, 1.0), (0, 1, -1.0), (0, 1, np.nan)])
def test_a_bad_edge_is_told(row):
    with pytest.raises(BadInputError, match="arcs routiers"):
        build_graph(nodes((0, 0), (1, 0)), edges(row), UNIFORM)


def test_a_place_joins_at_the_nearest_node_of_each_sector():
    graph = build_graph(
        nodes((1, 0.1), (2, 0.1), (-3, 0.1), (-3.5, 0.1), (0.1, -4)), edges((0, 1, 1)), UNIFORM
    )
    found = join(graph, np.zeros(1), np.zeros(1), SPEEDS.model_copy(update={"entry_sectors": 4}))
    assert found.node.tolist() == [[0, 2, -1, 4]]
    assert found.minutes[0, [0, 1, 3]] == pytest.approx(np.hypot([1, 3, 0.1], [0.1, 0.1, 4]))
    assert found.minutes[0, 2] == np.inf


def test_the_nearest_node_of_a_sector_is_found_behind_a_hundred_others():
    """An interchange of 150 nodes on one side does not hide the road on the other."""
    crowd = [(1 + k / 1000, 0.5) for k in range(150)]
    graph = build_graph(nodes(*crowd, (-9, 0.1)), edges((0, 1, 1)), UNIFORM)
    found = join(graph, np.zeros(1), np.zeros(1), SPEEDS.model_copy(update={"entry_sectors": 6}))
    assert 150 in found.node[0].tolist()
    assert np.isfinite(found.minutes[0]).sum() == 2


def test_one_sector_is_the_nearest_node_whatever_the_direction():
    places = np.random.default_rng(3).uniform(-20, 20, (90, 2))
    graph = build_graph(nodes(*places), edges((0, 1, 1)), UNIFORM)
    found = join(graph, np.zeros(1), np.zeros(1), SPEEDS.model_copy(update={"entry_sectors": 1}))
    assert found.node[0, 0] == np.argmin(np.hypot(*places.T))


def test_beyond_the_longest_leg_and_without_coordinates_nothing_is_joined():
    graph = build_graph(nodes((0, 0), (0, 1)), edges((0, 1, 1)), UNIFORM)
    speeds = SPEEDS.model_copy(update={"access_max_km": 5.0})
    found = join(graph, np.array([5e3, 5.001e3, np.nan]), np.array([0.0, 0, 0]), speeds)
    assert found.reachable.tolist() == [True, False, False]
    assert np.isinf(found.minutes[1:]).all()


def test_no_graph_joins_nobody():
    graph = build_graph(nodes(), edges(), UNIFORM)
    assert not join(graph, np.zeros(2), np.zeros(2), SPEEDS).reachable.any()
