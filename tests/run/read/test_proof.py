"""The proof of a run checked again from its files; nothing that was altered passes."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import numpy as np
import pytest

from tisites.certificate.file import CERTIFICATE, read_certificate, write_certificate
from tisites.report.write import write_outputs
from tisites.run.files.program_file import read_program, write_program
from tisites.run.pipeline import execute
from tisites.run.prepare.kept import OnDisk
from tisites.run.prepare.prepare import prepare
from tisites.run.prepare.request import Request
from tisites.run.read.proof import PROGRAM, check_certificate


@pytest.fixture(scope="module", params=["reference", "workforce-access"])
def run(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param)
    write_outputs(execute(prepare(Request(request.param), keep=OnDisk())), folder)
    return folder


@pytest.fixture
def copy(run, tmp_path):
    shutil.copytree(run, tmp_path / "copy")
    return tmp_path / "copy"


def _told(folder, **figures):
    path = folder / "solution.json"
    report = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**report, **figures}), encoding="utf-8")
    return report


def test_a_run_is_proven_by_its_files(run):
    report = json.loads((run / "solution.json").read_text(encoding="utf-8"))
    found = check_certificate(run)
    assert found.fault is None
    assert found.holds
    assert found.claim == "optimal"
    assert found.objective == pytest.approx(report["objective"], rel=1e-12)
    assert found.bound == pytest.approx(report["bound"], rel=1e-9)
    assert found.statements > 0
    assert found.leaves > 0
    assert found.seconds < 10
    assert (run / CERTIFICATE).stat().st_size < 2_000_000


def test_a_better_claim_is_refused(copy):
    objective = _told(copy)["objective"]
    _told(copy, objective=objective + 1.0, bound=objective + 1.0)
    assert not check_certificate(copy).holds
    _told(copy, objective=objective, bound=objective - 1.0)
    assert not check_certificate(copy).holds


def test_another_selection_is_refused(copy):
    report = _told(copy)
    program = read_program(copy / PROGRAM)
    out = next(str(s) for s in program.columns if str(s) not in report["selected"])
    _told(copy, selected=[out, *report["selected"][1:]])
    assert not check_certificate(copy).holds
    _told(copy, selected=["no such site", *report["selected"][1:]])
    assert not check_certificate(copy).holds


def test_a_value_raised_in_the_program_is_refused(copy):
    report = _told(copy)
    program = read_program(copy / PROGRAM)
    out = next(k for k, s in enumerate(program.columns) if str(s) not in report["selected"])
    value = program.value.copy()
    value[out] += 1000.0
    write_program(replace(program, value=value), copy / PROGRAM)
    found = check_certificate(copy)
    assert not found.holds
    assert found.objective == pytest.approx(report["objective"])


def test_a_lower_claim_in_the_certificate_is_refused(copy):
    certificate = read_certificate(copy / CERTIFICATE)
    write_certificate(replace(certificate, claim=certificate.claim - 0.01), np.empty(0),
                      copy / CERTIFICATE)  # fmt: skip
    assert not check_certificate(copy).holds


def test_a_claim_without_certificate_is_refused_and_no_claim_is_fine(copy):
    (copy / CERTIFICATE).unlink()
    assert not check_certificate(copy).holds
    _told(copy, proof="feasible")
    assert check_certificate(copy).holds


@pytest.mark.parametrize("name", [CERTIFICATE, PROGRAM, "solution.json"])
def test_a_damaged_file_is_a_fault_and_no_crash(copy, name):
    content = (copy / name).read_bytes()
    for damaged in (b"", content[: len(content) // 2], b"not a file at all"):
        (copy / name).write_bytes(damaged)
        found = check_certificate(copy)
        assert not found.holds
        assert found.fault is not None
