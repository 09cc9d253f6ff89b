from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from tests.examples import examples
from tisites.messages.errors import BadInputError
from tisites.solver.certified import solve_whole
from tisites.solver.check import BrokenAnswerError, broken_rules, check
from tisites.solver.cliques import clique_cover
from tisites.solver.compact import CompactBackEnd, UnboundedProgramError
from tisites.solver.exact import solve
from tisites.solver.expand import compact
from tisites.solver.form import RawAnswer, StopReason, scaled
from tisites.solver.highs import run_highs
from tisites.solver.infeasible import conflict
from tisites.solver.solution import Limits, Proof

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]


def _faults(solution, truth) -> list[str]:
    """Say where a solution is not what enumeration found (None: nothing is feasible)."""
    if truth is None:
        empty = solution.selected.size == 0 and math.isnan(solution.value)
        return (
            [] if solution.proof is Proof.INFEASIBLE and empty else [f"not infeasible: {solution}"]
        )
    tiny = 1e-6 * max(1, abs(truth))
    faults = [] if solution.proof is Proof.OPTIMAL else [f"not proven: {solution}"]
    if not abs(solution.value - truth) <= tiny:
        faults.append(f"worth {solution.value}, enumeration {truth}")
    if not solution.value <= solution.bound <= solution.value + tiny:
        faults.append(f"bound {solution.bound} of {solution.value}")
    return faults


@settings(max_examples=examples(60), deadline=None, suppress_health_check=SLOW)
@given(data=st.data())
def test_highs_matches_brute_force(data, programs, brute_force) -> None:
    program = data.draw(programs)
    solution = solve(program, "highs", method="compact")
    assert _faults(solution, brute_force(program)) == []
    if solution.x.size:
        assert broken_rules(program, solution.x) == []
        np.testing.assert_allclose(solution.activities, program.matrix @ solution.x)


@settings(max_examples=30, deadline=None, suppress_health_check=SLOW)
@given(data=st.data())
def test_cbc_matches_brute_force(data, programs, brute_force) -> None:
    program = data.draw(programs)
    assert _faults(solve(program, "cbc", method="compact"), brute_force(program)) == []


@settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
@given(data=st.data())
def test_both_access_forms_agree(data, programs) -> None:
    program = data.draw(programs)
    radius, pairs = (run_highs(compact(program, form)) for form in ("radius", "pairs"))
    assert radius.stop is pairs.stop
    if radius.z is not None:
        assert radius.bound == pytest.approx(pairs.bound, abs=1e-5)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 25))
def test_clique_cover_is_exact(seed, n) -> None:
    rng = np.random.default_rng(seed)
    pairs = np.argwhere(np.triu(rng.random((n, n)) < 0.3, 1))
    known = {tuple(p) for p in pairs.tolist()}
    covered = set()
    for clique in clique_cover(pairs, n):
        inside = {(a, b) for k, a in enumerate(clique.tolist()) for b in clique[k + 1 :].tolist()}
        assert inside <= known  # never forbids what is allowed
        covered |= inside
    assert covered == known


def test_same_bytes_twice(draw_program) -> None:
    program = draw_program(
        7, 40, ("choose_equal", "group_cap", "capacity"), spacing=True, access=True, ties=True
    )
    for back_end in ("cbc", "highs"):
        first, second = solve(program, back_end), solve(program, back_end)
        assert first.x.tobytes() == second.x.tobytes()
        assert first.value == second.value
        assert first.bound == second.bound


def test_infeasible_names_the_conflict(draw_program) -> None:
    program = draw_program(3, 12, ("choose_range",), spacing=False, access=False, ties=False)
    ones = np.ones((2, 12))
    program = replace(
        program,
        matrix=csr_array(np.vstack([program.matrix.toarray(), ones])),
        row_lower=np.append(program.row_lower, [7.0, -np.inf]),
        row_upper=np.append(program.row_upper, [np.inf, 6.0]),
        row_labels=(*program.row_labels, "floor[]", "ceiling[]"),
        row_constraints=("loose", "floor", "ceiling"),
        lower=np.zeros(12),
        upper=np.ones(12),
    )
    program = replace(
        program,
        row_lower=np.append(0.0, program.row_lower[1:]),
        row_upper=np.append(12.0, program.row_upper[1:]),
    )
    solution = solve(program, "cbc")
    assert solution.proof is Proof.INFEASIBLE
    assert solution.conflict == ("ceiling", "floor")


def test_conflict_with_spacing() -> None:
    from tisites.model.program import Program
    from tisites.model.terms import Separation

    ones = np.ones(3)
    near = Separation("spacing", 10.0, np.arange(3) * 1000.0, np.zeros(3), np.zeros(3, int))
    program = Program(
        np.array(["a", "b", "c"], dtype=object), ones, 0 * ones, ones, ones > 0,
        csr_array(np.ones((2, 3))), np.array([2.0, -np.inf]), np.array([2.0, 9.0]),
        ("choose[]", "cap[]"), ("choose", "cap"), (near,),
    )  # fmt: skip
    assert solve(program, "highs").conflict == ("choose", "spacing")
    assert conflict(program) == ("choose", "spacing")


def test_time_limit_is_never_called_optimal(draw_program) -> None:
    program = draw_program(
        1, 300, ("choose_equal", "capacity", "capacity"), spacing=True, access=True, ties=False
    )
    for back_end in ("cbc", "highs"):
        solution = solve(program, back_end, Limits(seconds=0.0), method="compact")
        assert solution.proof in (Proof.UNKNOWN, Proof.FEASIBLE)


def test_unbounded_is_an_internal_error(draw_program) -> None:
    program = draw_program(1, 5, (), spacing=False, access=False, ties=False)
    program = replace(
        program,
        integer=np.array([True] * 4 + [False]),
        value=np.ones(5),
        upper=np.append(np.ones(4), np.inf),
        lower=np.zeros(5),
    )
    for back_end in ("cbc", "highs"):
        with pytest.raises(UnboundedProgramError):
            solve(program, back_end, method="compact")


def test_unknown_back_end() -> None:
    with pytest.raises(BadInputError):
        solve(None, "cplex")  # type: ignore[arg-type]


def test_a_lying_solver_is_caught(draw_program) -> None:
    program = draw_program(5, 8, ("choose_equal",), spacing=False, access=False, ties=False)
    liar = CompactBackEnd(
        "liar",
        lambda form, **_: RawAnswer(StopReason.OPTIMAL, np.ones(form.objective.size), 0.0),
        lambda: "liar 1.0",
    )
    told = solve_whole(liar, program, Limits())
    assert told.certificate["broken_answers"] == 1
    assert told.value == pytest.approx(solve(program, "highs").value)  # our own tree's
    with pytest.raises(BrokenAnswerError):
        check(program, np.full(8, 0.5))


def test_scaling_keeps_the_answer(draw_program) -> None:
    program = draw_program(9, 12, ("capacity",), spacing=False, access=False, ties=False)
    form = compact(program)
    small, factor = scaled(form)
    first, second = run_highs(form), run_highs(small)
    assert first.bound == pytest.approx(second.bound / factor)
