"""Sums over rows that tell, without solving, what selections of a given size can reach."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from tisites.model.tolerances import SAME
from tisites.solver.check import row_slack

if TYPE_CHECKING:
    from tisites.run.read.case import Case


#: Figures up to which rows are kept dense: a slice of a sparse array costs a hundred times more.
SMALL = 20_000_000


class Rows:
    """The rows of a case over its sites, with the sums that pre-checks need."""

    def __init__(self, case: Case) -> None:
        program = case.program
        self.choose, self.fewer = case.model.choose, case.model.choose_at_most
        self.sites = np.asarray(program.integer)
        self.matrix = program.matrix[:, self.sites]
        small = self.matrix.shape[0] * self.matrix.shape[1] <= SMALL
        self._dense: np.ndarray | None = self.matrix.toarray() if small else None
        self.names = program.row_constraints
        self.lower, self.upper = program.row_lower, program.row_upper
        self.slack = row_slack(program.matrix, self.lower, self.upper)
        self.allowed = program.upper[self.sites] > 0.5
        self.plain = np.asarray(abs(program.matrix[:, ~self.sites]).sum(axis=1)).ravel() == 0

    def of(self, row: int) -> np.ndarray:
        """Return the coefficients of a row: (sites,)."""
        if self._dense is not None:
            return self._dense[row]
        return np.asarray(self.matrix[[row]].toarray().ravel())

    @cached_property
    def counts(self) -> np.ndarray:
        """Return which rows count sites: every coefficient is 1."""
        ones = np.zeros(self.matrix.shape[0], dtype=bool)
        for row in range(self.matrix.shape[0]):
            data = self.matrix.data[self.matrix.indptr[row] : self.matrix.indptr[row + 1]]
            ones[row] = self.plain[row] and data.size > 0 and bool((data == 1.0).all())
        return ones

    def range(self, row: int) -> tuple[float, float]:
        """Return the least and the greatest value of a row over selections of that many sites.

        Sites that are locked out are left out; nothing else is known of the selection.
        """
        ordered = np.sort(self.of(row)[self.allowed])
        p = min(self.choose, ordered.size)
        least, most = ordered[:p], ordered[ordered.size - p :]
        if self.fewer:
            least, most = least[least < 0], most[most > 0]
        return float(least.sum()), float(most.sum())

    def floors(self, name: str) -> int:
        """Return the sum of a constraint's floors on numbers of sites, if no site counts twice."""
        rows = [r for r in self._rows(name) if np.isfinite(self.lower[r])]
        if not rows or not self._disjoint(rows):
            return 0
        return int(sum(np.ceil(self.lower[r] - SAME) for r in rows))

    def room(self, name: str, members: np.ndarray) -> int:
        """Return how many of these sites fit under a constraint's ceilings on numbers of sites."""
        members = members & self.allowed
        rows = [r for r in self._rows(name) if np.isfinite(self.upper[r])]
        if not rows or not self._disjoint(rows):
            return int(members.sum())
        covered = np.zeros(members.size, dtype=bool)
        total = 0
        for row in rows:
            here = (self.of(row) > 0) & members
            covered |= here
            total += min(int(here.sum()), int(np.floor(self.upper[row] + SAME)))
        return total + int((members & ~covered).sum())

    def _rows(self, name: str) -> list[int]:
        return [r for r, n in enumerate(self.names) if n == name and self.counts[r]]

    def _disjoint(self, rows: list[int]) -> bool:
        return bool(np.asarray(self.matrix[rows].sum(axis=0)).max() <= 1.0)
