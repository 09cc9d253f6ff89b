"""Graphs in the OR-Library format: the published ones, or drawn alike."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.families.published import EACH, number_of
from benchmarks.orlib import Instance, read_orlib

if TYPE_CHECKING:
    from benchmarks.spec import Context


def sites_to_open(n: int, seed: int) -> int:
    """Return p as OR-Library has it: 5, n/10, n/10, n/5, n/3.

    Examples
    --------
    >>> [sites_to_open(100, seed) for seed in range(5)]
    [5, 10, 10, 20, 33]
    """
    return (5, n // 10, n // 10, n // 5, n // 3)[seed % EACH]


def drawn_graph(n: int, seed: int) -> str:
    """Draw a connected graph in OR-Library format, with its density: ``n² / 50`` edges.

    Costs are whole, 1 to 100, as in the published ones.

    Examples
    --------
    >>> drawn_graph(10, 0).splitlines()[0]
    '10 11 5'
    """
    rng = np.random.default_rng([n, seed])
    order = rng.permutation(n) + 1
    path = np.column_stack([order, np.roll(order, 1)])
    more = max(0, n * n // 50 - n) or 1
    first = rng.integers(1, n + 1, more)
    second = (first - 1 + rng.integers(1, n, more)) % n + 1
    ends = np.concatenate([path, np.column_stack([first, second])])
    cost = rng.integers(1, 101, len(ends))
    lines = [f"{n} {len(ends)} {sites_to_open(n, seed)}"]
    lines += [f"{i} {j} {c}" for (i, j), c in zip(ends.tolist(), cost.tolist(), strict=True)]
    return "\n".join(lines) + "\n"


def graph(size: int, seed: int, context: Context) -> tuple[Instance, int | None]:
    """Return a graph of ``size`` vertices, with its published number if it has one."""
    number = number_of(size, seed)
    if context.orlib is not None:
        published = context.orlib / f"pmed{number}.txt"
        if size % 100 == 0 and published.is_file():
            return read_orlib(published), number
    with tempfile.TemporaryDirectory(prefix="tisites-bench-") as folder:
        path = Path(folder) / f"drawn{size}-{seed}.txt"
        path.write_text(drawn_graph(size, seed), encoding="ascii")
        return read_orlib(path), None
