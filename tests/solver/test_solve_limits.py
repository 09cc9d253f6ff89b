from __future__ import annotations

import math
import time
from pathlib import Path

import numpy as np
import pytest

from benchmarks.location import euclidean_p_median
from tisites.solver import highs
from tisites.solver.cbc import run_cbc, whole_answer
from tisites.solver.cbc_process import KILLED
from tisites.solver.exact import solve
from tisites.solver.expand import compact
from tisites.solver.form import StopReason
from tisites.solver.kernel import root
from tisites.solver.kernel.master import Master
from tisites.solver.kernel.session import Session
from tisites.solver.solution import Limits, Proof

KINDS = ("choose_equal", "group_floor", "capacity")


@pytest.fixture(scope="module")
def median():
    return euclidean_p_median(np.random.default_rng(0).random((260, 2)), 12)


def test_a_cut_answer_of_a_killed_cbc_is_not_read(draw_program, monkeypatch) -> None:
    program = draw_program(3, 30, KINDS, spacing=True, access=True, ties=False)
    form = compact(program)
    whole = run_cbc(form)
    assert whole.stop is StopReason.OPTIMAL

    def killed_at(share: float):
        def run(command, _log, _seconds, _interrupted) -> int:
            from tisites.solver.cbc_process import run_leashed

            run_leashed(command, _log, None, _interrupted)
            answer = Path(command[-1])
            text = answer.read_text(encoding="utf-8")
            answer.write_text(text[: int(share * len(text))], encoding="utf-8")
            return KILLED

        return run

    for share in (0.0, 0.37, 0.62, 0.99):
        monkeypatch.setattr("tisites.solver.cbc.run_leashed", killed_at(share))
        answer = run_cbc(form, seconds=5.0)
        assert answer.z is None
        assert answer.stop is StopReason.LIMIT
    monkeypatch.setattr("tisites.solver.cbc.run_leashed", killed_at(1.0))
    assert run_cbc(form, seconds=5.0).z is not None


def test_an_answer_is_whole_only_to_its_last_line(tmp_path: Path) -> None:
    path = tmp_path / "answer.txt"
    path.write_text("Optimal\n 0 x 1 0\n 1 y 0 0\n", encoding="utf-8")
    assert whole_answer(path, 2)
    assert not whole_answer(path, 3)
    path.write_text("Optimal\n 0 x 1 0\n 1 y 12", encoding="utf-8")
    assert not whole_answer(path, 2)


def test_highs_apart_says_the_same(draw_program, monkeypatch) -> None:
    for seed in (1, 2):
        program = draw_program(seed, 40, KINDS, spacing=True, access=True, ties=False)
        here = solve(program, "highs", Limits(60.0), method="compact")
        monkeypatch.setattr(highs, "APART", 0)
        apart = solve(program, "highs", Limits(60.0), method="compact")
        monkeypatch.undo()
        assert here.proof is apart.proof
        if here.proof is Proof.OPTIMAL:
            assert apart.value == pytest.approx(here.value, rel=1e-9)


@pytest.mark.parametrize("seconds", [0.0, 0.05])
def test_highs_apart_ends_at_its_limit(median, monkeypatch, seconds) -> None:
    # less than any machine needs to read the model: the process is told, or killed
    monkeypatch.setattr(highs, "APART", 0)
    solution = solve(median, "highs", Limits(seconds), method="compact")
    assert solution.proof in (Proof.UNKNOWN, Proof.FEASIBLE)


@pytest.mark.parametrize("seconds", [0.0, 0.4])
def test_a_limit_in_the_root_gives_a_selection_and_a_bound(median, seconds) -> None:
    solution = Session(median).solve(Limits(seconds))
    if solution.proof is not Proof.UNKNOWN:
        assert solution.selected.size == 12
        assert solution.bound >= solution.value
        assert math.isfinite(solution.bound)


@pytest.mark.parametrize("after", [0, 1, 4])
def test_ctrl_c_in_the_root_gives_a_selection_and_a_bound(median, monkeypatch, after) -> None:
    calls = []
    separate = root._separate

    def interrupted(work):
        calls.append(time.monotonic())
        if len(calls) > after:
            raise KeyboardInterrupt
        return separate(work)

    monkeypatch.setattr(root, "_separate", interrupted)
    monkeypatch.setattr(root, "LOOK", math.inf)  # how often it looks at its clock: never here
    monkeypatch.setattr(root, "LAST_SECONDS", 60.0)
    session = Session(median)
    solution = session.solve()
    assert session.interrupted
    assert solution.proof is Proof.FEASIBLE
    assert math.isfinite(solution.bound)
    monkeypatch.undo()
    assert session.solve().proof is Proof.OPTIMAL


def test_ctrl_c_between_two_changes_of_the_rows_begins_anew(median, monkeypatch) -> None:
    append = Master._append

    def torn(self, *given) -> None:
        if self.kind.size > 60:
            self.simplex.add_rows(np.zeros(1), np.ones(1), _empty_row(self))
            raise KeyboardInterrupt
        append(self, *given)

    monkeypatch.setattr(Master, "_append", torn)
    session = Session(median)
    assert session.solve().proof in (Proof.UNKNOWN, Proof.FEASIBLE)
    assert session.interrupted
    monkeypatch.undo()
    assert session.solve().proof is Proof.OPTIMAL


def _empty_row(master: Master):
    from scipy.sparse import csr_array

    return csr_array((1, master.offset + master.active.size))
