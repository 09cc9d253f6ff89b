from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tisites.territory.nearest import CORSICA, landmass, nearest_km

METRES = st.floats(-1e5, 1e5)
POINTS = st.lists(st.tuples(METRES, METRES), min_size=1, max_size=12)


def at(points, zone=0, lon=2.0, lat=47.0) -> pd.DataFrame:
    table = pd.DataFrame(points, columns=["x_m", "y_m"], dtype=float)
    return table.assign(lon=lon, lat=lat, zone=zone)


@settings(deadline=None)
@given(POINTS, POINTS)
def test_distance_is_the_least_of_all(sites, layer):
    expected = [min(np.hypot(x - u, y - v) for u, v in layer) / 1e3 for x, y in sites]
    assert nearest_km(at(sites), at(layer)) == pytest.approx(expected)


@settings(deadline=None)
@given(POINTS, POINTS, st.floats(0.1, 10))
def test_twice_the_country_is_twice_the_distance(sites, layer, factor):
    grown = [[(x * factor, y * factor) for x, y in points] for points in (sites, layer)]
    before = nearest_km(at(sites), at(layer))
    assert nearest_km(at(grown[0]), at(grown[1])) == pytest.approx(before * factor)


@settings(deadline=None)
@given(POINTS, POINTS)
def test_a_farther_point_changes_nothing(sites, layer):
    before = nearest_km(at(sites), at(layer))
    assert np.array_equal(nearest_km(at(sites), at([*layer, (9e6, 9e6)])), before)


def test_nothing_is_measured_across_the_sea():
    sites = pd.concat([at([(0, 0)], zone=z) for z in (0, 1, 2, 3, 4)])
    sites = pd.concat([sites, at([(0, 0)], lon=8.7, lat=41.9)])
    sites.iloc[1, sites.columns.get_loc("lat")] = 16.2  # Guadeloupe
    assert landmass(sites).tolist() == [0, 1, 2, 3, 4, CORSICA]
    km = nearest_km(sites, at([(3e3, 4e3)]))
    assert km[0] == 5.0
    assert np.isnan(km[1:]).all()


def test_corsican_points_serve_corsica_only():
    layer = at([(1e3, 0)], lon=9.0, lat=42.0)
    km = nearest_km(pd.concat([at([(0, 0)]), at([(0, 0)], lon=8.7, lat=41.9)]), layer)
    assert np.isnan(km[0])
    assert km[1] == 1.0


def test_unknown_places_stay_unknown():
    assert np.isnan(nearest_km(at([(np.nan, 0)]), at([(0, 0)]))).all()
    assert np.isnan(nearest_km(at([(0, 0)]), at([(np.nan, 0)]))).all()
    assert nearest_km(at([(0, 0)]), at([(np.nan, 0), (2e3, 0)])).tolist() == [2.0]
    assert nearest_km(at([]), at([(0, 0)])).size == 0
    assert np.isnan(nearest_km(at([(0, 0)]), at([]))).all()


def test_all_corsican_communes_and_no_other_are_on_the_island(real_territory):
    placed = real_territory.communes.dropna(subset=["lon"])
    island = landmass(placed) == CORSICA
    assert np.array_equal(island, placed["dep"].isin(["2A", "2B"]).to_numpy())


def test_the_west_indies_share_no_road():
    islands = pd.concat([at([(0, 0)], zone=1, lon=-61, lat=lat) for lat in (14.6, 16.2, 18.05)])
    assert len(set(landmass(islands))) == 3
    km = nearest_km(islands, at([(1e3, 0)], zone=1, lon=-61, lat=14.7))
    assert km[0] == 1.0
    assert np.isnan(km[1:]).all()
