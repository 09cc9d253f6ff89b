"""What a removal gains, against brute force: every subset of up to ten columns, from the data."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from enumerated import KINDS, best_by_enumeration, random_program, with_floor_measure
from hypothesis import given, settings
from hypothesis import strategies as st

from tisites.solver.check import check
from tisites.solver.exact import solve
from tisites.solver.removal import Removal, Removals, together
from tisites.solver.solution import Proof


def _without(program, removal):
    """The program without a removal, built from its data."""
    low, up = program.row_lower.copy(), program.row_upper.copy()
    low[removal.rows], up[removal.rows] = -np.inf, np.inf
    lower, upper = program.lower.copy(), program.upper.copy()
    lower[removal.locks], upper[removal.locks] = 0.0, 1.0
    kept = tuple(s for k, s in enumerate(program.separations) if k not in removal.separations)
    return replace(program, row_lower=low, row_upper=up, lower=lower, upper=upper, separations=kept)


def _removals(program):
    rows = [Removal(label, np.array([k])) for k, label in enumerate(program.row_labels)]
    spaced = [Removal(f"apart{k}", separations=(k,)) for k in range(len(program.separations))]
    locked = np.flatnonzero((program.lower > 0.5) | (program.upper < 0.5))
    locks = [Removal(f"lock{k}", locks=np.array([k])) for k in locked if program.integer[k]]
    return [*rows, *spaced, *locks]


@given(
    seed=st.integers(0, 2**31),
    n=st.integers(5, 9),
    kinds=st.lists(st.sampled_from(KINDS), min_size=1, max_size=5),
    spacing=st.booleans(),
    access=st.booleans(),
    ties=st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_gain_of_every_removal_is_what_brute_force_says(seed, n, kinds, spacing, access, ties):
    program = random_program(seed, n, tuple(kinds), spacing=spacing, access=access, ties=ties)
    best = best_by_enumeration(program)
    if best is None:
        return
    x = solve(program, confirm=False).x
    removals = _removals(program)
    measured = Removals(program, x).each(removals)
    assert [one.removal.name for one in measured] == [one.name for one in removals]
    for effect in measured:
        open_ = _without(program, effect.removal)
        assert effect.proof is Proof.OPTIMAL
        assert effect.gain == pytest.approx(best_by_enumeration(open_) - best, abs=1e-6)
        assert effect.idle == (effect.gain == 0.0)
        moved = x.copy()
        moved[effect.enters], moved[effect.leaves] = 1.0, 0.0
        assert check(open_, moved).value == pytest.approx(best + effect.gain, abs=1e-6)


@given(seed=st.integers(0, 2**31), kinds=st.lists(st.sampled_from(KINDS), min_size=2, max_size=5))
@settings(max_examples=30, deadline=None)
def test_the_whole_group_gains_at_least_what_any_member_does(seed, kinds):
    program = random_program(seed, 8, tuple(kinds), spacing=True, access=False, ties=False)
    best = best_by_enumeration(program)
    if best is None:
        return
    x = solve(program, confirm=False).x
    measure, removals = Removals(program, x), _removals(program)
    singles = measure.each(removals)
    group = measure.one(together("all", removals))
    assert group.gain >= max(one.gain for one in singles) - 1e-9
    everything = _without(program, together("all", removals))
    assert group.gain == pytest.approx(best_by_enumeration(everything) - best, abs=1e-6)


def test_a_group_that_gains_nothing_costs_one_solve_for_all_its_members():
    """Twenty slack ceilings: one solve proves them all idle."""
    program = random_program(3, 9, ("choose_equal",) + ("capacity",) * 20, spacing=False,
                             access=False, ties=False)  # fmt: skip
    wide = replace(program, row_upper=np.where(np.arange(21) > 0, 1e9, program.row_upper))
    measure = Removals(wide, solve(wide, confirm=False).x)
    found = measure.each(_removals(wide)[1:21])
    assert all(one.idle for one in found)
    assert measure.solves <= 2


def test_nothing_is_called_idle_when_time_is_up_or_the_answer_in_hand_is_not_proven():
    program = random_program(11, 9, ("choose_equal", "group_cap", "capacity"), spacing=True,
                             access=False, ties=False)  # fmt: skip
    x = solve(program, confirm=False).x
    late = Removals(program, x, seconds=0.0).each(_removals(program))
    assert {one.proof for one in late} == {Proof.UNKNOWN}
    assert not any(one.idle for one in late)
    worse = x.copy()  # a selection that holds, and is not the best
    for effect in Removals(program, worse, proven=False).each(_removals(program)):
        assert effect.proof is Proof.FEASIBLE or effect.idle


def test_measures_with_continuous_columns():
    for seed in range(12):
        program = with_floor_measure(
            random_program(seed, 7, ("choose_equal", "group_cap"), spacing=False, access=False,
                           ties=False)
        )  # fmt: skip
        found = solve(program, confirm=False)
        if found.proof is not Proof.OPTIMAL:
            continue
        removal = Removal("cap", np.array([1]))
        effect = Removals(program, found.x).one(removal)
        assert effect.gain == pytest.approx(
            best_by_enumeration(_without(program, removal)) - best_by_enumeration(program), abs=1e-6
        )
