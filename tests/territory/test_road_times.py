"""Speeds by class of road: the evidence, and times between towns against published ones."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError
from scipy.sparse.csgraph import dijkstra

from tisites.data.build.road_evidence import (
    published_classes,
    settings,
    straight_roads,
    tolled_roads,
)
from tisites.territory.road_graph import build_graph, join
from tisites.territory.road_speeds import RoadSpeeds
from tisites.territory.territory import Territory

#: Two towns, minutes by car that a public page gives, and that page. docs/criteria.md has the same.
PUBLISHED = (
    ("75056", "69123", 286, "Caradisiac, d'après Mappy : 463 km, 4 h 46"),
    ("75056", "13055", 465, "Ulys, VINCI Autoroutes : 776 km, 7 h 45"),
    ("75056", "14220", 144, "Ulys, VINCI Autoroutes : Deauville, 200 km, 2 h 24"),
    ("63113", "69123", 107, "La Montagne, 21 janvier 2013 : 1 h 47, mesuré"),
    ("14118", "35238", 100, "eve-basse-normandie.fr : 1 h 40 de centre à centre"),
    ("86194", "33063", 120, "France Bleu, juillet 2021 : 2 h hors bouchons, de péage à péage"),
    ("75056", "37261", 150, "France Télévisions, janvier 2019 : 2 h 30, mesuré"),
    ("75056", "59350", 140, "ordre de grandeur des calculateurs d'itinéraire"),
    ("69123", "38185", 70, "ordre de grandeur des calculateurs d'itinéraire"),
    ("35238", "29019", 150, "ordre de grandeur des calculateurs d'itinéraire"),
    ("33063", "31555", 150, "ordre de grandeur des calculateurs d'itinéraire"),
    ("44109", "35238", 80, "ordre de grandeur des calculateurs d'itinéraire"),
)


def town_minutes(territory: Territory, speeds: RoadSpeeds) -> np.ndarray:
    parts, communes = territory.road_parts, territory.communes
    graph = build_graph(parts.nodes, parts.edges, speeds)
    found = []
    for start, end, *_ in PUBLISHED:
        place = communes.loc[[start, end]]
        gate = join(graph, place["x_m"].to_numpy(), place["y_m"].to_numpy(), speeds)
        entry, leg = gate.node[0][gate.node[0] >= 0], gate.minutes[0][gate.node[0] >= 0]
        away = dijkstra(graph.minutes, indices=entry) + leg[:, None]
        arrive = away[:, gate.node[1]] + np.where(gate.node[1] >= 0, gate.minutes[1], np.inf)
        found.append(arrive.min())
    return np.array(found)


def test_times_between_twelve_pairs_of_towns_are_nearer_to_those_published(
    real_territory: Territory,
) -> None:
    told = np.array([minutes for _, _, minutes, _ in PUBLISHED])
    by_class = town_minutes(real_territory, RoadSpeeds()) / told - 1
    uniform = town_minutes(real_territory, RoadSpeeds(by_class=False)) / told - 1
    assert np.abs(uniform).mean() == pytest.approx(0.187, abs=0.01)
    assert np.abs(by_class).mean() == pytest.approx(0.100, abs=0.01)
    assert abs(by_class.mean()) < 0.03
    assert np.abs(by_class).max() < 0.28  # Poitiers-Bordeaux, told from toll to toll


def test_classes_come_from_three_kinds_of_evidence(real_territory: Territory) -> None:
    edges = real_territory.road_edges
    km = edges.groupby("class_from")["km"].sum()
    assert set(km.index) == {"osm", "toll", "straight"}
    assert km.min() > 3_000
    osm = edges[edges["class_from"] == "osm"]
    assert osm.groupby("road_class")["km"].sum()[["motorway", "primary"]].min() > 1_000
    assert edges["setting"].isna().sum() == 403  # overseas: nothing but lengths


def test_both_ends_on_one_road_give_its_class() -> None:
    import geopandas
    import shapely

    roads = geopandas.GeoDataFrame(
        {"road_class": ["motorway", "primary"]},
        geometry=[shapely.LineString([(7e5, 66e5), (7.1e5, 66e5)]),
                  shapely.LineString([(7e5, 66.0005e5), (7e5, 66.2e5)])],
        crs=2154,
    )  # fmt: skip
    start = np.array([[7e5, 66e5 + 20], [7e5, 66e5 + 20], [9e5, 66e5]])
    end = np.array([[7.05e5, 66e5 + 30], [7e5, 66.1e5], [9.1e5, 66e5]])
    assert published_classes(start, end, roads).tolist() == ["motorway", "primary", None]


def test_a_long_straight_road_is_told_from_a_bent_one_and_from_a_short_one() -> None:
    straight = [(10.0 * k, 0.0) for k in range(6)]
    bent = [(10.0 * k, 50.0 + 8 * (k % 2)) for k in range(6)]
    short = [(0.0, 90.0), (10.0, 90.0)]
    xy = np.array([*straight, *bent, *short]) * 1e3
    a = np.array([*range(5), *range(6, 11), 12])
    b = a + 1
    km = np.hypot(*(xy[a] - xy[b]).T) / 1e3
    assert straight_roads(a, b, km, xy).tolist() == [True] * 5 + [False] * 6


def test_the_way_between_two_plazas_counts_if_as_long_as_the_motorway() -> None:
    xy = np.array([[0, 0], [15, 0], [30, 0], [15, 3.0]]) * 1e3
    a, b = np.array([0, 1, 0, 3]), np.array([1, 2, 3, 2])
    km = np.array([15.0, 15.0, 17.0, 17.0])
    plazas = pd.DataFrame(
        {"motorway": ["A1", "A1"], "along_km": [10.0, 40.5], "x_m": [0, 3e4], "y_m": [300.0, -300]}
    )
    crowded = np.zeros(4, dtype=bool)
    assert tolled_roads(a, b, km, xy, crowded, plazas).tolist() == [True, True, False, False]
    longer = plazas.assign(along_km=[10.0, 75.0])
    assert not tolled_roads(a, b, km, xy, crowded, longer).any()


def test_settings_are_of_the_nearest_commune() -> None:
    towns = np.array([[0.0, 0.0], [1e4, 0.0], [2e4, 0.0]])
    got = settings(towns + 100.0, towns, np.array([2_000.0, 500.0, 20.0]))
    assert got.tolist() == ["dense", "mid", "rural"]


def test_a_class_that_does_not_exist_is_refused_and_one_alone_keeps_the_others() -> None:
    with pytest.raises(ValidationError, match="autoroute"):
        RoadSpeeds(class_kmh={"autoroute": (1, 1, 1)})
    some = RoadSpeeds(class_kmh={"motorway": (100, 90, 80)})
    assert some.class_kmh["motorway"] == (100, 90, 80)
    assert some.class_kmh["other"] == RoadSpeeds().class_kmh["other"]
