"""Sites and types in one program: toys listed whole, HiGHS beside, the unknown no yes."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tisites.criteria.spec import Indicators
from tisites.model.program import Program
from tisites.model.programme.types import Need, ProjectType
from tisites.model.terms import Separation
from tisites.solver.exact import solve
from tisites.solver.kernel.session import Session
from tisites.solver.solution import Proof
from tisites.study.types.fit import Met, fit, met
from tisites.study.types.program import typed_program


@st.composite
def toys(draw):
    n, kinds = draw(st.integers(3, 6)), draw(st.integers(1, 3))
    names = tuple("abc"[:kinds])
    figures = st.integers(0, 9)
    value = {k: np.array(draw(st.lists(figures, min_size=n, max_size=n)), float) for k in names}
    flags = st.lists(st.booleans(), min_size=n, max_size=n)
    allowed = {k: np.array(draw(flags)) for k in names}
    need = np.array(draw(st.lists(st.integers(1, 6), min_size=n, max_size=n)), float)
    choose = draw(st.integers(1, 3))
    room = draw(st.integers(3, 20))
    times = {k: {"labour": draw(st.sampled_from([0.5, 1.0, 2.0]))} for k in names}
    quota = {k: (draw(st.integers(0, 1)), draw(st.sampled_from([None, 1, 2]))) for k in names}
    where = np.array(draw(st.lists(st.integers(0, 4), min_size=n, max_size=n)), float) * 1000.0
    locked = draw(st.sampled_from([None, None, 0]))
    return n, names, value, allowed, need, choose, room, times, quota, where, locked


def _program(n, need, choose, room, where, locked):
    lower = np.zeros(n)
    if locked is not None:
        lower[locked] = 1.0
    return Program.from_arrays(
        np.zeros(n), np.vstack([np.ones(n), need]), [choose, -np.inf], [choose, room],
        row_labels=["choose[]", "labour[z]"], lower=lower,
        separations=[Separation("spacing", 1.0, where, np.zeros(n), np.zeros(n, int))],
    )  # fmt: skip


def _best(n, names, value, allowed, need, choose, room, times, quota, where, locked):
    """List every way of giving each site a type or none."""
    best = -np.inf
    for way in product(range(-1, len(names)), repeat=n):
        kinds = [(i, names[t]) for i, t in enumerate(way) if t >= 0]
        if len(kinds) != choose or (locked is not None and way[locked] < 0):
            continue
        if any(not allowed[k][i] for i, k in kinds):
            continue
        if sum(times[k]["labour"] * need[i] for i, k in kinds) > room + 1e-9:
            continue
        counts = {k: sum(1 for _, mine in kinds if mine == k) for k in names}
        if any(
            counts[k] < quota[k][0] or (quota[k][1] is not None and counts[k] > quota[k][1])
            for k in names
        ):
            continue
        at = [where[i] for i, _ in kinds]
        if any(abs(a - b) < 1000.0 for x, a in enumerate(at) for b in at[x + 1 :]):
            continue
        best = max(best, sum(value[k][i] for i, k in kinds))
    return best


@given(toys())
@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
def test_every_way_of_giving_types_is_listed(toy):
    n, _, value, allowed, need, choose, room, times, quota, where, locked = toy
    sites = _program(n, need, choose, room, where, locked)
    pairs = typed_program(sites, allowed, value, quota, times)
    found = Session(pairs.program, None, confirm=False).solve()
    best = _best(*toy)
    if np.isinf(best):
        assert found.proof is Proof.INFEASIBLE
        return
    assert found.proof is Proof.OPTIMAL
    assert found.value == pytest.approx(best)
    mine = pairs.site[found.selected]
    assert len(set(mine)) == len(mine) == choose


@pytest.mark.parametrize("seed", range(4))
def test_highs_agrees_on_random_models(seed):
    rng = np.random.default_rng(seed)
    n, names = int(rng.integers(60, 300)), ("a", "b", "c")
    need = rng.uniform(1, 20, n).round(1)
    group = rng.integers(0, 12, n)
    rows = np.vstack([np.ones(n), *(need * (group == g) for g in range(12))])
    least = np.r_[20.0, np.full(12, -np.inf)]
    most = np.r_[20.0, rng.uniform(15, 40, 12).round(1)]
    labels = ["choose[]", *(f"labour[{g}]" for g in range(12))]
    spots = rng.uniform(0, 3e5, (2, n))
    spacing = Separation("spacing", 15.0, spots[0], spots[1], np.zeros(n, int))
    sites = Program.from_arrays(
        np.zeros(n), rows, least, most, row_labels=labels, separations=[spacing]
    )
    value = {k: rng.uniform(0, 100, n).round(2) for k in names}
    allowed = {k: rng.random(n) < share for k, share in zip(names, (0.2, 0.6, 0.9), strict=True)}
    quota = {"a": (3, 5), "b": (6, None), "c": (0, 9)}
    times = {"a": {"labour": 1.5}, "b": {"labour": 0.5}}
    program = typed_program(sites, allowed, value, quota, times).program
    ours = Session(program, None, confirm=False).solve()
    peer = solve(program, "highs", method="compact")
    assert ours.proof is peer.proof is Proof.OPTIMAL
    assert ours.value == pytest.approx(peer.value, abs=1e-6)


def _indicators(**columns):
    index = pd.Index([f"s{i}" for i in range(len(next(iter(columns.values()))))])
    return Indicators(pd.DataFrame(columns, index=index), {})


def test_the_unknown_is_no_yes():
    known = _indicators(
        power_mw=[250.0, 100.0, np.nan, np.nan, np.nan],
        power_mw_low=[200.0, 50.0, 210.0, 0.0, np.nan],
        power_mw_high=[300.0, 150.0, 400.0, 400.0, np.nan],
    )
    held = met(Need(min=200.0), known, "power_mw")
    assert held.tolist() == [Met.YES, Met.NO, Met.YES, Met.UNKNOWN, Met.UNKNOWN]
    said = {"title": "Usine", "source": "essai"}
    shut = fit(ProjectType(needs={"power_mw": Need(min=200.0)}, **said), known)
    assert shut.allowed.tolist() == [True, False, True, False, False]
    assert not shut.verify.any()
    need = Need(min=200.0, unknown="verify")
    doubtful = fit(ProjectType(needs={"power_mw": need}, **said), known)
    assert doubtful.allowed.tolist() == [True, False, True, True, True]
    assert doubtful.verify.tolist() == [False, False, False, True, True]
    cautious = met(Need(min=200.0, bound="low"), known, "power_mw")
    assert cautious.tolist() == [Met.YES, Met.NO, Met.YES, Met.UNKNOWN, Met.UNKNOWN]


def test_a_need_without_limits_and_crossed_quotas_are_refused():
    with pytest.raises(ValueError, match="min or max"):
        Need()
    with pytest.raises(ValueError, match="min 5 > max 3"):
        ProjectType(title="x", source="x", min=5, max=3)
