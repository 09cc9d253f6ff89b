"""The word optimal is said of a proven optimum only, with the bound beside it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tisites.messages.text import speaking
from tisites.report.phrases import sites_chosen
from tisites.report.proof_words import certificate_words, claim, gap_words, headline
from tisites.solver.solution import Proof

UNPROVEN = [Proof.WITHIN_GAP, Proof.FEASIBLE]


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\xa0", " ")


def test_proven_headline_has_value_bound_and_gap(make):
    text = headline(make(proof=Proof.OPTIMAL))
    # scores 50..57 of the first eight sites
    assert plain(text.fr) == "8 sites retenus, optimum prouvé : valeur 428,0 = borne 428,0, écart 0"
    assert plain(text.en) == "8 sites selected, proven optimal: value 428.0 = bound 428.0, gap 0"


def test_an_optimum_without_certificate_is_the_solvers_word(make):
    text = headline(make(proof=Proof.OPTIMAL, certified=False))
    assert "prouvé par le solveur, sans certificat" in text.fr
    assert "proven by the solver, without a certificate" in text.en
    assert "optim" not in text.fr + text.en


@pytest.mark.parametrize("proof", UNPROVEN)
@pytest.mark.parametrize("gap", [0.0, 1e-9, 0.0075])
def test_unproven_headline_never_says_optimal(make, proof, gap):
    text = headline(make(proof=proof, gap=gap))
    for said in (text.fr, text.en):
        assert "optim" not in said.lower()
        assert "=" not in said
        assert "≤" in said
    assert "NON PROUVÉ" in text.fr
    assert "NOT PROVEN" in text.en


def test_gap_asked_and_gap_reached_are_both_said(make):
    text = headline(make(proof=Proof.WITHIN_GAP, gap=0.0075))
    assert "écart demandé (1,00 %) atteint" in plain(text.fr)
    assert "borne 431,2, écart 0,75 %" in plain(text.fr)
    assert "gap asked for (1.00%) reached" in text.en
    assert "gap 0.75%" in text.en


def test_unknown_bound_is_said_unknown(make):
    text = headline(make(proof=Proof.FEASIBLE, gap=float("inf")))
    assert plain(text.fr).endswith("valeur 428,0, borne inconnue")
    assert "limite" in claim(make(proof=Proof.FEASIBLE).solution).fr


def test_small_gaps_are_not_rounded_to_nothing():
    with speaking("en"):
        assert gap_words(1e-12) == "< 0.0001%"
        assert gap_words(float("inf")) == "unknown"
        assert sites_chosen(1) == "1 site selected"


def test_a_search_over_numbers_says_so_and_claims_no_kernel(make):
    solution = make(proof=Proof.OPTIMAL).solution
    figures = {"number_nodes": 58.0, "number_leaves": 1.0}
    with speaking("fr"):
        said = plain(certificate_words(replace(solution, certificate=figures)))
    assert said.endswith("par territoire, 58 bornes linéaires, 1 sélection à nombres donnés")
    assert "noyau" not in said
