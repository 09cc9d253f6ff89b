from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from tisites.territory import node_times as engine
from tisites.territory import roads
from tisites.territory.road_speeds import RoadSpeeds
from tisites.territory.roads import (
    TINY_MIN,
    main_road_minutes,
    node_times,
    travel_blocks,
    travel_times,
)

#: A minute a km on roads, two off them, no detour.
PLAIN = RoadSpeeds(road_kmh=60, access_kmh=30, access_detour=1.0, local_max_km=3.0)


def times(territory, lon, lat, zone=0, **options):
    options = {"speeds": PLAIN, "cache": None, **options}
    return travel_times(territory, lon, lat, np.broadcast_to(zone, np.shape(lon)), **options)


def dense(found):
    matrix = np.full(found.minutes.shape, np.inf)
    coo = found.minutes.tocoo()
    matrix[coo.row, coo.col] = coo.data
    return matrix


def naive(territory, sites_km, speeds, limit):
    """Every pair by networkx, from the definition: legs by sector, graph, legs, or direct."""
    graph = nx.Graph()
    places = territory.road_nodes[["x_m", "y_m"]].to_numpy() / 1e3
    graph.add_nodes_from(range(len(places)))
    for a, b, km in territory.road_edges.itertuples(index=False):
        minutes = km / speeds.road_kmh * 60
        if not graph.has_edge(a, b) or graph[a][b]["weight"] > minutes:
            graph.add_edge(a, b, weight=minutes)
    paths = dict(nx.all_pairs_dijkstra_path_length(graph))
    per_km = speeds.access_detour / speeds.access_kmh * 60

    def gates(point):
        best = {}
        for node, place in enumerate(places):
            dx, dy = place - point
            gap = np.hypot(dx, dy)
            turn = np.arctan2(dy, dx) / (2 * np.pi) % 1.0
            sector = int(turn * speeds.entry_sectors) % speeds.entry_sectors
            if gap <= speeds.access_max_km and gap < best.get(sector, (np.inf,))[0]:
                best[sector] = (gap, node)
        return [(node, gap * per_km) for gap, node in best.values()]

    communes = territory.communes[["x_m", "y_m"]].to_numpy() / 1e3
    found = np.full((len(sites_km), len(communes)), np.inf)
    for i, site in enumerate(sites_km):
        if not gates(site):
            continue  # no road graph: unknown, even next door
        for c, commune in enumerate(communes):
            gap = np.hypot(*(site - commune))
            if gap <= speeds.local_max_km:
                found[i, c] = gap * per_km
            for start, leg in gates(site):
                for end, other in gates(commune):
                    road = paths[start].get(end, np.inf)
                    found[i, c] = min(found[i, c], leg + road + other)
    found[found > limit] = np.inf
    return found


def test_a_trip_is_leg_road_leg(toy, to_degrees):
    territory = toy([(21, 0), (90, 0)], [(0, 0), (20, 0)], [(0, 1, 25.0)])
    found = times(territory, *to_degrees([-2.0], [0.0]))
    assert dense(found)[0] == pytest.approx([2 * 2 + 25 + 1 * 2, np.inf], abs=1e-3)
    assert found.communes.tolist() == ["00000", "00001"]
    assert found.reachable.tolist() == [True]


def test_a_commune_next_door_needs_no_highway(toy, to_degrees):
    territory = toy([(0, 2.9), (0, 3.1)], [(0, -30), (30, 0)], [(0, 1, 60.0)])
    found = dense(times(territory, *to_degrees([0.0], [0.0]), limit_min=60))
    assert found[0, 0] == pytest.approx(5.8, abs=1e-3)
    assert found[0, 1] > 60  # 3.1 km is beyond local_max_km, the way round takes two hours


def test_no_time_at_all_is_still_an_explicit_entry(toy, to_degrees):
    territory = toy([(0, 0)], [(0, 0), (5, 0)], [(0, 1, 5.0)])
    found = times(territory, *to_degrees([0.0], [0.0]))
    assert found.minutes.nnz == 1
    assert found.minutes.data[0] == np.float32(TINY_MIN)


