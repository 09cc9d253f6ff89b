"""The runner of the programme's studies: what disagrees fails, and peers solve the same program."""

from __future__ import annotations

import importlib

import numpy as np
import pytest

from benchmarks.programme import STUDIES, Asked, Row, disagreements, measured, page
from tisites.model.program import Program


def test_a_peer_solves_the_program_of_the_question():
    program = Program.from_arrays([3.0, 2.0, 2.5], [[1.0, 1.0, 1.0]], None, [2.0])
    rows = measured(Asked("toy", lambda: (5.5, "optimal"), program), ["highs"], 10.0)
    assert [(row.who, round(row.value, 6), row.proof) for row in rows] == [
        ("tisites", 5.5, "optimal"), ("highs", 5.5, "optimal")
    ]  # fmt: skip
    assert disagreements(rows) == []
    assert page(rows).count("| toy |") == 2


@pytest.mark.parametrize(("value", "proof", "told"), [
    (5.0, "optimal", 1), (np.nan, "infeasible", 1), (5.0, "not within limit", 0),
])  # fmt: skip
def test_only_what_is_proven_otherwise_is_a_disagreement(value, proof, told):
    rows = [Row("q", "tisites", 5.5, "optimal", 1, 1), Row("q", "highs", value, proof, 1, 1)]
    assert len(disagreements(rows)) == told


def test_every_registered_study_has_its_questions():
    for module in STUDIES.values():
        study = importlib.import_module(module)
        assert callable(getattr(study, "asked_of", None) or study.asked)
