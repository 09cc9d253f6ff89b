"""The access term on the real pack, re-evaluated from raw travel times."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from tisites.criteria.workforce import working_age
from tisites.model.points import load_scenario
from tisites.run.pipeline import execute
from tisites.run.prepare.kept import OnDisk
from tisites.run.prepare.prepare import prepare
from tisites.run.prepare.request import Request
from tisites.territory.roads import travel_times
from tisites.territory.territory import load_territory


def test_access_is_what_it_says(real_pack, real_tables):
    out = real_tables("workforce-access")
    report = json.loads((out / "solution.json").read_text(encoding="utf-8"))
    assert report["proof"] == "optimal"

    chosen = pd.read_csv(out / "selection.csv", dtype={"dep": str})
    territory = load_territory(real_pack)
    model, _ = load_scenario("workforce-access")
    zone = np.where(chosen["dep"].str.startswith("97"), 1, 0)
    times = travel_times(territory, chosen["lon"], chosen["lat"], zone, limit_min=45.0)
    minutes = times.minutes.toarray()
    minutes[minutes == 0] = np.inf  # left out: beyond 45 minutes
    least = minutes.min(axis=0)
    service = np.interp(least, [0, 15, 30, 45], [1.0, 0.8, 0.4, 0.0])
    people = working_age(territory.communes, model.assumptions.share_20_64_where_unknown).nominal
    share = float(service @ people / people.sum())
    assert report["access"]["served_share"] == pytest.approx(share, abs=1e-4)
    expected = 0.8 * chosen["score"].sum() + 0.2 * 100 * 50 * share
    assert report["objective"] == pytest.approx(expected, abs=0.05)

    asked = Request("workforce-access", pack=real_pack.folder, solver="highs")
    other = execute(prepare(asked, keep=OnDisk())).solution
    assert other.value == pytest.approx(report["objective"], abs=1e-6)
