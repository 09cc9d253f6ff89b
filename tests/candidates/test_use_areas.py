"""Areas told of one site: all kept, circles recognised, a nominal by rule, doubt told."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from tisites.candidates.usage.areas import default_circle, settled


@pytest.mark.parametrize("radius", [10, 20, 50, 100, 150])
def test_a_default_circle_is_recognised_drawn_in_32_sides_or_true(radius: int) -> None:
    polygon = 16 * math.sin(math.pi / 16) * radius**2
    assert default_circle(round(polygon, 1)) == radius
    assert default_circle(round(math.pi * radius**2, 1)) == radius


@pytest.mark.parametrize("area_m2", [0.0, -1.0, float("nan"), 130242.0, 30000.0, 45000.0, 5130.0])
def test_an_area_is_no_circle_by_chance(area_m2: float) -> None:
    assert default_circle(area_m2) is None


def test_the_published_circles_are_of_one_kind(shared_data) -> None:
    table = pd.read_csv(
        shared_data / "candidates/cartofriches_national_2024-03.csv", sep=";", dtype=str
    )
    area = pd.to_numeric(table["site_surface"], errors="coerce")
    circles = area.map(default_circle)
    assert (circles == 10.0).sum() >= 475
    assert (circles == 100.0).sum() >= 219
    fund = table["source_nom"] == "Appel à projet Fonds Friches"
    assert (circles[~fund].notna()).mean() < 0.002  # nearly only the fund's sites have them


def _told(**areas: float) -> pd.DataFrame:
    return pd.DataFrame({"site_id": "a", "value": list(areas), "ha": list(areas.values())})


def test_a_dossier_far_below_the_list_is_told() -> None:
    got = settled(_told(declared=44.9, dossier=2.5)).loc["a"]
    assert got["nominal"] == 44.9
    assert got["low"] == 2.5
    assert got["ratio"] == pytest.approx(17.96)
    assert got["least"] == "dossier"


def test_a_land_unit_holds_the_site_and_does_not_contradict_it() -> None:
    assert settled(_told(declared=22.0, land_unit=164.0)).loc["a", "ratio"] == 1.0
    assert settled(_told(declared=13.0, land_unit=3.1)).loc["a", "ratio"] == pytest.approx(
        4.19, 0.01
    )
    assert settled(_told(land_unit=5.0)).loc["a", "basis"] == "land_unit"


def test_the_most_credible_area_is_the_nominal() -> None:
    got = settled(_told(guessed=83.1, record=13.8, dossier=12.0)).loc["a"]
    assert (got["nominal"], got["basis"], got["least"]) == (13.8, "record", "guessed")
    assert settled(_told(planner=5.0, outline=9.0, declared=40.0)).loc["a", "basis"] == "planner"


def test_a_circle_counts_for_nothing() -> None:
    assert settled(_told(default_circle=3.1214)).empty


def test_a_site_whose_areas_are_at_odds_is_told_once_and_how_to_confirm():
    """One finding a site, with both areas; what a planner or the cadastre says ends it."""
    from tisites.candidates.eligibility import REASONS, _Bar, _contradicted

    table = pd.DataFrame(
        {"surface_low_ha": [2.5, 4.0, 1.0], "surface_high_ha": [44.9, 5.0, 9.0], "line": [2, 3, 4]},
        index=pd.Index(["a", "b", "c"], name="site_id"),
    )
    ratio = pd.Series([18.0, 1.2, 9.0], index=table.index)
    barred = np.array([True, False, True])
    bars = [
        _Bar("verify.area", barred, REASONS["verify.area"], ratio),
        _Bar("verify.area", barred, REASONS["verify.area"], ratio),
    ]
    judged = pd.DataFrame({"reason": ["verify.area", "", "zoning_excluded"]}, index=table.index)
    (told,) = _contradicted(SimpleNamespace(table=table), judged, bars)
    assert (told.subject, told.line, told.code) == ("a", 2, "areas_contradict")
    assert "de 2,5 à 44,9 ha" in str(told.message)
    assert "cadastre_ha" in str(told.remedy) and "--evidence" in str(told.remedy)
