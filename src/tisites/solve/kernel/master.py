"""The restricted linear program: HiGHS, warm, with rows and columns that come and go."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csc_array, csr_array

if TYPE_CHECKING:
    from tisites.solve.kernel.block import Block
    from tisites.solve.kernel.prepared import Prepared


#: HiGHS's numbers for its simplex methods.
DUAL, PRIMAL = 1, 4


class Kind(IntEnum):
    """What a row of the master is."""

    ROW = 0
    CUT = 1
    CLIQUE = 2


@dataclass(frozen=True, slots=True)
class Duals:
    """Prices of one linear optimum: by program row, by clique, and thresholds by point."""

    rows: np.ndarray
    cliques: np.ndarray
    threshold: np.ndarray


class Master:
    """A few columns of the program, its rows, and the cuts found so far.

    Columns of the linear program are, in order: one continuous column a demand group, a pair of
    elastic columns a row, then the active columns of the program.
    """

    def __init__(self, prepared: Prepared) -> None:
        import highspy

        self.prepared = prepared
        self.highs: Any = highspy.Highs()
        self.highs.silent()
        for option, setting in (("threads", 1), ("presolve", "off"), ("solver", "simplex")):
            self.highs.setOptionValue(option, setting)
        self.highs.changeObjectiveSense(highspy.ObjSense.kMaximize)
        self._status = highspy.HighsModelStatus
        self._colwise = highspy.MatrixFormat.kColwise
        self.groups = 0 if prepared.service is None else prepared.service.n_groups
        self.active = np.empty(0, dtype=np.int64)
        self.place = np.full(prepared.n, -1, dtype=np.int64)
        self.block: Block | None = None
        if prepared.service is not None:
            self.block = prepared.service.block(self.active)
        self.thresholds: dict[int, np.ndarray] = {}
        self.cliques: dict[int, np.ndarray] = {}
        self._known: set[bytes] = set()
        self._serial = itertools.count()
        self.elastic_on = False
        self.iterations = 0
        self._primal = False
        self._point, self._objective = np.empty(0), 0.0
        self._slacks = np.empty(0)
        self._begin()

    def _begin(self) -> None:
        p, m, inf = self.prepared, self.prepared.m, np.inf
        none, nothing = np.empty(0, dtype=np.int32), np.empty(0)
        start = np.zeros(m, dtype=np.int32)
        if m:
            self.highs.addRows(m, p.row_lower, p.row_upper, 0, start, none, nothing)
        self.kind = np.zeros(m, dtype=np.int8)
        self.serial = np.arange(m)
        self.group = np.full(m, -1)
        if self.groups:
            self.highs.addCols(
                self.groups, np.full(self.groups, p.weight), np.zeros(self.groups),
                np.full(self.groups, inf), 0, np.zeros(self.groups, dtype=np.int32), none, nothing,
            )  # fmt: skip
        if m:
            rows = np.repeat(np.arange(m, dtype=np.int32), 2)
            self.highs.addCols(
                2 * m, np.zeros(2 * m), np.zeros(2 * m), np.zeros(2 * m), 2 * m,
                np.arange(2 * m, dtype=np.int32), rows, np.tile([1.0, -1.0], m),
            )  # fmt: skip
        self.offset = self.groups + 2 * m
        if self.groups:
            assert self.prepared.service is not None
            self.add_cuts(np.zeros(self.prepared.service.n_points), np.arange(self.groups))

    # columns ------------------------------------------------------------------------------

    def add_columns(self, columns: np.ndarray) -> None:
        """Bring columns of the program in, with their coefficients in every row present."""
        columns = columns[self.place[columns] < 0]
        if columns.size == 0:
            return
        p = self.prepared
        self.place[columns] = self.active.size + np.arange(columns.size)
        parts = [self._row_part(columns)]
        if self.block is not None:
            assert p.service is not None
            fresh = p.service.block(columns)
            parts.append(self._cut_part(fresh))
            self.block = self.block.joined(fresh)
        parts.append(self._clique_part(columns))
        row, column, data = (np.concatenate(x) for x in zip(*parts, strict=True))
        matrix = csc_array((data, (row, column)), shape=(self.kind.size, columns.size))
        cost = np.zeros(columns.size) if self.elastic_on else p.value[columns]
        self.highs.addCols(
            columns.size, cost, p.lower[columns], p.upper[columns], matrix.nnz,
            matrix.indptr[:-1].astype(np.int32), matrix.indices.astype(np.int32), matrix.data,
        )  # fmt: skip
        self.active = np.concatenate([self.active, columns])
        self._primal = True  # the basis stays feasible; only prices are off

    def _row_part(self, columns: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        sub = self.prepared.columns[:, columns].tocoo()
        return sub.coords[0], sub.coords[1], sub.data

    def _cut_part(self, block: Block) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        rows, columns, data = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)], []
        cuts = np.flatnonzero(self.kind == Kind.CUT)
        for serial in np.unique(self.serial[cuts]):
            mine = cuts[self.serial[cuts] == serial]
            row_of = np.full(self.groups, -1)
            row_of[self.group[mine]] = mine
            entries = block.coefficients(self.thresholds[int(serial)]).tocoo()
            row = row_of[entries.coords[0]]
            keep = row >= 0
            rows.append(row[keep])
            columns.append(entries.coords[1][keep])
            data.append(-entries.data[keep])
        return np.concatenate(rows), np.concatenate(columns), np.concatenate([np.empty(0), *data])

    def _clique_part(self, columns: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        rows, inside = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
        for row in np.flatnonzero(self.kind == Kind.CLIQUE).tolist():
            clique = self.cliques[int(self.serial[row])]
            at = np.minimum(np.searchsorted(clique, columns), clique.size - 1)
            found = np.flatnonzero(clique[at] == columns)
            rows.append(np.full(found.size, row))
            inside.append(found)
        at_row, at_column = np.concatenate(rows), np.concatenate(inside)
        return at_row, at_column, np.ones(at_row.size)

    # rows ---------------------------------------------------------------------------------

    def add_cuts(self, threshold: np.ndarray, groups: np.ndarray) -> None:
        """Add ``theta_g - sum coefficients x <= sum of thresholds`` for some groups."""
        assert self.block is not None
        assert self.prepared.service is not None
        serial = next(self._serial)
        self.thresholds[serial] = threshold
        sides = np.bincount(self.prepared.service.group, threshold, self.groups)[groups]
        body = self.block.coefficients(threshold, groups)
        length = np.diff(body.indptr)
        start = np.concatenate([[0], np.cumsum(length + 1)])
        index = np.empty(start[-1], dtype=np.int32)
        data = np.empty(start[-1])
        head = start[:-1]
        index[head], data[head] = groups, 1.0
        rest = np.ones(start[-1], dtype=bool)
        rest[head] = False
        index[rest], data[rest] = body.indices + self.offset, -body.data
        self._append(np.full(groups.size, -np.inf), sides, start, index, data)
        self.kind = np.append(self.kind, np.full(groups.size, Kind.CUT, dtype=np.int8))
        self.serial = np.append(self.serial, np.full(groups.size, serial))
        self.group = np.append(self.group, groups)

    def add_cliques(self, cliques: list[np.ndarray]) -> int:
        """Add ``sum over clique <= 1`` rows, those not known yet; how many were new."""
        fresh = [c for c in cliques if c.tobytes() not in self._known]
        if not fresh:
            return 0
        start, index, serials = [0], [], []
        for clique in fresh:
            self._known.add(clique.tobytes())
            serial = next(self._serial)
            serials.append(serial)
            self.cliques[serial] = clique
            inside = self.place[clique]
            index.append(inside[inside >= 0] + self.offset)
            start.append(start[-1] + index[-1].size)
        flat = np.concatenate(index).astype(np.int32)
        k = len(fresh)
        self._append(np.full(k, -np.inf), np.ones(k), np.array(start), flat, np.ones(flat.size))
        self.kind = np.append(self.kind, np.full(k, Kind.CLIQUE, dtype=np.int8))
        self.serial = np.append(self.serial, serials)
        self.group = np.append(self.group, np.full(k, -1))
        return k

    def _append(
        self,
        low: np.ndarray,
        high: np.ndarray,
        start: np.ndarray,
        index: np.ndarray,
        data: np.ndarray,
    ) -> None:
        self._primal = False
        self.highs.addRows(
            low.size, low, high, index.size, start[:-1].astype(np.int32), index, data
        )

    def purge(self, slack: float = 1e-4) -> int:
        """Drop cuts that the point last solved leaves slack; how many went."""
        slacks = np.zeros(self.kind.size)
        slacks[: self._slacks.size] = self._slacks  # rows that came since are kept
        loose = (self.kind == Kind.CUT) & (slacks > slack)
        gone = np.flatnonzero(loose)
        if gone.size:
            self.highs.deleteRows(gone.size, gone.astype(np.int32))
            self._slacks = slacks[~loose]
            self.kind, self.serial = self.kind[~loose], self.serial[~loose]
            self.group = self.group[~loose]
            used = set(self.serial[self.kind == Kind.CUT].tolist())
            self.thresholds = {s: t for s, t in self.thresholds.items() if s in used}
        return int(gone.size)

    # costs --------------------------------------------------------------------------------

    def elastic(self, on: bool) -> None:
        """Switch between the true objective and the least violation of rows."""
        m, p = self.prepared.m, self.prepared
        if m:
            at = np.arange(self.groups, self.groups + 2 * m, dtype=np.int32)
            wide = np.full(2 * m, np.inf if on else 0.0)
            self.highs.changeColsBounds(2 * m, at, np.zeros(2 * m), wide)
            self.highs.changeColsCost(2 * m, at, np.full(2 * m, -1.0 if on else 0.0))
        self.elastic_on = on
        self.renew(p)

    def renew(self, prepared: Prepared) -> None:
        """Take new values, bounds and weight; cuts, cliques and the basis stay."""
        same = (
            np.array_equal(prepared.lower, self.prepared.lower)
            and np.array_equal(prepared.upper, self.prepared.upper)
            and np.array_equal(prepared.row_lower, self.prepared.row_lower)
            and np.array_equal(prepared.row_upper, self.prepared.row_upper)
        )
        self._primal = same
        self.prepared = prepared
        k = self.active.size
        off = 0.0 if self.elastic_on else 1.0
        if k:
            at = np.arange(self.offset, self.offset + k, dtype=np.int32)
            self.highs.changeColsCost(k, at, prepared.value[self.active] * off)
            low, high = prepared.lower[self.active], prepared.upper[self.active]
            self.highs.changeColsBounds(k, at, low, high)
        if self.groups:
            at = np.arange(self.groups, dtype=np.int32)
            self.highs.changeColsCost(self.groups, at, np.full(self.groups, prepared.weight * off))
        if prepared.m:
            at = np.arange(prepared.m, dtype=np.int32)
            self.highs.changeRowsBounds(prepared.m, at, prepared.row_lower, prepared.row_upper)

    # solving ------------------------------------------------------------------------------

    def solve(self, seconds: float | None = None) -> str:
        """Solve, warm; ``optimal``, ``infeasible``, ``limit`` or another word of the solver."""
        limit = np.inf if seconds is None else self.highs.getRunTime() + max(0.0, seconds)
        self.highs.setOptionValue("time_limit", float(limit))
        self.highs.setOptionValue("simplex_strategy", PRIMAL if self._primal else DUAL)
        self.highs.run()
        status = self.highs.getModelStatus()
        if status in (self._status.kUnknown, self._status.kSolveError):
            status = self._again()
        self.iterations += max(0, int(self.highs.getInfo().simplex_iteration_count))
        solution = self.highs.getSolution()
        self._point = np.array(solution.col_value)
        activity = np.array(solution.row_value)
        self._slacks = np.array(self.highs.getLp().row_upper_)[: activity.size] - activity
        self._objective = float(self.highs.getInfo().objective_function_value)
        words = {
            self._status.kOptimal: "optimal",
            self._status.kModelEmpty: "optimal",
            self._status.kInfeasible: "infeasible",
            self._status.kTimeLimit: "limit",
        }
        return words.get(status, str(status))

    def _again(self) -> Any:
        """Solve from scratch, dual first, then presolved, after a numerically unclear end."""
        self.highs.setOptionValue("simplex_strategy", DUAL)
        for presolve in ("off", "on"):
            self.highs.clearSolver()
            self.highs.setOptionValue("presolve", presolve)
            self.highs.run()
            status = self.highs.getModelStatus()
            self.highs.setOptionValue("presolve", "off")
            if status not in (self._status.kUnknown, self._status.kSolveError):
                break
        return status

    def point(self) -> tuple[np.ndarray, np.ndarray, float]:
        """Return active columns' values, group columns', and the objective, as last solved."""
        x = np.zeros(self.active.size)
        known = self._point[self.offset :]
        x[: known.size] = known  # columns that came since are still at zero
        return x, self._point[: self.groups], self._objective

    def duals(self) -> Duals:
        """Return prices; cuts of a group are merged into one threshold a point.

        A mix of cuts with weights ``mu`` is never tighter than the single cut at the mean
        threshold ``sum mu t / sum mu``, for ``max(F - t, 0)`` is convex in ``t``: the full
        program is then priced in one product, whatever the number of cuts.
        """
        p = self.prepared
        y = np.array(self.highs.getSolution().row_dual)
        rows = y[self.kind == Kind.ROW]
        threshold = np.empty(0)
        if p.service is not None:
            share = np.zeros(self.groups)
            cut = (self.kind == Kind.CUT) & (y > 0)
            np.add.at(share, self.group[cut], y[cut])
            threshold = np.zeros(p.service.n_points)
            for serial in np.unique(self.serial[cut]):
                mine = cut & (self.serial == serial)
                part = np.zeros(self.groups)
                part[self.group[mine]] = y[mine] / share[self.group[mine]]
                threshold += part[p.service.group] * self.thresholds[int(serial)]
        return Duals(rows, np.maximum(y[self.kind == Kind.CLIQUE], 0.0), threshold)

    def matrix(self) -> tuple[csr_array, np.ndarray]:
        """Return the linear program's rows and their upper bounds, as HiGHS holds them."""
        lp = self.highs.getLp()
        stored = lp.a_matrix_
        shape = (lp.num_row_, lp.num_col_)
        parts = (np.array(stored.value_), np.array(stored.index_), np.array(stored.start_))
        by_row = stored.format_ != self._colwise
        rows = csr_array(parts, shape) if by_row else csr_array(csc_array(parts, shape))
        return rows, np.array(lp.row_upper_)

    def clique_members(self) -> list[np.ndarray]:
        """Return the cliques present, in row order."""
        return [self.cliques[int(s)] for s in self.serial[self.kind == Kind.CLIQUE]]
