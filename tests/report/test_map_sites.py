"""Which sites each frame shows, and how large and dark."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tisites.report.map.frames import FRAMES, outlines
from tisites.report.map.sites import drawn, radius_px, score_class, score_edges


def test_every_chosen_site_is_in_one_frame_under_its_number(make):
    outcome = make()
    sites, unplaced = drawn(outcome)
    assert unplaced == []
    assert {key: shown.number.size for key, shown in sites.items()} == {
        "hexagone": 3, "guadeloupe": 1, "martinique": 1, "guyane": 1, "reunion": 1, "mayotte": 1,
    }  # fmt: skip
    selection = outcome.selection()
    for key, shown in sites.items():
        for number, hectares in zip(shown.number, shown.hectares, strict=True):
            assert selection["hectares"].iloc[number - 1] == hectares, key
    everywhere = np.sort(np.concatenate([shown.number for shown in sites.values()]))
    assert everywhere.tolist() == list(range(1, 9))


def test_the_crowd_is_eligible_and_not_chosen(make):
    sites, _ = drawn(make())  # 12 sites, 2 not eligible, 8 chosen
    assert sum(shown.crowd_x_m.size for shown in sites.values()) == 2


def test_sites_without_place_are_named(make):
    outcome = make()
    table = outcome.prepared.sites.table
    table.loc["S003", ["x_m", "y_m"]] = np.nan
    table.loc["S004", ["dep", "zone"]] = ["978", 1]  # Saint-Martin has no frame
    assert sorted(drawn(outcome)[1]) == ["S003", "S004"]


def test_outlines_are_in_the_metres_of_their_frame(make):
    shapes = outlines(make().prepared.territory)
    assert set(shapes) == {frame.key for frame in FRAMES}
    x0, _, x1, _ = shapes["reunion"].bounds
    assert 200_000 < x0 < x1 < 450_000  # EPSG:2975
    assert len(shapes["hexagone"].departements) == 3
    assert len(shapes["mayotte"].regions) == 1


def test_areas_are_proportional_to_hectares():
    small, large = radius_px(np.array([25.0, 100.0]))
    assert (large / small) ** 2 == pytest.approx(4.0)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=60))
def test_classes_are_even_round_and_ordered(scores):
    values = np.array(scores)
    edges = score_edges(values)
    steps = np.diff(edges)
    assert np.all(steps == steps[0])
    assert steps[0] in (1, 2, 3, 4, 5, 6, 8, 10, 15, 20)
    assert edges[-1] < 100  # a class above 100 would stay empty
    classes = score_class(values, edges)
    order = np.argsort(values)
    assert np.all(np.diff(classes[order]) >= 0)
    assert set(classes) <= set(range(5))
