"""No lie of a solver becomes a proof: a few programs a lie here, more by ``liars.py`` itself."""

from __future__ import annotations

import pytest
from enumerated import best_by_enumeration
from liars import (
    LP_LIES,
    MIP_LIES,
    LyingHighs,
    LyingRunner,
    asked,
    false_claim,
    lying_highs,
    trial_of_lp,
    trial_of_mip,
)

from tisites.solver.certified import solve_whole
from tisites.solver.exact import solve
from tisites.solver.solution import Limits, Proof


def test_there_are_lies_of_many_kinds() -> None:
    assert len(MIP_LIES) >= 20
    assert len(LP_LIES) >= 20


@pytest.mark.parametrize(("number", "lie"), list(enumerate(MIP_LIES)))
def test_no_lie_of_a_mixed_integer_solver_is_proven(number, lie) -> None:
    told = 0
    for seed, (method, tree) in enumerate(
        (("compact", True), ("kernel", True), ("kernel", False)), start=3 * number
    ):
        for sometimes in (False, True):
            one = trial_of_mip(lie, method, seed, sometimes=sometimes, tree=tree)
            assert not one.fault
            assert not one.claim.startswith("crash"), one
            told += one.told
    assert told


@pytest.mark.parametrize(("number", "lie"), list(enumerate(LP_LIES)))
@pytest.mark.filterwarnings("default::RuntimeWarning")
def test_no_lie_of_a_linear_solver_is_proven(number, lie) -> None:
    told = 0
    for seed, method in enumerate(("compact", "kernel"), start=100 + 2 * number):
        for sometimes in (False, True):
            one = trial_of_lp(lie, method, seed, sometimes=sometimes)
            assert not one.fault
            assert not one.claim.startswith("crash"), one
            told += one.told
    if lie not in ("ray false", "never infeasible"):  # only told where nothing is feasible
        assert told


def test_honest_solvers_are_proven_right_by_the_same_judges() -> None:
    """The harness itself: without a lie, every claim is a proof."""
    for seed in range(8):
        with lying_highs("nothing"):
            for method in ("compact", "kernel"):
                solution = solve(asked(seed), "highs", Limits(20.0), method=method)
                assert solution.proof in (Proof.OPTIMAL, Proof.INFEASIBLE)
        assert LyingHighs.lies == 0


def test_a_worse_selection_is_told_beside_the_better_one_that_is_proven() -> None:
    program = asked(1)
    runner = LyingRunner("worse")
    told = solve_whole(runner.back_end(), program, Limits(20.0))
    best = solve(program, "highs", method="kernel")
    assert runner.lies == 1
    assert told.proof is Proof.OPTIMAL
    assert told.value == pytest.approx(best.value)
    assert told.certificate["better_than_the_solver"] > 0


def test_without_one_price_the_tree_still_goes_down_to_single_selections() -> None:
    """Prices that are no numbers prove nothing: each selection is then settled by itself."""
    program = asked(2)
    truth = best_by_enumeration(program)
    with lying_highs("duals not numbers"):
        solution = solve(program, "cbc", Limits(20.0), confirm=False)
    assert false_claim(solution, truth) == ""
    assert solution.proof is Proof.OPTIMAL
    assert solution.evidence is not None
    assert solution.evidence.leaves > 1


@pytest.mark.parametrize("lie", ["point half", "point opposite"])
def test_a_search_cut_short_claims_nothing(lie) -> None:
    """The time ends while the last kernel is still open: "infeasible" was set before."""
    program = asked(8)
    truth = best_by_enumeration(program)
    for seconds in (0.3, 1.0, 3.0):
        with lying_highs(lie):
            for method in ("compact", "kernel"):
                solution = solve(program, "highs", Limits(seconds), method=method)
                assert false_claim(solution, truth) == ""
                if solution.proof in (Proof.OPTIMAL, Proof.INFEASIBLE):
                    assert solution.evidence is not None
