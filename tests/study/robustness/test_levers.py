"""What the selection depends on: each move is the scenario that would make it, solved cold."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tisites.messages.errors import InfeasibleError
from tisites.run.pipeline import execute
from tisites.run.prepare.kept import OnDisk
from tisites.run.prepare.prepare import prepare
from tisites.run.prepare.request import Request
from tisites.run.read.case import case_of
from tisites.solver.exact import solve
from tisites.solver.solution import Proof
from tisites.study.robustness.levers import levers, ranked
from tisites.study.robustness.regimes import under_regime
from tisites.study.robustness.weights import weighing

HEAD = 'base = "turnkey50"\nname = "toy"\ntitle = "Toy"\n'


@pytest.fixture(scope="module")
def answered():
    outcome = execute(prepare(Request("reference"), keep=OnDisk()))
    case = case_of(outcome.prepared)
    return case, weighing(case), outcome


def solved(tmp_path, text):
    path = tmp_path / "toy.toml"
    path.write_text(HEAD + text, encoding="utf-8")
    return execute(prepare(Request(str(path)), keep=OnDisk()))


#: Under "net" the demonstration fits no envelope of 40 ha: a wider one, so that there is an answer.
WIDE = "[constraint.zan_envelope]\ncapacity = 400.0\n"


@pytest.mark.parametrize(
    ("regime", "text"),
    [
        ("exempt", "[assumptions]\nindustry_exempt = true\n"),
        ("net", '[assumptions]\nzan_regime = "net"\n'),
    ],
)
def test_a_regime_is_what_its_scenario_would_choose(tmp_path, regime, text):
    case = case_of(solved(tmp_path, WIDE).prepared)
    program = under_regime(case, weighing(case), regime)
    found = solve(program, confirm=False)
    scenario = solved(tmp_path, WIDE + text)
    assert found.proof is scenario.solution.proof is Proof.OPTIMAL
    assert found.value == pytest.approx(scenario.solution.value, abs=1e-4)
    assert under_regime(case, weighing(case), "enaf") is None  # its own


def test_a_regime_that_nothing_meets_is_so_in_its_scenario_too(answered, tmp_path):
    case, weighed, _ = answered
    assert solve(under_regime(case, weighed, "net"), confirm=False).proof is Proof.INFEASIBLE
    with pytest.raises(InfeasibleError, match="zan_envelope"):
        solved(tmp_path, '[assumptions]\nzan_regime = "net"\n')


def test_every_move_is_a_scenario(answered, tmp_path):
    case, weighed, outcome = answered
    x = outcome.solution.x
    found, complete = levers(case, weighed, x)
    assert complete
    kinds = {one.kind for one in found}
    assert kinds == {"rule", "capacity", "weight", "regime"}
    moved = {(one.name, one.way): one for one in found}
    cases = {
        ("departement_max", "looser"): "[constraint.departement_max]\nmax = 3\n",
        ("departement_max", "removed"): "[constraint.departement_max]\nenabled = false\n",
        ("spacing", "tighter"): "[constraint.spacing]\nkm = 18.75\n",
        ("zan", "double"): "[score.zan]\nweight = 24.0\n",
    }
    for key, text in cases.items():
        scenario = solved(tmp_path, text)
        one = moved[key]
        y = x.copy()
        y[one.enters], y[one.leaves] = 1.0, 0.0
        worth = scenario.prepared.program.objective(y)
        assert worth == pytest.approx(scenario.solution.value, abs=1e-4), key
        assert one.changed == one.leaves.size == one.enters.size


def test_the_rank_is_by_what_changes_most_and_stillness_is_proven(answered):
    case, weighed, outcome = answered
    found, _ = levers(case, weighed, outcome.solution.x)
    order = [max(one.changed for one in moves) for _, _, moves in ranked(found)]
    assert order == sorted(order, reverse=True)
    still = [one for one in found if one.changed == 0 and one.proof is Proof.OPTIMAL]
    assert all(not one.enters.size and not one.leaves.size for one in still)


def test_nothing_moves_where_the_selection_is_the_only_one(answered):
    """A program that holds its own selection by locks: no move can change a site."""
    case, weighed, outcome = answered
    x = outcome.solution.x
    tied = replace(case.program, lower=x.copy(), upper=np.where(case.program.integer, x, 1.0))
    found, _ = levers(replace(case, program=tied), weighed, x)
    assert all(one.changed == 0 for one in found if one.kind in ("weight", "regime"))
