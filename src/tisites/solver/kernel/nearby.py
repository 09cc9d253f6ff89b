"""Selections of very large programs: of a sample first, then by swaps near the chosen ones.

Where tens of thousands of columns are nearly the same, the most promising ones lie in a few
places, and a swap reads millions of pairs. The same program over every so many points and columns
gives the shape of a selection; searches among columns ever nearer to the chosen ones then move
each to its best place.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csc_array, csr_array

from tisites.messages.progress import Stopwatch
from tisites.model.program import Program
from tisites.model.terms import Access
from tisites.solver.kernel.incumbents import climb
from tisites.solver.kernel.prepared import prepare
from tisites.solver.kernel.search import Search
from tisites.solver.kernel.state import Work

if TYPE_CHECKING:
    from collections.abc import Callable

    from tisites.solver.kernel.service import Service

#: Pairs of service that a search holds.
SEARCH_PAIRS = 2_000_000
#: Pairs of the sample, about, and the share of the time left that it may take.
SAMPLE_PAIRS, SAMPLE_SHARE = 1_500_000, 0.2
#: Columns of a sample for each to be chosen, at least.
LEAST_CHOICE = 10
#: Columns about a chosen one that few are drawn from, search after search.
RINGS = (400, 1)
#: Pairs read at once.
CHUNK = 20_000_000


def settle(work: Work, many: int, ascend: Callable[[Work], object]) -> None:
    """Improve the selection, or find a first one of ``many`` columns.

    Parameters
    ----------
    ascend : callable
        Finds selections of a smaller program, whose work it is given.
    """
    p, s = work.prepared, work.state
    assert p.service is not None
    each = max(1, int(p.service.start[-1]) // p.n)
    room = max(2 * many, SEARCH_PAIRS // each)
    rings: tuple[int, ...] = RINGS[1:]
    if s.chosen is None:
        start = _of_sample(work, many, ascend)
        if start.size == 0:
            return
        rings = RINGS
        _swap(work, start, start)
    for ring in rings:
        if s.chosen is None or time.monotonic() > work.deadline:
            return
        chosen = np.flatnonzero(s.chosen > 0.5)
        near = about(p.service, chosen, ring, max(1, room // many - 1))
        _swap(work, np.union1d(chosen, near[p.upper[near] > 0.5]), chosen)


def _of_sample(work: Work, many: int, ascend: Callable[[Work], object]) -> np.ndarray:
    """Return a good selection of the program over every so many points and columns."""
    p = work.prepared
    service = p.service
    assert service is not None
    stride = max(2, round((int(service.start[-1]) / SAMPLE_PAIRS) ** 0.5))
    allowed = np.flatnonzero(p.upper > 0.5)
    stride = min(stride, allowed.size // (LEAST_CHOICE * many))
    if stride < 2:  # too few columns for a sample of them
        return allowed[np.linspace(0, allowed.size - 1, many).astype(np.int64)]
    columns, points = allowed[::stride], np.arange(service.n_points)[::stride]
    number = np.full(service.n_points, -1, dtype=np.int64)
    number[points] = np.arange(points.size)
    begin, length = service.start[columns], np.diff(service.start)[columns]
    start = np.concatenate([[0], np.cumsum(length)])
    index = np.arange(start[-1]) + np.repeat(begin - start[:-1], length)
    row, of = number[service.point[index]], np.repeat(np.arange(columns.size), length)
    kept = row >= 0
    share = service.n_points / points.size
    amount = service.amount[index[kept]] * share
    f = csc_array((amount, (row[kept], of[kept])), shape=(points.size, columns.size))
    k, ones = columns.size, np.ones(columns.size)
    demand, group = np.ones(points.size), np.zeros(points.size, dtype=np.int64)
    sample = Program(
        columns=np.arange(k).astype(str).astype(object), value=p.value[columns], lower=0 * ones,
        upper=ones, integer=ones > 0, matrix=csr_array(p.rows[:, columns]),
        row_lower=p.row_lower, row_upper=p.row_upper, row_labels=("count",),
        row_constraints=("count",),
        access=Access("sample", p.weight, demand, group, ("all",), f),
    )  # fmt: skip
    small = Work.of(prepare(sample), work.run, confirm=False)
    left = work.left()
    small.begin(None if left is None else SAMPLE_SHARE * left, 0.0, Stopwatch())
    if small.prepared.service is not None:
        ascend(small)
    chosen = small.state.chosen
    return np.empty(0, dtype=np.int64) if chosen is None else columns[chosen > 0.5]


def _swap(work: Work, columns: np.ndarray, start: np.ndarray) -> None:
    p = work.prepared
    assert p.service is not None
    search = Search(p, columns, p.service.block(columns))
    climb(work, search, np.flatnonzero(np.isin(columns, start)))


def about(service: Service, chosen: np.ndarray, ring: int, each: int) -> np.ndarray:
    """Return columns near the chosen ones: those that serve best the point each serves best.

    Parameters
    ----------
    chosen : (c,) int64
        Columns.
    ring : int
        One in so many of the nearest is drawn, or as many as there are.
    each : int
        Columns drawn about a chosen one.

    Returns
    -------
    (k,) int64
        Ascending, each once; the chosen may be among them.
    """
    home = np.full(service.n_points, -1, dtype=np.int64)
    for c in chosen.tolist():
        part = slice(service.start[c], service.start[c + 1])
        if part.stop > part.start:
            home[service.point[part][np.argmax(service.amount[part])]] = c
    columns, homes, amounts = [], [], []
    marked = home >= 0
    for first in range(0, int(service.start[-1]), CHUNK):
        found = first + np.flatnonzero(marked[service.point[first : first + CHUNK]])
        columns.append(np.searchsorted(service.start, found, side="right") - 1)
        homes.append(home[service.point[found]])
        amounts.append(service.amount[found])
    column, of, amount = (np.concatenate(x) for x in (columns, homes, amounts))
    picked = [np.empty(0, dtype=np.int64)]
    for c in np.unique(of):
        mine = np.flatnonzero(of == c)
        mine = mine[np.lexsort((column[mine], -amount[mine]))]
        wide = min(mine.size, max(each, ring))
        picked.append(column[mine[np.linspace(0, wide - 1, min(each, wide)).astype(np.int64)]])
    return np.unique(np.concatenate(picked))
