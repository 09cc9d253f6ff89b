"""Small countries drawn at random, as programs, and what a selection of one is worth."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from tisites.model.program import Program
from tisites.model.terms import Access, Separation
from tisites.solver.check import broken_rules


def country(seed: int, n: int, choose: int, *, service: bool = False, loose: bool = False):
    """A program with floors and ceilings of territories, a capacity, spacing, maybe a service."""
    rng = np.random.default_rng(seed)
    territory = rng.integers(0, 3, n)
    rows = [np.ones(n), *((territory == t).astype(float) for t in range(3)), rng.uniform(1, 5, n)]
    low = [choose, *(float(rng.random() < 0.4) for _ in range(3)), -np.inf]
    high = [choose, *rng.integers(1, 4, 3).astype(float), 4.0 * choose]
    if loose:
        low, high = [choose, 0, 0, 0, -np.inf], [choose, n, n, n, np.inf]
    zone = np.zeros(n, dtype=np.int64)
    apart = Separation("spacing", 0.0 if loose else 1.5, *rng.uniform(0, 9e3, (2, n)), zone)
    access = None
    if service:
        f = csr_array(np.where(rng.random((7, n)) < 0.5, rng.random((7, n)), 0.0))
        access = Access("a", 2.0, rng.uniform(0, 3, 7), np.zeros(7, int), ("g",), f)
    labels = ("choose[]", "floor[0]", "floor[1]", "floor[2]", "capacity[]")
    return Program.from_arrays(
        rng.permutation(n) + rng.random(n).round(2), np.array(rows), low, high,
        row_labels=labels, separations=[apart], access=access,
    )  # fmt: skip


def holds(program: Program, chosen) -> bool:
    x = np.zeros(program.n_columns)
    x[list(chosen)] = 1.0
    return not broken_rules(program, x)


def worth(program: Program, chosen) -> float:
    x = np.zeros(program.n_columns)
    x[list(chosen)] = 1.0
    return program.objective(x)
