"""Prices of limits against solving the changed program from nothing, and against enumeration."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array

from tisites.messages.errors import BadInputError, InfeasibleError
from tisites.model.points import load_scenario
from tisites.model.program import Program
from tisites.model.terms import Separation
from tisites.report.price import label_words
from tisites.run.prepare.kept import OnDisk
from tisites.run.prepare.prepare import prepare
from tisites.run.prepare.request import Request
from tisites.run.read.case import Case, case_of
from tisites.solver.exact import solve
from tisites.solver.solution import Proof
from tisites.study.price.moves import PriceQuestion
from tisites.study.price.price import price


@pytest.fixture(scope="module")
def demo():
    return case_of(prepare(Request(), keep=OnDisk()))


def toy(value=(9.0, 8.0, 7.0, 3.0, 2.0, 1.5), **changes) -> Case:
    """Six sites in two regions: at least one in 53, at most two in 11, at most 30 ha."""
    ids = pd.Index(list("abcdef"), name="site_id", dtype=object)
    regions = ["11", "11", "11", "53", "53", "94"]
    hectares = np.array([10.0, 10.0, 5.0, 10.0, 5.0, np.nan])
    everyone = pd.DataFrame(
        {
            "reg": regions,
            "commune": list("ABCDEF"),
            "surface_ha": hectares,
            "cost_meur": [1.0, 2.0, np.nan, 4.0, 5.0, 6.0],
            "eligible": True,
        },
        index=ids,
    )
    rows = np.array(
        [
            np.ones(6),
            [1, 1, 1, 0, 0, 0],
            [0, 0, 0, 1, 1, 0],
            np.nan_to_num(hectares),
        ]
    )
    program = Program(
        ids.to_numpy(), np.array(value), np.zeros(6), np.ones(6), np.ones(6, dtype=bool),
        csr_array(rows), np.array([3.0, -np.inf, 1.0, -np.inf]), np.array([3.0, 2.0, np.inf, 30.0]),
        ("choose", "regions[11]", "regions[53]", "land"), ("choose", "regions", "regions", "land"),
        row_groups=("", "Île-de-France", "Bretagne", ""),
    )  # fmt: skip
    model, _ = load_scenario("reference")
    rules = {
        "regions": {"kind": "group_count", "by": "region", "min": 1, "source": "x"},
        "land": {"kind": "total", "use": "surface_ha", "max": 30.0, "source": "x"},
    }
    data = {**model.model_dump(), "constraint": rules, "choose": 3}
    case = Case(
        "toy", type(model).model_validate(data), program, everyone, everyone, synthetic=True
    )
    return replace(case, **changes) if changes else case


def best(program: Program) -> float:
    found = -np.inf
    for chosen in itertools.product([0.0, 1.0], repeat=program.n_columns):
        x = np.array(chosen)
        used = program.matrix @ x
        inside = (used >= program.row_lower - 1e-9).all() and (
            used <= program.row_upper + 1e-9
        ).all()
        if inside:
            found = max(found, float(program.value @ x))
    return found


def test_every_move_of_the_toy_is_the_best_by_enumeration():
    case = toy()
    found = price(case, PriceQuestion())
    assert found.value == best(case.program) == 20.0
    assert found.selected == ("a", "b", "d")
    rows = {(r.move.dial.constraint, r.move.dial.group, r.move.direction): r for r in found.rows}
    assert len(rows) == len(found.rows)
    for row in found.rows:
        lower, upper = row.move.bounds(case.program)
        expected = best(replace(case.program, row_lower=lower, row_upper=upper))
        if np.isinf(expected):
            assert row.proof is Proof.INFEASIBLE
            assert np.isnan(row.gain)
        else:
            assert row.proof is Proof.OPTIMAL
            assert row.gain == pytest.approx(expected - 20.0)
    looser = rows["regions", "Bretagne", "relax"]
    assert looser.gain == 0.0  # the ceiling of Île-de-France holds: f would be worth less
    assert looser.enters == looser.leaves == ()
    tighter = rows["regions", "Bretagne", "tighten"]
    assert (tighter.gain, tighter.enters, tighter.leaves) == (-6.0, ("e",), ("b",))
    assert tighter.hectares == -5.0
    assert tighter.cost_meur == 3.0
    one_more = rows["choose", "", "more"]
    assert one_more.gain == pytest.approx(1.5)  # 30 ha are full: f has no known surface
    assert one_more.enters == ("f",)


def test_one_more_and_one_less_than_today():
    found = price(toy(), PriceQuestion(1.0, "regions", "Bretagne"))
    more, less = found.rows
    assert (more.move.start, more.move.to, less.move.to) == (1.0, 2.0, 0.0)
    assert more.gain == -6.0
    assert less.gain == pytest.approx(1.5 - 3.0)
    assert (less.enters, less.leaves) == (("f",), ("d",))


def test_a_cut_of_the_country_needs_no_constraint():
    (more,) = price(toy(), PriceQuestion(1.0, "region", "94")).rows
    assert (more.move.start, more.gain, more.enters) == (0.0, -6.5, ("f",))


def test_what_cannot_be_is_said_so():
    found = price(toy(), PriceQuestion(5.0, "regions", "53"))
    assert [r.proof for r in found.rows] == [Proof.INFEASIBLE]


def test_a_cost_that_is_unknown_stays_unknown():
    case = toy(value=(9.0, 8.0, 8.5, 3.0, 2.0, 1.0))
    (row,) = (
        r
        for r in price(case, PriceQuestion(1.0, "region", "94")).rows
        if r.move.direction == "more"
    )
    assert "c" in row.leaves
    assert np.isnan(row.cost_meur)


def test_a_distance_moves_too():
    rule = Separation("spacing", 10.0, np.arange(6) * 9e3, np.zeros(6), np.zeros(6, dtype=np.int64))
    case = toy()
    program = replace(case.program, separations=(rule,))
    found = price(replace(case, program=program), PriceQuestion(2.0, "spacing"))
    relaxed, tightened = found.rows
    assert (relaxed.move.to, tightened.move.to) == (8.0, 12.0)
    assert relaxed.gain > 0
    for row in found.rows:
        kept = replace(rule, km=row.move.to)
        cold = solve(replace(program, separations=(kept,)), method="compact")
        assert row.gain == pytest.approx(cold.value - found.value)


def test_the_selection_in_hand_is_the_base_where_it_is_as_good():
    case = toy(value=(9.0, 8.0, 8.0, 3.0, 3.0, 1.0))
    for ids in ("abd", "abe", "ace"):
        found = price(case, PriceQuestion(1.0, "land"), selected=case.columns_of(list(ids)))
        assert found.selected == tuple(ids)
    worse = price(case, PriceQuestion(1.0, "land"), selected=case.columns_of(list("bcd")))
    assert worse.value == 20.0
    assert worse.selected != ("b", "c", "d")


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (PriceQuestion(0.0), "pas"),
        (PriceQuestion(0.1), "nombre entier de sites"),
        (PriceQuestion(1.5, "regions"), "nombre entier de sites"),
        (PriceQuestion(0.5, "choose"), "nombre entier de sites"),
        (PriceQuestion(float("nan")), "pas"),
        (PriceQuestion(1.0, "lands"), "vouliez-vous « land »"),
        (PriceQuestion(1.0, "region"), "--group"),
        (PriceQuestion(1.0, None, "53"), "--constraint"),
        (PriceQuestion(1.0, "region", "Bretange"), "pas connu"),
        (PriceQuestion(1.0, "land", "53"), "pas de limite"),
    ],
)
def test_wrong_questions_are_told_with_a_remedy(question, words):
    with pytest.raises(BadInputError, match=words):
        price(toy(), question)


def test_an_infeasible_base_is_refused():
    case = toy()
    program = replace(case.program, row_lower=np.array([3.0, 3.0, 1.0, -np.inf]))
    with pytest.raises(InfeasibleError):
        price(replace(case, program=program), PriceQuestion())


def test_prices_of_the_demo_are_those_of_a_solve_from_nothing(demo):
    found = price(demo, PriceQuestion(1.0))
    assert found.proof is Proof.OPTIMAL
    assert not found.incomplete
    assert {r.move.dial.constraint for r in found.rows} >= {"choose", "region_count", "spacing"}
    base = solve(demo.program)
    assert found.value == pytest.approx(base.value, abs=1e-6)
    rows = [r for r in found.rows if r.move.separation < 0]
    for row in rows[:: max(1, len(rows) // 5)]:
        lower, upper = row.move.bounds(demo.program)
        cold = solve(
            replace(demo.program, row_lower=lower, row_upper=upper), "highs", method="compact"
        )
        assert (cold.proof is Proof.INFEASIBLE) == (row.proof is Proof.INFEASIBLE)
        if row.proof is Proof.OPTIMAL:
            assert row.gain == pytest.approx(cold.value - found.value, abs=1e-5)
    for row in found.rows:  # a limit let loose cannot cost, one tightened cannot bring
        if row.move.direction == "relax":
            assert row.gain >= 0
        if row.move.direction == "tighten" and row.proof is Proof.OPTIMAL:
            assert row.gain <= 0


_FLOOR = """base = "turnkey50"
name = "floor"
[equity.people]
kind = "floor"
by = "region"
per = "population"
limit = 0.05
limits = {{ "53" = {bretagne} }}
label = "plancher par habitant"
source = "test"
"""


def test_a_floor_of_equity_is_priced_as_if_declared_higher(tmp_path):
    cases = []
    for bretagne in (0.05, 0.35):
        path = tmp_path / f"floor{bretagne}.toml"
        path.write_text(_FLOOR.format(bretagne=bretagne), encoding="utf-8")
        cases.append(case_of(prepare(Request(str(path)), keep=OnDisk())))
    found = price(cases[0], PriceQuestion(0.3, "equity.people"))
    (row,) = (
        r for r in found.rows if r.move.direction == "tighten" and r.move.dial.group == "Bretagne"
    )
    assert row.move.to == pytest.approx(0.35)
    assert "million" in row.move.dial.unit
    assert label_words(cases[0], "equity.people") == "plancher par habitant"
    declared = solve(cases[1].program)
    assert row.gain == pytest.approx(declared.value - found.value, abs=1e-6)
