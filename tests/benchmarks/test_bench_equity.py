"""The peer of leximin: successive compact programs reach the levels of the enumeration."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from scipy.sparse import csr_array

from benchmarks.equity import compact_leximin, compact_max_min, with_open_rows
from tisites.model.program import Program

SITES, CHOOSE = 9, 4


def drawn(seed: int) -> tuple[Program, np.ndarray, csr_array]:
    rng = np.random.default_rng(seed)
    ones = np.ones(SITES)
    plain = Program(
        np.array([f"s{k}" for k in range(SITES)], dtype=object), ones, 0 * ones, ones, ones > 0,
        csr_array(np.ones((1, SITES))), np.array([CHOOSE]), np.array([CHOOSE]), ("n",), ("n",),
    )  # fmt: skip
    group = np.arange(SITES) % 3
    body = csr_array((rng.uniform(1, 30, SITES), (group, np.arange(SITES))), shape=(3, SITES))
    program, at = with_open_rows(plain, body)
    return program, at, body


@pytest.mark.parametrize("seed", range(4))
def test_levels_are_those_of_the_enumeration(seed: int) -> None:
    program, at, body = drawn(seed)
    every = []
    for pick in combinations(range(SITES), CHOOSE):
        x = np.zeros(SITES)
        x[list(pick)] = 1.0
        every.append(tuple(np.sort(body @ x).tolist()))
    _, levels = compact_leximin(program, at, 30.0)
    assert levels is not None
    assert levels == pytest.approx(sorted(set(max(every))), rel=1e-6)


def test_no_time_is_said() -> None:
    program, at, _ = drawn(0)
    assert compact_leximin(program, at, 0.0)[1] is None


def test_the_level_is_under_every_benefit() -> None:
    program, at, _ = drawn(1)
    wide = compact_max_min(program, at)
    assert wide.columns[-1] == "t"
    assert (wide.matrix[at].toarray()[:, -1] == -1.0).all()
    assert (wide.row_lower[at] == 0.0).all()
