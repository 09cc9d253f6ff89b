"""A planner's sites beside a national list: which are one place, and what is filled from hers."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from tisites.candidates.consolidation_rules import DuplicateRules
from tisites.candidates.pool import is_blank, pooled
from tisites.candidates.read import read_candidates
from tisites.candidates.usage.gather import gather
from tisites.candidates.usage.gather_pool import gather_pool
from tisites.criteria.assumptions import Assumptions
from tisites.criteria.indicators import measure

DEGREE_M = 111_200.0
LAT, LON = 46.81, 4.44  # Le Creusot


@pytest.fixture(scope="module")
def territory(demo_territory):
    return demo_territory


def _read(tmp_path, territory, name, rows):
    path = tmp_path / name
    pd.DataFrame(rows).to_csv(path, sep=";", index=False)
    return read_candidates(path, territory, strict=False)


def _row(site, name="", ha=10.0, north_m=0.0, **other):
    return {"site_id": site, "nom": name, "insee": "71153", "surface_ha": ha, "lon": LON,
            "lat": LAT + north_m / DEGREE_M, **other}  # fmt: skip


@pytest.fixture
def national(tmp_path, territory):
    return _read(tmp_path, territory, "national.csv", [
        _row("A", "Fonderie du Nord", 10.0, 0.0, site_statut="friche sans projet", source="N",
             pollution=""),
        _row("B", "Verrerie Martin", 40.0, 5000.0, source="N", pollution="pollution avérée"),
        _row("C", "", np.nan, 9000.0, source="N", pollution=""),
    ])  # fmt: skip


@pytest.mark.parametrize(
    ("name", "ha", "north_m", "other", "basis"),
    [
        ("Fonderie Nord (ancienne)", 25.0, 200.0, "A", "name"),  # within 250 m, names agree
        ("Hangar Durand", 9.0, 80.0, "A", "surface"),  # within 100 m, areas agree
        ("Hangar Durand", 9.0, 120.0, None, "near"),  # too far for another name
        ("Hangar Durand", 25.0, 20.0, None, "near"),  # another name, another area
        ("Fonderie Nord", 10.0, 400.0, None, "near"),  # too far for any
        ("Hangar Durand", 12.0, 9010.0, "C", "place"),  # neither name nor area is known there
        ("Hangar Durand", 10.0, 3000.0, None, None),
    ],
)  # fmt: skip
def test_one_place_is_recognised(tmp_path, territory, national, name, ha, north_m, other, basis):
    mine = _read(tmp_path, territory, "mine.csv", [_row("1", name, ha, north_m)])
    pool = pooled(national, mine, DuplicateRules())
    assert pool.ids["1"] == (other or "1")
    assert (pool.pairs["basis"].iloc[0] if len(pool.pairs) else None) == basis
    assert len(pool.candidates.table) == 3 + (other is None)


def test_blanks_are_filled_and_nothing_is_written_over(tmp_path, territory, national):
    mine = _read(tmp_path, territory, "mine.csv", [
        _row("A", "Fonderie Nord", 11.0, 10.0, site_statut="friche avec projet",
             pollution="pollution inexistante"),
        _row("2", "Ma verrerie", 40.0, 5010.0, pollution="pollution inexistante"),
        _row("3", "Tannerie", 12.0, 9010.0),
    ])  # fmt: skip
    pool = pooled(national, mine, DuplicateRules())
    assert pool.ids.to_dict() == {"2": "B", "3": "C", "A": "A"}
    table = pool.candidates.table
    assert table.at["A", "pollution"] == "pollution inexistante"  # it was blank
    assert table.at["A", "surface_ha"] == 10.0
    assert table.at["A", "status"] == "friche sans projet"
    assert table.at["B", "pollution"] == "pollution avérée"
    assert (table.at["C", "name"], table.at["C", "surface_ha"]) == ("Tannerie", 12.0)
    filled = {(row.site, row.field) for row in pool.filled.itertuples()}
    assert {("A", "pollution"), ("C", "name"), ("C", "surface_ha")} <= filled
    assert ("B", "pollution") not in filled
    pd.testing.assert_frame_equal(table.loc[["B"], ["lon", "lat"]],
                                  national.table.loc[["B"], ["lon", "lat"]])  # fmt: skip


def test_an_extract_of_the_national_list_is_known_by_its_ids(tmp_path, territory, national):
    """Its own record comes before a better-known neighbour of the same name."""
    twice = _read(tmp_path, territory, "more.csv", [
        _row("A", "Fonderie du Nord", np.nan, 0.0, source="N"),
        _row("A2", "Fonderie du Nord", 10.0, 3.0, source="N", zonage="U"),
    ])  # fmt: skip
    mine = _read(tmp_path, territory, "mine.csv", [_row("A", "Fonderie du Nord", 10.0, 400.0)])
    pool = pooled(twice, mine, DuplicateRules())
    assert (pool.ids["A"], pool.pairs["basis"].iloc[0]) == ("A", "id")
    assert pooled(national, mine, DuplicateRules()).ids["A"] == "A"


def test_an_id_that_both_lists_use_for_two_places_stays_two_sites(tmp_path, territory, national):
    mine = _read(tmp_path, territory, "mine.csv", [_row("B", "Moulin", 7.0, -8000.0)])
    pool = pooled(national, mine, DuplicateRules())
    assert pool.ids["B"] == "B (liste)"
    assert pool.candidates.table.at["B", "name"] == "Verrerie Martin"
    assert pool.candidates.table.at["B (liste)", "name"] == "Moulin"


@pytest.mark.parametrize(("half_m", "basis"), [(200.0, "outline"), (2000.0, "inside")])
def test_a_national_point_in_her_outline(tmp_path, territory, national, half_m, basis):
    """The area tells the same site (16 ha against 10) from a part of a larger one (1,600 ha)."""
    dlat = half_m / DEGREE_M
    dlon = dlat / np.cos(np.radians(LAT))
    ring = [(LON - dlon, LAT - dlat), (LON + dlon, LAT - dlat), (LON + dlon, LAT + dlat),
            (LON - dlon, LAT + dlat), (LON - dlon, LAT - dlat)]  # fmt: skip
    shape = {"type": "Polygon", "coordinates": [[list(p) for p in ring]]}
    mine = {"type": "FeatureCollection", "features": [
        {"type": "Feature", "geometry": shape,
         "properties": {"site_id": "1", "nom": "Halle Petit", "insee": "71153"}}]}  # fmt: skip
    path = tmp_path / "mine.geojson"
    path.write_text(json.dumps(mine), encoding="utf-8")
    read = read_candidates(path, territory, strict=False)
    pool = pooled(national, read, DuplicateRules())
    pair = pool.pairs[pool.pairs["other"] == "A"].iloc[0]
    assert pair["basis"] == basis
    assert (pool.ids["1"] == "A") is (basis == "outline")


def test_what_she_says_of_a_national_site_stands_beside_what_is_known(
    tmp_path, territory, national
):
    """Areas threefold apart make the site one to verify; neither is written over."""
    mine = _read(tmp_path, territory, "mine.csv", [_row("1", "Fonderie du Nord", 30.0, 5.0)])
    pool = pooled(national, mine, DuplicateRules())
    known = gather_pool(gather(national, territory), pool, territory)
    told = known.said[(known.said["site_id"] == "A") & (known.said["kind"] == "area")]
    assert sorted(told["ha"]) == [10.0, 30.0]
    assert set(told["source"]) == {"liste", "mine.csv"}
    row = known.candidates.table.loc["A"]
    assert row["surface_ha"] == 10.0
    assert row["surface_ratio"] == pytest.approx(3.0)


def test_evidence_and_measures_added_are_those_gathered_at_once(tmp_path, territory, national):
    mine = _read(tmp_path, territory, "mine.csv", [
        _row("1", "Fonderie du Nord", 12.0, 5.0), _row("2", "Moulin Carré", 7.0, -8000.0),
    ])  # fmt: skip
    pool = pooled(national, mine, DuplicateRules())
    whole = gather(pool.candidates, territory, None, pool.said)
    added = gather_pool(gather(national, territory), pool, territory)
    left, right = added.candidates.table, whole.candidates.table
    pd.testing.assert_frame_equal(left[right.columns], right, check_dtype=False)
    once = measure(right, territory, Assumptions(), cache=None)
    before = measure(gather(national, territory).candidates.table, territory, Assumptions(),
                     cache=None)  # fmt: skip
    changed = right.loc[["A", "2"]]
    joined = before.with_more(measure(changed, territory, Assumptions(), cache=None))
    for name in once.specs:
        for end in ("low", "nominal", "high"):
            for one, two in zip(once.span(name, end), joined.span(name, end), strict=True):
                np.testing.assert_allclose(one, two, equal_nan=True, err_msg=name)
        for one, two in zip(once.interval(name), joined.interval(name), strict=True):
            np.testing.assert_allclose(one, two, equal_nan=True, err_msg=name)
        np.testing.assert_array_equal(once.untold(name), joined.untold(name), err_msg=name)


def test_blank_words():
    assert is_blank(None) and is_blank(float("nan")) and is_blank("inconnu")
    assert not is_blank("pollution avérée") and not is_blank(3.0)
