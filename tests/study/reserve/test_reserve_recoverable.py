"""A recoverable selection against every selection of small countries."""

from __future__ import annotations

import itertools
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from tests.study.reserve.countries import country, holds, worth
from tisites.messages.errors import BadInputError, InfeasibleError
from tisites.solver.solution import Proof
from tisites.study.explain.base import Answered
from tisites.study.reserve.recoverable import recoverable


def answered(program, choose: int):
    every = [c for c in itertools.combinations(range(program.n_columns), choose)
             if holds(program, c)]  # fmt: skip
    if not every:
        reject()
    best = max(every, key=lambda c: worth(program, c))
    x = np.zeros(program.n_columns)
    x[list(best)] = 1.0
    value = worth(program, best)
    case = SimpleNamespace(program=program, name="toy")
    return Answered(case, x, np.array(best), value, value, True), every


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(6, 9), st.integers(2, 3), st.floats(0, 6))
def test_no_better_selection_can_be_repaired(seed, n, choose, limit):
    base, every = answered(country(seed, n, choose), choose)
    program = base.case.program

    def losses(chosen):
        for i in chosen:
            if all(i in other for other in every):
                continue  # no selection does without it
            others = [r for r in range(n) if r not in chosen
                      and holds(program, set(chosen) - {i} | {r})]  # fmt: skip
            yield min((program.value[i] - program.value[r] for r in others), default=np.inf)

    able = [c for c in every if all(lost <= limit + 1e-9 for lost in losses(c))]
    if not able:
        with pytest.raises(InfeasibleError, match="aucune sélection"):
            recoverable(base, limit)
        return
    found = recoverable(base, limit)
    assert found.proof is Proof.OPTIMAL
    assert found.value == pytest.approx(max(worth(program, c) for c in able))
    assert tuple(found.selected) in able
    assert found.worst <= limit + 1e-6
    assert found.price == pytest.approx(base.value - found.value)
    assert found.bound >= found.value
    exempt = {i for i in found.before.tolist() if all(i in other for other in every)}
    assert set(found.exempt) <= exempt


def test_a_large_limit_gives_the_plain_selection_back_and_service_is_refused():
    base, _ = answered(country(5, 8, 3, loose=True), 3)
    found = recoverable(base, 1e6)
    assert found.selected is base.selected
    assert (found.price, found.rounds, found.scenarios) == (0.0, 0, 0)
    served, _ = answered(country(5, 8, 3, service=True, loose=True), 3)
    with pytest.raises(BadInputError, match=r"access\.enabled = false"):
        recoverable(served, 1.0)
