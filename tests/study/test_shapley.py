"""Shapley values against their definition: the mean over every order of arrival."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tisites.study.shapley import shapley, subsets


@given(st.lists(st.floats(-9, 9), min_size=16, max_size=16))
@settings(max_examples=60, deadline=None)
def test_values_are_means_over_every_order(drawn):
    names = "abcd"
    worths = {one: 0.0 if not one else drawn[k] for k, one in enumerate(subsets(names))}
    found = shapley(names, worths.__getitem__)
    orders = list(permutations(names))
    for name in names:
        added = [
            worths[frozenset(o[: o.index(name) + 1])] - worths[frozenset(o[: o.index(name)])]
            for o in orders
        ]
        assert found.value[name] == pytest.approx(sum(added) / len(orders), abs=1e-9)
        others = frozenset(names) - {name}
        assert found.last[name] == pytest.approx(found.whole - worths[others])
    assert sum(found.value.values()) == pytest.approx(found.whole, abs=1e-9)


def test_changes_that_do_not_meet_have_no_interaction():
    own = {"a": 2.0, "b": 3.0, "c": -1.0}
    found = shapley("abc", lambda s: sum(own[k] for k in s))
    assert dict(found.value) == pytest.approx(own)
    assert all(much == pytest.approx(0.0) for much in found.pairs.values())


def test_each_set_is_asked_once():
    asked = []
    shapley("abcde", lambda s: asked.append(s) or 0.0)
    assert len(asked) == len(set(asked)) == 32
