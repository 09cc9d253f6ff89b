"""Convex measures held by cuts over sites: against enumeration, with the tree and without."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from tisites.model.equity.alpha import AlphaCurve
from tisites.model.equity.band import BandCurve
from tisites.model.equity.cvar import CvarCurve
from tisites.model.equity.gini import GiniCurve
from tisites.model.equity.hoover import HooverCurve
from tisites.model.equity.tangents import tangents_of
from tisites.model.program import Program
from tisites.solver.compact import CBC, HIGHS
from tisites.solver.kernel import closing
from tisites.solver.kernel.curved import Curved
from tisites.solver.kernel.session import Session
from tisites.solver.solution import Proof

if TYPE_CHECKING:
    from tisites.model.equity.convex import Curve

SITES, CHOOSE, GROUPS = 10, 4, 3


def curves_at(kind: str, level: float) -> Curve:
    """A limit of each kind; the higher the level, the tighter."""
    if kind == "gini":
        weight = np.array([0.2, 0.3, 0.5])
        return GiniCurve(weight, 0.5 - 0.45 * level, 1.0)
    if kind == "cvar":
        return CvarCurve(1.5, 6.0 * level, max(6.0 * level, 1e-3))
    if kind == "alpha":
        lines = tuple(tangents_of(1.0, 0.5, 40.0, 8) for _ in range(GROUPS))
        return AlphaCurve(lines, 2.5 * level, 1.0)
    scale, share = np.array([1.0, 2.0, 1.0]), np.array([0.3, 0.3, 0.4])
    if kind == "hoover":
        return HooverCurve(scale, share, 0.7 - 0.6 * level, 1.0)
    return BandCurve(scale, share, 12.0 * (1.05 - level), 1)


def slow(kind: str, level: float, u: np.ndarray) -> float:
    """The same functions, from their definitions."""
    if kind == "gini":
        w = np.array([0.2, 0.3, 0.5])
        gaps = sum(w[g] * w[h] * abs(u[g] - u[h]) for g, h in itertools.combinations(range(3), 2))
        return float(gaps - (0.5 - 0.45 * level) * (w @ u))
    if kind == "cvar":
        low = np.sort(u)
        return float(6.0 * level - (low[0] + 0.5 * low[1]) / 1.5)
    if kind == "alpha":
        lines = tangents_of(1.0, 0.5, 40.0, 8)
        return float(2.5 * level - np.mean([(lines.intercept + lines.slope * v).min() for v in u]))
    plain = u * np.array([1.0, 2.0, 1.0])
    off = plain - np.array([0.3, 0.3, 0.4]) * plain.sum()
    if kind == "hoover":
        return float(0.5 * np.abs(off).sum() - (0.7 - 0.6 * level) * plain.sum())
    return float(np.abs(off).max() - 12.0 * (1.05 - level))


@st.composite
def instances(draw: st.DrawFn) -> tuple[Program, csr_array]:
    whole = st.integers(0, 12)
    value = np.array(draw(st.lists(whole, min_size=SITES, max_size=SITES)), dtype=float)
    amount = np.array(draw(st.lists(whole, min_size=SITES, max_size=SITES)), dtype=float)
    group = np.array(draw(st.lists(st.integers(0, 2), min_size=SITES, max_size=SITES)))
    benefit = csr_array((amount, (group, np.arange(SITES))), shape=(GROUPS, SITES))
    weight = np.array(draw(st.lists(st.integers(1, 5), min_size=SITES, max_size=SITES)))
    rows = csr_array(np.vstack([np.ones(SITES), weight]))
    ones = np.ones(SITES)
    program = Program(
        np.array([f"s{k}" for k in range(SITES)]), value, 0 * ones, ones, ones > 0, rows,
        np.array([CHOOSE, -np.inf]), np.array([CHOOSE, 13.0]), ("n[]", "w[]"), ("n", "w"),
    )  # fmt: skip
    return program, benefit


def best(program: Program, benefit: csr_array, kind: str, level: float) -> tuple[float, bool]:
    """Greatest value under the limit, by enumeration; whether some selection is at its edge."""
    found, edge = -math.inf, False
    dense = benefit.toarray()
    for chosen in itertools.combinations(range(SITES), CHOOSE):
        x = np.zeros(SITES)
        x[list(chosen)] = 1.0
        activity = program.matrix @ x
        if (activity > program.row_upper + 1e-9).any():
            continue
        over = slow(kind, level, dense @ x)
        edge |= abs(over) < 1e-5
        if over <= 0:
            found = max(found, float(program.value @ x))
    return found, edge


@pytest.mark.parametrize("kind", ["gini", "hoover", "cvar", "alpha", "band"])
@pytest.mark.parametrize("prover", [CBC, HIGHS], ids=["cbc", "highs"])
@given(instance=instances(), level=st.floats(0.0, 1.0))
@settings(max_examples=25)
def test_cuts_find_the_best_of_the_enumeration(kind, prover, instance, level):
    program, benefit = instance
    value, edge = best(program, benefit, kind, level)
    if edge:  # a selection on the limit itself may be taken or not
        return
    rule = Curved(curves_at(kind, level), benefit)
    session = Session(program, prover, curved=(rule,))
    found = session.solve()
    if math.isinf(value):
        assert found.proof is Proof.INFEASIBLE
        return
    assert found.proof is Proof.OPTIMAL
    assert found.value == pytest.approx(value)
    assert slow(kind, level, benefit @ found.x) <= 1e-5
    above = Session(program, prover, curved=(rule,)).solve(above=value)
    assert above.proof is Proof.INFEASIBLE  # nothing is worth more
    again = Session(program, prover, curved=(rule,)).solve(above=value - 0.5)
    assert again.value == pytest.approx(value)


@pytest.mark.parametrize("kind", ["gini", "hoover", "cvar", "band"])
@given(instance=instances(), level=st.floats(0.2, 0.9))
@settings(max_examples=15)
def test_the_back_end_alone_agrees_with_the_tree(kind, instance, level):
    """No tree: the limit is written out to the back end, and its answers are judged by it."""
    program, benefit = instance
    value, edge = best(program, benefit, kind, level)
    if edge:
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(closing, "TREE_SOLVES", 0)
        rule = Curved(curves_at(kind, level), benefit)
        found = Session(program, HIGHS, curved=(rule,)).solve()
    assert (found.proof is Proof.INFEASIBLE) == math.isinf(value)
    if not math.isinf(value):
        assert found.value == pytest.approx(value)


@pytest.mark.parametrize("kind", ["gini", "hoover", "cvar", "alpha", "band"])
@given(data=st.data(), level=st.floats(0.0, 1.0))
@settings(max_examples=60)
def test_a_support_is_below_the_function_and_meets_it(kind, data, level):
    figures = st.lists(st.floats(0, 30), min_size=GROUPS, max_size=GROUPS)
    u, v = (np.array(data.draw(figures)) for _ in range(2))
    curve = curves_at(kind, level)
    slope, side = curve.support(u)
    assert curve.over(u[:, None])[0] == pytest.approx(slow(kind, level, u), abs=1e-9)
    assert slope @ u - side == pytest.approx(curve.over(u[:, None])[0], abs=1e-8)
    assert slope @ v - side <= curve.over(v[:, None])[0] + 1e-8
    both = curve.over(np.stack([u, v], axis=1))
    assert both == pytest.approx([slow(kind, level, u), slow(kind, level, v)], abs=1e-9)


def test_a_selection_within_the_back_ends_tolerance_is_barred_not_taken_for_the_end():
    """The back end calls its first answer feasible; the limit does not, by a hair: the next is."""
    amount = np.array([3.0, 3.0 - 3e-6, 1.0, 1.0])
    benefit = csr_array((amount, (np.array([0, 1, 0, 1]), np.arange(4))), shape=(2, 4))
    ones = np.ones(4)
    program = Program(
        np.array(list("abcd")), np.array([9.0, 9.0, 1.0, 2.0]), 0 * ones, ones, ones > 0,
        csr_array(np.ones((1, 4))), np.array([2.0]), np.array([2.0]), ("n[]",), ("n",),
    )  # fmt: skip
    rule = Curved(GiniCurve(np.array([0.5, 0.5]), 0.0, 1.0), benefit)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(closing, "TREE_SOLVES", 0)
        found = Session(program, HIGHS, curved=(rule,)).solve()
    assert found.value == 3.0  # c and d: equal to the last digit; a and b are not


def test_a_whole_selection_is_held_to_what_it_serves_not_to_the_largest_site():
    """A site of a tiny territory makes the unit vast; a Gini off by a hair of the mean is off."""
    weight = np.array([0.999, 0.001])
    benefit = csr_array(np.array([[1.0, 0.0, 1.0, 0.0], [0.0, 1.0, 0.0, 1e7]]))
    x = np.array([1.0, 1.0, 1.0, 0.0])  # benefits 2 and 1
    gini = 0.999 * 0.001 / (0.999 * 2.0 + 0.001)
    limit = gini * (1.0 - 1e-5)
    rule = Curved(GiniCurve(weight, limit, limit * 1e4), benefit)
    assert rule.packing(x) is None  # a fractional point there could not be cut off
    assert rule.packing(x, whole=True) is not None
    kept = Curved(GiniCurve(weight, gini * (1.0 + 1e-9), gini * 1e4), benefit)
    assert kept.packing(x, whole=True) is None
