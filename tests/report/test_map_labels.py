"""Numbers on the map stay apart, inside their frame, the same at every drawing."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tisites.report.map.labels import place_labels

BOX = (0.0, 0.0, 400.0, 400.0)


def boxes(places, width, height):
    return [(p.x - w / 2, p.y - height / 2, p.x + w / 2, p.y + height / 2)
            for p, w in zip(places, width, strict=True)]  # fmt: skip


def shared(a, b) -> float:
    wide = min(a[2], b[2]) - max(a[0], b[0])
    tall = min(a[3], b[3]) - max(a[1], b[1])
    return max(wide, 0.0) * max(tall, 0.0)


def test_two_sites_at_the_same_place_get_two_labels():
    x = np.array([200.0, 200.0])
    places = place_labels(x, x, np.full(2, 5.0), np.full(2, 14.0), 12.0, BOX)
    first, second = boxes(places, np.full(2, 14.0), 12.0)
    assert shared(first, second) == 0.0


def test_a_large_circle_holds_its_number():
    x = np.array([200.0])
    (place,) = place_labels(x, x, np.array([30.0]), np.array([14.0]), 12.0, BOX)
    assert place.inside
    assert (place.x, place.y) == (200.0, 200.0)


def test_a_large_circle_over_a_small_one_gives_up_its_inside():
    x, y = np.array([200.0, 202.0]), np.array([200.0, 200.0])
    places = place_labels(x, y, np.array([30.0, 5.0]), np.array([14.0, 14.0]), 12.0, BOX)
    assert not places[0].inside


def test_labels_stay_in_their_frame():
    x, y = np.array([398.0, 1.0]), np.array([200.0, 399.0])
    places = place_labels(x, y, np.full(2, 5.0), np.full(2, 20.0), 12.0, BOX)
    for left, low, right, high in boxes(places, np.full(2, 20.0), 12.0):
        assert left >= 0
        assert low >= 0
        assert right <= 400
        assert high <= 400


def test_nothing_to_place():
    none = np.empty(0)
    assert place_labels(none, none, none, none, 12.0, BOX) == []


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(2, 18), st.integers(2, 18)), min_size=2, max_size=25,
                unique=True))  # fmt: skip
def test_labels_never_overlap_on_a_grid_of_sites(cells):
    x, y = (20.0 * np.array(cells, dtype=float)).T
    width = np.full(len(x), 14.0)
    places = place_labels(x, y, np.full(len(x), 4.0), width, 8.0, BOX)
    found = boxes(places, width, 8.0)
    assert sum(shared(a, b) for k, a in enumerate(found) for b in found[:k]) == 0.0