def test_the_limit_is_kept_and_raising_it_only_adds_pairs(toy, to_degrees):
    communes = [(float(k), 0.0) for k in range(0, 100, 5)]
    nodes = [(float(k), 0.5) for k in range(100)]
    territory = toy(communes, nodes, [(k, k + 1, 1.0) for k in range(99)])
    site = to_degrees([0.0], [0.0])
    short, long = (dense(times(territory, *site, limit_min=limit)) for limit in (20, 50))
    assert short[np.isfinite(short)].max() <= 20
    assert np.isfinite(long).sum() > np.isfinite(short).sum()
    near = np.isfinite(short)
    assert np.array_equal(short[near], long[near])


@settings(max_examples=15, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    sectors=st.sampled_from([1, 3, 6]),
    spread=st.sampled_from([15, 90]),
)
def test_every_pair_is_exactly_the_naive_one(toy, to_degrees, seed, sectors, spread):
    rng = np.random.default_rng(seed)
    nodes = rng.uniform(-spread, spread, (25, 2))
    edges = []
    for _ in range(40):
        a, b = rng.choice(25, 2, replace=False)
        edges.append(
            (int(a), int(b), float(rng.uniform(0.1, 1.5) * np.hypot(*(nodes[a] - nodes[b]))))
        )
    communes = rng.uniform(-spread, spread, (30, 2))
    sites = rng.uniform(-spread, spread, (20, 2))
    territory = toy(communes.tolist(), nodes.tolist(), edges)
    speeds = RoadSpeeds(
        road_kmh=80, access_kmh=40, access_detour=1.2, local_max_km=6,
        access_max_km=25, entry_sectors=sectors,
    )  # fmt: skip
    found = times(territory, *to_degrees(*sites.T), speeds=speeds, limit_min=50)
    expected = naive(territory, sites + np.array([700.0, 6600.0]), speeds, 50)
    assert dense(found) == pytest.approx(expected, rel=1e-5, abs=2e-3)


def test_blocks_cut_small_change_nothing(toy, to_degrees, monkeypatch):
    rng = np.random.default_rng(5)
    nodes = rng.uniform(-60, 60, (60, 2))
    edges = [(k, k + 1, float(np.hypot(*(nodes[k] - nodes[k + 1])))) for k in range(59)]
    territory = toy(rng.uniform(-60, 60, (80, 2)).tolist(), nodes.tolist(), edges)
    sites = to_degrees(*rng.uniform(-60, 60, (50, 2)).T)
    whole = dense(times(territory, *sites))
    monkeypatch.setattr(engine, "BLOCK_CELLS", 7)
    assert np.array_equal(dense(times(territory, *sites)), whole)
    monkeypatch.setattr(engine, "TILE_KM", 9.0)
    assert dense(times(territory, *sites)) == pytest.approx(whole, rel=1e-6)


def test_streamed_blocks_hold_the_same_times(toy, to_degrees):
    rng = np.random.default_rng(8)
    nodes = rng.uniform(-60, 60, (40, 2))
    edges = [(k, k + 1, 9.0) for k in range(39)]
    territory = toy(rng.uniform(-60, 60, (70, 2)).tolist(), nodes.tolist(), edges)
    lon, lat = to_degrees(*rng.uniform(-60, 60, (30, 2)).T)
    zone = np.zeros(30, dtype=int)
    zone[7] = 3
    expected = times(territory, lon, lat, zone)
    streamed = np.full(expected.minutes.shape, np.inf)
    seen = []
    for block in travel_blocks(territory, lon, lat, zone, speeds=PLAIN):
        streamed[np.ix_(block.sites, block.communes)] = block.minutes
        seen.extend(block.sites.tolist())
    assert sorted(seen) == np.flatnonzero(expected.reachable).tolist()
    streamed = np.maximum(streamed, TINY_MIN)
    assert streamed == pytest.approx(dense(expected), rel=1e-6)


