"""A short search tree over a kernel, with cuts at every node and leaves checked in NumPy."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array, hstack

from tisites.certificate.replay import Step
from tisites.certificate.weak_duality import bounded
from tisites.model.tolerances import IN_USE, LEAST_GAIN, NOTHING, SAME
from tisites.solver.form import StopReason
from tisites.solver.kernel.curved import violated_curves
from tisites.solver.kernel.merging import Merging
from tisites.solver.kernel.node_program import NodeProgram, OverdueError
from tisites.solver.kernel.packing import clique
from tisites.solver.kernel.settled import settled
from tisites.solver.kernel.spacing import violated_cliques
from tisites.solver.kernel.stated import stated

if TYPE_CHECKING:
    from collections.abc import Callable

    from tisites.certificate.weak_duality import Bounded
    from tisites.solver.kernel.master import Master
    from tisites.solver.kernel.packing import Packing
    from tisites.solver.kernel.prepared import KernelProgram
    from tisites.solver.kernel.prove import Kernel
    from tisites.solver.kernel.stated import StatedBound

    Box = tuple[np.ndarray, np.ndarray]

#: Linear programs a tree may solve before it gives way to the back end.
MOST_SOLVES = 600
#: Fractional columns tried at a node.
TRIED = 5
ROUNDS = 12
#: Steps of the dive that comes first.
DIVE = 80
#: Nodes split without the linear program's help, before the tree gives up.
BLIND = 3000


@dataclass
class Closed:
    """How a kernel was closed: steps over its columns, and the statements they rest on.

    Parameters
    ----------
    columns : (k,) int64
        Columns left free.
    held : (n,) float64
        Value of every other column.
    steps : list of (step, int)
        Each with the number of a statement, or of the program's column that is split.
    told : list of StatedBound
    leaves : list of (low, high)
        Boxes that were closed, (k,) each.
    """

    columns: np.ndarray
    held: np.ndarray
    steps: list[tuple[Step, int]] = field(default_factory=list)
    told: list[StatedBound] = field(default_factory=list)
    leaves: list[Box] = field(default_factory=list)

    def by(self, step: Step, told: StatedBound, box: Box | None = None) -> None:
        """Add a step that rests on a statement; of a leaf, its box over the columns too."""
        self.steps.append((step, len(self.told)))
        self.told.append(told)
        if box is not None:
            k = self.columns.size
            self.leaves.append((box[0][:k].copy(), box[1][:k].copy()))


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

    prepared: KernelProgram
    master: Master
    kernel: Kernel
    target: Callable[[], float]
    offer: Callable[[np.ndarray, float], None]
    deadline: float
    score: np.ndarray
    nodes: int = 0
    blind: int = 0
    cuts: list[tuple[np.ndarray, np.ndarray]] = field(default_factory=list)
    cliques: list[np.ndarray] = field(default_factory=list)
    curves: list[Packing] = field(default_factory=list)
    _give_way: bool = field(init=False, default=False)

    @property
    def solves(self) -> int:
        """Linear programs solved."""
        return self.lp.solves

    def close(self, most: int = MOST_SOLVES) -> StopReason:
        """Search; ``OPTIMAL`` when nothing better is left, ``LIMIT`` when it gave up."""
        self._begin()
        try:
            return self._search(most)
        except OverdueError:
            return StopReason.INTERRUPTED

    def _search(self, most: int) -> StopReason:
        self._dive(self.lp.low.copy(), self.lp.high.copy())
        stack = [(self.lp.low.copy(), self.lp.high.copy())]
        while stack:
            if self._give_way or self.lp.solves > most:
                return StopReason.LIMIT
            low, high = stack.pop()
            stack += self._node(low, high)
        return StopReason.OPTIMAL

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
        p, kernel = self.prepared, self.kernel
        chosen = np.flatnonzero(kernel.held > 0.5)
        self._columns = np.concatenate([kernel.columns, chosen])
        self._place = np.full(p.n, -1)
        self._place[self._columns] = np.arange(self._columns.size)
        self._part = p.relaxed.of(self._columns)
        self._merging = None
        if self._part.service is not None and p.service is not None:
            self._merging = Merging(self._part.service, p.service.group, self.master.groups)
        self._ones_held = np.ones(chosen.size)
        self.closed = Closed(kernel.columns, kernel.held)

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

    def _node(self, low: np.ndarray, high: np.ndarray) -> list[Box]:
        """Work on a node; its children, the one to look at first last."""
        self.nodes += 1
        low, high = low.copy(), high.copy()
        while True:
            word = self.lp.solve(low, high)
            if word == "infeasible" and self._refuted(low, high):
                return []
            if word != "optimal":
                return self._blind(low, high)
            if not self._tightened(low, high):
                return []
            z = self.lp.point()
            fractional = self.lp.fractional(z)
            if fractional.size == 0:
                self._point(z)
                return [] if self._closes(low, high) else self._blind(low, high)
            children = self._branch(z, fractional, low, high)
            if children is not None:
                return children

    def _blind(self, low: np.ndarray, high: np.ndarray) -> list[Box]:
        """Split where the linear program tells nothing that holds, down to single selections."""
        free = np.flatnonzero(self.prepared.integer[self.kernel.columns])
        free = free[low[free] < high[free]]
        self.blind += 1
        if free.size and self.blind <= BLIND:
            return self._split(int(free[0]), low, high)
        x = self.kernel.held.copy()
        x[self.kernel.columns] = low[: self.k]
        alone = bool(self.prepared.integer.all())
        for _ in () if free.size else range(1 + alone):
            told = settled(self.prepared, x, broken=alone)
            if self._holds(told, self._bounded(told, low, high)):
                self.closed.by(Step.CLOSE, told, (low, high))
                return []
            if alone:
                self._point(np.append(low[: self.k], high[self.k :]))
        self._give_way = True
        return [(low, high)]

    def _split(self, at: int, low: np.ndarray, high: np.ndarray) -> list[Box]:
        """Return both children of a column; the one at 1 is looked at first."""
        zero, one = (low.copy(), high.copy()), (low.copy(), high.copy())
        zero[1][at] = 0.0
        one[0][at] = 1.0
        self.closed.steps.append((Step.SPLIT_ONE, int(self.kernel.columns[at])))
        return [zero, one]

    # statements ---------------------------------------------------------------------------

    def _told(self, y: np.ndarray, *, worth: bool = True) -> StatedBound:
        """Tell the prices of the kernel's rows as prices of the whole program."""
        p, o = self.prepared, self.kernel.origin
        rows, price = np.zeros(p.m), np.zeros(len(o.packings))
        of_rows, of_packings = o.row >= 0, o.packing >= 0
        rows[o.row[of_rows]] = y[of_rows]
        price[o.packing[of_packings]] = np.maximum(y[of_packings], 0.0)
        threshold = self._threshold(y) if worth else np.empty(0)
        return stated(rows, threshold, o.packings, price, worth=worth)

    def _threshold(self, y: np.ndarray) -> np.ndarray:
        """Merge the priced cuts of every group into one threshold a point."""
        if self._merging is None:
            return np.empty(0)
        o = self.kernel.origin
        at = np.flatnonzero((o.cut >= 0) & (y > 0))
        return self._merging.threshold(
            o.thresholds, o.cut[at], o.group[at], y[at], self.prepared.weight
        )

    def _bounded(self, told: StatedBound, low: np.ndarray, high: np.ndarray) -> Bounded:
        """Recompute a statement over a box."""
        lower, upper = (np.append(end[: self.k], self._ones_held) for end in (low, high))
        return bounded(self._part, told.prices(self._place, self._columns.size), lower, upper)

    def _holds(self, told: StatedBound, found: Bounded) -> bool:
        return found.upper <= self.target() if told.worth else found.upper < 0.0

    def _closes(self, low: np.ndarray, high: np.ndarray) -> bool:
        """Close a box by the prices last solved, if they do."""
        told = self._told(self.lp.prices())
        if self._holds(told, self._bounded(told, low, high)):
            self.closed.by(Step.CLOSE, told, (low, high))
            return True
        return False

    def _refutation(self, low: np.ndarray, high: np.ndarray) -> StatedBound | None:
        """Return the prices that show that the rows cannot hold in a box, recomputed."""
        ray = self.lp.ray()
        for y in () if ray is None else (ray, -ray):
            told = self._told(y, worth=False)
            if self._holds(told, self._bounded(told, low, high)):
                return told
        return None

    def _refuted(self, low: np.ndarray, high: np.ndarray) -> bool:
        """Close a box whose rows cannot hold, if that can be shown."""
        told = self._refutation(low, high)
        if told is not None:
            self.closed.by(Step.CLOSE, told, (low, high))
        return told is not None

    def _tightened(self, low: np.ndarray, high: np.ndarray) -> bool:
        """Add rows while they pay and fix what cannot matter; False when the node is closed."""
        last = math.inf
        for round_ in range(10 * ROUNDS):
            told = self._told(self.lp.prices())
            found, target = self._bounded(told, low, high), self.target()
            if self._fixed(told, found, low, high):
                return False
            objective = self.lp.objective()
            z = self.lp.point()
            whole = self.lp.fractional(z).size == 0
            excess = self._separate(z)
            if excess == 0.0:
                return True
            gap = found.upper - target
            slow = excess < 0.1 * gap or last - objective < 1e-3 * excess
            if not whole and (slow or round_ >= ROUNDS):
                return True  # an integral point must be separated to the end, a fractional not
            last = objective
            word = self.lp.solve(low, high)
            if word == "infeasible" and self._refuted(low, high):
                return False
            if word != "optimal":
                return True
        return True

    def _fixed(self, told: StatedBound, found: Bounded, low: np.ndarray, high: np.ndarray) -> bool:
        """Fix the columns whose other end a statement rules out; True when it closes the box."""
        target = self.target()
        if found.upper <= target:
            self.closed.by(Step.CLOSE, told, (low, high))
            return True
        columns = self.lp.whole
        free = columns[(low[columns] == 0.0) & (high[columns] == 1.0)]
        never = free[found.if_at(1.0)[free] <= target]
        always = free[found.if_at(0.0)[free] <= target]
        if np.intersect1d(never, always).size:
            self.closed.by(Step.CLOSE, told, (low, high))
            return True
        if never.size or always.size:
            self.closed.by(Step.FIX, told)
            high[never] = 0.0
            low[always] = 1.0
        return False

    def _separate(self, z: np.ndarray) -> float:
        """Add violated rows; how much objective they claimed too much (infinite: cliques)."""
        p, k = self.prepared, self.k
        x = np.where(z[:k] < NOTHING, 0.0, z[:k])
        excess = 0.0
        if self._block is not None and self._ones is not None:
            threshold = self._both.critical(np.append(x, np.ones(self._ones.width)))
            assert p.service is not None
            groups = self.master.groups
            side = np.bincount(p.service.group, threshold, groups)
            side += self._ones.side(threshold)
            claim = z[k:] - side - self._block.worth(threshold, x)
            over = np.flatnonzero(p.weight * claim > NOTHING * max(1.0, abs(self.lp.objective())))
            if over.size:
                excess = p.weight * float(claim[over].sum())
                theta = csr_array(
                    (np.ones(over.size), (np.arange(over.size), over)), (over.size, groups)
                )
                body = self._block.coefficients(threshold, over)
                self.lp.append(csr_array(hstack([-body, theta])), side[over])
                self.kernel.origin.add_cut(threshold, over)
                self.cuts.append((threshold, over))
        if p.spacings:
            columns = self.kernel.columns
            support = np.flatnonzero((x > IN_USE) & p.integer[columns])
            found = violated_cliques(p.spacings, columns[support], x[support], self.score)
            if found:
                self.cliques += found
                self._append([clique(members) for members in found])
                excess = math.inf
        if p.curved:
            full = self.kernel.held.copy()
            full[self.kernel.columns] = x
            cuts = violated_curves(p.curved, full)
            if cuts:
                self._append(cuts)
                self.curves += cuts
                excess = math.inf
        return excess

    def _append(self, packings: list[Packing]) -> None:
        """Add packings as rows over the kernel's columns, the others held."""
        rows, upper = np.zeros((len(packings), self.lp.cost.size)), np.empty(len(packings))
        for r, packing in enumerate(packings):
            at, weights = packing.weight_of(self.kernel.columns)
            rows[r, at] = weights
            upper[r] = packing.side - float(packing.weights @ self.kernel.held[packing.columns])
        self.lp.append(csr_array(rows), upper)
        self.kernel.origin.add_packings(packings)

    def _branch(
        self, z: np.ndarray, fractional: np.ndarray, low: np.ndarray, high: np.ndarray
    ) -> list[Box] | None:
        """Try a few columns both ways; None when one of them could be fixed instead."""
        here = self.lp.objective()
        basis = self.lp.highs.getBasis()
        order = np.lexsort((fractional, np.abs(z[fractional] - 0.5)))
        best, best_score = int(fractional[order[0]]), -math.inf
        for c in fractional[order[:TRIED]].tolist():
            ends: list[float] = []
            shown: list[StatedBound | None] = []
            for end in (0.0, 1.0):
                one_low, one_high = low.copy(), high.copy()
                one_low[c] = one_high[c] = end
                bound, told = self._tried(one_low, one_high)
                ends.append(bound)
                shown.append(told)
                self.lp.highs.setBasis(basis)
            if shown[0] is not None or shown[1] is not None:
                return self._shut(c, shown, low, high)
            score = max(here - ends[0], LEAST_GAIN) * max(here - ends[1], LEAST_GAIN)
            if score > best_score * (1 + SAME):
                best, best_score = c, score
        return self._split(best, low, high)

    def _tried(self, low: np.ndarray, high: np.ndarray) -> tuple[float, StatedBound | None]:
        """Return a child's bound, and the statement that closes it if one does."""
        word = self.lp.solve(low, high)
        if word == "infeasible":
            told = self._refutation(low, high)
            return (math.inf if told is None else -math.inf), told
        if word != "optimal":
            return math.inf, None
        told = self._told(self.lp.prices())
        found = self._bounded(told, low, high)
        return found.upper, told if self._holds(told, found) else None

    def _shut(
        self, at: int, shown: list[StatedBound | None], low: np.ndarray, high: np.ndarray
    ) -> list[Box] | None:
        """Split off the children of a column that statements close; None when one is left."""
        column = int(self.kernel.columns[at])
        zero, one = shown
        first = Step.SPLIT_ZERO if zero is not None else Step.SPLIT_ONE
        self.closed.steps.append((first, column))
        for end, told in enumerate((zero, one)):
            if told is not None:
                box = low.copy(), high.copy()
                box[0][at] = box[1][at] = float(end)
                self.closed.by(Step.CLOSE, told, box)
        if zero is not None and one is not None:
            return []
        if zero is not None:
            low[at] = 1.0
        else:
            high[at] = 0.0
        return None

    def _point(self, z: np.ndarray) -> None:
        """Offer an integral point whose rows are all separated."""
        p = self.prepared
        x = self.kernel.held.copy()
        columns = self.kernel.columns
        x[columns] = np.where(p.integer[columns], np.rint(z[: self.k]), z[: self.k])
        if violated_curves(p.curved, x, whole=True):
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
