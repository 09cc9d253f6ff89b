"""Weight intervals and samples held to every selection there is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tisites.messages.errors import BadInputError
from tisites.study.robustness.acceptability import (
    acceptability,
    central_weights,
    selection_weights,
)
from tisites.study.robustness.axes import axis_sides
from tisites.study.robustness.order import parse_order
from tisites.study.robustness.smaa import draw_weights, sample


def _interval(here, chosen, allowed, criterion):
    """The shares where one selection is at least as good as every other, by their lines."""
    low, high = 0.0, 1.0
    at = [here.weighing.value(here.weighing.along(criterion, t)) for t in (0.0, 1.0)]
    own = [here.worth(value, chosen) for value in at]
    for other in allowed:
        rival = [here.worth(value, other) for value in at]
        lead, slope = own[0] - rival[0], (own[1] - own[0]) - (rival[1] - rival[0])
        if slope < -1e-12:
            high = min(high, -lead / slope)
        elif slope > 1e-12:
            low = max(low, -lead / slope)
    return low, high


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000), access=st.booleans())
def test_intervals_are_those_of_the_polyhedron(toy, seed, access):
    here = toy(seed, access=access)
    allowed = here.allowed()
    if not allowed:
        return
    best = max(allowed, key=lambda s: here.worth(here.program.value, s))
    x = np.zeros(here.program.n_columns)
    x[best] = 1.0
    sides, complete = axis_sides(here.program, here.weighing, x)
    assert complete
    assert [(s.criterion, s.up) for s in sides] == [(j, up) for j in range(3) for up in (0, 1)]
    for side in sides:
        low, high = _interval(here, best, allowed, side.criterion)
        assert side.share == pytest.approx(high if side.up else low, abs=1e-6)
        if side.open:
            assert side.share == (1.0 if side.up else 0.0)
        else:  # the rival is as good at the end of the interval
            value = here.weighing.value(here.weighing.along(side.criterion, side.share))
            assert here.worth(value, side.rival) == pytest.approx(here.worth(value, best), abs=1e-4)


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10_000), access=st.booleans())
def test_every_sample_is_the_best_under_its_weights(toy, seed, access):
    here = toy(seed, access=access)
    allowed = here.allowed()
    if not allowed:
        return
    weights = draw_weights(here.weighing.criteria, 25, seed)
    found = sample(here.program, here.weighing, weights)
    assert found.complete
    for row, selected, value in zip(weights, found.selections, found.values, strict=True):
        points = here.weighing.value(row)
        assert value == pytest.approx(here.best(points, allowed), abs=1e-6)
        assert value == pytest.approx(here.worth(points, selected), abs=1e-6)
    seen = acceptability(found, here.program.n_columns)
    for column in range(here.program.n_columns):
        holds = [column in s for s in found.selections]
        assert seen["times"][column] == sum(holds)
        distinct = {tuple(s) for s in found.selections}
        share = sum(column in s for s in distinct) / len(distinct)
        assert seen["core_index"][column] == pytest.approx(share)
        middle = central_weights(found, np.array([column]))[0]
        if any(holds):
            assert middle == pytest.approx(weights[np.array(holds)].mean(axis=0))
            assert middle.sum() == pytest.approx(1.0)
        else:
            assert np.isnan(middle).all()
    share, central, kept = selection_weights(found, found.selections[0])
    assert share > 0 and central.sum() == pytest.approx(1.0) and 0 < kept <= 1


def test_samples_do_not_depend_on_processes(toy):
    here = toy(5)
    weights = draw_weights(here.weighing.criteria, 45, 7)
    told = []
    one = sample(here.program, here.weighing, weights)
    two = sample(
        here.program, here.weighing, weights, jobs=2, told=lambda done, of: told.append((done, of))
    )
    assert [s.tolist() for s in one.selections] == [s.tolist() for s in two.selections]
    assert one.values.tobytes() == two.values.tobytes()
    assert told[-1] == (45, 45)


def test_ctrl_c_keeps_the_samples_answered(toy):
    here = toy(5)
    weights = draw_weights(here.weighing.criteria, 50, 7)

    def stop(done, _of):
        if done >= 20:
            raise KeyboardInterrupt

    found = sample(here.program, here.weighing, weights, told=stop)
    assert not found.complete
    assert len(found.selections) == 20 and found.asked == 50


def test_weights_are_uniform_over_the_simplex_and_over_an_order():
    free = draw_weights(["a", "b", "c"], 20_000, 3)
    assert free.sum(axis=1) == pytest.approx(np.ones(20_000))
    assert free.mean(axis=0) == pytest.approx([1 / 3] * 3, abs=0.01)
    ordered = draw_weights(["a", "b", "c"], 20_000, 3, ["b", "c", "a"])
    # centroid of the part where b >= c >= a: mean of (0,1,0), (0,1/2,1/2), (1/3,1/3,1/3)
    assert ordered.mean(axis=0) == pytest.approx([1 / 9, 11 / 18, 5 / 18], abs=0.01)
    kept = free[free[:, 1] >= free[:, 0]]
    part = draw_weights(["a", "b", "c"], 20_000, 4, ["b", "a"])
    assert (part[:, 1] >= part[:, 0]).all()
    assert part.mean(axis=0) == pytest.approx(kept.mean(axis=0), abs=0.01)
    assert (part**2).mean(axis=0) == pytest.approx((kept**2).mean(axis=0), abs=0.01)


def test_an_order_is_checked():
    assert parse_order("", ["zan"]) == ()
    assert parse_order(" zan >workers ", ["workers", "zan"]) == ("zan", "workers")
    with pytest.raises(BadInputError, match="vouliez-vous « workers »"):
        parse_order("zan>worker", ["workers", "zan"])
    for wrong in ("zan", "zan>zan", "zan>"):
        with pytest.raises(BadInputError):
            parse_order(wrong, ["workers", "zan"])
