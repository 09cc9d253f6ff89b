"""Indicators of real sites against values recomputed from raw files (golden_recompute.py)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tisites.criteria.assumptions import Assumptions
from tisites.criteria.indicators import measure
from tisites.criteria.spec import Indicators
from tisites.territory.road_speeds import RoadSpeeds

GOLDEN = Path(__file__).with_name("golden_sites.csv")
#: Lambert 93 stretches lengths by up to 0.3 % over France; the rest is arithmetic.
BY_PROJECTION = 4e-3
LOOSE = {
    "hv_substation_km": BY_PROJECTION,
    "substation_225_km": BY_PROJECTION,
    "feasible_mw": BY_PROJECTION,
    "freight_station_km": BY_PROJECTION,
    "port_km": BY_PROJECTION,
    "airport_km": BY_PROJECTION,
}


@pytest.fixture(scope="module")
def golden() -> pd.DataFrame:
    return pd.read_csv(GOLDEN, dtype={"site_id": str})


@pytest.fixture(scope="module")
def measured(golden, real_territory, real_candidates) -> Indicators:
    table = real_candidates.table
    sites = table.loc[sorted(set(golden["site_id"]))]
    # one speed for all roads: what the recomputation drives (classes have tests of their own)
    uniform = Assumptions(roads=RoadSpeeds(by_class=False))
    return measure(sites, real_territory, uniform, cache=None)


def test_golden_sites_are_many_and_everywhere(golden):
    dep = golden[golden["indicator"] == "industry_job_share_pct"]["how"].str.extract(r"dep (\w+),")[
        0
    ]
    assert golden["site_id"].nunique() >= 25
    assert {"2A", "2B", "971", "972", "973", "974", "976"} <= set(dep)
    assert dep.nunique() >= 20
    assert golden["how"].str.len().gt(0).all()


def test_every_golden_value_is_measured(golden, measured):
    wrong = []
    for row in golden.itertuples():
        got = measured.table.loc[row.site_id, row.indicator]
        tolerance = LOOSE.get(row.indicator, 1e-5)
        if (
            np.isnan(row.value) != np.isnan(got)
            or abs(got - row.value) > tolerance * abs(row.value) + 1e-6
        ):
            wrong.append(
                f"{row.site_id} {row.indicator}: {got} measured, {row.value} by hand ({row.how})"
            )
    assert not wrong, "\n".join(wrong)


def test_the_table_is_what_the_raw_files_give(golden, shared_data):
    """The recomputation itself, but for the slow travel times."""
    import importlib.util

    path = GOLDEN.with_name("golden_recompute.py")
    spec = importlib.util.spec_from_file_location("golden_recompute", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    raw = module.Raw(shared_data)
    again = {
        (uid, name): value
        for uid in module.SITES[::4]
        for family in module.FAMILIES
        for name, value, _ in family(raw, uid)
    }
    known = golden.set_index(["site_id", "indicator"])["value"]
    for key, value in again.items():
        assert known[key] == pytest.approx(value, rel=1e-5, nan_ok=True), key
