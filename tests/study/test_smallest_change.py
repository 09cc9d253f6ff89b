"""The smallest change is one that somebody can make: what nobody decides is never proposed."""

from __future__ import annotations

import math

import pytest

from tisites.model.load import load_model
from tisites.study.explain.points import Contribution, PointsChange
from tisites.study.explain.smallest import smallest_change

CRITERIA = load_model("turnkey50").score


def change(criterion, now, then, gain, *, possible=True, within=math.inf):
    indicator = CRITERIA[criterion].indicator
    told = Contribution(criterion, indicator, "", now, now, now, 0.0, 0.0, 10.0, 0.0, 10.0)
    return PointsChange(told, then, gain, possible, (), min(within, gain))


def test_the_nearest_of_what_can_be_done_and_not_of_all():
    """Unemployment would move least, and is nobody's: the plan's hectares are the EPCI's."""
    changes = [
        change("unemployment", 6.0, 6.1, 2.0),  # 1 % of its scale
        change("zan", 8.0, 4.0, 2.0),  # 20 %
        change("readiness", 30.0, 80.0, 2.0),  # 50 %
    ]
    found = smallest_change(changes, 2.0, CRITERIA)
    assert found.reach == "one"
    assert [c.contribution.criterion for c in found.changes] == ["zan", "readiness"]


def test_a_site_recycles_no_more_than_it_holds():
    changes = [change("recycled", 6.0, 27.0, 3.0, within=1.0), change("road", 9.0, 5.0, 3.0)]
    assert smallest_change(changes, 3.0, CRITERIA).reach == "nobody"


def test_as_few_together_as_it_takes_the_largest_first():
    changes = [
        change("pollution", 1.0, math.nan, 2.0, possible=False),
        change("readiness", 30.0, math.nan, 5.0, possible=False),
        change("zan", 8.0, math.nan, 4.0, possible=False),
        change("workers", 1e4, math.nan, 9.0, possible=False),
    ]
    found = smallest_change(changes, 8.0, CRITERIA)
    assert found.reach == "several"
    assert [c.contribution.criterion for c in found.changes] == ["readiness", "zan"]


@pytest.mark.parametrize(("lack", "reach"), [(3.0, "nobody"), (50.0, "none")])
def test_it_is_said_when_nobody_can_or_nothing_would(lack, reach):
    changes = [
        change("workers", 1e4, 2e5, 9.0, possible=lack < 9),
        change("pollution", 1.0, math.nan, 2.0, possible=False),
    ]
    assert smallest_change(changes, lack, CRITERIA).reach == reach
