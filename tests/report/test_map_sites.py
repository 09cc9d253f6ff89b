"""Which frames the map has, in which metres; which class a score is in."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tisites.report.map.frames import FRAMES, outlines
from tisites.report.map.selection import map_of_outcome
from tisites.report.map.sites import SCORE_EDGES, score_class


def test_the_crowd_is_eligible_and_not_chosen(make):
    shown = map_of_outcome(make())  # 12 sites, 2 not eligible, 8 chosen
    assert len(shown.crowd) == 2
    assert shown.chosen["number"].tolist() == list(range(1, 9))
    assert shown.chosen["hectares"].tolist() == make().selection()["hectares"].tolist()


def test_sites_without_place_are_named(make):
    outcome = make()
    table = outcome.prepared.sites.table
    table.loc["S003", ["x_m", "y_m"]] = np.nan
    table.loc["S004", ["dep", "zone"]] = ["978", 1]  # Saint-Martin has no frame
    assert map_of_outcome(outcome).foot[-1] == "Sites retenus hors carte : S003, S004"


def test_outlines_are_in_the_metres_of_their_frame(make):
    shapes = outlines(make().prepared.territory)
    assert set(shapes) == {frame.key for frame in FRAMES}
    x0, _, x1, _ = shapes["reunion"].bounds
    assert 200_000 < x0 < x1 < 450_000  # EPSG:2975
    assert len(shapes["hexagone"].departements) == 3
    assert len(shapes["mayotte"].regions) == 1


@given(st.lists(st.floats(0, 100), min_size=1, max_size=60))
def test_classes_are_ordered_and_hold_their_limits(scores):
    values = np.array(scores)
    classes = score_class(values)
    assert np.all(np.diff(classes[np.argsort(values)]) >= 0)
    assert set(classes) <= set(range(5))
    assert score_class(SCORE_EDGES).tolist() == [1, 2, 3, 4]
