"""The linear program of one kernel: bounds that a node sets, rows that a node adds."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csr_array

from tisites.messages.stop import look
from tisites.model.tolerances import WHOLE
from tisites.solver.highs import load
from tisites.solver.kernel.stated import in_length

if TYPE_CHECKING:
    from tisites.solver.kernel.prove import Kernel


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
        self._within = self.low, self.high
        self._all = np.arange(form.objective.size, dtype=np.int32)

    def solve(self, low: np.ndarray, high: np.ndarray) -> str:
        """Solve within bounds: ``optimal``, ``infeasible`` or ``unclear``.

        Raises
        ------
        OverdueError
            Past the deadline.
        """
        import highspy

        look()
        if self.deadline < math.inf:
            left = self.deadline - time.monotonic()
            if left <= 0:
                raise OverdueError
            self.highs.setOptionValue("time_limit", float(self.highs.getRunTime() + left))
        self.highs.changeColsBounds(self._all.size, self._all, low, high)
        self.highs.run()
        self.solves += 1
        self._within = low, high
        status = self.highs.getModelStatus()
        if status == highspy.HighsModelStatus.kTimeLimit:
            raise OverdueError
        if status == highspy.HighsModelStatus.kOptimal:
            return "optimal"
        return "infeasible" if status == highspy.HighsModelStatus.kInfeasible else "unclear"

    def objective(self) -> float:
        """Return the objective last solved, held columns included."""
        return float(self.cost @ self.point()) + self.offset

    def point(self) -> np.ndarray:
        """Return the point last solved, within its bounds whatever the solver says."""
        z = in_length(np.array(self.highs.getSolution().col_value), self.low.size)
        return np.clip(z, self._within[0], self._within[1])

    def prices(self) -> np.ndarray:
        """Return the prices of the rows last solved."""
        return in_length(np.array(self.highs.getSolution().row_dual), self.row_upper.size)

    def ray(self) -> np.ndarray | None:
        """Return prices that are to show that the rows cannot hold; none where there are none."""
        found = self.highs.getDualRay()
        return in_length(np.array(found[2]), self.row_upper.size) if found[1] else None

    def fractional(self, z: np.ndarray) -> np.ndarray:
        """Return the columns that should be whole at a point and are not."""
        return self.whole[np.abs(z[self.whole] - np.rint(z[self.whole])) > WHOLE]

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
