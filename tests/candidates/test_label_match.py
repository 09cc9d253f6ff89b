"""Labelled sites and candidates: who stands for whom, and who does not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tisites.candidates.label_match import KINDS, best_matches, match_labels

_PLACE = {
    "insee": "59205", "commune": "Escaudain", "dep_nom": "Nord", "reg_nom": "Hauts-de-France",
    "lon": 3.34, "lat": 50.33, "surface_ha": np.nan,
}  # fmt: skip


def _table(*rows: dict[str, object]) -> pd.DataFrame:
    made = pd.DataFrame([{**_PLACE, **row} for row in rows])
    made.index = pd.Index([str(row["id"]) for row in rows], name="site_id")
    return made


def _kinds(labels: pd.DataFrame, candidates: pd.DataFrame) -> dict[str, str]:
    found = match_labels(labels, candidates)
    return dict(zip(found["site"], found["match"], strict=True))


def test_words_of_the_place_make_no_site_of_another() -> None:
    label = _table({"id": "L", "name": "Portes d'Escaudain (Nord)"})
    known = _table({"id": "a", "name": "Friche d'Escaudain, Nord"})
    assert _kinds(label, known) == {"a": "same_commune"}


def test_a_rare_word_in_the_same_commune_is_the_same_site() -> None:
    label = _table({"id": "L", "name": "Parc Premium des Soufflantes"})
    known = _table(
        {"id": "a", "name": "Dossier N° 596 - Escaudain - friche : Les soufflantes"},
        {"id": "b", "name": "Les Soufflantes", "insee": "59999", "commune": "Autre"},
        {"id": "c", "name": "Les Soufflantes", "insee": "59999", "lon": 3.9},
    )
    assert _kinds(label, known) == {"a": "identical", "b": "near"}  # c is 39 km away


def test_a_word_that_many_names_carry_tells_nothing() -> None:
    others = [
        {"id": f"m{k}", "name": f"Dépôt militaire {k}", "insee": "01001", "lon": 9.0}
        for k in range(40)
    ]
    label = _table({"id": "L", "name": "Grand site militaire du plateau"})
    known = _table({"id": "a", "name": "Vieux fort militaire de la colline boisée"}, *others)
    assert _kinds(label, known) == {"a": "same_commune"}


def test_unlike_surfaces_are_a_part_and_its_whole() -> None:
    label = _table({"id": "L", "name": "Plateforme Yara", "surface_ha": 277.0})
    known = _table(
        {"id": "part", "name": "Yara", "surface_ha": 13.0},
        {"id": "whole", "name": "Yara", "surface_ha": 250.0},
        {"id": "untold", "name": "Yara"},
    )
    found = match_labels(label, known)
    assert dict(zip(found["site"], found["match"], strict=True)) == {
        "whole": "identical", "untold": "identical", "part": "same_zone",
    }  # fmt: skip
    assert best_matches(found).to_dict() == {"L": "whole"}


def test_two_labels_do_not_take_the_same_candidate() -> None:
    labels = _table({"id": "L1", "name": "Yara nord"}, {"id": "L2", "name": "Yara sud"})
    known = _table({"id": "a", "name": "Yara"})
    assert best_matches(match_labels(labels, known)).to_dict() == {"L1": "a"}


def test_a_label_without_commune_or_point_matches_nothing() -> None:
    label = _table({"id": "L", "name": "Yara", "insee": None, "lon": np.nan, "lat": np.nan})
    assert match_labels(label, _table({"id": "a", "name": "Yara"})).empty


def test_a_site_over_several_communes_is_at_home_in_each() -> None:
    label = _table({"id": "L", "name": "Inspira", "insee": "38468"})
    known = _table({"id": "a", "name": "ZIP Inspira", "insee": "38001"})
    known["communes"] = ["38001 38468"]
    assert _kinds(label, known)["a"] == "identical"


@given(st.permutations(range(5)))
def test_the_order_of_rows_changes_nothing(order: list[int]) -> None:
    rows = [
        {"id": "a", "name": "Yara", "surface_ha": 5.0}, {"id": "b", "name": "Yara", "lon": 3.35},
        {"id": "c", "name": "Gare"}, {"id": "d", "name": None, "lon": 3.36},
        {"id": "e", "name": "SCO", "insee": "59001"},
    ]  # fmt: skip
    label = _table({"id": "L", "name": "Friche Sco/Yara"})
    told = match_labels(label, _table(*rows))
    shuffled = match_labels(label, _table(*[rows[k] for k in order]))
    pd.testing.assert_frame_equal(told, shuffled)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_reached(kind: str) -> None:
    label = _table({"id": "L", "name": "Yara", "surface_ha": 100.0})
    known = _table(
        {"id": "identical", "name": "Yara"},
        {"id": "same_zone", "name": "Yara", "surface_ha": 3.0},
        {"id": "same_commune", "name": "Gare"},
        {"id": "near", "name": "Yara", "insee": "59001"},
    )
    assert _kinds(label, known)[kind] == kind
