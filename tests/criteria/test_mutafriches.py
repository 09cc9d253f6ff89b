from __future__ import annotations

import tomllib
from itertools import product

import numpy as np
import pandas as pd
import pytest

from tisites.criteria.mutafriches import (
    COLUMNS,
    extreme_index,
    mutafriches,
    rubric,
)
from tisites.criteria.mutafriches_facts import facts_of


def site(**known):
    return pd.DataFrame({"surface_m2": [np.nan], "hv_substation_km": [np.nan], "zoning": [None],
                         "pollution": [None], **{k: [v] for k, v in known.items()}})  # fmt: skip


def test_the_rubric_is_that_of_the_state(shared_data):
    path = shared_data / "rubrics/mutafriches_industrie_v1_11.toml"
    published = tomllib.loads(path.read_text(encoding="utf-8"))
    weights = sorted(row["weight"] for row in published["criteria"].values())
    assert sorted(criterion.weight for criterion in rubric()) == weights
    assert published["total_weight"] == 30.0
    ours = {criterion.code: criterion for criterion in rubric()}
    theirs = published["criteria"]
    assert ours["power"].published == ((np.inf, 0.5),)  # neutral for every class
    for code, name in (("motorway", "distanceAutoroute"), ("built_area", "surfaceBati")):
        breaks = tuple((float(b), float(s)) for b, s in theirs[name]["breaks"])
        assert ours[code].breaks == breaks
    for code, name in (
        ("flood", "risqueInondation"), ("water", "raccordementEau"),
        ("species", "presenceEspecesProtegees"),
        ("heritage", "zonagePatrimonial"), ("environment", "zonageEnvironnemental"),
        ("buildings", "etatBatiInfrastructure"), ("pollution", "presencePollution"),
        ("siding", "distanceIte"), ("clay", "risqueRetraitGonflementArgile"),
    ):  # fmt: skip
        scores = {s for word, s in theirs[name]["scores"].items() if word != "ne_sait_pas"}
        assert set(ours[code].scores.values()) == scores, code


def test_a_site_by_hand():
    facts = site(surface_m2=60_000, hv_substation_km=3, zoning="A", pollution="pollution avérée")
    got = mutafriches(facts).iloc[0]
    # area 2 × 2, power 1 × 1, plan 2 × -2, pollution 2 × 0.5 on both sides
    assert got["mutafriches_index"] == pytest.approx(100 * (4 + 1 + 1) / (4 + 1 + 1 + 4 + 1))
    assert got["mutafriches_index_as_published"] == pytest.approx(
        100 * (4 + 0.5 + 1) / (4 + 0.5 + 1 + 0.5 + 4 + 1)
    )
    assert got["mutafriches_reliability"] == pytest.approx((2 + 1 + 2 + 2) / 30)
    assert got["mutafriches_index_low"] < got["mutafriches_index"] < got["mutafriches_index_high"]


@pytest.mark.parametrize(("m2", "score"), [(9_999, 0), (10_000, 100), (50_000, 100), (50_001, 100)])
def test_areas_at_their_bounds(m2, score):
    assert mutafriches(site(surface_m2=m2))["mutafriches_index"][0] == score


def test_nothing_known_is_unknown_not_neutral():
    got = mutafriches(site()).iloc[0]
    assert np.isnan(got["mutafriches_index"])
    assert got["mutafriches_reliability"] == 0
    assert got["mutafriches_index_low"] < 25
    assert got["mutafriches_index_high"] > 75


def test_extremes_are_those_of_every_combination():
    options = [[(2.0, 0.0), (0.5, 0.5)], [(1.0, 1.0)], [(0.0, 2.0), (0.5, 0.5), (1.0, 0.0)]]
    ratios = [100 * sum(p for p, _ in c) / sum(p + n for p, n in c) for c in product(*options)]
    assert extreme_index(options, best=False) == pytest.approx(min(ratios))
    assert extreme_index(options, best=True) == pytest.approx(max(ratios))


def test_facts_keep_units_and_words(sites):
    table = sites(3, surface_ha=6.0, has_drinking_water=[1.0, 0.0, np.nan])
    unknown = dict.fromkeys(("motorway_km", "znieff_1_km", "znieff_2_km"), np.nan)
    measured = pd.DataFrame(
        {
            **unknown,
            "hv_substation_km": 1.0,
            "siding_km": [0.4, 2.0, np.nan],
            "rail_access_level": [1.0, 0.3, 0.3],
            "natura_2000_km": [0.0, 0.1, np.nan],
            "in_flood_zone": [1.0, 0.0, np.nan],
        },
        index=table.index,
    )
    facts = facts_of(table, measured)
    assert facts["surface_m2"].tolist() == [60_000.0] * 3
    words = facts[["siding", "environment", "flood", "water"]].astype(object)
    assert words.where(words.notna(), "?").to_numpy().tolist() == [
        ["good", "natura_2000", "yes", "yes"], ["far", "?", "no", "no"], ["?"] * 4
    ]  # fmt: skip
    assert tuple(mutafriches(facts).columns) == COLUMNS


def test_real_sites(real_sites, real_indicators):
    got = mutafriches(facts_of(real_sites, real_indicators.table))
    assert got["mutafriches_reliability"].between(0, 1).all()
    known = got.dropna()
    assert (known["mutafriches_index_low"] <= known["mutafriches_index"] + 1e-9).all()
    assert (known["mutafriches_index"] <= known["mutafriches_index_high"] + 1e-9).all()
    assert got["mutafriches_index_low"].notna().all()
