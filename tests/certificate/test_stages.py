"""Stages of equity and protections held by their certificates: nothing altered is confirmed."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "solver"))
from test_fairness_kinds import KINDS, toy
from test_robust_gamma import _program as protected_program

from tisites.certificate.file import read_stored, write_certificate
from tisites.certificate.stages import Reported, stages_fault
from tisites.certificate.thresholds import protected_bound
from tisites.solver.fairness.lexicographic import solve_fairly
from tisites.solver.fairness.supports import measures_of
from tisites.solver.robust import solve_robust
from tisites.solver.solution import Limits

STAGES = {kind: more for kind, more in {**KINDS, "leximin": {}}.items() if kind != "chen_hooker"}


@pytest.fixture(params=STAGES)
def fair(request):
    rule = {"kind": request.param, "as": "stage", "benefit": "jobs", "per": "population"}
    _, _, program, block = toy({**rule, **STAGES[request.param]})
    found = solve_fairly(program, [block], "cbc", Limits())
    assert found.solution.certified
    return found, measures_of([block]), [Reported(t.name, t.value, t.proven) for t in found.stages]


def test_a_stage_is_replayed_from_its_file(fair, tmp_path) -> None:
    found, measures, told = fair
    path, s = tmp_path / "certificate.npz", found.solution
    write_certificate(s.evidence, s.x[~found.program.integer], path, s.supports)
    again = read_stored(path)
    assert again.supports is not None
    assert stages_fault(found.program, measures, told, again.supports) == ""
    assert again.supports.efficient is not None


def test_another_level_another_selection_or_a_proof_less_is_refused(fair) -> None:
    found, measures, told = fair
    program, supports = found.program, found.solution.supports
    first = supports.stages[0]

    def refused(stage=first, says=told, of=program) -> bool:
        return bool(stages_fault(of, measures, says, replace(supports, stages=(stage,))))

    assert not refused()
    assert refused(replace(first, certificates=()))
    assert refused(replace(first, x=np.zeros_like(first.x)))
    assert refused(replace(first, x=first.x[:-1]))
    lower = [replace(told[0], value=told[0].value * 0.9 - 0.01)]
    if first.floors.size:
        assert refused(says=lower)
        assert refused(replace(first, floors=first.floors * 0.9), lower)
        assert refused(replace(first, floors=first.floors * 1.1))
    missing = first.certificates[0]
    cut = replace(missing, steps=missing.steps[:-1], of=missing.of[:-1])
    assert refused(replace(first, certificates=(cut, *first.certificates[1:])))
    assert stages_fault(program, measures, [], supports)
    assert stages_fault(program, measures, told, replace(supports, stages=()))


def test_a_program_that_keeps_less_of_a_stage_is_refused(fair) -> None:
    found, measures, told = fair
    program = found.program
    own = [k for k, name in enumerate(program.row_constraints) if name == "equity.m"]
    bound = [k for k in own if "[measure]" in program.row_labels[k]] or own
    low = program.row_lower.copy()
    low[bound] = -np.inf
    assert stages_fault(replace(program, row_lower=low), measures, told, found.solution.supports)


def test_a_switched_measure_has_no_certificate() -> None:
    rule = {"kind": "chen_hooker", "as": "stage", "benefit": "jobs", "per": "population"}
    _, _, program, block = toy({**rule, "delta": 0.3})
    found = solve_fairly(program, [block], "cbc", Limits())
    assert not found.solution.certified
    assert found.solution.supports is None


@pytest.mark.parametrize("seed", range(6))
def test_a_protection_is_replayed_and_nothing_altered_is(seed: int) -> None:
    program, deviation = protected_program(seed, access=seed % 2 == 0, floors=seed % 3 == 0)
    found = solve_robust(program, deviation, 1.5)
    s = found.solution
    if not s.x.size:
        assert not s.certified
        return
    assert s.certified
    proof = s.supports.thresholds
    fault, bound = protected_bound(found.program, proof, 1.5, found.threshold)
    assert not fault
    assert s.value - 1e-9 <= bound <= s.value + 1e-6
    for other in (
        replace(proof, gamma=1.0),
        replace(proof, deviation=proof.deviation * 0.5),
        replace(proof, value=proof.value - 1.0),
        replace(proof, certificates=proof.certificates[:-1]),
        replace(proof, threshold=proof.threshold[::-1].copy()),
    ):
        if other.threshold.size > 1 or other.threshold is proof.threshold:
            assert protected_bound(found.program, other, 1.5, found.threshold)[0]
    if proof.threshold.size > 1:  # with one threshold less, less is known
        fewer = replace(proof, threshold=proof.threshold[:1], certificates=proof.certificates[:1])
        said, weaker = protected_bound(found.program, fewer, 1.5, found.threshold)
        assert said or weaker >= bound - 1e-9
