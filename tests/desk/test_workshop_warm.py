"""Warm answers held to enumeration: value, proof, and whether another is worth as much."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.solver.enumerated import KINDS, random_program
from tisites.desk.workshop.warm import Sessions, is_only
from tisites.model.tolerances import PROOF_GAP
from tisites.solver.check import row_slack
from tisites.solver.kernel.session import Session
from tisites.solver.solution import Proof

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


def _every(program) -> tuple[np.ndarray, np.ndarray]:
    """Return every selection that the program allows, (k, n), and its value."""
    x = np.array(list(itertools.product((0.0, 1.0), repeat=program.n_columns)))
    slack = row_slack(program.matrix, program.row_lower, program.row_upper)
    activity = x @ program.matrix.toarray().T
    fine = (x >= program.lower).all(axis=1) & (x <= program.upper).all(axis=1)
    fine &= (activity >= program.row_lower - slack).all(axis=1)
    fine &= (activity <= program.row_upper + slack).all(axis=1)
    for rule in program.separations:
        for i, j in rule.pairs():
            fine &= x[:, i] + x[:, j] < 1.5
    x = x[fine]
    return x, np.array([program.objective(one) for one in x])


def _moved(program, data):
    """Change some figures, as a planner moves weights, limits and locks."""
    rng = np.random.default_rng(data.draw(st.integers(0, 10_000), label="seed"))
    what = data.draw(st.sampled_from(["value", "whole value", "row", "lock", "back"]), label="what")
    n, m = program.n_columns, program.n_rows
    if what == "value":
        return replace(program, value=program.value * rng.uniform(0.5, 1.5, n))
    if what == "whole value":  # ties
        return replace(program, value=rng.integers(-2, 4, n).astype(float))
    if what == "row" and m:
        upper = program.row_upper.copy()
        r = int(rng.integers(m))
        upper[r] = max(upper[r] + float(rng.integers(-1, 2)), program.row_lower[r])
        return replace(program, row_upper=upper)
    if what == "lock":
        lower, upper = program.lower.copy(), program.upper.copy()
        k = int(rng.integers(n))
        lower[k] = upper[k] = float(rng.integers(0, 2))
        return replace(program, lower=lower, upper=upper)
    return replace(program, lower=np.zeros(n), upper=np.ones(n))


@settings(max_examples=30, suppress_health_check=SLOW)
@given(data=st.data())
def test_a_sequence_of_changes_is_answered_as_by_enumeration(data):
    """Warm and cold say the same value and proof, and the same sites where no other is as good."""
    kinds = data.draw(st.lists(st.sampled_from(KINDS), max_size=3).map(tuple), label="kinds")
    seed, n = data.draw(st.integers(0, 10_000)), data.draw(st.integers(3, 9), label="n")
    spaced, ties = data.draw(st.booleans()), data.draw(st.booleans())
    program = random_program(seed, n, kinds, spacing=spaced, access=False, ties=ties)
    sessions = Sessions(most=2)
    for step in range(4):
        found = sessions.solve(program)
        assert found.warm == (step > 0)
        x, value = _every(program)
        cold = Session(program, None, confirm=False).solve()
        assert found.solution.proof is cold.proof
        if not value.size:
            assert found.solution.proof is Proof.INFEASIBLE
            assert is_only(found.session, found.solution) is None
        else:
            solution, best = found.solution, value.max()
            near = PROOF_GAP * max(1.0, abs(best))
            assert solution.proof is Proof.OPTIMAL
            assert abs(solution.value - best) <= near
            assert solution.value <= solution.bound <= solution.value + near
            as_good = x[value >= best - near]
            only = is_only(found.session, solution)
            if only:
                assert len(as_good) == 1
                assert solution.selected.tolist() == cold.selected.tolist()
                assert solution.value == cold.value
            elif only is False:
                assert len(as_good) > 1
            if len(as_good) == 1 and not (value[value < best] > best - 3 * near).any():
                assert only
        program = _moved(program, data)


@settings(max_examples=25, suppress_health_check=SLOW)
@given(data=st.data())
def test_other_coefficients_are_never_answered_warm(data):
    """What looks alike by its labels, and is not, gets a session of its own."""
    seed, n = data.draw(st.integers(0, 10_000)), data.draw(st.integers(3, 8))
    program = random_program(seed, n, ("choose_range", "capacity"), spacing=True, access=False,
                             ties=False)  # fmt: skip
    sessions = Sessions()
    sessions.solve(program)
    matrix = program.matrix.copy()
    if matrix.nnz == 0:
        return
    matrix.data[int(seed % matrix.nnz)] *= 1.25
    other = replace(program, matrix=matrix)
    found = sessions.solve(other)
    assert not found.warm
    _, value = _every(other)
    if value.size:
        assert abs(found.solution.value - value.max()) <= 1e-9 * max(1.0, abs(value.max()))
    (rule,) = program.separations
    wider = replace(program, separations=(replace(rule, km=rule.km + 1.0),))
    assert not sessions.solve(wider).warm
    assert sessions.solve(program).warm


def test_sessions_are_few():
    sessions = Sessions(most=2)
    for n in range(3, 9):
        sessions.solve(random_program(1, n, ("choose_equal",), spacing=False, access=False,
                                      ties=False))  # fmt: skip
    assert len(sessions) == 2


def test_a_service_term_of_another_weight_is_answered_warm():
    program = random_program(3, 8, ("choose_equal",), spacing=False, access=True, ties=False)
    assert program.access is not None
    sessions = Sessions()
    sessions.solve(program)
    heavier = replace(program, access=replace(program.access, weight=3 * program.access.weight))
    found = sessions.solve(heavier)
    assert found.warm
    _, value = _every(heavier)
    assert abs(found.solution.value - value.max()) <= 1e-6 * max(1.0, abs(value.max()))
    assert is_only(found.session, found.solution) is None
