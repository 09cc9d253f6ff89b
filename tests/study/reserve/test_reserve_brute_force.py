"""The mathematics of the reserve against plain enumeration, and against compact HiGHS."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from tests.study.reserve.countries import country, holds, worth
from tisites.model.program import Program
from tisites.solver.check import broken_rules
from tisites.solver.expand import compact
from tisites.solver.highs import run_highs
from tisites.solver.solution import Proof
from tisites.study.reserve.blocking import blocked
from tisites.study.reserve.covering import covering, covering_program
from tisites.study.reserve.substitutes import next_best, substitutes
from tisites.study.reserve.withdrawals import by_score, draw, played, survival


def best(program: Program, choose: int):
    every = [c for c in itertools.combinations(range(program.n_columns), choose)
             if holds(program, c)]  # fmt: skip
    if not every:
        reject()
    return np.array(max(every, key=lambda c: worth(program, c)))


TOYS = (st.integers(0, 2**32 - 1), st.integers(6, 10), st.integers(2, 4), st.booleans())


@settings(max_examples=35, deadline=None)
@given(*TOYS, st.integers(0, 4))
def test_substitutes_list_and_chain_against_every_selection(seed, n, choose, service, size):
    program = country(seed, n, choose, service=service)
    selected = best(program, choose)
    here = set(selected.tolist())
    found = substitutes(program, selected)
    assert found.sites.tolist() == [c for c in range(n) if c not in here]
    for k, i in enumerate(selected):
        for m, r in enumerate(found.sites):
            swapped = (here - {int(i)}) | {int(r)}
            assert found.allowed[k, m] == holds(program, swapped)
            gain = worth(program, swapped) - worth(program, here)
            assert found.gains[k, m] == pytest.approx(gain, abs=1e-9)
        if not found.allowed[k].any():
            told = blocked(program, selected, int(i))
            broken = {
                b.partition("[")[0].partition(":")[0]
                for r in found.sites
                for b in _rules(program, here - {int(i)} | {int(r)})
            }
            assert {name for name, _ in told.excluded} == broken
    weights = np.random.default_rng(seed).integers(1, 4, choose).astype(float)
    made = covering(found, weights, program.columns[found.sites], size, np.array([], dtype=int))
    assert made.proof is Proof.OPTIMAL
    _, a_cover = covering_program(found, weights, program.columns[found.sites], size, made.sites)
    least = found.gains[found.allowed].min() if found.allowed.any() else 0.0

    def value(listed) -> float:
        at = np.isin(found.sites, listed)
        each = np.where(found.allowed & at, a_cover + found.gains - least, 0.0)
        return float(weights @ each.max(axis=1)) if found.sites.size else 0.0

    lists = itertools.combinations(found.sites, min(size, found.sites.size))
    assert value(made.sites) == pytest.approx(max(value(one) for one in lists), rel=1e-9)
    assert made.sites.size + made.idle == size
    chain, before = next_best(program, selected, 3, "choose"), set(here)
    for site in chain:
        fits = [r for r in range(n) if r not in before and _beside(program, before | {r})]
        top = max(worth(program, before | {r}) for r in fits)
        assert site in fits
        assert worth(program, before | {site}) == pytest.approx(top)
        before |= {site}
    if len(chain) < 3:
        assert not [r for r in range(n) if r not in before and _beside(program, before | {r})]


def _rules(program, chosen):
    x = np.zeros(program.n_columns)
    x[list(chosen)] = 1.0
    return broken_rules(program, x)


def _beside(program, chosen) -> bool:
    return all(rule.startswith("choose[") for rule in _rules(program, chosen))


@settings(max_examples=30, deadline=None)
@given(*TOYS, st.integers(1, 5), st.sampled_from(["score", "value"]))
def test_withdrawals_are_played_as_the_rule_says(seed, n, choose, service, size, rule):
    program = country(seed, n, choose, service=service)
    selected = best(program, choose)
    rng = np.random.default_rng(seed)
    rest = np.setdiff1d(np.arange(n), selected)
    reserve = np.sort(rng.permutation(rest)[:size])
    out = draw(np.ones(choose), 2, 12, seed)
    entered, lost = played(program, selected, reserve, out, rule)
    for case in range(12):
        now, told = set(selected.tolist()), []
        for place in out[case]:
            now -= {int(selected[place])}
            fits = [r for r in by_score(program, reserve) if r not in now
                    and holds(program, now | {int(r)})]  # fmt: skip
            if not fits:
                told += [-1] * (2 - len(told))
                break
            key = program.value.__getitem__
            if rule == "value":
                key = lambda r, now=now: round(worth(program, now | {int(r)}), 9)  # noqa: E731
            told.append(int(max(fits, key=key)))
            now |= {told[-1]}
        assert entered[case].tolist() == told
        if -1 not in told:
            assert lost[case] == pytest.approx(worth(program, selected) - worth(program, now))
        else:
            assert np.isnan(lost[case])


def test_one_withdrawal_is_exact_and_weighed_and_several_are_a_declared_sample():
    program = country(3, 9, 3, loose=True)
    selected = best(program, 3)
    rest = np.setdiff1d(np.arange(9), selected)
    none = survival(program, selected, rest[:0], np.ones(3), 1, "score", 50, 1)
    assert (none.exact, none.share, none.draws) == (True, 0.0, 3)
    assert np.isnan(none.lost)
    everyone = survival(program, selected, rest, np.ones(3), 2, "score", 50, 1)
    assert (everyone.exact, everyone.share, everyone.draws, everyone.high) == (False, 1, 50, 1)
    assert everyone.low < 1.0
    again = survival(program, selected, rest, np.ones(3), 2, "score", 50, 1)
    assert again == everyone
    tight = Program.from_arrays(
        [5.0, 4.0, 3.0], [[1, 1, 1], [1, 0, 0]], [2, 1], [2, 1], row_labels=("choose[]", "f[]")
    )
    half = survival(tight, np.array([0, 1]), np.array([2]), np.array([3.0, 1.0]), 1, "score", 9, 1)
    assert half.share == 0.25
    assert half.lost == 1.0


@pytest.mark.parametrize(("seed", "n"), [(1, 60), (2, 150), (3, 300)])
def test_the_list_agrees_with_compact_highs(seed, n):
    program = country(seed, n, 12, service=seed == 2, loose=True)
    order = np.argsort(-program.value)[:12]
    selected = np.sort(order)
    found = substitutes(program, selected)
    rng = np.random.default_rng(seed)
    allowed = found.allowed & (rng.random(found.allowed.shape) < 0.15)
    found = type(found)(selected, found.sites, allowed, found.gains)
    weights = rng.uniform(0.2, 2.0, 12)
    asked, _ = covering_program(found, weights, program.columns[found.sites], 4, np.array([]))
    form = compact(asked)
    mine = covering(found, weights, program.columns[found.sites], 4, np.array([], dtype=int))
    assert mine.proof is Proof.OPTIMAL
    assert mine.value == pytest.approx(run_highs(form).bound, rel=1e-8)
