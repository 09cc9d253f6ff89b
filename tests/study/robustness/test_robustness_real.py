"""Alternatives and robustness of the real reference, solved again to be believed."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from tisites.model.robust import deviations
from tisites.run.prepare.kept import OnDisk
from tisites.run.prepare.prepare import prepare
from tisites.run.prepare.request import Request
from tisites.run.read.case import case_of
from tisites.solver.check import broken_rules
from tisites.solver.kernel.session import Session
from tisites.solver.robust import solve_robust
from tisites.solver.solution import Proof
from tisites.study.alternatives.alternatives import alternatives, to_proof
from tisites.study.alternatives.pairs import interchangeable
from tisites.study.robustness.axes import axis_side
from tisites.study.robustness.data_value import data_value
from tisites.study.robustness.scores import ends_of, regret_values, score_study
from tisites.study.robustness.weights import weighing


@pytest.fixture(scope="module")
def answered(real_pack):
    case = case_of(prepare(Request("reference", pack=real_pack.folder), keep=OnDisk()))
    return case, to_proof(case.program)


def test_alternatives_hold_and_are_apart(answered):
    case, best = answered
    listed = alternatives(case.program, best.selected, count=3, differ=5, within_pct=1.0)
    assert len(listed.found) == 3
    for one in listed.everyone:
        x = np.zeros(case.program.n_columns)
        x[one.selected] = 1.0
        assert broken_rules(case.program, x) == []
        assert case.program.objective(x) == pytest.approx(one.value, abs=1e-6)
    for one, other in itertools.combinations(listed.everyone, 2):
        assert np.setdiff1d(one.selected, other.selected).size >= 5
    assert listed.best.value >= listed.found[0].value >= listed.found[-1].value


def test_pairs_hold_when_they_are_swapped(answered):
    case, best = answered
    pairs = interchangeable(case.program, best.selected, 0.7)
    assert len(pairs)
    for row in pairs.itertuples():
        x = best.x.copy()
        x[row.leaving], x[row.entering] = 0.0, 1.0
        assert broken_rules(case.program, x) == []
        assert best.value - case.program.objective(x) == pytest.approx(row.loss, abs=1e-6)


def test_the_selection_is_the_best_inside_its_interval_and_not_beyond(answered):
    case, best = answered
    weighed = weighing(case)
    session = Session(case.program, confirm=False)
    for up in (False, True):
        side = axis_side(weighed, best.x, case.program, (weighed.criteria.index("recycled"), up))
        assert not side.open
        step = 1e-5 if up else -1e-5
        for share, still in ((side.share - step, True), (side.share + step, False)):
            value = weighed.value(weighed.along(side.criterion, share))
            session.change(value=value)
            top = session.solve().value
            assert (top - float(value @ best.x) <= 1e-6) == still


def test_a_quantity_beyond_its_threshold_changes_the_selection(answered):
    case, best = answered
    weighed = weighing(case)
    found = data_value(_few(case.program, best), weighed, best.x)
    assert found.complete and len(found.table)
    row = found.table.iloc[0]
    session = Session(_few(case.program, best), confirm=False)
    beyond = -0.01 if row.chosen else 0.01
    for step, changes in ((-beyond, False), (beyond, True)):
        values = weighed.values.copy()
        values[int(row.column), int(row.criterion)] = row.threshold + step
        session.change(value=weighed.value(weighed.weights, values))
        answer = session.solve()
        assert (bool(row.chosen) != (int(row.column) in answer.selected)) == changes


def _few(program, best):
    """Leave the chosen sites and the eighty best scores: the rest is held out."""
    order = np.argsort(-program.value, kind="stable")
    keep = np.union1d(best.selected, order[:80])
    upper = np.zeros(program.n_columns)
    upper[keep] = program.upper[keep]
    return replace(program, upper=upper)


def test_regret_is_reached_by_its_rival(answered):
    case, best = answered
    ends = ends_of(weighing(case))
    study = score_study(case.program, ends, best.x)
    for one in study.judged:
        value = regret_values(ends, one.selected)
        reached = value[one.rival].sum() - value[one.selected].sum()
        assert one.regret == pytest.approx(reached, abs=1e-6)
        assert one.regret >= study.least_regret - 1e-6
    assert study.best_low <= study.best_nominal <= study.best_high


def test_gamma_runs_from_the_nominal_to_the_low_optimum(answered):
    case, best = answered
    deviation = deviations(case.program, case.sites, 1.0)
    some = solve_robust(case.program, deviation, 5.0)
    assert some.solution.proof is Proof.OPTIMAL
    assert broken_rules(case.program, some.solution.x) == []
    all_low = solve_robust(case.program, deviation, float(case.model.choose))
    low = Session(case.program, confirm=False)
    low.change(value=ends_of(weighing(case)).low)
    assert all_low.solution.value == pytest.approx(low.solve().value, abs=1e-6)
    assert all_low.solution.value < some.solution.value < best.value
    assert some.solution.value >= some.best_protected - 1e-9  # sums of floats in another order
