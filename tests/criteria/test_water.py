from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tisites.criteria.assumptions import Assumptions
from tisites.criteria.water import measure_water
from tisites.data.layers import WARMINGS


@pytest.fixture
def territory(empty_territory):
    ends = ("_low", "", "_high")
    columns = [f"low_flow_change_{w}_pct{end}" for w in WARMINGS for end in ends]
    empty_territory.__dict__["low_flow"] = pd.DataFrame(
        [[-20.0, -5, 9, -40, -15, 4, -70, -35, 0]], index=["01001"], columns=columns
    )
    return empty_territory


@pytest.mark.parametrize(
    ("warming", "ends"),
    [("2c", (-20, -5, 9)), ("2_7c", (-40, -15, 4)), ("4c", (-70, -35, 0))],
)
def test_low_flow_is_that_of_the_commune_at_the_warming(sites, territory, warming, ends):
    found = measure_water(sites(), territory, Assumptions(warming=warming))["low_flow_change_pct"]
    assert (found.low[0], found.nominal[0], found.high[0]) == ends


def test_a_commune_without_projection_is_unknown(sites, territory):
    found = measure_water(sites(2, insee=["97411", None]), territory, Assumptions())
    assert np.isnan(found["low_flow_change_pct"].low).all()
    assert np.isnan(found["low_flow_change_pct"].high).all()


def test_zre_listed_absent_and_not_covered(sites, territory):
    table = sites(3)
    table["zre"] = pd.array([True, False, None], dtype="boolean")
    found = measure_water(table, territory, Assumptions())["zre"]
    assert found.nominal == pytest.approx([1, 0, np.nan], nan_ok=True)
    assert found.low.tolist() == [1, 0, 0]
    assert found.high.tolist() == [1, 1, 1]
    proof = measure_water(table, territory, Assumptions(zre_absence_is_proof=True))["zre"]
    assert proof.high.tolist() == [1, 0, 1]


def test_water_needed_and_consumed(sites, territory):
    found = measure_water(sites(surface_ha=20.0), territory, Assumptions())
    need, net = found["water_need_m3_day"], found["low_flow_net_m3_day"]
    assert (need.low[0], need.nominal[0], need.high[0]) == (100, 300, 800)
    assert (net.low[0], net.nominal[0], net.high[0]) == pytest.approx((5, 21, 240))


def test_more_warming_is_less_water_on_the_whole(real_territory, real_sites):
    means = [
        np.nanmean(
            measure_water(real_sites, real_territory, Assumptions(warming=w))[
                "low_flow_change_pct"
            ].nominal
        )
        for w in WARMINGS
    ]
    assert means[0] > means[1] > means[2]
