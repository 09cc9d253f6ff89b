"""Selections side by side: toys whose reasons are known, and real scenarios."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from tisites.model.points import load_scenario
from tisites.model.program import Program
from tisites.model.terms import Separation
from tisites.run.read.case import Case
from tisites.solver.exact import solve
from tisites.study.compare.compare import compare
from tisites.study.compare.contestant import Contestant
from tisites.study.compare.distance import distance, great_circle_km
from tisites.study.compare.model import model_differences, touching

SITES = ["a", "b", "c", "d", "e"]
REFERENCE = load_scenario("reference")[0]


def toy(scores, cap=1.0, *, barred=(), lower=None, upper=None, km=0.0, model=REFERENCE) -> Case:
    """Five sites in a row, 100 km apart; a and b share a département that takes ``cap`` of them."""
    everyone = pd.DataFrame(
        {
            "name": SITES, "commune": [f"Ville {s}" for s in SITES],
            "dep": ["01", "01", "02", "03", "04"], "dep_nom": "D", "epci_siren": SITES,
            "reg": ["11", "11", "11", "24", "24"], "reg_nom": "R",
            "ti_id": [None, "t", None, "t", None], "surface_ha": 10.0,
            "lon": np.arange(5) * 1.0, "lat": 47.0, "score": np.array(scores, float),
            "eligible": [s not in barred for s in SITES],
            "reason": ["exclude.far" if s in barred else "" for s in SITES],
            "reason_text": ["trop loin" if s in barred else "" for s in SITES],
        },
        index=pd.Index(SITES, name="site_id", dtype=object),
    )  # fmt: skip
    ids = [s for s in SITES if s not in barred]
    keep = np.array([SITES.index(s) for s in ids])
    rows = np.array([[1.0] * 5, [1.0, 1.0, 0, 0, 0]])[:, keep]
    value = np.array(scores, float)[keep]
    names = {s: pd.Series({("power", "nominal"): everyone.at[s, "score"] / 100}) for s in ids}
    values = pd.DataFrame(names).T
    spacing = (Separation("spacing", km, keep * 1e5, 0.0 * keep, np.zeros(keep.size)),)
    program = Program(
        np.array(ids, dtype=object), value,
        np.zeros(keep.size) if lower is None else np.array(lower, float)[keep],
        np.ones(keep.size) if upper is None else np.array(upper, float)[keep],
        np.ones(keep.size, bool), csr_array(rows), np.array([2.0, -np.inf]), np.array([2.0, cap]),
        ("choose", "departement_max[01]"), ("choose", "departement_max"),
        spacing if km else (), row_groups=("", "Ain (01)"),
    )  # fmt: skip
    one = {"power": REFERENCE.score["power"]}
    return Case("toy", model.model_copy(update={"score": one}), program, everyone, values, True)


def solved(name: str, case: Case, ids=None) -> Contestant:
    answer = solve(case.program)
    mine = case.ids[answer.selected] if ids is None else pd.Index(ids, dtype=object)
    return Contestant(name, name, mine, case.everyone.loc[mine], case, ids is not None,
                 answer.value, answer.bound, True, "same")  # fmt: skip


def reasons(one: Contestant, two: Contestant):
    (pair,) = compare([one, two]).pairs
    return {r.site: r for r in pair.leaves}, {r.site: r for r in pair.enters}


def test_a_site_that_is_barred_leaves_for_that_reason():
    leaves, enters = reasons(solved("A", toy([9, 8, 7, 6, 5])),
                             solved("B", toy([9, 8, 7, 6, 5], barred=("a",))))  # fmt: skip
    assert leaves.keys() == {"a"}
    assert (leaves["a"].code, leaves["a"].why) == ("ineligible", "trop loin")
    (b,) = enters.values()
    assert (b.site, b.code) == ("b", "held")
    (change,) = b.holds
    assert change.hold.constraint == "departement_max"
    assert (change.status, change.others, change.hold.partners) == ("same", ("a",), ("a",))


def test_a_limit_that_differs_is_named_with_both_figures():
    leaves, enters = reasons(solved("A", toy([9, 8, 7, 6, 5])),
                             solved("B", toy([9, 8, 7, 6, 5], cap=2.0)))  # fmt: skip
    assert (leaves["c"].code, leaves["c"].rival, leaves["c"].gain) == ("outscored", "b", -1.0)
    (change,) = enters["b"].holds
    assert (change.status, change.hold.limit, change.limit) == ("limit", 1.0, 2.0)


def test_a_score_that_moves_is_split_by_criterion():
    leaves, enters = reasons(solved("A", toy([9, 3, 7, 6, 5])),
                             solved("B", toy([9, 3, 5.5, 6, 5])))  # fmt: skip
    c = leaves["c"]
    assert (c.code, c.score_in, c.score_out) == ("outscored", 7.0, 5.5)
    assert [(e.criterion, round(e.by_value, 6), e.by_weight) for e in c.effects] == [
        ("power", -1.5, 0.0)
    ]
    assert enters["d"].code == "outscored"


def test_a_distance_that_is_new_names_the_near_site():
    leaves, enters = reasons(solved("A", toy([9, 3, 8, 6, 5])),
                             solved("B", toy([9, 3, 8, 6, 5], km=250.0)))  # fmt: skip
    (change,) = leaves["c"].holds
    assert (change.hold.constraint, change.hold.partners) == ("spacing", ("a", "d"))
    assert (change.hold.activity, change.hold.limit, change.status) == (100.0, 250.0, "undeclared")
    assert enters["d"].code == "outscored"


def test_ties_and_locks_are_said():
    tied = toy([9, 3, 7, 7, 5])
    leaves, _ = reasons(
        solved("A", tied, ["a", "c"]), replace(solved("B", tied, ["a", "d"]), hand=False)
    )
    assert (leaves["c"].code, leaves["c"].rival) == ("tie", "d")
    leaves, enters = reasons(solved("A", toy([9, 8, 7, 6, 5])),
                             solved("B", toy([9, 8, 7, 6, 5], upper=[0, 1, 1, 1, 1])))  # fmt: skip
    assert leaves["a"].code == "locked_out"
    _, enters = reasons(solved("A", toy([9, 8, 7, 6, 5])),
                        solved("B", toy([9, 8, 7, 6, 5], lower=[0, 0, 0, 0, 1])))  # fmt: skip
    assert enters["e"].code == "imposed"


def test_a_hand_made_list_is_judged_and_its_loss_told():
    case = toy([9, 8, 7, 6, 5])
    optimum, hand = solved("A", case), solved("B", case, ["a", "b"])
    found = compare([optimum, hand])
    assert found.own[1].value - optimum.optimum == 1.0
    (broken,) = found.own[1].violations
    assert (broken.constraint, broken.group, broken.by) == ("departement_max", "Ain (01)", 1.0)
    (pair,) = found.pairs
    assert [r.code for r in pair.leaves] == ["hand"]
    assert [r.code for r in pair.enters] == ["held"]
    assert found.sites["count"].to_dict() == {"a": 2, "b": 1, "c": 1}
    assert found.jaccard().tolist() == [[1.0, 1 / 3], [1 / 3, 1.0]]


def test_a_selection_beside_itself_differs_in_nothing():
    one = solved("A", toy([9, 8, 7, 6, 5]))
    (pair,) = compare([one, one]).pairs
    assert (pair.distance.swaps, pair.distance.jaccard, pair.leaves, pair.enters) == (
        0,
        1.0,
        (),
        (),
    )


def test_differences_of_models_are_those_of_the_scenario_file():
    late = load_scenario("bundle-late-grid")[0]
    keys = {one.key: (one.here, one.there) for one in model_differences(REFERENCE, late)}
    assert keys["score.grid_year.weight"] == (4.0, 10.0)
    assert keys["exclude.grid_too_late"][0] is None
    assert keys["exclude.grid_too_late"][1]["above"] == 2034.0
    assert set(keys) == {
        "assumptions.grid_delay_years", "assumptions.grid_years_per_10km",
        "exclude.grid_too_late", "score.grid_year.weight",
    }  # fmt: skip
    assert model_differences(REFERENCE, REFERENCE) == ()
    assert [k.key for k in touching(model_differences(REFERENCE, late), "exclude")] == [
        "exclude.grid_too_late"
    ]


PLACES = st.lists(
    st.tuples(st.floats(-5, 8), st.floats(42, 51)), min_size=0, max_size=5, unique=True
)


def frame(places, head: str) -> pd.DataFrame:
    ids = [f"{head}{k}" for k in range(len(places))]
    return pd.DataFrame(places, columns=["lon", "lat"], index=ids, dtype=float)


@given(PLACES, PLACES)
def test_matching_is_the_least_of_all_and_the_same_both_ways(one, two):
    from itertools import permutations

    a, b = frame(one, "a"), frame(two, "b")
    found, back = distance(a, b), distance(b, a)
    assert found.km_total == pytest.approx(back.km_total)
    assert len(found.matches) == min(len(a), len(b))
    assert found.unmatched == abs(len(a) - len(b))
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    km = great_circle_km(short["lon"].to_numpy(), short["lat"].to_numpy(),
                         long["lon"].to_numpy(), long["lat"].to_numpy())  # fmt: skip
    ways = permutations(range(len(long)), len(short))
    best = min(sum(km[i, j] for i, j in enumerate(way)) for way in ways)
    assert found.km_total == pytest.approx(best, abs=1e-6)


def test_great_circles_are_those_of_known_cities():
    paris, lyon = (2.3522, 48.8566), (4.8357, 45.7640)
    (km,) = great_circle_km(*(np.array([v]) for v in (*paris, *lyon))).ravel()
    assert km == pytest.approx(391.5, abs=1.0)


def test_sums_are_of_estimates_with_their_ends_and_never_of_a_proxy():
    """A rule of distance is no promise: its megawatts are not added up over sites."""
    from tisites.report.compare.side_by_side import QUANTITIES
    from tisites.study.compare.figures import SUMS

    assert "feasible_mw" not in SUMS
    assert set(QUANTITIES) == set(SUMS)
    for name in ("cost_meur", "water_need_m3_day", "low_flow_net_m3_day", "labour_need_jobs"):
        assert "estim" in QUANTITIES[name][0].fr
        assert "stimated" in QUANTITIES[name][0].en
