"""Proofs that split counts of sites: true ones hold, and nothing that is false is confirmed."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_array

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "solver"))
from enumerated import KINDS, best_by_enumeration, random_program

from tisites.certificate.file import read_stored, write_certificate
from tisites.certificate.following import Following, unproven
from tisites.certificate.verdict import verdict
from tisites.solver.fairness.counting_proof import proof_by_counts


def _drawn(seed: int):
    rng = np.random.default_rng(seed)
    kinds = tuple(str(kind) for kind in rng.choice(KINDS, 3, replace=False))
    program = random_program(
        seed,
        int(rng.integers(6, 10)),
        kinds,
        spacing=seed % 2 == 0,
        access=False,
        ties=seed % 3 == 0,
    )
    group = rng.integers(0, 3, program.n_columns)
    return program, csr_array((np.arange(3)[:, None] == group[None, :]).astype(float))


@pytest.mark.parametrize("seed", range(30))
def test_what_is_true_is_proven_and_what_is_false_is_not(seed: int) -> None:
    program, helps = _drawn(seed)
    truth = best_by_enumeration(program)
    if truth is None:
        found = proof_by_counts(program, helps, -np.inf)
        assert found is not None
        assert verdict(program, found).bound == -np.inf
        return
    room = 1e-9 * max(1.0, abs(truth))
    found = proof_by_counts(program, helps, truth + room)
    assert found is not None
    said = verdict(program, found)
    assert not said.fault
    assert truth - room <= said.bound <= truth + 2 * room
    assert proof_by_counts(program, helps, truth - 1e-3) is None
    assert proof_by_counts(program, helps, -np.inf) is None
    lower = replace(found, claim=found.claim - 0.01)
    assert verdict(program, lower).fault or verdict(program, lower).bound >= truth - room


def _split(seed: int):
    """A proof that splits a count, of the programs from a seed on."""
    while True:
        program, helps = _drawn(seed)
        truth = best_by_enumeration(program)
        if truth is not None:
            found = proof_by_counts(program, helps, truth + 1e-9 * max(1.0, abs(truth)))
            if found is not None and found.counts is not None and found.counts.row.size:
                return program, found, truth
        seed += 1


def test_an_altered_count_confirms_nothing_false() -> None:
    program, found, truth = _split(100)
    counts = found.counts
    assert counts is not None
    rows = counts.rows.copy()
    rows.data = rows.data * 0.5
    altered = [
        replace(counts, rows=rows),
        replace(counts, limit=counts.limit + 0.5),
        replace(counts, row=np.full_like(counts.row, 99)),
        replace(counts, limit=counts.limit + 1.0),
        replace(counts, price=counts.price * 3.0),
    ]
    for k, one in enumerate(altered):
        said = verdict(program, replace(found, counts=one))
        assert said.fault or said.bound >= truth - 1e-6
        if k < 3:
            assert said.fault
    assert verdict(program, replace(found, steps=found.steps[:-1], of=found.of[:-1])).fault


def test_a_clipped_floor_follows_and_a_harder_one_does_not() -> None:
    program, _ = _drawn(1)
    n = program.n_columns
    body = np.append(np.full(n - 1, 3.0), 10.0)
    program = replace(
        program, matrix=csr_array(body[None, :]), row_lower=np.array([5.0]),
        row_upper=np.array([np.inf]), row_labels=("f[]",), row_constraints=("f",),
        lower=np.zeros(n), upper=np.ones(n),
    )  # fmt: skip
    clipped = np.minimum(body, 5.0) / 5.0 * (1 + 2.0**-48)

    def follows(weights: np.ndarray, side: float = -1.0) -> bool:
        one = Following(csr_array(-weights[None, :]), np.array([side]), np.array([0]))
        return not unproven(program, one, np.array([0]))

    assert follows(clipped)
    assert follows(clipped * 1.5)
    assert not follows(clipped * 0.99)
    assert not follows(clipped, -1.1)
    assert not follows(np.where(np.arange(n) == 0, 0.0, clipped))


def test_a_file_holds_every_bit_of_it(tmp_path) -> None:
    program, found, _ = _split(100)
    paths = [tmp_path / name for name in ("a.npz", "b.npz")]
    for path in paths:
        write_certificate(found, np.empty(0), path)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    again = read_stored(paths[0])
    assert again.supports is None
    assert verdict(program, again.answer) == verdict(program, found)