def test_node_times_expand_to_the_same_times_without_local_legs(toy, to_degrees):
    rng = np.random.default_rng(9)
    nodes = rng.uniform(-60, 60, (40, 2))
    edges = [(k, k + 1, 9.0) for k in range(39)]
    territory = toy(rng.uniform(-60, 60, (70, 2)).tolist(), nodes.tolist(), edges)
    lon, lat = to_degrees(*rng.uniform(-60, 60, (30, 2)).T)
    speeds = PLAIN.model_copy(update={"local_max_km": 0.0})
    table = node_times(territory, lon, lat, np.zeros(30, dtype=int), speeds=speeds)
    rows = np.full((table.minutes.shape[0] + 1, 70), np.inf)  # the last row: no entry
    coo = table.minutes.tocoo()
    rows[coo.row, coo.col] = coo.data
    best = (rows[table.entry] + table.leg_min[:, :, None]).min(axis=1)
    best[best > table.limit_min] = np.inf
    assert best == pytest.approx(dense(times(territory, lon, lat, speeds=speeds)), rel=1e-5)


def test_times_are_the_same_both_ways(toy, to_degrees):
    rng = np.random.default_rng(2)
    places = rng.uniform(-40, 40, (30, 2))
    nodes = rng.uniform(-40, 40, (50, 2))
    edges = [(int(a), int(b), float(rng.uniform(1, 20))) for a, b in rng.integers(0, 50, (120, 2))]
    territory = toy(places.tolist(), nodes.tolist(), edges)
    square = dense(times(territory, *to_degrees(*places.T)))
    assert square == pytest.approx(square.T, rel=1e-5, abs=2e-3)


def test_faster_roads_are_never_slower(toy, to_degrees):
    rng = np.random.default_rng(4)
    nodes = rng.uniform(-40, 40, (50, 2))
    edges = [(k, k + 1, 12.0) for k in range(49)]
    territory = toy(rng.uniform(-40, 40, (60, 2)).tolist(), nodes.tolist(), edges)
    sites = to_degrees(*rng.uniform(-40, 40, (20, 2)).T)
    slow = dense(times(territory, *sites))
    fast = dense(times(territory, *sites, speeds=PLAIN.model_copy(update={"road_kmh": 90.0})))
    assert (fast <= slow).all()
    assert (fast < slow).any()


def test_without_a_road_graph_nothing_is_reached_and_it_is_said(toy, to_degrees):
    territory = toy([(0, 0), (0, 1)], [(0, 0), (9, 0)], [(0, 1, 9.0)], zones=[0, 3])
    lon, lat = to_degrees([0.0, 0.0, 0.0, 500.0], [0.0, 0.0, 0.0, 0.0])
    lon[2] = np.nan
    found = times(territory, lon, lat, [0, 3, 0, 0])
    assert found.reachable.tolist() == [True, False, False, False]
    assert np.diff(found.minutes.indptr).tolist() == [1, 0, 0, 0]  # no commune of another zone
    road = main_road_minutes(territory, lon, lat, [0, 3, 0, 0], speeds=PLAIN)
    assert road[0] == pytest.approx(0.0, abs=1e-6)
    assert np.isnan(road[1:]).all()


def test_no_site_at_all(toy):
    territory = toy([(0, 0)], [(0, 0), (9, 0)], [(0, 1, 9.0)])
    found = times(territory, np.empty(0), np.empty(0))
    assert found.minutes.shape == (0, 1)
    assert list(travel_blocks(territory, np.empty(0), np.empty(0), np.empty(0))) == []


def test_main_road_minutes_are_the_leg_to_the_nearest_node(toy, to_degrees):
    territory = toy([(0, 0)], [(3, 4), (-9, 0)], [(0, 1, 20.0)])
    found = main_road_minutes(territory, *to_degrees([0.0], [0.0]), [0], speeds=PLAIN)
    assert found == pytest.approx([5 * 2.0], abs=1e-3)


