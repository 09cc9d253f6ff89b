from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from tisites.criteria import reach
from tisites.criteria.assumptions import Assumptions
from tisites.criteria.interval import exact, share
from tisites.criteria.reach import measure_reach
from tisites.criteria.workforce import measure_workforce, workers, working_age

DECAY = {0: 1.0, 15: 0.8, 30: 0.4, 45: 0.0}


@pytest.mark.parametrize(
    ("minutes", "weight"),
    [(1e-9, 1.0), (7.5, 0.9), (15, 0.8), (22.5, 0.6), (30, 0.4), (44, 0.4 / 15), (45, 0.0)],
)
def test_decay_is_linear_between_its_points(minutes, weight):
    got = workers(csr_array(np.array([[float(minutes)]])), exact([1000.0]), DECAY)
    assert got.nominal[0] == pytest.approx(1000 * weight)


def test_everyone_within_the_minutes_counts_ends_included():
    minutes = csr_array(np.array([[15.0, 15.01, 0.0], [0.0, 30.0, 44.0]]))
    people = exact([1.0, 10.0, 100.0])
    assert workers(minutes, people, 15).nominal.tolist() == [1, 0]
    assert workers(minutes, people, 45).nominal.tolist() == [11, 110]


def test_the_times_are_not_changed():
    minutes = csr_array(np.array([[15.0]]))
    workers(minutes, exact([1.0]), DECAY)
    assert minutes.data.tolist() == [15.0]


@given(st.lists(st.floats(0.1, 60), min_size=1, max_size=8), st.floats(0, 30))
def test_longer_trips_never_bring_more_people(trips, more):
    people = exact(np.arange(1.0, len(trips) + 1))
    near, far = (csr_array(np.array([np.array(trips) + extra])) for extra in (0.0, more))
    for rule in (15, 30, 45, DECAY):
        assert workers(far, people, rule).nominal[0] <= workers(near, people, rule).nominal[0]


def test_communes_without_the_figure_widen_the_interval():
    towns = pd.DataFrame({"population": [1000.0, 200.0], "population_20_64": [np.nan, 110.0]})
    people = working_age(towns, share(0.5, 0.6, 0.7))
    minutes = csr_array(np.array([[10.0, 10.0], [0.0, 10.0]]))
    got = workers(minutes, people, 30)
    assert got.low.tolist() == [610, 110]
    assert got.nominal.tolist() == [710, 110]
    assert got.high.tolist() == [810, 110]


def test_unknown_zone_emploi_or_departement_is_unknown(sites, empty_territory):
    territory = empty_territory
    territory.__dict__["zones_emploi"] = pd.DataFrame(
        {"unemployment_pct": [8.5, np.nan]}, index=["8405", "0601"]
    )
    territory.__dict__["departement_jobs"] = pd.DataFrame(
        {"industry_job_share_pct": [21.2]}, index=["01"]
    )
    table = sites(3, zone_emploi=["8405", "0601", None], dep=["01", "976", None])
    found = measure_workforce(table, territory, Assumptions())
    assert found["unemployment_pct"].nominal == pytest.approx([8.5, np.nan, np.nan], nan_ok=True)
    share_pct = found["industry_job_share_pct"].nominal
    assert share_pct == pytest.approx([21.2, np.nan, np.nan], nan_ok=True)
    jobs = found["labour_need_jobs"]
    assert (jobs.low[0], jobs.nominal[0], jobs.high[0]) == (100, 150, 250)


def test_streamed_workers_are_those_of_the_table(real_territory, real_sites, monkeypatch):
    assumptions = Assumptions()
    some = real_sites.sample(80, random_state=1)
    at_once, _ = measure_reach(some, real_territory, assumptions, None)
    monkeypatch.setattr(reach, "STREAM_ABOVE", 1)
    streamed, _ = measure_reach(some, real_territory, assumptions, None)
    for name, interval in at_once.items():
        for end in ("low", "nominal", "high"):
            assert getattr(streamed[name], end) == pytest.approx(
                getattr(interval, end), rel=1e-5, nan_ok=True
            ), name


def test_real_workers_are_those_of_the_communes_in_reach(real_territory, real_indicators):
    table = real_indicators.table
    total = working_age(real_territory.communes, share(0.65, 0.65, 0.65)).nominal.sum()
    known = table.dropna(subset=["workers_45min"])
    assert (known["workers_15min"] <= known["workers_30min"]).all()
    assert (known["workers_30min"] <= known["workers_45min"]).all()
    assert (known["workers_decayed"] <= known["workers_45min"]).all()
    assert (0.8 * known["workers_15min"] <= known["workers_decayed"] + 1e-6).all()
    assert known["workers_45min"].max() < total / 4
