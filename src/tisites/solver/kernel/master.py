"""The restricted linear program: a few columns, every row, and the cuts found so far."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csc_array, csr_array

from tisites.model.tolerances import CUT_SLACK
from tisites.solver.kernel.duals import Duals, merged
from tisites.solver.kernel.packing import Kind, clique
from tisites.solver.kernel.prepared import first_thresholds
from tisites.solver.kernel.simplex import Simplex

if TYPE_CHECKING:
    from tisites.solver.kernel.block import ServiceBlock
    from tisites.solver.kernel.packing import Packing
    from tisites.solver.kernel.prepared import KernelProgram


#: Cliques and covers kept, however slack they are; beyond, those with so much slack go.
PACKINGS, LOOSE = 400, 0.5


class Master:
    """A few columns of the program, its rows, and the cuts found so far.

    Columns of the linear program are, in order: one continuous column a demand group, a pair of
    elastic columns a row, then the active columns of the program.
    """

    def __init__(self, prepared: KernelProgram) -> None:
        self.prepared = prepared
        self.simplex = Simplex()
        self.groups = 0 if prepared.service is None else prepared.service.n_groups
        self.active = np.empty(0, dtype=np.int64)
        self.place = np.full(prepared.n, -1, dtype=np.int64)
        self.block: ServiceBlock | None = None
        if prepared.service is not None:
            self.block = prepared.service.block(self.active)
        self.thresholds: dict[int, np.ndarray] = {}
        self.packings: dict[int, Packing] = {}
        self._known: set[bytes] = set()
        self._serial = itertools.count()
        self.elastic_on = False
        self._begin()

    def _begin(self) -> None:
        p, m, inf = self.prepared, self.prepared.m, np.inf
        self.kind = np.zeros(m, dtype=np.int8)
        self.serial = np.arange(m)
        self.group = np.full(m, -1)
        if m:
            self.simplex.add_rows(p.row_lower, p.row_upper, csr_array((m, 0)))
        g = self.groups
        if g:
            weight, zero = np.full(g, p.weight), np.zeros(g)
            self.simplex.add_columns(weight, zero, np.full(g, inf), csc_array((m, g)))
        if m:
            rows, signs = np.repeat(np.arange(m), 2), np.tile([1.0, -1.0], m)
            zero = np.zeros(2 * m)
            pair = csc_array((signs, rows, np.arange(2 * m + 1)), shape=(m, 2 * m))
            self.simplex.add_columns(zero, zero, zero, pair)
        self.offset = g + 2 * m
        if g:
            assert p.service is not None
            self.add_cuts(first_thresholds(p), np.arange(g))

    # columns ------------------------------------------------------------------------------

    def add_columns(self, columns: np.ndarray) -> None:
        """Bring columns of the program in, with their coefficients in every row present."""
        columns = columns[self.place[columns] < 0]
        if columns.size == 0:
            return
        p = self.prepared
        self.place[columns] = self.active.size + np.arange(columns.size)
        fresh = None
        if self.block is not None:
            assert p.service is not None
            fresh = p.service.block(columns)
            self.block = self.block.joined(fresh)
        matrix = self._entries(columns, fresh)
        cost = np.zeros(columns.size) if self.elastic_on else p.value[columns]
        self.simplex.add_columns(cost, p.lower[columns], p.upper[columns], matrix)
        self.active = np.concatenate([self.active, columns])

    def _entries(self, columns: np.ndarray, block: ServiceBlock | None) -> csc_array:
        """Return the coefficients of columns (k,) in the rows, cuts and packings: (rows, k)."""
        rows = self.prepared.columns[:, columns].tocoo()
        parts = [(rows.coords[0], rows.coords[1], rows.data)]
        cuts = np.flatnonzero(self.kind == Kind.CUT) if block is not None else np.empty(0, int)
        for serial in np.unique(self.serial[cuts]):  # minus what they serve above the thresholds
            assert block is not None
            mine = cuts[self.serial[cuts] == serial]
            row_of = np.full(self.groups, -1)
            row_of[self.group[mine]] = mine
            entries = block.coefficients(self.thresholds[int(serial)]).tocoo()
            row = row_of[entries.coords[0]]
            keep = row >= 0
            parts.append((row[keep], entries.coords[1][keep], -entries.data[keep]))
        for at in np.flatnonzero(self.kind == Kind.PACKING).tolist():
            inside, weight = self.packings[int(self.serial[at])].weight_of(columns)
            parts.append((np.full(inside.size, at), inside, weight))
        row, column, data = (np.concatenate(x) for x in zip(*parts, strict=True))
        return csc_array((data, (row, column)), shape=(self.kind.size, columns.size))

    # rows ---------------------------------------------------------------------------------

    def add_cuts(self, threshold: np.ndarray, groups: np.ndarray) -> None:
        """Add ``theta_g - sum coefficients x <= sum of thresholds`` for some groups."""
        assert self.block is not None
        assert self.prepared.service is not None
        serial = next(self._serial)
        self.thresholds[serial] = threshold
        sides = np.bincount(self.prepared.service.group, threshold, self.groups)[groups]
        body = self.block.coefficients(threshold, groups)
        start = np.concatenate([[0], np.cumsum(np.diff(body.indptr) + 1)])
        index = np.empty(start[-1], dtype=np.int32)
        data = np.empty(start[-1])
        head = start[:-1]
        index[head], data[head] = groups, 1.0
        rest = np.ones(start[-1], dtype=bool)
        rest[head] = False
        index[rest], data[rest] = body.indices + self.offset, -body.data
        self._append(Kind.CUT, sides, (data, index, start), np.full(groups.size, serial), groups)

    def add_packings(self, packings: list[Packing]) -> int:
        """Add cliques and covers, those not known yet; how many were new."""
        fresh = {p.key(): p for p in packings if p.key() not in self._known}
        if not fresh:
            return 0
        start, index, data, serials = [0], [], [], []
        for key, packing in fresh.items():
            self._known.add(key)
            serial = next(self._serial)
            serials.append(serial)
            self.packings[serial] = packing
            inside = self.place[packing.columns]
            index.append(inside[inside >= 0] + self.offset)
            data.append(packing.weights[inside >= 0])
            start.append(start[-1] + index[-1].size)
        sides = np.array([p.side for p in fresh.values()])
        body = np.concatenate(data), np.concatenate(index), np.array(start)
        self._append(Kind.PACKING, sides, body, np.array(serials), np.full(len(fresh), -1))
        return len(fresh)

    def add_cliques(self, cliques: list[np.ndarray]) -> int:
        """Add ``sum over clique <= 1`` rows, those not known yet; how many were new."""
        return self.add_packings([clique(members) for members in cliques])

    def _append(
        self,
        kind: Kind,
        sides: np.ndarray,
        body: tuple[np.ndarray, np.ndarray, np.ndarray],
        serials: np.ndarray,
        groups: np.ndarray,
    ) -> None:
        width = self.offset + self.active.size
        matrix = csr_array(body, shape=(sides.size, width))
        self.simplex.add_rows(np.full(sides.size, -np.inf), sides, matrix)
        self.kind = np.append(self.kind, np.full(sides.size, kind, dtype=np.int8))
        self.serial = np.append(self.serial, serials)
        self.group = np.append(self.group, groups)

    def purge(self, slack: float = CUT_SLACK) -> int:
        """Drop cuts that the point last solved leaves slack, packings if many; how many went."""
        slacks = np.zeros(self.kind.size)
        slacks[: self.simplex.slacks.size] = self.simplex.slacks  # rows that came since are kept
        loose = (self.kind == Kind.CUT) & (slacks > slack)
        if len(self.packings) > PACKINGS:
            loose |= (self.kind == Kind.PACKING) & (slacks > LOOSE)
        return self._drop(loose)

    def _drop(self, loose: np.ndarray) -> int:
        gone = np.flatnonzero(loose)
        if gone.size:
            self.simplex.delete_rows(gone)
            self.kind, self.serial = self.kind[~loose], self.serial[~loose]
            self.group = self.group[~loose]
            used = set(self.serial[self.kind == Kind.CUT].tolist())
            self.thresholds = {s: t for s, t in self.thresholds.items() if s in used}
            kept = set(self.serial[self.kind == Kind.PACKING].tolist())
            self.packings = {s: p for s, p in self.packings.items() if s in kept}
            self._known = {p.key() for p in self.packings.values()}
        return int(gone.size)

    # costs --------------------------------------------------------------------------------

    def elastic(self, on: bool) -> None:
        """Switch between the true objective and the least violation of rows."""
        pairs = 2 * self.prepared.m
        wide = np.full(pairs, np.inf if on else 0.0)
        self.simplex.set_boxes(self.groups, np.zeros(pairs), wide)
        self.simplex.set_costs(self.groups, np.full(pairs, -1.0 if on else 0.0))
        self.elastic_on = on
        self.renew(self.prepared)

    def renew(self, prepared: KernelProgram) -> None:
        """Take new values, bounds and weight; cuts, cliques and the basis stay.

        Covers of a row whose limits changed go: they held for the former ones.
        """
        old = self.prepared
        moved = prepared.row_lower != old.row_lower
        moved |= prepared.row_upper != old.row_upper
        same = not moved.any()
        same &= np.array_equal(prepared.lower, old.lower)
        same &= np.array_equal(prepared.upper, old.upper)
        if moved.any():
            stale = {s for s, p in self.packings.items() if p.row >= 0 and moved[p.row]}
            self._drop((self.kind == Kind.PACKING) & np.isin(self.serial, sorted(stale)))
        self.prepared = prepared
        on = 0.0 if self.elastic_on else 1.0
        self.simplex.set_costs(self.offset, prepared.value[self.active] * on)
        self.simplex.set_boxes(
            self.offset, prepared.lower[self.active], prepared.upper[self.active]
        )
        self.simplex.set_costs(0, np.full(self.groups, prepared.weight * on))
        self.simplex.set_sides(prepared.row_lower, prepared.row_upper)
        self.simplex.primal = bool(same)

    def solved(self) -> bool:
        """Tell whether the program was solved before: its cuts and columns are near right."""
        return self.simplex.iterations > 0

    def whole(self) -> bool:
        """Tell whether the linear program and what is known of its rows agree."""
        rows, columns = self.simplex.shape()
        width = self.active.size
        known = self.kind.size == self.serial.size == self.group.size == rows
        known &= self.offset + width == columns and int((self.place >= 0).sum()) == width
        return known and (self.block is None or self.block.width == width)

    # solving ------------------------------------------------------------------------------

    def solve(self, seconds: float | None = None) -> str:
        """Solve, warm (see :meth:`.Simplex.solve`)."""
        return self.simplex.solve(seconds)

    def point(self) -> tuple[np.ndarray, np.ndarray, float]:
        """Return active columns' values, group columns', and the objective, as last solved."""
        x = np.zeros(self.active.size)
        known = self.simplex.point[self.offset :]
        x[: known.size] = known  # columns that came since are still at zero
        return x, self.simplex.point[: self.groups], self.simplex.objective

    def duals(self) -> Duals:
        """Return the prices last solved (see :func:`~.duals.merged`)."""
        return self.told(self.simplex.prices)

    def ray(self) -> np.ndarray | None:
        """Return what is to show that the rows cannot hold (see :meth:`.Simplex.ray`)."""
        return self.simplex.ray()

    def told(self, prices: np.ndarray, *, cuts: bool = True) -> Duals:
        """Sort prices of the rows by what these are."""
        p, y = self.prepared, np.zeros(self.kind.size)
        y[: prices.size] = prices  # rows that came since cost nothing
        threshold = np.empty(0)
        if p.service is not None and cuts:
            cut = np.flatnonzero((self.kind == Kind.CUT) & (y > 0))
            threshold = merged(
                p.service.group, self.thresholds, y[cut], self.serial[cut], self.group[cut]
            )
        packings = np.maximum(y[self.kind == Kind.PACKING], 0.0)
        return Duals(y[self.kind == Kind.ROW], packings, threshold)

    def packing_rows(self) -> list[Packing]:
        """Return the cliques and covers present, in row order."""
        return [self.packings[int(s)] for s in self.serial[self.kind == Kind.PACKING]]