# -- the real graph


def test_corsica_has_its_own_roads_and_no_bridge(real_territory):
    communes = real_territory.communes
    corsican = communes["dep"].isin(["2A", "2B"]).to_numpy()
    some = communes[communes["lon"].notna() & (communes["zone"] == 0)].sample(400, random_state=1)
    some = pd.concat([some, communes[corsican].sample(40, random_state=1)])
    found = travel_times(real_territory, some["lon"], some["lat"], some["zone"], cache=None)
    assert found.reachable.all()
    inside = found.minutes[:, np.flatnonzero(corsican)].toarray() > 0
    on_island = some["dep"].isin(["2A", "2B"]).to_numpy()
    assert not inside[~on_island].any()
    assert inside[on_island].any(axis=1).all()
    assert not found.minutes[np.flatnonzero(on_island)][:, np.flatnonzero(~corsican)].nnz


@pytest.fixture(scope="module")
def overseas_times(real_territory):
    overseas = real_territory.communes.query("zone > 0 and lon == lon")
    found = travel_times(
        real_territory, overseas["lon"], overseas["lat"], overseas["zone"], cache=None
    )
    return overseas, found


def test_overseas_is_known_where_the_graph_is_whole_and_unknown_where_it_is_cut(overseas_times):
    overseas, found = overseas_times
    known = dict(zip(overseas.index, found.reachable, strict=True))
    whole = {"97411", "97416", "97209", "97213", "97302", "97611", "97101", "97103"}
    cut = {
        "97311",  # Saint-Laurent-du-Maroni, 200 km from the only part in Guyane
        "97304",  # Kourou, beyond 40 km of it
        "97112",  # Grand-Bourg, Marie-Galante: an island without a road in the graph
        "97130",  # Terre-de-Bas, Les Saintes
        "97110",  # La Désirade: a scrap of 4 nodes
        "97615",  # Pamandzi: Petite-Terre, no node
        "97413",  # Saint-Leu: its coast road is cut off
    }
    assert all(known[code] for code in whole)
    assert not any(known[code] for code in cut)
    assert not found.minutes[np.flatnonzero(~found.reachable)].nnz


def test_no_trip_leads_to_another_territory_nor_to_a_part_cut_off(overseas_times, real_territory):
    overseas, found = overseas_times
    communes = real_territory.communes
    rows, columns = found.minutes.nonzero()
    away = overseas["dep"].to_numpy()[rows]
    assert (communes["dep"].to_numpy()[columns] == away).all()
    there = {code: k for k, code in enumerate(found.communes)}
    at = {code: k for k, code in enumerate(overseas.index)}

    def minutes(one: str, other: str) -> float:
        return float(found.minutes[at[one], there[other]])

    assert 5 < minutes("97209", "97213") < 20  # Fort-de-France, Le Lamentin
    assert minutes("97101", "97103") == 0  # Les Abymes and Baie-Mahault: two parts, unknown
    assert minutes("97411", "97418") > 0  # Saint-Denis, Sainte-Marie


def test_communes_join_the_graph_once_for_any_sites(monkeypatch, toy, to_degrees):
    """Kept by content: of other communes, roads or speeds nothing is taken for these."""
    joined: list[int] = []
    join = roads.join
    monkeypatch.setattr(roads, "_EXITS", {})
    monkeypatch.setattr(roads, "join", lambda g, x, *a: joined.append(x.size) or join(g, x, *a))

    def minutes(country, speeds=PLAIN, x_km=1.0):
        lon, lat = to_degrees([x_km], [2.0])
        return dense(times(country, lon, lat, speeds=speeds))

    towns, nodes, edges = [(0, 0), (30, 0)], [(0, 1), (30, 1)], [(0, 1, 31.0)]
    one = toy(towns, nodes, edges)
    first = minutes(one)
    minutes(one, x_km=20.0)
    assert (minutes(one) == first).all()
    assert joined == [1, 2, 1, 1]
    slower = PLAIN.model_copy(update={"access_kmh": 20.0})
    for country, speeds in (
        (toy([(0, 0), (25, 0)], nodes, edges), PLAIN),
        (toy(towns, [(0, 2), (30, 1)], edges), PLAIN),
        (one, slower),
    ):
        found = minutes(country, speeds)
        assert joined[-2:] == [1, 2]
        roads._EXITS.clear()
        assert (minutes(country, speeds) == found).all()
        assert (found != first).any()


