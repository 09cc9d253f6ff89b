from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.sparse import csc_array, csr_array

from tests.examples import examples
from tisites.model.program import Program
from tisites.model.terms import Separation
from tisites.solver.check import broken_rules
from tisites.solver.compact import CBC, HIGHS
from tisites.solver.exact import solve
from tisites.solver.infeasible import with_conflict
from tisites.solver.kernel import closing, columns, engine, state
from tisites.solver.kernel.bound import dual_bound
from tisites.solver.kernel.duals import Duals
from tisites.solver.kernel.master import Master
from tisites.solver.kernel.prepared import prepare
from tisites.solver.kernel.session import Session
from tisites.solver.solution import Limits, Proof

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]
EVERY_KIND = ("choose_equal", "group_floor", "group_cap", "share", "capacity", "implication")


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


def _broken(program, solution) -> list[str]:
    """Say which rules a solution breaks, and whether its value is not its own."""
    if solution.x.size == 0:
        return []
    own = program.objective(solution.x)
    wrong = [] if own == pytest.approx(solution.value) else [f"worth {own}, told {solution.value}"]
    return [*map(str, broken_rules(program, solution.x)), *wrong]


@settings(max_examples=examples(120), deadline=None, suppress_health_check=SLOW)
@given(data=st.data())
def test_kernel_matches_brute_force(data, programs, brute_force) -> None:
    program = data.draw(programs)
    solution = Session(program, HIGHS).solve()
    assert _faults(solution, brute_force(program)) == []
    assert _broken(program, solution) == []


PATHS = {
    "back end alone": {"TREE_SOLVES": 0},
    "tree gives up": {"TREE_SOLVES": 4},
    "columns one by one": {"ALL_COLUMNS": 0, "FIRST": 2, "BATCH": 2},
    "widening": {"KERNEL": 1},
    "all of it": {"TREE_SOLVES": 4, "ALL_COLUMNS": 0, "FIRST": 2, "BATCH": 2, "KERNEL": 1},
}
HOMES = {"TREE_SOLVES": closing, "KERNEL": closing} | dict.fromkeys(
    ("ALL_COLUMNS", "FIRST", "BATCH"), columns
)


@pytest.mark.parametrize("path", PATHS)
@settings(max_examples=examples(50), deadline=None, suppress_health_check=SLOW)
@given(data=st.data())
def test_every_path_matches_brute_force(path, data, programs, brute_force) -> None:
    program = data.draw(programs)
    with pytest.MonkeyPatch.context() as patch:
        for name, figure in PATHS[path].items():
            patch.setattr(HOMES[name], name, figure)
        solution = Session(program, HIGHS).solve()
    assert _faults(solution, brute_force(program)) == []
    assert _broken(program, solution) == []


@settings(max_examples=examples(12), deadline=None, suppress_health_check=SLOW)
@given(data=st.data())
def test_cbc_proves_kernels(data, programs, brute_force) -> None:
    program = data.draw(programs)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(closing, "TREE_SOLVES", 0)
        assert _faults(Session(program, CBC).solve(), brute_force(program)) == []


@settings(max_examples=examples(40), deadline=None, suppress_health_check=SLOW)
@given(data=st.data())
def test_warm_equals_brute_force(data, programs, brute_force) -> None:
    program = data.draw(programs)
    rng = np.random.default_rng(data.draw(st.integers(0, 10**6)))
    session = Session(program, HIGHS)
    for _ in range(3):
        session.solve()
        n = program.n_columns
        upper = session.program.row_upper
        shift = rng.integers(-1, 2, upper.size) * int(program.integer.all())
        changes = {
            "value": program.value + np.where(program.integer, rng.normal(0, 2, n), 0),
            "upper": np.where(program.integer & (rng.random(n) < 0.2), 0.0, program.upper),
            "lower": np.zeros(n),
            "row_upper": np.where(program.row_lower == upper, upper, upper + shift),
        }
        if program.access is not None:
            changes["access_weight"] = float(rng.uniform(0, 2))
        kinds = sorted(k for k in changes if rng.random() < 0.6)
        session.change(**{k: changes[k] for k in kinds})
        warm = session.solve()
        assert _faults(warm, brute_force(session.program)) == []
        assert _broken(session.program, warm) == []


