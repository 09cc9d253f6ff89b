from __future__ import annotations

import math
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

sys.path.insert(0, str(Path(__file__).parents[1] / "solver"))

from enumerated import best_by_enumeration
from liars import asked

from tisites.certificate.file import read_certificate, write_certificate
from tisites.certificate.following import Following
from tisites.certificate.replay import Certificate, Step
from tisites.certificate.verdict import verdict
from tisites.solver.exact import solve
from tisites.solver.kernel import closing
from tisites.solver.solution import Proof

LOUD = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@LOUD
@given(seed=st.integers(0, 10**6), method=st.sampled_from(["kernel", "compact"]))
def test_every_proof_has_a_certificate_that_confirms_it(seed, method) -> None:
    program = asked(seed)
    truth = best_by_enumeration(program)
    solution = solve(program, "highs", method=method, confirm=False)
    assert solution.proof is (Proof.INFEASIBLE if truth is None else Proof.OPTIMAL)
    assert solution.evidence is not None
    found = verdict(program, solution.evidence)
    assert found.fault == ""
    if truth is None:
        assert found.bound == -math.inf
    else:
        assert truth - 1e-9 <= found.bound <= truth + 1e-8 * max(1.0, abs(truth))


def _tampered(c: Certificate, rng: np.random.Generator) -> Certificate:
    """Alter one thing that a certificate says."""
    which = rng.integers(0, 12)
    steps, of = c.steps.copy(), c.of.copy()
    k = int(rng.integers(0, max(1, steps.size)))
    if which == 0:
        return replace(
            c, claim=c.claim - 1e-6 * max(1.0, abs(c.claim)) if np.isfinite(c.claim) else c.claim
        )
    if which == 1:
        return replace(c, claim=-math.inf)
    if which in (2, 3):
        return replace(c, steps=np.delete(steps, k), of=np.delete(of, k))
    if which == 4 and steps.size:
        steps[k] = rng.integers(-1, 5)
        return replace(c, steps=steps)
    if which == 5 and steps.size:
        of[k] = rng.integers(-2, of.size + 2)
        return replace(c, of=of)
    if which == 6:
        return replace(c, steps=steps[:k], of=of[:k])
    if which == 7:
        return replace(c, rows=_altered(c.rows, rng))
    if which == 8:
        return replace(c, threshold=_altered(c.threshold, rng))
    if which == 9:
        return replace(c, implied=_altered(c.implied, rng))
    if which == 10:
        f = c.following
        return replace(c, following=Following(_altered(f.rows, rng), f.side - 1.0, f.source))
    return replace(c, worth=~c.worth, step=c.step + 3.0)


def _altered(matrix: csr_array, rng: np.random.Generator) -> csr_array:
    changed = matrix.copy()
    if changed.data.size:
        changed.data = changed.data * rng.choice([-1.0, 0.0, 0.5, 3.0, np.nan], changed.data.size)
    return changed


@LOUD
@given(seed=st.integers(0, 400), again=st.integers(0, 10**6))
def test_no_tampering_makes_a_certificate_confirm_what_is_false(seed, again) -> None:
    program = asked(seed)
    truth = best_by_enumeration(program)
    solution = solve(program, "highs", confirm=False)
    rng = np.random.default_rng(again)
    for _ in range(8):
        found = verdict(program, _tampered(solution.evidence, rng))
        assert truth is None or found.bound >= truth - 1e-9, found


def test_a_leaf_left_out_is_seen() -> None:
    splits = 0
    for seed in range(60):
        program = asked(seed)
        evidence = solve(program, "highs", confirm=False).evidence
        leaves = np.flatnonzero(evidence.steps == Step.CLOSE)
        splits += leaves.size > 1
        for k in leaves.tolist():
            kept = np.delete(np.arange(evidence.steps.size), k)
            cut = replace(evidence, steps=evidence.steps[kept], of=evidence.of[kept])
            assert verdict(program, cut).fault
    assert splits >= 3


def test_the_file_keeps_every_bit(tmp_path) -> None:
    program = asked(8)
    evidence = solve(program, "highs", confirm=False).evidence
    paths = [tmp_path / name for name in ("a.npz", "b.npz")]
    for path in paths:
        write_certificate(evidence, np.empty(0), path)
    again = read_certificate(paths[0])
    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert verdict(program, again) == verdict(program, evidence)
    assert again.rows.data.tobytes() == evidence.rows.data.tobytes()


def test_a_certificate_of_another_program_is_refused() -> None:
    evidence = solve(asked(1), "highs", confirm=False).evidence
    assert verdict(asked(4), evidence).fault


def test_the_check_imports_nothing_of_the_solver() -> None:
    code = (
        "import sys, tisites.run.read.proof, tisites.certificate.verdict;"
        "bad = [m for m in sys.modules if m.startswith(('tisites.solver', 'highspy', 'pulp'))];"
        "sys.exit(','.join(bad) or 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_claims_that_no_statement_confirms_are_not_made(monkeypatch) -> None:
    """The last gate: were every tree to claim what it has not shown, nothing is proven."""
    from tisites.solver.kernel.tree import Closed, Tree

    def empty(tree: Tree, most: int = 0) -> object:
        from tisites.solver.form import StopReason

        tree._begin()
        tree.closed = Closed(tree.kernel.columns, tree.kernel.held)
        del most
        return StopReason.OPTIMAL

    monkeypatch.setattr(Tree, "close", empty)
    assert closing.TREE_SOLVES > 0
    false = 0
    for seed in range(40):
        program = asked(seed)
        truth = best_by_enumeration(program)
        solution = solve(program, "highs", confirm=False)
        assert solution.evidence is None or verdict(program, solution.evidence).fault == ""
        if solution.proof is Proof.OPTIMAL:
            assert solution.value == pytest.approx(truth, abs=1e-6)
        false += solution.proof in (Proof.FEASIBLE, Proof.UNKNOWN)
    assert false > 0
