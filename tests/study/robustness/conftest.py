"""Toy programs with criteria, and every selection they allow, by plain enumeration."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
import pytest
from scipy.sparse import csr_array

from tisites.model.program import Program
from tisites.model.terms import Access, Separation
from tisites.study.robustness.weights import Weighing


@dataclass(frozen=True)
class Toy:
    program: Program
    weighing: Weighing

    def allowed(self) -> list[np.ndarray]:
        """Every selection that keeps every rule."""
        p = self.program
        dense = p.matrix.toarray()
        found = []
        for bits in itertools.product((0.0, 1.0), repeat=p.n_columns):
            x = np.array(bits)
            a = dense @ x
            if (x < p.lower).any() or (x > p.upper).any():
                continue
            if (a < p.row_lower - 1e-9).any() or (a > p.row_upper + 1e-9).any():
                continue
            chosen = np.flatnonzero(x > 0.5)
            if any(
                np.hypot(r.x_m[i] - r.x_m[j], r.y_m[i] - r.y_m[j]) < r.km * 1000
                for r in p.separations
                for i, j in itertools.combinations(chosen, 2)
            ):
                continue
            found.append(chosen)
        return found

    def served(self, chosen: np.ndarray) -> float:
        """Service of a selection, by a plain maximum."""
        term = self.program.access
        if term is None or chosen.size == 0:
            return 0.0
        best = term.f.toarray()[:, chosen].max(axis=1)
        return float(term.weight * (term.demand @ best))

    def worth(self, value: np.ndarray, chosen: np.ndarray) -> float:
        return float(value[chosen].sum()) + self.served(chosen) + self.program.constant

    def best(self, value: np.ndarray, among: list[np.ndarray]) -> float:
        return max((self.worth(value, s) for s in among), default=-np.inf)


def make_toy(seed: int, *, n: int = 8, choose: int = 3, access: bool = False) -> Toy:
    rng = np.random.default_rng(seed)
    criteria = ("a", "b", "c")
    values = rng.random((n, 3))
    spread = rng.random((2, n, 3)) * (rng.random((n, 3)) < 0.6)
    low, high = values * (1 - spread[0]), values + (1 - values) * spread[1]
    weights = rng.dirichlet(np.ones(3))
    own = 0.7 if access else 1.0
    weighing = Weighing(criteria, weights, values, low, high, own, np.zeros(n))
    use = rng.integers(1, 10, n).astype(float)
    group = (np.arange(n) % 2).astype(float)
    matrix = np.array([np.ones(n), use, group])
    rules = (
        (Separation("spacing", 3.0, *(rng.random((2, n)) * 1e4), np.zeros(n, dtype=np.int64)),)
        if rng.random() < 0.5
        else ()
    )
    term = None
    if access:
        f = rng.random((6, n)) * (rng.random((6, n)) < 0.6)
        demand = rng.integers(1, 9, 6).astype(float)
        term = Access("access", 2.0, demand, np.arange(6) % 2, ("g", "h"), csr_array(f))
    program = Program(
        columns=np.array([f"s{i}" for i in range(n)], dtype=object),
        value=weighing.value(weights),
        lower=np.zeros(n),
        upper=np.where(np.arange(n) == rng.integers(0, 3 * n), 0.0, 1.0),
        integer=np.ones(n, dtype=bool),
        matrix=csr_array(matrix),
        row_lower=np.array([choose, -np.inf, 1.0]),
        row_upper=np.array([choose, use.mean() * choose * 1.2, np.inf]),
        row_labels=("choose", "use", "group"),
        row_constraints=("choose", "use", "group"),
        separations=rules,
        access=term,
        constant=1.5,
    )
    return Toy(program, weighing)


@pytest.fixture(scope="session")
def toy():
    """Make a toy: ``toy(seed, n=, choose=, access=)``."""
    return make_toy