def test_order_and_company_change_no_time(real_territory):
    communes = real_territory.communes.query("zone == 0 and lon == lon").sample(120, random_state=2)
    turned = communes.iloc[::-1]
    alone = communes.iloc[40:60]
    first, second, third = (
        travel_times(real_territory, t["lon"], t["lat"], t["zone"], cache=None).minutes
        for t in (communes, turned, alone)
    )
    assert (first != second[::-1]).nnz == 0
    assert abs(first[40:60] - third).max() <= 1e-5


def test_real_times_lie_between_two_independent_ones(real_territory):
    """Networkx on geodesic legs: all nodes around as entries below, the nearest alone above."""
    speeds = RoadSpeeds()
    nodes, edges = real_territory.road_nodes, real_territory.road_edges
    per_km = speeds.access_detour / speeds.access_kmh * 60
    geod = Geod(ellps="GRS80")

    def legs(place):
        n = len(nodes)
        _, _, metres = geod.inv(
            np.full(n, place["lon"]), np.full(n, place["lat"]),
            nodes["lon"].to_numpy(), nodes["lat"].to_numpy(),
        )  # fmt: skip
        return metres / 1e3 * per_km

    graph = nx.Graph()
    graph.add_weighted_edges_from(
        zip(edges["a"], edges["b"], edges["km"] / speeds.kmh(edges) * 60, strict=True)
    )
    communes = real_territory.communes
    trips = [
        ("71153", "71076"), ("59350", "62193"), ("38185", "73065"), ("2B033", "2B096"),
    ]  # fmt: skip
    checked = 0
    for start, end in trips:
        a, b = communes.loc[start], communes.loc[end]
        found = travel_times(real_territory, [a["lon"]], [a["lat"]], [0], limit_min=120, cache=None)
        got = float(found.minutes[0, communes.index.get_loc(end)])
        out, back = legs(a), legs(b)
        reach = 30.0 * per_km
        for name, leg in (("start", out), ("end", back)):
            ids = nodes.index[leg <= reach]
            graph.add_weighted_edges_from(
                (name, node, minutes) for node, minutes in zip(ids, leg[leg <= reach], strict=True)
            )
        direct = geod.inv(a["lon"], a["lat"], b["lon"], b["lat"])[2] / 1e3
        least = nx.dijkstra_path_length(graph, "start", "end")
        if direct <= speeds.local_max_km * 1.01:
            least = min(least, direct * per_km)
        graph.remove_nodes_from(["start", "end"])
        nearest = nodes.index[out.argmin()], nodes.index[back.argmin()]
        most = out.min() + back.min() + nx.dijkstra_path_length(graph, *nearest)
        assert least * 0.995 <= got <= most * 1.005, (start, end)
        checked += 1
    assert checked == len(trips)


def test_a_place_in_no_projection_is_on_no_road(toy, to_degrees):
    """A candidate of no known commune has a point and no zone: unknown, no refusal."""
    territory = toy([(21, 0), (90, 0)], [(0, 0), (20, 0)], [(0, 1, 25.0)])
    lon, lat = to_degrees([-2.0, -2.0], [0.0, 0.0])
    found = times(territory, lon, lat, np.array([0, -1]))
    assert found.reachable.tolist() == [True, False]
