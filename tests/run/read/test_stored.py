"""A run read again from its folder is the run that was solved."""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd
import pytest

from tisites.messages.errors import BadInputError
from tisites.report.write import write_outputs
from tisites.run.files.program_file import read_program, write_program
from tisites.run.pipeline import execute
from tisites.run.prepare.kept import OnDisk
from tisites.run.prepare.prepare import prepare
from tisites.run.prepare.request import Request
from tisites.run.read.case import case_of
from tisites.run.read.stored import PROGRAM, open_run
from tisites.solver.exact import solve


@pytest.fixture(scope="module")
def outcome():
    return execute(prepare(Request("workforce-access"), keep=OnDisk()))


def test_a_stored_run_is_the_case_that_was_solved(outcome, tmp_path):
    write_outputs(outcome, tmp_path)
    stored, fresh = open_run(tmp_path), case_of(outcome.prepared)
    case = stored.case
    assert stored.ids.tolist() == outcome.ids.tolist()
    assert case.model == fresh.model
    assert case.ids.tolist() == fresh.ids.tolist()
    pd.testing.assert_frame_equal(case.values, fresh.values, check_names=False)
    common = [c for c in fresh.everyone.columns if c in case.everyone.columns]
    assert common == list(fresh.everyone.columns)
    for name in ("value", "lower", "upper", "row_lower", "row_upper"):
        assert getattr(case.program, name).tobytes() == getattr(fresh.program, name).tobytes()
    assert (case.program.matrix != fresh.program.matrix).nnz == 0
    x = np.zeros(case.program.n_columns)
    x[case.columns_of(stored.ids)] = 1.0
    assert case.program.objective(x) == stored.report["objective"]
    assert solve(case.program).selected.tolist() == outcome.solution.selected.tolist()


def test_the_same_program_gives_the_same_bytes(outcome, tmp_path):
    program = outcome.prepared.program
    write_program(program, tmp_path / "a.npz")
    write_program(read_program(tmp_path / "a.npz"), tmp_path / "b.npz")
    one, two = ((tmp_path / f"{k}.npz").read_bytes() for k in "ab")
    assert hashlib.sha256(one).digest() == hashlib.sha256(two).digest()
    assert PROGRAM == "program.npz"


def test_a_folder_that_is_no_run_is_refused(tmp_path):
    with pytest.raises(BadInputError, match="tisites"):
        open_run(tmp_path)


def test_a_run_that_was_altered_answers_no_study(outcome, tmp_path):
    write_outputs(outcome, tmp_path)
    better = read_program(tmp_path / PROGRAM)
    better.value[0] += 50.0  # one's own site, made better
    write_program(better, tmp_path / PROGRAM)
    with pytest.raises(BadInputError, match="a changé depuis"):
        _ = open_run(tmp_path).case
