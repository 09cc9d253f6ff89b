from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tisites.criteria.assumptions import Assumptions, percent
from tisites.criteria.capacities import capacities, low_flow_available_m3_day, zone_emploi_pool_jobs
from tisites.criteria.interval import positive, share
from tisites.territory.territory import Territory

SURE = Assumptions(
    activity_rate_pct=percent(80, 80, 80),
    mobilisable_share=share(0.1, 0.1, 0.1),
    low_flow_l_s_km2=positive(2, 2, 2),
    low_flow_share=share(0.001, 0.001, 0.001),
)


@pytest.fixture
def territory(empty_territory):
    communes = pd.DataFrame(
        {
            "dep": ["01", "01", "02", "976"],
            "reg": ["84", "84", "32", "06"],
            "zone_emploi": ["A", "A", "B", "C"],
            "population": [2000.0, 1000, 500, 800],
            "population_20_64": [1000.0, 500, np.nan, 400],
            "surface_ha": [1000.0, 3000, 2000, 900],
            "zre": pd.array([False, True, None, None], dtype="boolean"),
            "water_basin": ["X", "X", "Y", None],
        },
        index=["01001", "01002", "02001", "97601"],
    )
    made = Territory(empty_territory.pack, communes)
    made.__dict__["zones_emploi"] = pd.DataFrame(
        {"unemployment_pct": [10.0, 5.0, np.nan]}, index=pd.Index(["A", "B", "C"])
    )
    made.__dict__["departement_jobs"] = pd.DataFrame(
        {"industry_job_share_pct": [20.0, 10.0]}, index=["01", "02"]
    )
    columns = [f"low_flow_change_2_7c_pct{end}" for end in ("_low", "", "_high")]
    made.__dict__["low_flow"] = pd.DataFrame(
        [[-50.0, -20, 10], [-90, -90, -90]], index=["01001", "01002"], columns=columns
    )
    return made


def test_pool_is_a_share_of_industry_and_job_seekers(territory):
    pool = zone_emploi_pool_jobs(territory, SURE)
    # 1,500 people of 20-64, 1,200 active: 10 % seek a job, 20 % of the others are in industry
    assert pool.loc["A"].tolist() == pytest.approx([0.1 * 1200 * (0.1 + 0.2 * 0.9)] * 3)
    # 500 inhabitants of unknown age: 50, 58, 65 % of them
    low, nominal, high = pool.loc["B"]
    assert nominal == pytest.approx(0.1 * 500 * 0.58 * 0.8 * (0.05 + 0.1 * 0.95))
    assert low / nominal == pytest.approx(50 / 58)
    assert high / nominal == pytest.approx(65 / 58)


def test_pool_of_a_zone_without_figures_is_unknown(territory):
    assert zone_emploi_pool_jobs(territory, SURE).loc["C"].isna().all()


def test_low_flow_leaves_out_zones_of_shortage(territory):
    water = low_flow_available_m3_day(territory, SURE)
    # 10 km² outside ZRE, 2 l/s/km², a thousandth of it, 86.4 m³/day a l/s
    base = 10 * 2 * 0.001 * 86.4
    assert water.loc["X"].tolist() == pytest.approx([base * 0.5, base * 0.8, base * 1.1])
    assert np.isnan(water.loc["Y", "nominal"])  # no projection in the basin


def test_names_and_ends(territory):
    found = capacities(territory, Assumptions())
    assert found.keys() >= {"grid_zone_mw", "zan_envelope_ha", "zan_commune_ha"}
    for name in [name for name in found if not name.endswith(("_low", "_high"))]:
        low, nominal, high = (found[f"{name}{end}"].dropna() for end in ("_low", "", "_high"))
        assert (low <= nominal).all()
        assert (nominal <= high).all()


def test_real_pools_are_plausible(real_territory):
    pool = capacities(real_territory, Assumptions())["zone_emploi_pool_jobs"]
    assert pool.notna().sum() == 302
    people = real_territory.communes.groupby("zone_emploi")["population"].sum()
    ratio = (pool / people).dropna()
    assert ratio.between(0.002, 0.03).all()


def test_status_of_a_basin_is_a_rule(territory):
    free = low_flow_available_m3_day(territory, SURE).loc["X"]

    def at(**declared):
        return low_flow_available_m3_day(territory, SURE.model_copy(update=declared)).loc["X"]

    for status in ("deficit", "7b3", "7b4"):
        assert at(water_basin_status={"X": status}).tolist() == [0.0, 0.0, 0.0]
        released = at(water_basin_status={"X": status}, water_released_m3_day={"X": 50.0})
        assert released.tolist() == [50.0] * 3
    assert at(water_basin_status={"X": "7b2"}).tolist() == free.tolist()
    declared = at(water_basin_status={"X": "declaration"})
    assert declared["nominal"] == pytest.approx(20 * free["nominal"])
    authorised = at(water_basin_status={"X": "authorisation"})
    assert authorised["nominal"] == pytest.approx(50 * free["nominal"])
    assert at(water_basin_status={"Y": "deficit"}).tolist() == free.tolist()
