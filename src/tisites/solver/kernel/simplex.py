"""HiGHS as a warm linear solver: rows and columns come and go, the last point is kept."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.sparse import csc_array, csr_array

from tisites.solver.kernel.stated import in_length

#: HiGHS's numbers for its simplex methods.
DUAL, PRIMAL = 1, 4


class Simplex:
    """One linear program to be maximised, solved again and again from its last basis.

    Attributes
    ----------
    point : (columns,) float64
        As last solved; columns that came since are missing.
    objective : float
        As last solved.
    slacks : (rows,) float64
        Upper bound less activity, as last solved.
    prices : (rows,) float64
        Row duals, as last solved.
    primal : bool
        Whether the basis stays feasible (columns or costs changed), so that the primal method
        goes on from it; else the dual one.
    """

    def __init__(self) -> None:
        import highspy

        self.highs: Any = highspy.Highs()
        self.highs.silent()
        for option, setting in (("threads", 1), ("presolve", "off"), ("solver", "simplex")):
            self.highs.setOptionValue(option, setting)
        self.highs.changeObjectiveSense(highspy.ObjSense.kMaximize)
        self._status = highspy.HighsModelStatus
        words = self._status
        self._unclear = (words.kUnknown, words.kSolveError, words.kNotset)
        self._colwise = highspy.MatrixFormat.kColwise
        self.primal = False
        self.iterations = 0
        self.point, self.prices, self.slacks = np.empty(0), np.empty(0), np.empty(0)
        self.objective = 0.0

    def add_columns(
        self, cost: np.ndarray, low: np.ndarray, high: np.ndarray, matrix: csc_array
    ) -> None:
        """Append columns with their coefficients in the rows present."""
        self.highs.addCols(
            cost.size, cost, low, high, matrix.nnz, matrix.indptr[:-1].astype(np.int32),
            matrix.indices.astype(np.int32), matrix.data,
        )  # fmt: skip
        self.primal = True  # the basis stays feasible; only prices are off

    def add_rows(self, low: np.ndarray, high: np.ndarray, matrix: csr_array) -> None:
        """Append rows over the columns present."""
        self.primal = False
        self.highs.addRows(
            low.size, low, high, matrix.nnz, matrix.indptr[:-1].astype(np.int32),
            matrix.indices.astype(np.int32), matrix.data,
        )  # fmt: skip

    def delete_rows(self, rows: np.ndarray) -> None:
        """Drop rows, by number."""
        self.highs.deleteRows(rows.size, rows.astype(np.int32))
        known = rows[rows < self.slacks.size]
        self.slacks, self.prices = np.delete(self.slacks, known), np.delete(self.prices, known)

    def set_costs(self, first: int, cost: np.ndarray) -> None:
        """Change the objective of consecutive columns."""
        at = np.arange(first, first + cost.size, dtype=np.int32)
        if at.size:
            self.highs.changeColsCost(at.size, at, cost)

    def set_boxes(self, first: int, low: np.ndarray, high: np.ndarray) -> None:
        """Change the bounds of consecutive columns."""
        at = np.arange(first, first + low.size, dtype=np.int32)
        if at.size:
            self.highs.changeColsBounds(at.size, at, low, high)

    def set_sides(self, low: np.ndarray, high: np.ndarray) -> None:
        """Change the bounds of the first rows."""
        at = np.arange(low.size, dtype=np.int32)
        if at.size:
            self.highs.changeRowsBounds(at.size, at, low, high)

    def solve(self, seconds: float | None = None) -> str:
        """Solve, warm; ``optimal``, ``infeasible``, ``limit`` or another word of the solver."""
        limit = np.inf if seconds is None else self.highs.getRunTime() + max(0.0, seconds)
        self.highs.setOptionValue("time_limit", float(limit))
        self.highs.setOptionValue("simplex_strategy", PRIMAL if self.primal else DUAL)
        self.highs.run()
        status = self.highs.getModelStatus()
        if status in self._unclear:
            status = self._again()
        self.iterations += max(0, int(self.highs.getInfo().simplex_iteration_count))
        solution = self.highs.getSolution()
        rows, columns = self.shape()
        self.point = in_length(np.array(solution.col_value), columns)
        self.prices = in_length(np.array(solution.row_dual), rows)
        self.slacks = np.array(self.highs.getLp().row_upper_) - in_length(
            np.array(solution.row_value), rows
        )
        self.objective = float(self.highs.getInfo().objective_function_value)
        words = {
            self._status.kOptimal: "optimal",
            self._status.kModelEmpty: "optimal",
            self._status.kInfeasible: "infeasible",
            self._status.kTimeLimit: "limit",
        }
        return words.get(status, str(status))

    def ray(self) -> np.ndarray | None:
        """Return prices that are to show that the rows cannot hold; none where there are none."""
        found = self.highs.getDualRay()
        return in_length(np.array(found[2]), self.shape()[0]) if found[1] else None

    def _again(self) -> Any:
        """Solve from scratch, dual first, then presolved, after a numerically unclear end."""
        self.highs.setOptionValue("simplex_strategy", DUAL)
        for presolve in ("off", "on"):
            self.highs.clearSolver()
            self.highs.setOptionValue("presolve", presolve)
            self.highs.run()
            status = self.highs.getModelStatus()
            self.highs.setOptionValue("presolve", "off")
            if status not in self._unclear:
                break
        return status

    def shape(self) -> tuple[int, int]:
        """Return how many rows and columns there are."""
        return int(self.highs.getNumRow()), int(self.highs.getNumCol())

    def matrix(self) -> tuple[csr_array, np.ndarray]:
        """Return the rows and their upper bounds, as HiGHS holds them."""
        lp = self.highs.getLp()
        stored = lp.a_matrix_
        shape = (lp.num_row_, lp.num_col_)
        parts = (np.array(stored.value_), np.array(stored.index_), np.array(stored.start_))
        by_row = stored.format_ != self._colwise
        rows = csr_array(parts, shape) if by_row else csr_array(csc_array(parts, shape))
        return rows, np.array(lp.row_upper_)