@pytest.mark.parametrize(("seed", "n"), [(1, 200), (2, 500), (3, 1000), (4, 2000)])
@pytest.mark.parametrize("access", [False, True])
def test_kernel_cbc_agrees_with_compact_highs(draw_program, seed, n, access) -> None:
    program = draw_program(
        seed, n, ("choose_range", "group_floor", "share", "capacity", "implication"),
        spacing=n <= 500, access=access, ties=False,
    )  # fmt: skip
    kernel = solve(program, "cbc", Limits(seconds=120))
    compact = solve(program, "highs", Limits(seconds=120), method="compact")
    assert kernel.proof is compact.proof is Proof.OPTIMAL
    assert kernel.value == pytest.approx(compact.value, rel=1e-6)
    assert _broken(program, kernel) == []


@settings(max_examples=examples(50), deadline=None, suppress_health_check=SLOW)
@given(data=st.data())
def test_any_prices_bound_the_optimum(data, programs, brute_force) -> None:
    """Weak duality does not ask where prices come from, wrong signs included."""
    program = data.draw(programs)
    truth = brute_force(program)
    if truth is None:
        return
    rng = np.random.default_rng(data.draw(st.integers(0, 10**6)))
    p = prepare(program)
    points = 0 if p.service is None else p.service.n_points
    duals = Duals(rng.normal(0, 50, p.m), np.empty(0), np.abs(rng.normal(0, 0.3, points)))
    bound = dual_bound(p, duals, [])
    assert bound.upper / p.factor + program.constant >= truth - 1e-6 * max(1, abs(truth))


def test_permuting_the_input_changes_nothing(draw_program) -> None:
    """Columns come sorted by id; the same sites in another file order make the same program."""
    program = draw_program(5, 80, EVERY_KIND, spacing=True, access=True, ties=True)
    first, second = (Session(program).solve() for _ in range(2))
    assert first.x.tobytes() == second.x.tobytes()
    assert (first.value, first.bound) == (second.value, second.bound)
    assert first.certificate == second.certificate


def test_ties_take_the_smallest_ids(draw_program) -> None:
    program = draw_program(1, 30, ("choose_equal",), spacing=False, access=False, ties=False)
    program = replace(
        program, value=np.ones(30), lower=np.zeros(30), upper=np.ones(30),
        row_lower=np.array([4.0]), row_upper=np.array([4.0]),
    )  # fmt: skip
    assert solve(program).selected.tolist() == [0, 1, 2, 3]


def test_dominated_candidate_and_scaling_change_nothing(draw_program) -> None:
    program = draw_program(8, 40, ("choose_equal",), spacing=False, access=True, ties=False)
    best = solve(program)
    worse = replace(program, value=np.where(best.x > 0.5, program.value, program.value - 5.0))
    assert solve(worse).selected.tolist() == best.selected.tolist()
    access = replace(program.access, weight=program.access.weight * 7.0)
    big = replace(program, value=program.value * 7.0, access=access, constant=0.0)
    assert solve(big).selected.tolist() == best.selected.tolist()


def test_access_by_column_is_the_same(draw_program) -> None:
    program = draw_program(9, 60, EVERY_KIND, spacing=True, access=True, ties=False)
    turned = replace(program, access=replace(program.access, f=csc_array(program.access.f)))
    assert solve(turned).x.tobytes() == solve(program).x.tobytes()


def test_a_limit_gives_a_checked_selection_with_its_gap(draw_program) -> None:
    program = draw_program(
        2, 1500, ("choose_equal", "capacity", "capacity", "share"),
        spacing=False, access=True, ties=False,
    )  # fmt: skip
    stopped = solve(program, limits=Limits(seconds=0.0))
    assert stopped.proof in (Proof.UNKNOWN, Proof.FEASIBLE)
    loose = solve(program, limits=Limits(gap_rel=0.05))
    assert loose.proof in (Proof.WITHIN_GAP, Proof.OPTIMAL)
    assert loose.gap <= 0.05
    assert solve(program).value <= loose.bound * (1 + 1e-9)


