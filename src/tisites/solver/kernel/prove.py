"""The kernel's own program: the columns that could still matter, proven by a back end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import block_array, csr_array, hstack

from tisites.solver.cliques import clique_cover
from tisites.solver.form import LinearForm
from tisites.solver.kernel.packing import CURVED, SPACING, Kind, clique

if TYPE_CHECKING:
    from tisites.solver.kernel.master import Master
    from tisites.solver.kernel.packing import Packing
    from tisites.solver.kernel.prepared import KernelProgram

#: Conflicting pairs in a kernel that are all covered at once; beyond, only when violated.
PAIRS = 60_000


@dataclass(frozen=True, slots=True)
class Kernel:
    """The program restricted to some columns, the others held at a bound.

    Parameters
    ----------
    columns : (k,) int64
        Columns left free, ascending.
    held : (n,) float64
        Value of every other column.
    form : LinearForm
        Columns first, then one a demand group; without the held columns' worth.
    offset : float
        Worth of the held columns.
    """

    columns: np.ndarray
    held: np.ndarray
    form: LinearForm
    offset: float
    origin: Origin


@dataclass
class Origin:
    """What each row of a kernel's form is, so that its price can be told of the whole program.

    Parameters
    ----------
    row : (r,) int64
        Number of the program's row; -1 for others.
    cut, group : (r,) int64
        Number of the cut in ``thresholds`` and its demand group; -1 for others.
    packing : (r,) int64
        Number in ``packings``; -1 for others.
    thresholds : list of (points,) float64
    packings : list of Packing
    """

    row: np.ndarray
    cut: np.ndarray
    group: np.ndarray
    packing: np.ndarray
    thresholds: list[np.ndarray]
    packings: list[Packing]

    def add_cut(self, threshold: np.ndarray, groups: np.ndarray) -> None:
        """Note a cut of some groups, a row each."""
        self.thresholds.append(threshold)
        self._add(-1, len(self.thresholds) - 1, groups, -1)

    def add_packings(self, packings: list[Packing]) -> None:
        """Note packings, a row each."""
        first = len(self.packings)
        self.packings.extend(packings)
        self._add(-1, -1, -1, first + np.arange(len(packings)))

    def _add(self, *figures: int | np.ndarray) -> None:
        size = max(np.size(one) for one in figures if isinstance(one, np.ndarray))
        names = ("row", "cut", "group", "packing")
        for name, one in zip(names, figures, strict=True):
            setattr(self, name, np.append(getattr(self, name), np.broadcast_to(one, size)))


def kernel_form(
    prepared: KernelProgram,
    master: Master,
    columns: np.ndarray,
    held: np.ndarray,
    *,
    bent: bool = True,
) -> Kernel:
    """Write the program of a kernel: all rows, cuts, cliques and covers inside it.

    Parameters
    ----------
    columns : (k,) int64
        Columns left free, all active in the master.
    held : (n,) float64
        Values of the columns held; anything for the free ones.
    bent : bool
        Whether the cuts of convex limits are in it.
    """
    p, k, groups = prepared, columns.size, master.groups
    held = held.copy()
    held[columns] = 0.0
    blocks, low, high = [], [], []
    body, below, above, used = _rows(p, columns, held)
    blocks.append(_wide(body, groups))
    low.append(below)
    high.append(above)
    none = np.full(used.size, -1)
    origin = Origin(used, none, none, none, [], [])
    cuts = _cuts(master, columns, held, origin)
    for body, upper in (cuts, _cliques(p, master, columns, held, bent, origin)):
        if body.shape[0]:
            blocks.append(body)
            low.append(np.full(upper.size, -np.inf))
            high.append(upper)
    matrix = csr_array(block_array([[b] for b in blocks])) if blocks else csr_array((0, k + groups))
    form = LinearForm(
        objective=np.concatenate([p.value[columns], np.full(groups, p.weight)]),
        matrix=matrix,
        row_lower=np.concatenate(low),
        row_upper=np.concatenate(high),
        lower=np.concatenate([p.lower[columns], np.zeros(groups)]),
        upper=np.concatenate([p.upper[columns], _most(master, columns, held)]),
        integer=np.concatenate([p.integer[columns], np.zeros(groups, dtype=bool)]),
    )
    return Kernel(columns, held, form, float(p.value @ held), origin)


def _most(master: Master, columns: np.ndarray, held: np.ndarray) -> np.ndarray:
    """Return what each demand group is worth at most, every column of the kernel chosen."""
    if master.block is None:
        return np.empty(0)
    everyone = np.append(master.place[columns], np.flatnonzero(held[master.active] > 0.5))
    best = master.block.two_best(everyone)[0]
    return np.bincount(master.block.group, best, master.groups).astype(float)


def _rows(
    p: KernelProgram, columns: np.ndarray, held: np.ndarray
) -> tuple[csr_array, np.ndarray, np.ndarray, np.ndarray]:
    """Return the program's rows on a kernel's columns, those left out that always hold there.

    A row holds always when its least and its greatest activity over the columns' bounds keep
    its limits; most rows of a national program meet no column of a kernel at all.
    """
    body = csr_array(p.columns[:, columns])
    moved = p.rows @ held
    below, above = p.row_lower - moved, p.row_upper - moved
    more, less = body.maximum(0.0), body.minimum(0.0)
    with np.errstate(invalid="ignore"):
        most = more @ p.upper[columns] + less @ p.lower[columns]
        least = more @ p.lower[columns] + less @ p.upper[columns]
        keeps = (most <= above) & (least >= below)  # never where a bound is open: NaN or infinite
    keeps |= np.diff(p.rows.indptr) == 0
    used = np.flatnonzero(~keeps)
    return body[used], below[used], above[used], used


def _wide(body: csr_array, groups: int) -> csr_array:
    return csr_array(
        (body.data, body.indices, body.indptr), (body.shape[0], body.shape[1] + groups)
    )


def _cuts(
    master: Master, columns: np.ndarray, held: np.ndarray, origin: Origin
) -> tuple[csr_array, np.ndarray]:
    """Return the master's cuts on a kernel's columns, read from its own matrix.

    A group whose cuts involve no column of the kernel keeps the smallest one only.
    """
    groups, k = master.groups, columns.size
    cuts = np.flatnonzero(master.kind == Kind.CUT)
    if cuts.size == 0:
        return csr_array((0, k + groups)), np.empty(0)
    matrix, upper = master.simplex.matrix()
    rows = csr_array(matrix[cuts])
    side = upper[cuts] - rows[:, master.offset :] @ held[master.active]
    body = csr_array(rows[:, master.offset + master.place[columns]])
    plain = np.diff(body.indptr) == 0
    group = master.group[cuts]
    least = np.full(groups, np.inf)
    np.minimum.at(least, group[plain], side[plain])
    keep = ~plain
    tight = np.flatnonzero(plain & (side <= least[group]))
    keep[tight[np.unique(group[tight], return_index=True)[1]]] = True
    index = np.flatnonzero(keep)
    serials, number = np.unique(master.serial[cuts[index]], return_inverse=True)
    origin.thresholds.extend(master.thresholds[int(s)] for s in serials)
    origin._add(-1, number.ravel(), group[index], -1)
    theta = csr_array(
        (np.ones(index.size), (np.arange(index.size), group[index])), (index.size, groups)
    )
    return csr_array(hstack([body[index], theta])), side[index]


def _cliques(
    p: KernelProgram,
    master: Master,
    columns: np.ndarray,
    held: np.ndarray,
    bent: bool,
    origin: Origin,
) -> tuple[csr_array, np.ndarray]:
    """Return packing rows inside a kernel: the master's, and cliques of the pairs they miss."""
    groups, k = master.groups, columns.size
    number = np.full(p.n, -1, dtype=np.int64)
    number[columns] = np.arange(k)
    rows, data, sides = [], [], []
    cliques, told = [], []
    for packing in master.packing_rows():
        if packing.row == CURVED and not bent:
            continue
        inside = number[packing.columns]
        free = inside >= 0
        left = packing.side - float(packing.weights @ held[packing.columns])
        if np.maximum(packing.weights[free], 0.0).sum() > left:
            rows.append(inside[free])
            data.append(packing.weights[free])
            sides.append(left)
            told.append(packing)
            if packing.row == SPACING and left == 1.0:
                cliques.append(rows[-1])
    for rule in p.spacings:
        pairs = number[rule.conflicts(columns)]
        if 0 < pairs.shape[0] <= PAIRS:
            body = _ones(cliques, k)
            together = csr_array(body.T @ body)
            missing = pairs[np.asarray(together[pairs[:, 0], pairs[:, 1]]).ravel() == 0]
            cover = clique_cover(missing, k)
            rows += cover
            data += [np.ones(c.size) for c in cover]
            sides += [1.0] * len(cover)
            told += [clique(np.sort(columns[c])) for c in cover]
        for i in np.flatnonzero(held > 0.5).tolist():
            near = number[rule.near(i)]
            for one in near[near >= 0].tolist():
                rows.append(np.array([one]))
                data.append(np.ones(1))
                sides.append(0.0)
                told.append(clique(np.sort(np.array([i, columns[one]]))))
    if told:
        origin.add_packings(told)
    return _body(rows, data, k + groups), np.array(sides)


def _ones(rows: list[np.ndarray], width: int) -> csr_array:
    return _body(rows, [np.ones(r.size) for r in rows], width)


def _body(rows: list[np.ndarray], data: list[np.ndarray], width: int) -> csr_array:
    pointer = np.concatenate([[0], np.cumsum([r.size for r in rows])]).astype(np.int64)
    flat = np.concatenate(rows) if rows else np.empty(0, dtype=np.int64)
    weights = np.concatenate(data) if data else np.empty(0)
    return csr_array((weights, flat, pointer), shape=(len(rows), width))
