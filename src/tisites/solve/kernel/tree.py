"""A short search tree over a kernel, with cuts at every node and leaves checked in NumPy."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array, hstack

from tisites.solve.form import Stop
from tisites.solve.kernel.curved import violated_curves
from tisites.solve.kernel.node_program import NodeProgram, OverdueError
from tisites.solve.kernel.spacing import violated_cliques

if TYPE_CHECKING:
    from collections.abc import Callable

    from tisites.solve.kernel.master import Master
    from tisites.solve.kernel.packing import Packing
    from tisites.solve.kernel.prepared import Prepared
    from tisites.solve.kernel.prove import Kernel

#: Linear programs a tree may solve before it gives way to the back end.
MOST_SOLVES = 600
#: Fractional columns tried at a node.
TRIED = 5
ROUNDS = 12
#: Steps of the dive that comes first.
DIVE = 80


@dataclass
class Tree:
    """Depth first over a kernel; every leaf is closed by weak duality, or handed back.

    Parameters
    ----------
    prepared, master, kernel
        The program, the cuts known, the kernel to close.
    target : callable
        Worth that would count as better, as it is now (kernel units, held columns included).
    offer : callable
        Takes a feasible point of the program and its worth.
    deadline : float
        Monotonic clock.
    """

    prepared: Prepared
    master: Master
    kernel: Kernel
    target: Callable[[], float]
    offer: Callable[[np.ndarray, float], None]
    deadline: float
    score: np.ndarray
    nodes: int = 0
    cuts: list[tuple[np.ndarray, np.ndarray]] = field(default_factory=list)
    cliques: list[np.ndarray] = field(default_factory=list)
    curves: list[Packing] = field(default_factory=list)
    _give_way: bool = field(init=False, default=False)

    @property
    def solves(self) -> int:
        """Linear programs solved."""
        return self.lp.solves

    def close(self, most: int = MOST_SOLVES) -> Stop:
        """Search; ``OPTIMAL`` when nothing better is left, ``LIMIT`` when it gave up."""
        self._begin()
        try:
            return self._search(most)
        except OverdueError:
            return Stop.INTERRUPTED

    def _search(self, most: int) -> Stop:
        self._dive(self.lp.low.copy(), self.lp.high.copy())
        stack = [(self.lp.low.copy(), self.lp.high.copy())]
        while stack:
            if self._give_way or self.lp.solves > most:
                return Stop.LIMIT
            low, high = stack.pop()
            stack += self._node(low, high)
        return Stop.OPTIMAL

    def _begin(self) -> None:
        """Load the kernel's linear program and the service of its columns."""
        self.lp = NodeProgram(self.kernel, self.deadline)
        self.k = self.kernel.columns.size
        self._block = self._ones = None
        if self.master.block is not None:
            place = self.master.place
            self._block = self.master.block.subset(place[self.kernel.columns])
            held = np.flatnonzero(self.kernel.held[self.master.active] > 0.5)
            self._ones = self.master.block.subset(held)
            self._both = self._block.joined(self._ones)

    def _dive(self, low: np.ndarray, high: np.ndarray) -> None:
        """Follow the fractional point down, heaviest column first, for a good incumbent."""
        for _ in range(DIVE):
            if self.lp.solve(low, high) != "optimal" or self.lp.objective() <= self.target():
                return
            z = self.lp.point()
            fractional = self.lp.fractional(z)
            if fractional.size:
                pick = fractional[np.argmax(z[fractional])]
                low[pick] = high[pick]
                self._separate(z)
            elif self._separate(z) == 0.0:
                self._point(z)
                return

    # nodes --------------------------------------------------------------------------------

    def _node(self, low: np.ndarray, high: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
        """Work on a node; its children, the one to look at first last."""
        self.nodes += 1
        low, high = low.copy(), high.copy()
        while True:
            word = self.lp.solve(low, high)
            if word == "infeasible":
                return []
            if word != "optimal":
                self._give_way = True  # give way to the back end
                return [(low, high)]
            if not self._tightened(low, high):
                return []
            z = self.lp.point()
            fractional = self.lp.fractional(z)
            if fractional.size == 0:
                self._point(z)
                if self.lp.safe(low, high)[0] > self.target():
                    self._give_way = True  # rows were left out: not closed
                    return [(low, high)]
                return []
            children = self._branch(z, fractional, low, high)
            if children is not None:
                return children

    def _tightened(self, low: np.ndarray, high: np.ndarray) -> bool:
        """Add rows while they pay and fix what cannot matter; False when the node is closed."""
        last = math.inf
        for round_ in range(10 * ROUNDS):
            bound, reduced = self.lp.safe(low, high)
            target = self.target()
            if bound <= target:
                return False
            columns = self.lp.whole
            over = bound - np.abs(reduced[columns]) <= target
            down = columns[over & (reduced[columns] < 0)]
            up = columns[over & (reduced[columns] > 0)]
            high[down] = low[down]
            low[up] = high[up]
            objective = self.lp.objective()
            z = self.lp.point()
            whole = self.lp.fractional(z).size == 0
            excess = self._separate(z)
            if excess == 0.0:
                return True
            slow = excess < 0.1 * (bound - target) or last - objective < 1e-3 * excess
            if not whole and (slow or round_ >= ROUNDS):
                return True  # an integral point must be separated to the end, a fractional not
            last = objective
            word = self.lp.solve(low, high)
            if word == "infeasible":
                return False
            if word != "optimal":
                return True
        return True

    def _separate(self, z: np.ndarray) -> float:
        """Add violated rows; how much objective they claimed too much (infinite: cliques)."""
        p, k = self.prepared, self.k
        x = np.where(z[:k] < 1e-9, 0.0, z[:k])
        excess = 0.0
        if self._block is not None and self._ones is not None:
            threshold = self._both.critical(np.append(x, np.ones(self._ones.width)))
            assert p.service is not None
            groups = self.master.groups
            side = np.bincount(p.service.group, threshold, groups)
            side += self._ones.side(threshold)
            claim = z[k:] - side - self._block.worth(threshold, x)
            over = np.flatnonzero(p.weight * claim > 1e-9 * max(1.0, abs(self.lp.objective())))
            if over.size:
                excess = p.weight * float(claim[over].sum())
                theta = csr_array(
                    (np.ones(over.size), (np.arange(over.size), over)), (over.size, groups)
                )
                body = self._block.coefficients(threshold, over)
                self.lp.append(csr_array(hstack([-body, theta])), side[over])
                self.cuts.append((threshold, over))
        if p.spacings:
            columns = self.kernel.columns
            support = np.flatnonzero((x > 1e-7) & p.integer[columns])
            found = violated_cliques(p.spacings, columns[support], x[support], self.score)
            if found:
                self.cliques += found
                self.lp.append(*self._clique_rows(found))
                excess = math.inf
        if p.curved:
            full = self.kernel.held.copy()
            full[self.kernel.columns] = x
            cuts = violated_curves(p, full)
            for cut in cuts:
                self.lp.append(*self._curve_row(cut))
            self.curves += cuts
            excess = math.inf if cuts else excess
        return excess

    def _curve_row(self, cut: Packing) -> tuple[csr_array, np.ndarray]:
        """Return a cut over the kernel's columns, the others held."""
        row = np.zeros((1, self.lp.cost.size))
        at, weights = cut.weight_of(self.kernel.columns)
        row[0, at] = weights
        side = cut.side - float(cut.weights @ self.kernel.held[cut.columns])
        return csr_array(row), np.array([side])

    def _clique_rows(self, cliques: list[np.ndarray]) -> tuple[csr_array, np.ndarray]:
        rows = np.zeros((len(cliques), self.lp.cost.size))
        upper = np.ones(len(cliques))
        for r, clique in enumerate(cliques):
            rows[r, np.flatnonzero(np.isin(self.kernel.columns, clique))] = 1.0
            upper[r] -= float(self.kernel.held[clique].sum())
        return csr_array(rows), upper

    def _branch(
        self, z: np.ndarray, fractional: np.ndarray, low: np.ndarray, high: np.ndarray
    ) -> list[tuple[np.ndarray, np.ndarray]] | None:
        """Try a few columns both ways; None when one of them could be fixed instead."""
        here, target = self.lp.objective(), self.target()
        basis = self.lp.highs.getBasis()
        order = np.lexsort((fractional, np.abs(z[fractional] - 0.5)))
        best, best_score = -1, -math.inf
        for c in fractional[order[:TRIED]].tolist():
            ends = []
            for end in (0.0, 1.0):
                one_low, one_high = low.copy(), high.copy()
                one_low[c] = one_high[c] = end
                word = self.lp.solve(one_low, one_high)
                if word == "optimal":
                    ends.append(self.lp.safe(one_low, one_high)[0])
                else:
                    ends.append(-math.inf if word == "infeasible" else here)
                self.lp.highs.setBasis(basis)
            if ends[0] <= target and ends[1] <= target:
                return []
            if ends[0] <= target:
                low[c] = 1.0
                return None
            if ends[1] <= target:
                high[c] = 0.0
                return None
            score = max(here - ends[0], 1e-6) * max(here - ends[1], 1e-6)
            if score > best_score * (1 + 1e-9):
                best, best_score = c, score
        zero, one = (low.copy(), high.copy()), (low.copy(), high.copy())
        zero[1][best] = 0.0
        one[0][best] = 1.0
        return [zero, one]

    def _point(self, z: np.ndarray) -> None:
        """Offer an integral point whose rows are all separated."""
        p = self.prepared
        x = self.kernel.held.copy()
        columns = self.kernel.columns
        x[columns] = np.where(p.integer[columns], np.rint(z[: self.k]), z[: self.k])
        if violated_curves(p, x, whole=True):
            self._give_way = True  # passed within the linear solver's tolerance: not for a tree
            return
        worth = float(p.value @ x)
        if self._block is not None and self._ones is not None:
            chosen = np.append(
                np.flatnonzero(p.integer[columns] & (x[columns] > 0.5)),
                self.k + np.arange(self._ones.width),
            )
            worth += p.weight * float(self._both.two_best(chosen)[0].sum())
        self.offer(x, worth)
