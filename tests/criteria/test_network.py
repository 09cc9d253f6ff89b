from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from tisites.criteria.assumptions import Assumptions
from tisites.criteria.network import (
    HTB1,
    HTB2,
    HTB3,
    feasible_mw,
    grid_ready_year,
    nearest_substation_km,
    power,
)

KM = st.floats(0, 300)


def grid(*rows: tuple[float, float, bool]) -> pd.DataFrame:
    """Substations on a line: km from the site, kV, in service."""
    table = pd.DataFrame(rows, columns=["x_m", "voltage_kv", "in_service"])
    table["x_m"] *= 1e3
    return table.assign(y_m=0.0, lon=2.0, lat=47.0, zone=0)


def mw(one: float, two: float, three: float, detour: float = 1.0) -> float:
    km = {HTB1: np.array([one]), HTB2: np.array([two]), HTB3: np.array([three])}
    return float(feasible_mw(km, detour, 1000.0, 20.0)[0])


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((0, 300, 300), 100),  # at the foot of a 63 kV substation: the ceiling of HTB1
        ((10, 300, 300), 100),  # 1000 / 10
        ((25, 300, 300), 40),
        ((np.inf, 25, 300), 400),  # 10000 / 25
        ((np.inf, 50, 300), 200),
        ((5, 80, 300), 125),  # a far 225 kV line carries more than a near 63 kV one
        ((5, 200, 300), 100),
        ((5, 5, 20), 1000),
        ((5, 5, 20.1), 400),
        ((np.inf, np.inf, np.inf), 0),
    ],
)
def test_power_by_the_rule_of_distance(lines, expected):
    assert mw(*lines) == pytest.approx(expected)


@given(KM, KM, KM, st.floats(0, 50), st.floats(1, 2))
def test_farther_is_never_more_power(one, two, three, more, detour):
    here = mw(one, two, three, detour)
    assert mw(one + more, two, three, detour) <= here
    assert mw(one, two + more, three, detour) <= here
    assert mw(one, two, three + more, detour) <= here
    assert mw(one, two, three, 1.0) >= here


@given(st.lists(st.tuples(KM, st.sampled_from([45.0, 63, 90, 150, 225, 400]))), KM)
def test_one_more_substation_is_never_less_power(rows, km):
    here = pd.DataFrame({"x_m": [0.0], "y_m": 0.0, "lon": 2.0, "lat": 47.0, "zone": 0})
    some = [(0.0, 63.0, False), (5.0, 63.0, True), *((x, v, True) for x, v in rows)]
    before = power(here, grid(*some), Assumptions())
    after = power(here, grid(*some, (km, 225.0, True)), Assumptions())
    for end in ("low", "nominal", "high"):
        assert getattr(after, end)[0] >= getattr(before, end)[0]
    assert before.low[0] <= before.nominal[0] <= before.high[0]


def test_only_substations_in_service_of_the_voltage_count(sites):
    layer = grid((1, 400, False), (2, 45, True), (3, np.nan, True), (4, 63, True), (9, 225, True))
    assert nearest_substation_km(sites(), layer, (63, np.inf)).tolist() == [4]
    assert nearest_substation_km(sites(), layer, (225, np.inf)).tolist() == [9]
    assert nearest_substation_km(sites(), layer, (400, np.inf)).tolist() == [np.inf]


def test_a_farther_substation_changes_no_distance(sites):
    layer = [(4.0, 63.0, True), (9.0, 225.0, True)]
    before = nearest_substation_km(sites(), grid(*layer), (63, np.inf))
    after = nearest_substation_km(sites(), grid(*layer, (10.0, 63.0, True)), (63, np.inf))
    assert np.array_equal(before, after)


def test_off_the_mainland_nothing_is_known(sites):
    table = sites(3, zone=[3, 0, 0], lon=[55.4, 8.8, 2.0], lat=[-21.0, 42.0, np.nan])
    table.loc["s2", ["x_m", "y_m"]] = np.nan
    layer = grid((1, 63, True), (2, 400, True))
    assert np.isnan(nearest_substation_km(table, layer, (63, np.inf))).all()
    found = power(table, layer, Assumptions())
    assert np.isnan([found.low, found.nominal, found.high]).all()


def test_year_of_connection():
    assumptions = Assumptions(grid_request_year=2026, grid_delay_years=2)
    found = grid_ready_year(np.array([0.0, 20.0, np.nan]), assumptions)
    assert found.low == pytest.approx([2031, 2032, np.nan], nan_ok=True)
    assert found.nominal == pytest.approx([2033, 2034.2, np.nan], nan_ok=True)
    assert found.high == pytest.approx([2035, 2036.5, np.nan], nan_ok=True)


def test_real_distances_are_the_geodesic_ones(real_territory, real_sites, real_indicators):
    """Eight sites against a brute force on the ellipsoid: within half a percent."""
    geod = Geod(ellps="GRS80")
    grid_layer = real_territory.substations
    live = grid_layer[grid_layer["in_service"]]
    mainland = real_sites[(real_sites["zone"] == 0) & ~real_sites["dep"].isin(["2A", "2B"])]
    layers = {
        "hv_substation_km": live[live["voltage_kv"] >= 63],
        "substation_225_km": live[live["voltage_kv"] >= 225],
        "substation_400_km": live[live["voltage_kv"] == 400],
        "freight_station_km": real_territory.freight_stations,
    }
    for site_id, site in mainland.sample(8, random_state=3).iterrows():
        for name, layer in layers.items():
            n = len(layer)
            _, _, metres = geod.inv(
                np.full(n, site["lon"]), np.full(n, site["lat"]),
                layer["lon"].to_numpy(), layer["lat"].to_numpy(),
            )  # fmt: skip
            got = real_indicators.table.loc[site_id, name]
            assert got == pytest.approx(metres.min() / 1e3, rel=0.005), (site_id, name)


def test_real_islands_have_no_grid_but_corsica_has_roads(real_sites, real_indicators):
    table = real_indicators.table
    overseas = real_sites["zone"] != 0
    corsica = real_sites["dep"].isin(["2A", "2B"])
    assert overseas.sum() >= 20
    assert corsica.sum() >= 20
    for name in ("hv_substation_km", "feasible_mw", "freight_station_km", "grid_ready_year"):
        assert table.loc[overseas | corsica, name].isna().all(), name
        assert table.loc[~(overseas | corsica), name].notna().all(), name
    for name in ("workers_30min", "main_road_min"):
        assert table.loc[~overseas, name].notna().all(), name
        known = table.loc[overseas, name].notna()
        assert known.any(), name
        assert not known.all(), name  # Kourou, Saint-Laurent, Marie-Galante, Saint-Leu…
