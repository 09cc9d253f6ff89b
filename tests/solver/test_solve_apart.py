"""A solver in a process of its own: its limit holds, and what it had found is kept."""

from __future__ import annotations

import math
import time
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_array

from tisites.solver import highs
from tisites.solver.apart import run_apart
from tisites.solver.form import LinearForm, StopReason
from tisites.solver.highs import run_highs

DEAF = """
import signal, time
import numpy as np
from tisites.solver.form import RawAnswer, StopReason

def run_here(form, *, seconds, gap_rel, keep):
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    keep(np.full(form.objective.size, 0.5), 9.0)
    keep(None, 8.0)
    time.sleep(0.3)
    keep(None, 7.0)
    time.sleep(60)

"""
SILENT = "def run_here(form, *, seconds, gap_rel, keep):\n    raise SystemExit('nothing to say')\n"


def _hard(n: int = 60, m: int = 5) -> LinearForm:
    """Draw equal sums that no solver proves in seconds, with easy feasible points."""
    rng = np.random.default_rng(0)
    a = rng.integers(10, 99, (m, n)).astype(float)
    value = a.sum(axis=0) + rng.integers(0, 9, n)
    return LinearForm(
        value, csr_array(a), np.full(m, -np.inf), a.sum(axis=1) // 2, np.zeros(n), np.ones(n),
        np.ones(n, bool),
    )  # fmt: skip


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Write a module that a process of its own can import; return its name."""

    def write(text: str) -> str:
        (tmp_path / "a_solver_of_tests.py").write_text(text, encoding="utf-8")
        monkeypatch.setenv("PYTHONPATH", str(tmp_path))
        return "a_solver_of_tests"

    return write


def test_a_deaf_solver_is_killed_and_its_best_point_kept(module) -> None:
    began = time.monotonic()
    answer = run_apart(module(DEAF), _hard(), seconds=4.0, gap_rel=0.0)
    assert time.monotonic() - began < 20.0  # not the sixty seconds that it would sleep
    assert answer.stop is StopReason.LIMIT
    assert answer.z is not None
    assert (answer.z == 0.5).all()
    assert answer.bound in (9.0, 8.0, 7.0)


def test_a_limit_too_short_to_start_gives_no_answer(module) -> None:
    answer = run_apart(module(DEAF), _hard(), seconds=0.0, gap_rel=0.0)
    assert (answer.stop, answer.z, answer.bound) == (StopReason.LIMIT, None, math.inf)


def test_a_solver_that_dies_is_told_with_its_words(module) -> None:
    with pytest.raises(RuntimeError, match="nothing to say"):
        run_apart(module(SILENT), _hard(), seconds=60.0, gap_rel=0.0)


def test_highs_apart_stops_at_its_limit_with_a_point_and_a_bound(monkeypatch) -> None:
    monkeypatch.setattr(highs, "APART", 0)
    form = _hard()
    answer = run_highs(form, seconds=6.0)
    assert answer.stop is StopReason.LIMIT
    assert answer.z is not None
    assert (form.matrix @ np.rint(answer.z) <= form.row_upper + 1e-6).all()
    assert form.objective @ answer.z <= answer.bound < math.inf


def test_highs_apart_and_here_agree(monkeypatch) -> None:
    form = _hard(18, 2)
    here = run_highs(form)
    monkeypatch.setattr(highs, "APART", 0)
    apart = run_highs(form, seconds=60.0)
    assert here.stop is apart.stop is StopReason.OPTIMAL
    assert form.objective @ here.z == pytest.approx(form.objective @ apart.z)
