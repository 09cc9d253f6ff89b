"""The linear program of one kernel: bounds that a node sets, rows that a node adds."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csr_array

from tisites.solve.highs import load

if TYPE_CHECKING:
    from tisites.solve.kernel.prove import Kernel

WHOLE = 1e-6


class OverdueError(Exception):
    """The wall clock ran out between two linear programs, or in one."""


class NodeProgram:
    """The linear relaxation of a kernel, solved warm from node to node.

    Parameters
    ----------
    kernel : Kernel
        The kernel to close.
    deadline : float
        Monotonic clock; infinite without one.

    Attributes
    ----------
    low, high : (c,) float64
        Bounds of its columns at the root.
    whole : (w,) int64
        Columns that must be whole.
    matrix, row_lower, row_upper
        Its rows, those added since included.
    solves : int
        Linear programs solved.
    """

    def __init__(self, kernel: Kernel, deadline: float = math.inf) -> None:
        form = kernel.form
        self.offset, self.deadline = kernel.offset, deadline
        self.low, self.high = form.lower.copy(), form.upper.copy()
        self.matrix, self.row_lower, self.row_upper = form.matrix, form.row_lower, form.row_upper
        self.cost = form.objective
        self.whole = np.flatnonzero(form.integer)
        self.solves = 0
        self.highs: Any = load(replace(form, integer=np.zeros_like(form.integer)))
        self.highs.setOptionValue("presolve", "off")
        self.highs.setOptionValue("solver", "simplex")
        self._all = np.arange(form.objective.size, dtype=np.int32)

    def solve(self, low: np.ndarray, high: np.ndarray) -> str:
        """Solve within bounds: ``optimal``, ``infeasible`` or ``unclear``.

        Raises
        ------
        OverdueError
            Past the deadline.
        """
        import highspy

        if self.deadline < math.inf:
            left = self.deadline - time.monotonic()
            if left <= 0:
                raise OverdueError
            self.highs.setOptionValue("time_limit", float(self.highs.getRunTime() + left))
        self.highs.changeColsBounds(self._all.size, self._all, low, high)
        self.highs.run()
        self.solves += 1
        status = self.highs.getModelStatus()
        if status == highspy.HighsModelStatus.kTimeLimit:
            raise OverdueError
        if status == highspy.HighsModelStatus.kOptimal:
            return "optimal"
        return "infeasible" if status == highspy.HighsModelStatus.kInfeasible else "unclear"

    def objective(self) -> float:
        """Return the objective last solved, held columns included."""
        return float(self.highs.getInfo().objective_function_value) + self.offset

    def point(self) -> np.ndarray:
        """Return the point last solved."""
        return np.array(self.highs.getSolution().col_value)

    def fractional(self, z: np.ndarray) -> np.ndarray:
        """Return the columns that should be whole at a point and are not."""
        return self.whole[np.abs(z[self.whole] - np.rint(z[self.whole])) > WHOLE]

    def safe(self, low: np.ndarray, high: np.ndarray) -> tuple[float, np.ndarray]:
        """Return the bound of a node by weak duality, and its reduced costs."""
        y = np.array(self.highs.getSolution().row_dual)
        y[(y > 0) & ~np.isfinite(self.row_upper)] = 0.0
        y[(y < 0) & ~np.isfinite(self.row_lower)] = 0.0
        bound = float(y[y > 0] @ self.row_upper[y > 0] + y[y < 0] @ self.row_lower[y < 0])
        reduced = self.cost - self.matrix.T @ y
        box = np.where(reduced > 0, high, low)
        used = (reduced != 0) & (np.isfinite(box) | (np.abs(reduced) > 1e-6))
        return bound + float(reduced[used] @ box[used]) + self.offset, reduced

    def append(self, body: csr_array, upper: np.ndarray) -> None:
        """Add rows ``body z <= upper``."""
        low = np.full(upper.size, -np.inf)
        self.highs.addRows(
            upper.size, low, upper, body.nnz, body.indptr[:-1].astype(np.int32),
            body.indices.astype(np.int32), body.data,
        )  # fmt: skip
        old = self.matrix
        self.matrix = csr_array(
            (
                np.concatenate([old.data, body.data]),
                np.concatenate([old.indices, body.indices]),
                np.concatenate([old.indptr, body.indptr[1:] + old.nnz]),
            ),
            shape=(old.shape[0] + upper.size, old.shape[1]),
        )
        self.row_lower = np.append(self.row_lower, low)
        self.row_upper = np.append(self.row_upper, upper)
