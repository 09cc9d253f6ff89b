from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tisites.criteria.assumptions import Percent
from tisites.criteria.interval import (
    Interval,
    Positive,
    Range,
    Share,
    complement,
    falling,
    product,
    times,
)

UNIT = st.lists(st.floats(0, 1), min_size=3, max_size=3).map(sorted)


def interval(ends) -> Interval:
    return Interval(*(np.array([end]) for end in ends))


def ordered(found: Interval) -> bool:
    return bool((found.low <= found.nominal).all() and (found.nominal <= found.high).all())


@given(UNIT, UNIT, st.floats(0, 1e6))
def test_every_operation_keeps_the_order(a, b, amount):
    left, right = interval(a), interval(b)
    assert ordered(product(left, right))
    assert ordered(complement(left))
    assert ordered(times([amount], Range(low=b[0], nominal=b[1], high=b[2])))
    assert ordered(times([amount], product(left, complement(right))))


@given(UNIT, UNIT, st.floats(0, 1), st.floats(0, 1))
def test_a_product_holds_every_possible_product(a, b, p, q):
    u = a[0] + p * (a[2] - a[0])
    v = b[0] + q * (b[2] - b[0])
    got = product(interval(a), complement(interval(b)))
    assert got.low[0] - 1e-12 <= u * (1 - v) <= got.high[0] + 1e-12


def test_a_falling_function_changes_its_ends():
    got = falling([9.0], [5.0], [1.0])
    assert (got.low[0], got.nominal[0], got.high[0]) == (1.0, 5.0, 9.0)


@pytest.mark.parametrize(
    ("kind", "ends"),
    [
        (Range, (2, 1, 3)),
        (Range, (1, 4, 3)),
        (Positive, (-1, 0, 1)),
        (Share, (0, 0.5, 1.1)),
        (Share, (-0.1, 0.5, 1)),
        (Percent, (0, 50, 101)),
        (Range, (float("nan"), 0, 1)),
    ],
)
def test_impossible_ranges_are_refused(kind, ends):
    low, nominal, high = ends
    with pytest.raises(ValidationError):
        kind(low=low, nominal=nominal, high=high)
