"""Eligibility: one first reason a site, every rule, every unknown explicit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from tisites.candidates.candidates import Candidates
from tisites.candidates.eligibility import REASONS, judge
from tisites.candidates.eligibility_rules import EligibilityRules
from tisites.candidates.read import read_candidates
from tisites.candidates.size_class import SIZE_CLASSES, size_class
from tisites.messages.errors import BadInputError
from tisites.messages.text import speaking
from tisites.territory.territory import Territory


def _candidates(**columns: list[object]) -> Candidates:
    n = len(next(iter(columns.values())))
    base: dict[str, list[object]] = {
        "surface_ha": [10.0] * n,
        "lon": [2.0] * n,
        "lat": [48.0] * n,
        "commune": ["Ivry"] * n,
        "km_beyond_commune": [0.0] * n,
    }
    index = pd.Index([f"s{i}" for i in range(n)], name="site_id")
    table = pd.DataFrame(base | columns, index=index).assign(line=range(2, n + 2))
    return Candidates(table, (), "f.csv", "")


def _reasons(candidates: Candidates, **rules: object) -> list[str]:
    table = judge(candidates, EligibilityRules.model_validate(rules)).table
    assert (table["eligible"] == (table["reason"] == "")).all()
    assert ((table["reason_text"] == "") == table["eligible"]).all()
    return list(table["reason"])


def test_without_rule_only_unknown_essentials_fall_out() -> None:
    candidates = _candidates(
        surface_ha=[1.0, np.nan, 1.0, 1.0, np.nan],
        lon=[2.0, 2.0, np.nan, 2.0, np.nan],
        commune=["Ivry", "Ivry", "Ivry", None, None],
    )
    assert _reasons(candidates) == [
        "",
        "surface_unknown",
        "coordinates_unknown",
        "commune_unknown",
        "commune_unknown",
    ]
    text = judge(candidates, EligibilityRules()).table["reason_text"].iloc[4]
    assert text == "commune inconnue ; coordonnées inconnues ; surface inconnue"


def test_surface_bounds_are_inclusive() -> None:
    candidates = _candidates(surface_ha=[2.99, 3.0, 500.0, 500.01])
    reasons = _reasons(candidates, min_surface_ha=3, max_surface_ha=500)
    assert reasons == ["surface_below_minimum", "", "", "surface_above_maximum"]
    judged = judge(candidates, EligibilityRules(min_surface_ha=3, max_surface_ha=500))
    assert judged.table["reason_text"].iloc[0] == "surface sous le minimum (2,99 ha, seuil 3 ha)"
    with speaking("en"):
        english = judge(candidates, EligibilityRules(min_surface_ha=3)).table["reason_text"]
    assert english.iloc[0] == "surface below the minimum (2.99 ha, threshold 3 ha)"
    assert judged.counts == {"surface_below_minimum": 1, "surface_above_maximum": 1}
    told = [(f.code, f.subject, f.line) for f in judged.findings]
    assert ("surface_above_maximum", "s3", 5) in told


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ({"statuses": ["Friche sans projet"]}, ["", "x", "x", "x", ""]),
        ({"statuses_excluded": ["friche reconvertie"]}, ["", "", "", "", ""]),
        ({"statuses_excluded": ["usage actuel"]}, ["", "", "x", "", ""]),
        ({"statuses_excluded": ["friche qualifiée"]}, ["", "", "", "x", ""]),
        ({"statuses": ["friche sans projet"], "unknown_status": "exclude"}, ["", *"xxxx"]),
    ],
)
def test_statuses(rules: dict[str, object], expected: list[str]) -> None:
    candidates = _candidates(
        status=[
            "friche sans projet",
            "friche avec projet",
            "usage actuel: parking",
            "friche qualifiée (avec/sans projet/reconvertie) au 01/2023",
            None,
        ]
    )
    wanted = ["status_excluded" if e else "" for e in expected]
    wanted[2] = wanted[2] or "verify.status"  # a use, and no stage: never silently eligible
    assert _reasons(candidates, **rules) == wanted


def test_types_and_apostrophes() -> None:
    candidates = _candidates(site_type=["friche d'habitat", "friche industrielle", None])
    excluded = {"types_excluded": ["Friche d’habitat"]}
    assert _reasons(candidates, **excluded) == ["type_excluded", "", ""]
    assert _reasons(candidates, **excluded, unknown_type="exclude")[2] == "type_excluded"
    assert _reasons(candidates, types=["friche industrielle"]) == ["type_excluded", "", ""]
    d111_54 = ["friche agricole", "friche forestière", "friche naturelle"]
    assert _reasons(candidates, types_excluded=d111_54) == ["", "", ""]


def test_zonings() -> None:
    candidates = _candidates(zoning=["U", "A", "Nh", None])
    assert _reasons(candidates, zonings_excluded=["A", "N", "nh"]) == [
        "",
        "zoning_excluded",
        "zoning_excluded",
        "",
    ]
    assert _reasons(candidates, unknown_zoning="exclude")[3] == "zoning_excluded"


def test_qualities() -> None:
    candidates = _candidates(
        coord_quality=["site point", "commune representative point", "site point", None],
        surface_quality=["site", "site", "imputed: 2026 commune mean", None],
    )
    rules = {"coord_quality": ["site point"], "surface_quality": ["site"]}
    assert _reasons(candidates, **rules) == ["", "coord_quality", "surface_quality", ""]
    strict = rules | {"unknown_coord_quality": "exclude", "unknown_surface_quality": "exclude"}
    assert _reasons(candidates, **strict)[3] == "coord_quality"


def test_distance_to_commune() -> None:
    candidates = _candidates(km_beyond_commune=[0.0, 30.0, 30.1, np.inf, np.nan])
    assert _reasons(candidates, max_km_from_commune=30) == [
        "",
        "",
        "far_from_commune",
        "far_from_commune",
        "",
    ]
    both = {"max_km_from_commune": 30, "unknown_km_from_commune": "exclude"}
    assert _reasons(candidates, **both)[4] == "far_from_commune"


@pytest.mark.parametrize(
    ("key", "value", "hint"),
    [
        ("types_excluded", "friche industriele", "friche industrielle"),
        ("statuses", "friche sans projets", "friche sans projet"),
        ("zonings_excluded", "AUz", "AUs"),
        ("coord_quality", "site points", "site point"),
        ("surface_quality", "sit e", "site"),
        ("types_excluded", "inconnu", "unknown_type"),
    ],
)
def test_unknown_words_are_errors_with_a_hint(key: str, value: str, hint: str) -> None:
    rules = EligibilityRules.model_validate({key: [value]})
    with pytest.raises(BadInputError) as error:
        judge(_candidates(surface_ha=[1.0]), rules)
    (problem,) = error.value.problems
    assert problem.where.column == f"eligibility.{key}"
    assert problem.where.value == value
    assert hint in problem.remedy.fr


def test_a_word_of_the_planners_own_list_is_known() -> None:
    candidates = _candidates(site_type=["friche touristique", "friche industrielle"])
    assert _reasons(candidates, types_excluded=["friche touristique"]) == ["type_excluded", ""]


@pytest.mark.parametrize(
    "rules",
    [
        {"min_surface": 3},
        {"min_surface_ha": -1},
        {"min_surface_ha": float("nan")},
        {"min_surface_ha": 5, "max_surface_ha": 3},
        {"unknown_type": "maybe"},
    ],
)
def test_bad_rules_are_refused(rules: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        EligibilityRules.model_validate(rules)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0, 1000) | st.just(np.nan), min_size=1, max_size=20))
def test_first_reason_follows_the_declared_order(surfaces: list[float]) -> None:
    n = len(surfaces)
    candidates = _candidates(
        surface_ha=list(surfaces),
        site_type=["friche militaire" if i % 2 else "friche industrielle" for i in range(n)],
    )
    rules = EligibilityRules(min_surface_ha=3, types_excluded=("friche militaire",))
    judged = judge(candidates, rules)
    order = list(REASONS)
    for site, surface in enumerate(surfaces):
        expected = [
            code
            for code, barred in (
                ("surface_unknown", np.isnan(surface)),
                ("surface_below_minimum", surface < 3),
                ("type_excluded", bool(site % 2)),
            )
            if barred
        ]
        assert judged.table["reason"].iloc[site] == (expected[0] if expected else "")
        assert expected == sorted(expected, key=order.index)
    assert sum(judged.counts.values()) == int((~judged.table["eligible"]).sum())


def test_size_classes() -> None:
    values = pd.Series(
        [0.0, 9.99, 10.0, 49.99, 50.0, 200.0, 200.01, np.nan], index=list("abcdefgh")
    )
    classes = size_class(values)
    assert classes.index.tolist() == list("abcdefgh")
    assert classes.fillna("?").tolist() == [
        "<10",
        "<10",
        "10-50",
        "10-50",
        "50-200",
        "50-200",
        ">200",
        "?",
    ]
    assert set(classes.dropna()) == set(SIZE_CLASSES)


def test_real_sites_of_three_hectares(shared_data: Path, real_territory: Territory) -> None:
    read = read_candidates(shared_data / "candidates" / "friches_france.csv", real_territory)
    rules = EligibilityRules(
        min_surface_ha=3, coord_quality=("site point",), surface_quality=("site",)
    )
    judged = judge(read, rules)
    # 2 010 by the filter of the data's own description; 9 of them carry a former commune code
    eligible = read.table[judged.table["eligible"]]
    unknown = read.table["commune"].isna() & (read.table["surface_ha"] >= 3)
    good = (read.table["coord_quality"] == "site point") & read.table[
        "surface_quality"
    ].str.startswith("site")
    to_verify = judged.counts["verify.status"]
    assert to_verify == 6  # statuses that no one listed, "usage actuel" in free words
    assert len(eligible) + to_verify == 2_010 - int((unknown & good).sum())
    assert len(eligible) + to_verify == 2_010  # former commune codes are followed
    assert sum(judged.counts.values()) + len(eligible) == 17_996
    assert eligible["reg"].nunique() == 18
