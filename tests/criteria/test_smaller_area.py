"""A smaller area that another source tells widens every indicator that reads the area."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tisites.criteria.assumptions import Assumptions
from tisites.criteria.indicators import measure


@pytest.fixture(scope="module")
def territory(demo_territory):
    return demo_territory


@pytest.fixture(scope="module")
def sites(territory) -> pd.DataFrame:
    from tisites.candidates.read import candidates_from_pack

    table = candidates_from_pack(territory).table
    known = table[(table["surface_ha"] > 5) & table["insee"].notna() & table["lon"].notna()]
    return known.head(12)


@pytest.fixture(scope="module")
def three(sites, territory):
    """The sites as they are, with smaller areas told of every other, and with those areas."""
    told = sites.assign(
        surface_low_ha=sites["surface_ha"].where(np.arange(len(sites)) % 2 == 1, 2.0)
    )
    small = sites.assign(surface_ha=told["surface_low_ha"])
    return [measure(one, territory, Assumptions()) for one in (sites, told, small)]


def test_every_indicator_of_the_area_holds_what_the_smaller_area_gives(three):
    plain, told, small = three
    moved = []
    for name in plain.specs:
        if name not in plain.table.columns:
            continue
        (low, nominal, high), (low_2, nominal_2, high_2) = (m.interval(name) for m in (plain, told))
        low_3, _, high_3 = small.interval(name)
        assert np.array_equal(nominal, nominal_2, equal_nan=True), name
        known = ~np.isnan(low) & ~np.isnan(high)
        assert (low_2[known] == np.fmin(low, low_3)[known]).all(), name
        assert (high_2[known] == np.fmax(high, high_3)[known]).all(), name
        assert np.array_equal(low[1::2], low_2[1::2], equal_nan=True), name  # no other area told
        if (low_2[known] < low[known]).any():
            moved.append(name)
    assert {"surface_ha", "recycled_ha", "labour_need_jobs", "cost_meur"} <= set(moved)


def test_a_site_takes_no_less_under_a_ceiling_for_a_smaller_area(three):
    plain, told, _ = three
    for name in ("labour_need_jobs", "low_flow_net_m3_day", "zan_debit_ha", "surface_ha"):
        for end in ("low", "nominal", "high"):
            before, after = plain.span(name, end), told.span(name, end)
            assert (after[1] >= before[1]).all(), (name, end)
            assert (after[0] <= before[0]).all(), (name, end)


def test_no_smaller_area_changes_nothing(sites, territory):
    plain = measure(sites, territory, Assumptions())
    same = measure(sites.assign(surface_low_ha=sites["surface_ha"]), territory, Assumptions())
    pd.testing.assert_frame_equal(plain.table, same.table)
    pd.testing.assert_frame_equal(plain.least, same.least)
