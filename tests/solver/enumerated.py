"""Random small programs of every kind, and the brute force they are held to."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
from hypothesis import strategies as st
from scipy.sparse import csr_array

from tisites.model.program import Program
from tisites.model.terms import Access, Separation

KINDS = (
    "choose_equal",
    "choose_range",
    "group_floor",
    "group_cap",
    "share",
    "capacity",
    "equality_group",
    "implication",
    "one_of",
)


def _row(kind: str, n: int, group: np.ndarray, rng: np.random.Generator):
    """One row of the kind: coefficients, lower, upper."""
    ones = np.ones(n)
    g = (group == rng.integers(0, group.max() + 1)).astype(float)
    if kind == "choose_equal":
        p = rng.integers(1, max(2, n // 2))
        return ones, p, p
    if kind == "choose_range":
        low = rng.integers(0, max(1, n // 3))
        return ones, low, low + rng.integers(0, 4)
    if kind == "group_floor":
        return g, float(rng.integers(0, 3)), np.inf
    if kind == "group_cap":
        return g, -np.inf, float(rng.integers(0, 3))
    if kind == "share":
        return g - 0.5, -np.inf, 0.25
    if kind == "capacity":
        use = np.round(rng.random(n) * 1e5) * (rng.random(n) < 0.7)
        return use, -np.inf, float(np.round(use.sum() * rng.uniform(0.2, 0.7)))
    if kind == "equality_group":
        return g, float(rng.integers(0, 3)), None
    row = np.zeros(n)
    a, b = rng.choice(n, 2, replace=False)
    row[a], row[b] = 1.0, (-1.0 if kind == "implication" else 1.0)
    return (row, -np.inf, 0.0) if kind == "implication" else (row, 1.0, 1.0)


def random_program(
    seed: int, n: int, kinds: tuple[str, ...], *, spacing: bool, access: bool, ties: bool
) -> Program:
    """Draw a program: rows of the kinds given, coordinates, a service term, some locks."""
    rng = np.random.default_rng(seed)
    group = rng.integers(0, 3, n)
    rows = [_row(kind, n, group, rng) for kind in kinds]
    matrix = np.array([r[0] for r in rows]).reshape(len(rows), n)
    lower = np.array([r[1] for r in rows], dtype=float)
    upper = np.array([r[1] if r[2] is None else r[2] for r in rows], dtype=float)
    value = rng.integers(-3, 8, n).astype(float) if ties else rng.normal(2.0, 3.0, n)
    low, high = np.zeros(n), np.ones(n)
    if rng.random() < 0.3:
        low[rng.integers(n)] = 1.0
    if rng.random() < 0.3:
        high[rng.integers(n)] = 0.0
        low = np.minimum(low, high)
    rules = ()
    if spacing:
        x, y = rng.random((2, n)) * 3e4 * max(1.0, np.sqrt(n / 6))
        rules = (Separation("spacing", 8.0, x, y, (rng.random(n) < 0.2).astype(np.int64)),)
    term = None
    if access:
        k = int(rng.integers(1, 15))
        f = rng.integers(0, 5, (k, n)) / 4 if ties else rng.random((k, n))
        f = f * (rng.random((k, n)) < 0.5)
        demand = rng.integers(0, 9, k).astype(float)
        labels = rng.integers(0, 3, k)
        term = Access("access", 0.7, demand, labels, ("a", "b", "c"), csr_array(f))
    names = tuple(f"{kind}_{r}" for r, kind in enumerate(kinds))
    return Program(
        columns=np.array([f"s{i:04d}" for i in range(n)], dtype=object),
        value=value,
        lower=low,
        upper=high,
        integer=np.ones(n, dtype=bool),
        matrix=csr_array(matrix),
        row_lower=lower,
        row_upper=upper,
        row_labels=tuple(f"{name}[]" for name in names),
        row_constraints=names,
        separations=rules,
        access=term,
        constant=1.5,
    )


def with_floor_measure(program: Program) -> Program:
    """Add a continuous column t <= each group's count, rewarded: a max-min term."""
    n = program.n_columns
    group = np.arange(n) % 3
    block = np.array([-(group == g).astype(float) for g in range(3)])
    top = np.hstack([program.matrix.toarray(), np.zeros((program.n_rows, 1))])
    term = program.access
    if term is not None:
        term = replace(
            term, f=csr_array(np.hstack([term.f.toarray(), np.zeros((term.f.shape[0], 1))]))
        )
    return replace(
        program,
        columns=np.append(program.columns, "t"),
        value=np.append(program.value, 2.5),
        lower=np.append(program.lower, 0.0),
        upper=np.append(program.upper, np.inf),
        integer=np.append(program.integer, False),
        matrix=csr_array(np.vstack([top, np.hstack([block, np.ones((3, 1))])])),
        row_lower=np.append(program.row_lower, np.full(3, -np.inf)),
        row_upper=np.append(program.row_upper, np.zeros(3)),
        row_labels=(*program.row_labels, "t[0]", "t[1]", "t[2]"),
        row_constraints=(*program.row_constraints, "t", "t", "t"),
        separations=tuple(
            replace(
                s, x_m=np.append(s.x_m, 9e9), y_m=np.append(s.y_m, 9e9), zone=np.append(s.zone, 9)
            )
            for s in program.separations
        ),
        access=term,
    )


def best_by_enumeration(program: Program) -> float | None:
    """The best value over every subset, from the data alone; None when nothing is feasible.

    Shares nothing with the engine: rows by dense product, spacing by plain distances, service
    by a plain maximum. With the measure ``t`` of :func:`with_floor_measure`, ``t`` is the
    smallest of the three counts.
    """
    binaries = np.flatnonzero(program.integer)
    n = binaries.size
    measured = n < program.n_columns
    dense = program.matrix.toarray()[:, binaries]
    m = dense.shape[0] - (3 if measured else 0)
    subsets = np.array(list(itertools.product((0.0, 1.0), repeat=n)))
    activity = subsets @ dense.T
    tiny = 1e-6
    ok = (activity[:, :m] >= program.row_lower[:m] - tiny).all(axis=1)
    ok &= (activity[:, :m] <= program.row_upper[:m] + tiny).all(axis=1)
    ok &= (subsets >= program.lower[binaries]).all(axis=1)
    ok &= (subsets <= program.upper[binaries]).all(axis=1)
    for rule in program.separations:
        for i, j in itertools.combinations(range(n), 2):
            far = np.hypot(rule.x_m[i] - rule.x_m[j], rule.y_m[i] - rule.y_m[j])
            if rule.zone[i] == rule.zone[j] and far < rule.km * 1000:
                ok &= subsets[:, i] + subsets[:, j] < 1.5
    if not ok.any():
        return None
    subsets, activity = subsets[ok], activity[ok]
    value = program.constant + subsets @ program.value[binaries]
    if measured:
        value = value + 2.5 * np.min(-activity[:, m:], axis=1)
    if program.access is not None:
        a = program.access
        f = a.f.toarray()[:, binaries]
        for k in range(f.shape[0]):
            value = value + a.weight * a.demand[k] * np.max(subsets * f[k], axis=1, initial=0.0)
    return float(value.max())


@st.composite
def small_programs(draw: st.DrawFn) -> Program:
    kinds = tuple(draw(st.lists(st.sampled_from(KINDS), max_size=4)))
    program = random_program(
        draw(st.integers(0, 10**6)),
        draw(st.integers(2, 10)),
        kinds,
        spacing=draw(st.booleans()),
        access=draw(st.booleans()),
        ties=draw(st.booleans()),
    )
    return with_floor_measure(program) if draw(st.integers(0, 3)) == 0 else program
