"""Ctrl-C in a stage: the best so far, said to be interrupted, and no word of the solver's own."""

from __future__ import annotations

import highspy
import numpy as np
import pytest
from scipy.sparse import csr_array
from toy_sharing import shared_out

from tisites.report.proof_words import claim
from tisites.solver.compact import CompactBackEnd
from tisites.solver.fairness.lexicographic import solve_fairly
from tisites.solver.form import LinearForm, RawAnswer, StopReason
from tisites.solver.highs import highs_version, run_highs
from tisites.solver.solution import Limits, Proof

STAGE = {"kind": "cvar", "as": "stage", "benefit": "hectares"}


@pytest.fixture
def stopped(monkeypatch):
    """Let every solve of a stage end as by Ctrl-C, without a point."""
    gone = RawAnswer(StopReason.INTERRUPTED, None, np.inf)
    back_end = CompactBackEnd("highs", lambda *_, **__: gone, highs_version)
    monkeypatch.setattr("tisites.solver.fairness.lexicographic.HIGHS", back_end)


@pytest.mark.usefixtures("stopped")
@pytest.mark.parametrize("kind", ["cvar", "gini"])
def test_a_stage_cut_short_leaves_the_efficient_selection(kind) -> None:
    toy = shared_out({"m": {**STAGE, "kind": kind}})
    fair = solve_fairly(toy.program, list(toy.blocks.values()), "cbc", Limits())
    assert fair.solution.proof is Proof.FEASIBLE
    assert fair.solution.interrupted
    assert "interrompu" in claim(fair.solution).fr
    assert fair.value == pytest.approx(toy.values(toy.selections()).max())


@pytest.mark.usefixtures("stopped")
def test_nothing_is_left_where_the_efficient_selection_breaks_a_limit() -> None:
    regions = list("aabbb")
    floor = {"kind": "floor", "limits": {"b": 3.0}, "limit": 0.0}
    toy = shared_out(
        {"m": STAGE, "f": floor}, regions=regions, choose=3, points=[50, 40, 60, 10, 5]
    )
    with pytest.raises(KeyboardInterrupt):
        solve_fairly(toy.program, list(toy.blocks.values()), "cbc", Limits())


def test_one_ctrl_c_ends_a_search_without_a_word(monkeypatch, capfd) -> None:
    wait, calls = highspy.Highs.wait, []

    def once(self, timeout: float = -1.0):
        calls.append(timeout)
        if len(calls) == 1:
            raise KeyboardInterrupt
        return wait(self, timeout)

    monkeypatch.setattr(highspy.Highs, "wait", once)
    ones = np.ones(3)
    form = LinearForm(
        ones, csr_array(np.array([[2.0, 3.0, 4.0]])), np.array([0.0]), np.array([5.0]),
        0 * ones, ones, ones > 0,
    )  # fmt: skip
    assert run_highs(form).stop is StopReason.INTERRUPTED
    assert capfd.readouterr() == ("", "")
