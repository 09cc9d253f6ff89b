from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tisites.criteria.connection import connection_tree

KM = st.integers(0, 60)
POINTS = st.tuples(KM, KM)


def at(points, prefix="s", **columns):
    x, y = zip(*points, strict=True) if points else ((), ())
    index = [f"{prefix}{k}" for k in range(len(points))]
    known = {"lon": 2.0, "lat": 47.0, "zone": 0, **columns}
    return pd.DataFrame({**known, "x_m": np.array(x) * 1e3, "y_m": np.array(y) * 1e3}, index=index)


def brute_force(sites, posts):
    """Every way of giving each site one parent, a substation or a site, without a cycle."""
    n, best = len(sites), np.inf
    for parents in product(range(n + 1), repeat=n):
        if any(parents[i] == i for i in range(n)):
            continue
        total = 0.0
        for i in range(n):
            seen, k = set(), i
            while k != n and k not in seen:
                seen.add(k)
                k = parents[k]
            if k != n:
                total = np.inf
                break
            ends = posts if parents[i] == n else [sites[parents[i]]]
            total += min(np.hypot(sites[i][0] - x, sites[i][1] - y) for x, y in ends)
        best = min(best, total)
    return best


@settings(deadline=None, max_examples=60)
@given(
    st.lists(POINTS, min_size=1, max_size=4, unique=True),
    st.lists(POINTS, min_size=1, max_size=4, unique=True),
)
def test_the_tree_is_the_shortest_of_all(sites, posts):
    tree = connection_tree(at(sites), at(posts, "p"))
    assert tree.km == pytest.approx(brute_force(sites, posts))
    assert [line.site for line in tree.lines] == sorted(line.site for line in tree.lines)
    assert len(tree.lines) == len(sites)
    assert tree.unconnected == ()


def test_order_of_rows_changes_nothing():
    sites, posts = at([(0, 0), (5, 0), (9, 3)]), at([(1, 0), (9, 9)], "p")
    again = connection_tree(sites.iloc[::-1], posts.iloc[::-1])
    assert again == connection_tree(sites, posts)


def test_no_line_crosses_the_sea_nor_joins_a_dead_post():
    sites = pd.concat([at([(0, 0)]), at([(0, 0)], "z", zone=3)])
    posts = at([(1, 0), (7, 0)], "p").assign(in_service=[False, True])
    tree = connection_tree(sites, posts, detour=1.2)
    assert [(line.site, line.to) for line in tree.lines] == [("s0", "p1")]
    assert tree.km == pytest.approx(8.4)
    assert tree.unconnected == ("z0",)
    assert connection_tree(at([]), posts).lines == ()
