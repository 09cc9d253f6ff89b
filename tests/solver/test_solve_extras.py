from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from tisites.messages.errors import BadInputError
from tisites.solver import exact
from tisites.solver.exact import solve
from tisites.solver.form import StopReason
from tisites.solver.mps import write_mps
from tisites.solver.solution import Proof

KINDS = ("choose_equal", "group_floor", "share", "capacity", "implication")
EXTRAS = {"scip": "pyscipopt", "cpsat": "ortools"}


@pytest.mark.parametrize("name", EXTRAS)
@pytest.mark.parametrize("method", ["compact", "kernel"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_optional_back_ends_agree(draw_program, monkeypatch, name, method, seed) -> None:
    if importlib.util.find_spec(EXTRAS[name]) is None:
        pytest.skip(f"the optional package {EXTRAS[name]} is not installed")
    from tisites.solver.kernel import closing

    monkeypatch.setattr(closing, "TREE_SOLVES", 0)  # so that the back end has to prove
    program = draw_program(seed, 40, KINDS, spacing=True, access=True, ties=False)
    first, second = solve(program, name, method=method), solve(program, "highs")
    assert first.proof is second.proof
    if first.proof is Proof.OPTIMAL:
        assert first.value == pytest.approx(second.value, rel=1e-6)


def test_a_missing_extra_is_told(monkeypatch) -> None:
    monkeypatch.setattr(exact.importlib.util, "find_spec", lambda _name: None)
    for name, package in EXTRAS.items():
        with pytest.raises(BadInputError, match=package):
            exact.back_end_named(name)


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_mps_says_the_same_program(draw_program, tmp_path: Path, seed: int) -> None:
    import highspy

    program = draw_program(seed, 30, KINDS, spacing=True, access=True, ties=False)
    path = write_mps(program, tmp_path / "out.mps")
    assert [p.name for p in tmp_path.iterdir()] == ["out.mps"]
    solver = highspy.Highs()
    solver.silent()
    assert solver.readModel(str(path)) == highspy.HighsStatus.kOk
    solver.run()
    ours = solve(program, "highs", method="compact")
    if ours.proof is Proof.INFEASIBLE:
        assert solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible
    else:
        assert solver.getInfo().objective_function_value == pytest.approx(ours.value)


def test_cutoff_proves_that_nothing_is_better(draw_program) -> None:
    from tisites.solver.cbc import run_cbc
    from tisites.solver.expand import compact
    from tisites.solver.highs import run_highs

    program = draw_program(1, 30, ("choose_equal",), spacing=True, access=True, ties=False)
    form = compact(program)
    best = run_highs(form).bound
    for run in (run_cbc, run_highs):
        none = run(form, cutoff=best + 0.01)
        assert none.stop is StopReason.INFEASIBLE
        assert none.bound == best + 0.01
        some = run(form, cutoff=best - 0.01)
        assert some.z is not None
        assert form.objective @ some.z == pytest.approx(best)
