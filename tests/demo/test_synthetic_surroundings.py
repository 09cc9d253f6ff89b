from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.synthetic.parameters import parameters
from demo.synthetic.places import apportion, scattered, weighted_rows
from demo.synthetic.surroundings import (
    draw_departement_jobs,
    draw_freight_stations,
    draw_low_flow,
    draw_substations,
    draw_water,
)
from demo.synthetic.zonings import (
    draw_territoires_industrie,
    draw_zones_emploi,
    epci_table,
    grouped,
    surroundings,
)
from tisites.data.demo.demo import open_demo
from tisites.data.layers import WARMINGS


@pytest.fixture(scope="module")
def communes() -> pd.DataFrame:
    table: pd.DataFrame = open_demo().read("communes")
    return table


@pytest.fixture(scope="module")
def epci(communes: pd.DataFrame) -> pd.DataFrame:
    return epci_table(communes)


@given(
    st.lists(st.floats(0, 1e6), min_size=1, max_size=20).filter(lambda w: sum(w) > 1e-6),
    st.integers(0, 10_000),
)
def test_apportion_shares_out_all_and_fairly(weights: list[float], n: int) -> None:
    w = np.array(weights)
    counts = apportion(w, n)
    assert counts.sum() == n
    assert np.all(np.abs(counts - w / w.sum() * n) < 1 + 1e-6)


def test_zero_weight_is_never_drawn() -> None:
    rows = weighted_rows(np.array([0.0, 1.0, 0.0, 3.0]), 10_000, np.random.default_rng(1))
    assert set(rows.tolist()) == {1, 3}
    assert (rows == 3).mean() == pytest.approx(0.75, abs=0.02)


def test_points_stay_within_one_and_a_half_radii() -> None:
    places = pd.DataFrame({"surface_ha": [314.159265], "lon": [2.0], "lat": [48.0]})
    lon, lat = scattered(places, np.zeros(2_000, dtype=np.int64), 5.0, np.random.default_rng(1))
    km = np.hypot((lon - 2) * 111.32 * np.cos(np.radians(48)), (lat - 48) * 111.32)
    assert km.max() <= 1.5 + 1e-3


def test_groups_join_neighbours_within_their_region() -> None:
    table = pd.DataFrame(
        {
            "reg": ["11", "11", "11", "24", "24"],
            "population": [9.0, 5.0, 4.0, 3.0, 2.0],
            "lon": [0.0, 1.0, 1.1, 1.2, 3.0],
            "lat": [48.0] * 5,
        }
    )
    assert grouped(table, 3).tolist() == ["1101", "1102", "1102", "2401", "2401"]


def test_zones_emploi_hold_whole_regions_and_plausible_unemployment(epci: pd.DataFrame) -> None:
    zone, table = draw_zones_emploi(epci, 1)
    assert len(table) == surroundings()["zones_emploi"]["count"]
    assert set(zone) == set(table["zone_emploi"])
    assert epci.groupby(zone)["reg"].nunique().max() == 1
    rate = table.set_index("zone_emploi")["unemployment_pct"]
    mainland = rate[~rate.index.str.startswith("0")]
    assert np.log(mainland).mean() == pytest.approx(1.98, abs=0.05)
    assert np.log(mainland).std() == pytest.approx(0.23, abs=0.03)
    assert rate[rate.index.str.startswith(("03", "06"))].isna().all()


def test_territoires_industrie_leave_metropoles_out_and_cover_regions(epci: pd.DataFrame) -> None:
    excluded = set(epci.nlargest(22, "population")["epci_siren"])
    ti, table = draw_territoires_industrie(epci, excluded, 1)
    assert table["ti_id"].nunique() == surroundings()["territoires_industrie"]["count"]
    assert not set(table["epci_siren"]) & excluded
    assert table["epci_siren"].is_unique
    assert table["nom"].str.contains("synthétique").all()
    assert set(epci.loc[ti.notna(), "reg"]) == set(epci["reg"])


def test_water_is_unknown_where_no_source_speaks(communes: pd.DataFrame) -> None:
    table = draw_water(communes, 1)
    dep = communes.set_index("insee")["dep"].reindex(table["insee"]).to_numpy()
    overseas = pd.Series(dep).str.startswith("97").to_numpy()
    assert table.loc[overseas, ["water_basin", "zre"]].isna().all().all()
    corsica = np.isin(dep, ["2A", "2B"])
    assert table.loc[corsica, "zre"].isna().all()
    assert table.loc[corsica, "water_basin"].notna().all()
    rest = table[~overseas & ~corsica]
    assert rest["zre"].notna().all()
    assert rest["zre"].astype(float).mean() == pytest.approx(0.376, abs=0.03)
    whole = rest["zre"].astype(float).groupby(dep[~overseas & ~corsica]).mean()
    known = parameters().departements
    certain = [d for d, e in known.items() if e.zre in (0.0, 1.0)]
    assert len(certain) > 20
    for d in certain:
        assert whole[d] == known[d].zre


def test_low_flow_is_an_interval_that_deepens_with_warming(communes: pd.DataFrame) -> None:
    table = draw_low_flow(communes, 1)
    for warming in WARMINGS:
        name = f"low_flow_change_{warming}_pct"
        assert (table[name + "_low"] <= table[name]).all()
        assert (table[name] <= table[name + "_high"]).all()
    medians = [table[f"low_flow_change_{w}_pct"].median() for w in WARMINGS]
    assert medians == pytest.approx([-8, -14, -27], abs=1.5)
    assert not table["insee"].str.startswith("97").any()


def test_substations_have_the_real_voltages(communes: pd.DataFrame) -> None:
    table = draw_substations(communes, 1)
    assert len(table) == surroundings()["substations"]["count"]
    law = parameters().substation_voltage_kv
    wanted = {float(v): p for v, p in zip(law.labels, law.probabilities, strict=True)}
    found = dict(table["voltage_kv"].value_counts(normalize=True))
    assert found == pytest.approx(wanted, abs=0.03)
    assert table["code"].is_unique


def test_stations_lie_on_the_mainland(communes: pd.DataFrame) -> None:
    table = draw_freight_stations(communes, 1)
    assert table["lon"].between(-5.5, 8.5).all()
    assert table["lat"].between(42.0, 51.5).all()


def test_jobs_stay_within_the_observed_range(communes: pd.DataFrame) -> None:
    table = draw_departement_jobs(sorted(set(communes["dep"])), 1).set_index("dep")
    share = table["industry_job_share_pct"]
    assert share.drop("976").between(3.0, 21.2).all()
    assert np.isnan(share["976"])
    assert share[["971", "972", "973", "974"]].max() <= 8.0


def test_every_draw_forgets_the_order_of_its_rows(communes: pd.DataFrame) -> None:
    shuffled = communes.sample(frac=1.0, random_state=3)
    for draw in (draw_water, draw_low_flow, draw_substations, draw_freight_stations):
        pd.testing.assert_frame_equal(draw(communes, 9), draw(shuffled, 9))
    pd.testing.assert_frame_equal(epci_table(communes), epci_table(shuffled))