def test_infeasible_by_rows_and_by_integrality(draw_program) -> None:
    program = draw_program(4, 12, ("choose_equal",), spacing=False, access=False, ties=False)
    none = replace(program, row_lower=np.array([13.0]), row_upper=np.array([13.0]))
    assert solve(none).proof is Proof.INFEASIBLE
    assert solve(none).conflict == ("choose_equal_0",)
    locked = replace(program, lower=np.ones(12), upper=np.zeros(12))
    assert solve(locked).proof is Proof.INFEASIBLE
    half = replace(
        program, matrix=program.matrix * 2.0, row_lower=np.array([3.0]), row_upper=np.array([3.0]),
        lower=np.zeros(12), upper=np.ones(12),
    )  # fmt: skip
    assert solve(half).proof is Proof.INFEASIBLE


def test_interrupt_returns_the_incumbent(draw_program, monkeypatch) -> None:
    program = draw_program(
        6, 300, ("choose_equal", "capacity"), spacing=False, access=True, ties=False
    )

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(engine, "prove", interrupted)
    monkeypatch.setattr(state.Work, "closed", lambda _self: False)
    solution = solve(program)
    assert solution.proof in (Proof.FEASIBLE, Proof.OPTIMAL)
    assert solution.selected.size
    assert solution.bound >= solution.value
    assert _broken(program, solution) == []


def test_merged_cuts_price_at_least_as_well(draw_program) -> None:
    """The mean threshold's bound is no worse than the linear optimum it comes from."""
    program = draw_program(3, 60, ("choose_equal",), spacing=False, access=True, ties=False)
    p = prepare(program)
    master = Master(p)
    master.add_columns(np.arange(p.n))
    rng = np.random.default_rng(0)
    for _ in range(4):
        threshold = rng.random(p.service.n_points) * 0.5
        master.add_cuts(threshold, np.arange(master.groups))
    assert master.solve() == "optimal"
    objective = master.point()[2]
    assert dual_bound(p, master.duals(), []).upper <= objective + 1e-6 * abs(objective)


def test_limits_of_a_row_that_cross_are_infeasible_not_an_error() -> None:
    ones = np.ones(3)
    program = Program(
        np.array(["a", "b", "c"], dtype=object), ones, 0 * ones, ones, ones > 0,
        csr_array(np.ones((1, 3))), np.array([2.0]), np.array([1.0]), ("n",), ("n",),
    )  # fmt: skip
    assert Session(program, HIGHS).solve().proof is Proof.INFEASIBLE


def test_locked_sites_too_close_to_each_other_are_infeasible_not_an_error() -> None:
    ones, zone = np.ones(4), np.zeros(4, dtype=np.int64)
    near = Separation("spacing", 20.0, np.array([0.0, 5e3, 1e5, 2e5]), np.zeros(4), zone)
    program = Program(
        np.array(["a", "b", "c", "d"], dtype=object), ones, np.array([1.0, 1.0, 0.0, 0.0]), ones,
        ones > 0, csr_array(np.ones((1, 4))), np.array([2.0]), np.array([2.0]), ("n",), ("n",),
        (near,),
    )  # fmt: skip
    for prover in (HIGHS, CBC):
        solution = Session(program, prover).solve()
        assert solution.proof is Proof.INFEASIBLE
        assert "spacing" in with_conflict(program, solution).conflict


def test_changes_in_a_row_do_not_pile_up_rows(draw_program) -> None:
    program = draw_program(5, 150, EVERY_KIND, spacing=True, access=True, ties=False)
    session = Session(program, confirm=False)
    rng = np.random.default_rng(0)
    rows = []
    for _ in range(12):
        session.change(value=program.value + rng.normal(0, 0.5, program.value.size))
        assert session.solve().proof in (Proof.OPTIMAL, Proof.INFEASIBLE)
        rows.append(session._engine.work.master.kind.size)
    assert max(rows[6:]) <= 2 * max(rows[:6])
