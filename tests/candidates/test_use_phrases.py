"""False friends of the lexicon: phrases judged by hand, half of them kept apart from tuning."""

from __future__ import annotations

import csv

import pytest
from use_scored import PHRASES, scored, told


def test_the_half_that_was_kept_apart_is_read_nearly_as_judged():
    """Measured when the words were amended: 0.80 and 0.97; 0.49 and 0.70 before."""
    precision, recall, _ = scored("held_out")
    assert precision >= 0.80
    assert recall >= 0.96


def test_the_half_that_was_looked_at_is_too():
    precision, recall, _ = scored("tuned")
    assert precision >= 0.83
    assert recall == 1.0


def test_the_halves_are_of_a_size_and_share_nothing():
    with PHRASES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    halves = {h: {r["text"].lower() for r in rows if r["half"] == h} for h in ("tuned", "held_out")}
    assert len(halves["tuned"]) == len(halves["held_out"]) == 82
    assert not halves["tuned"] & halves["held_out"]
    assert {r["half"] for r in rows} == set(halves)


@pytest.mark.parametrize(
    ("name", "uses"),
    [
        ("Usine de panneaux photovoltaïques", set()),
        ("Fabricants de panneaux solaires", set()),
        ("Usine transformée en musée", {"equipment"}),
        ("Papeterie, futur musée", {"equipment"}),
        ("Usine d'incinération d'ordures", {"waste"}),
        ("Carrière et décharge", {"waste"}),
        ("Station de transit de déchets", {"waste"}),
        ("Fabrique de bennes à déchets", set()),
        ("Usine militaire", {"military"}),
        ("Centrale solaire de la cimenterie", {"photovoltaics"}),
        ("Musée de la papeterie", {"equipment"}),
        ("Gendarmerie de la gare, logements", {"housing", "equipment"}),
    ],
)
def test_a_plant_governs_what_it_makes_and_no_more(name: str, uses: set[str]):
    assert told(name, "name") == uses
