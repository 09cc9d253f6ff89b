"""Frontiers beside other measures of equity, and where they have no meaning."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "solver"))
from toy_sharing import Toy, shared_out

from tisites.messages.errors import BadInputError
from tisites.solver.check import BrokenAnswerError
from tisites.solver.fairness.moved import Moved
from tisites.solver.fairness.provers import prover_of
from tisites.solver.solution import Limits, Solution
from tisites.study.frontier import Frontier, frontier
from tisites.study.frontier_check import frontier_faults
from tisites.study.frontier_point import point_at

SECONDS = 60.0


def traced(toy: Toy, points: int = 8) -> Frontier:
    others = [block for name, block in toy.blocks.items() if name != "m"]
    return frontier(toy.program, toy.blocks["m"], points, SECONDS, others=others)


def hold(toy: Toy, found: Frontier, inside: np.ndarray | None = None) -> None:
    """Hold every point to the enumeration: the best at its measure, and nothing fairer."""
    every = toy.selections()
    every = every if inside is None else every[inside]
    terms = [block for block in toy.blocks.values() if block.rule.role == "term"]
    extra = np.array([sum(term.term_worth(x) for term in terms) for x in every])
    values, measures = toy.values(every) + extra, toy.measures("m", every)
    assert found.complete
    assert frontier_faults(found, toy.program) == []
    sign = toy.blocks["m"].sign
    for point in found.points:
        fair = measures >= sign * point.measure - 1e-6 * max(1.0, abs(point.measure))
        assert point.value == pytest.approx(values[fair].max(), abs=1e-5)
        better = measures > sign * point.measure + 1e-4 * max(1.0, abs(point.measure))
        assert not (values[better] >= point.value - 1e-9).any()
    assert found.points[0].value == pytest.approx(values.max(), abs=1e-5)
    assert sign * found.points[-1].measure == pytest.approx(measures.max(), rel=1e-4, abs=1e-5)


TERMS = {
    "max_min": {},
    "cvar": {"beta": 0.5},
    "gini": {},
    "band": {},
    "alpha": {"shift": 0.5},
    "chen_hooker": {"delta": 0.5},
    "min_share": {"use": "overseas"},
    "leave_no_neighbour": {"minutes": 30.0},
}


@pytest.mark.parametrize("kind", TERMS)
def test_a_frontier_beside_a_term_is_that_of_both(kind: str) -> None:
    term = {"kind": kind, "as": "term", "weight": 20.0, **TERMS[kind]}
    toy = shared_out({"m": {"kind": "min_share", "as": "stage", "use": "overseas"}, "t": term})
    hold(toy, traced(toy))


@pytest.mark.parametrize("limit", [3.4, 4.0])
def test_a_frontier_keeps_a_threshold_that_is_a_limit(limit: float) -> None:
    bound = {"kind": "chen_hooker", "as": "constraint", "delta": 0.8, "limit": limit}
    toy = shared_out({"m": {"kind": "min_share", "as": "stage", "use": "overseas"}, "c": bound})
    inside = toy.measures("c", toy.selections()) >= limit - 1e-9
    found = traced(toy)
    assert found.infeasible == (not inside.any())
    if inside.any():
        hold(toy, found, inside)


def test_of_selections_worth_the_same_the_fairer_one_is_the_point() -> None:
    toy = shared_out(
        {"m": {"kind": "gini", "as": "stage"}}, regions=list("aabbccc"), choose=4,
        points=[61.35, 61.35, 61.35, 61.35, 61.35, 0, 0],
    )  # fmt: skip
    found = traced(toy, 4)
    hold(toy, found)
    assert found.points[0].value == pytest.approx(4 * 61.35)
    assert found.points[0].measure == pytest.approx(
        toy.blocks["m"].sign * _fairest_of_the_best(toy)
    )


def _fairest_of_the_best(toy: Toy) -> float:
    every = toy.selections()
    values = toy.values(every)
    return float(toy.measures("m", every)[values >= values.max() - 1e-9].max())


@pytest.mark.parametrize("kind", ["gini", "band"])
def test_one_territory_alone_is_refused_for_the_planner(kind: str) -> None:
    measure = {"kind": kind, "as": "stage", "benefit": "hectares"}
    toy = shared_out({"m": measure}, regions=list("aaaa"), choose=2)
    with pytest.raises(BadInputError, match=r"equity\.m\.by"):
        traced(toy)


def test_a_cap_below_nobody_is_infeasible_at_once() -> None:
    """The fair end of people out of reach: one resolution fairer is less than nobody."""
    measure = {"kind": "leave_no_neighbour", "as": "stage", "minutes": 30.0}
    toy = shared_out({"m": measure}, choose=9)
    assert toy.measures("m", toy.selections()).max() == pytest.approx(0.0, abs=1e-12)
    hold(toy, traced(toy))


class Edgy:
    """Moves whose answers never hold at some levels, as at the edge of a solver's tolerance."""

    def __init__(self, moves: Moved, levels: set[float]) -> None:
        self.moves, self.levels, self.solves, self.asked = moves, levels, 0, []

    def solve(self, level: float, limits: Limits, above: float = -np.inf) -> Solution:
        self.solves += 1
        self.asked.append(level)
        if level in self.levels:
            raise BrokenAnswerError("no continuous columns fit the selection")
        return self.moves.solve(level, limits, above)


def test_an_answer_that_does_not_hold_is_asked_again_one_resolution_away() -> None:
    toy = shared_out({"m": {"kind": "band", "as": "stage", "benefit": "hectares"}})
    block, step = toy.blocks["m"], 1e-4
    moves = prover_of(block).moved(toy.program, block)
    ask = float(np.median(toy.measures("m", toy.selections())))
    plain = point_at(moves, block, ask, step, lambda: None)
    assert plain is not None
    reached = block.sign * plain.measure
    edgy = Edgy(moves, {ask, reached + step})
    again = point_at(edgy, block, ask, step, lambda: None)
    assert again is not None
    assert (again.value, again.measure, again.proven) == (plain.value, plain.measure, True)
    assert edgy.asked == [ask, ask - step, reached + step, reached + 2 * step]
    nowhere = Edgy(moves, {ask, ask - step, ask - 2 * step})
    assert point_at(nowhere, block, ask, step, lambda: None) is None


def test_a_spread_of_nothing_is_the_fair_end_and_proven() -> None:
    """Two territories alike: a selection shares exactly, and no question goes below nothing."""
    toy = shared_out(
        {"m": {"kind": "band", "as": "stage", "benefit": "hectares", "per": "territory"}},
        regions=["11", "24"] * 4,
        hectares=[5.0, 5.0, 7.0, 7.0, 9.0, 3.0, 4.0, 8.0],
        choose=4,
    )
    found = traced(toy)
    hold(toy, found)
    assert found.points[-1].measure == pytest.approx(0.0, abs=1e-9)
    assert found.points[-1].proven
