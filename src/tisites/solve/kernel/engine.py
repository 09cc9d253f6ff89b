"""Bound, incumbent, kernel, proof: the solve order for programs of any size."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from tisites.solve.form import Stop
from tisites.solve.kernel.bound import Bound, dual_bound
from tisites.solve.kernel.master import Master
from tisites.solve.kernel.prove import kernel_form
from tisites.solve.kernel.search import Search
from tisites.solve.kernel.spacing import violated_cliques
from tisites.solve.kernel.tree import Tree
from tisites.solve.solution import TOLERANCE

if TYPE_CHECKING:
    from tisites.messages.progress import Stopwatch
    from tisites.solve.compact import Runner
    from tisites.solve.form import Answer
    from tisites.solve.kernel.prepared import Prepared
    from tisites.solve.kernel.service import Block

#: Programs up to this many columns keep them all in the linear program.
ALL_COLUMNS = 4000
#: Columns in the first linear program, and at most brought in by one pricing.
FIRST, BATCH = 1200, 600
#: Columns that a search for incumbents moves among.
SEARCH = 500
CLIMB_SECONDS = 30.0
#: Separation goes on while cuts claim more than this share of the gap.
COARSE, FINE = 0.2, 0.02
#: Columns in the first kernel beyond the linear optimum's; wider ones only if the gap needs them.
KERNEL = 60
ROUNDS = 500
#: Linear programs the short tree may solve, and the cuts of it kept when it gives up.
TREE_SOLVES, TREE_CUTS = 600, 40


class OutOfTimeError(Exception):
    """The wall clock ran out; what is known so far stands."""


@dataclass
class State:
    """What is known so far: best selection, best bound, what each column could still be."""

    chosen: np.ndarray | None = None  # x of every column
    worth: float = -math.inf
    upper: float = math.inf
    if_one: np.ndarray = field(default_factory=lambda: np.empty(0))
    if_zero: np.ndarray = field(default_factory=lambda: np.empty(0))
    figures: dict[str, float] = field(default_factory=dict)
    infeasible: bool = False
    stop: Stop = Stop.OPTIMAL

    def count(self, name: str, by: float = 1.0) -> None:
        """Add to a figure of the certificate."""
        self.figures[name] = self.figures.get(name, 0.0) + by


class Engine:
    """One program under way; it can be changed and solved again, keeping what it learnt."""

    def __init__(self, prepared: Prepared, run: Runner, *, confirm: bool = True) -> None:
        self.confirm = confirm
        self.prepared = prepared
        self.run = run
        self.master = Master(prepared)
        self.pool: list[np.ndarray] = []
        self.earlier: list[np.ndarray] = []
        self.tried: set[bytes] = set()
        self.state = State()
        self.deadline = math.inf
        self.gap_rel = 0.0
        self.watch: Stopwatch
        self.reduced = np.zeros(prepared.n)

    # verbs --------------------------------------------------------------------------------

    def solve(self, seconds: float | None, gap_rel: float, watch: Stopwatch) -> State:
        """Run to proof or to the limits."""
        self.watch = watch
        self.gap_rel = gap_rel
        self.deadline = math.inf if seconds is None else time.monotonic() + seconds
        n = self.prepared.n
        self.earlier, self.pool, self.tried = self.pool[:1], [], set()
        self.state = State(if_one=np.full(n, math.inf), if_zero=np.full(n, math.inf))
        if (self.prepared.lower > self.prepared.upper + 1e-9).any():
            self.state.infeasible = True  # bounds that cross: locks, or rows on a measure
            return self.state
        try:
            with watch.phase("bound"):
                self._start()
                self._root()
                self._note_root()
            if not self.state.infeasible and not self._closed():
                self.master.purge()
                self._prove()
            if not self.state.infeasible and self.state.chosen is not None:
                with watch.phase("ties"):
                    self._settle_ties()
        except OutOfTimeError:
            self.state.stop = Stop.LIMIT
        except KeyboardInterrupt:
            self.state.stop = Stop.INTERRUPTED
        self.state.count("columns_in_lp", float(self.master.active.size))
        self.state.count("lp_iterations", float(self.master.iterations))
        return self.state

    def renew(self, prepared: Prepared) -> None:
        """Take a changed program (same rows, geometry and service)."""
        self.prepared = prepared
        self.master.renew(prepared)

    def target(self) -> float:
        """Return the least worth that would count as better than the incumbent."""
        worth = self.state.worth
        if not math.isfinite(worth):
            return -math.inf
        step = self.prepared.step
        tiny = 0.2 * TOLERANCE * max(self.prepared.factor, abs(worth + self._constant()))
        slack = max(tiny, self.gap_rel * abs(worth)) if self.gap_rel else tiny
        return worth + max(slack, step * (1 - 1e-6) - tiny)

    def _constant(self) -> float:
        return self.prepared.program.constant * self.prepared.factor

    def _closed(self) -> bool:
        """Tell whether nothing better can exist."""
        return self.state.upper <= self.target()

    def _tick(self) -> None:
        if time.monotonic() > self.deadline:
            raise OutOfTimeError

    def _left(self) -> float | None:
        if math.isinf(self.deadline):
            return None
        return max(0.0, self.deadline - time.monotonic())

    # columns ------------------------------------------------------------------------------

    def _start(self) -> None:
        """Choose the first columns: all of a small program, else the promising, spread out."""
        p = self.prepared
        if p.n <= ALL_COLUMNS:
            self.master.add_columns(np.arange(p.n))
            return
        if self.master.active.size:
            fresh = np.flatnonzero((p.lower > 0) | ~p.integer)
            self.master.add_columns(fresh)
            return
        promise = p.value.copy()
        if p.service is not None:
            promise += p.weight * p.service.price(np.zeros(p.service.n_points))
        self.reduced = promise
        self.master.add_columns(self._spread(promise, FIRST))

    def _strata(self) -> np.ndarray:
        """Where a column is, roughly: the demand group of its first pair, else its rows."""
        p = self.prepared
        stratum = np.zeros(p.n, dtype=np.int64)
        if p.service is not None:
            has = np.flatnonzero(np.diff(p.service.start))
            stratum[has] = 1 + p.service.group[p.service.point[p.service.start[has]]]
        else:
            length = np.diff(p.columns.indptr)
            has = np.flatnonzero(length)
            stratum[has] = 1 + p.columns.indices[p.columns.indptr[has + 1] - 1]
        return stratum

    def _spread(self, score: np.ndarray, many: int) -> np.ndarray:
        """Pick columns by score, half overall and half evenly over strata."""
        p = self.prepared
        must = np.flatnonzero((p.lower > 0) | ~p.integer)
        allowed = np.where(p.upper > 0, score, -np.inf)
        best = np.argsort(-allowed, kind="stable")
        stratum = self._strata()[best]
        by_stratum = np.argsort(stratum, kind="stable")
        ordered = stratum[by_stratum]
        head = np.concatenate([[0], np.flatnonzero(np.diff(ordered)) + 1])
        rank = np.arange(p.n) - np.repeat(head, np.diff(np.append(head, p.n)))
        each = max(1, many // 2 // head.size)
        spread = best[by_stratum[rank < each]]
        picked = np.unique(np.concatenate([must, best[: many // 2], spread]))
        return picked[(p.upper[picked] > 0) | ~p.integer[picked]]

    def _price(self, bound: Bound) -> int:
        """Bring in the columns whose reduced cost says they help; how many came."""
        p = self.prepared
        out = self.master.place < 0
        worth = np.where(out & (p.upper > 0), bound.reduced, 0.0)
        helping = np.flatnonzero(worth > 1e-7)
        if helping.size == 0:
            return 0
        if helping.size > BATCH:
            best = helping[np.argsort(-worth[helping], kind="stable")]
            stratum = self._strata()[best]
            by_stratum = np.argsort(stratum, kind="stable")
            ordered = stratum[by_stratum]
            head = np.concatenate([[0], np.flatnonzero(np.diff(ordered)) + 1])
            rank = np.arange(best.size) - np.repeat(head, np.diff(np.append(head, best.size)))
            each = max(2, BATCH // 2 // head.size)
            spread = best[by_stratum[rank < each]]
            helping = np.unique(np.concatenate([best[: BATCH // 2], spread]))
        self.master.add_columns(np.sort(helping))
        self.state.count("pricings")
        return int(helping.size)

    # bound --------------------------------------------------------------------------------

    def _learn(self, bound: Bound) -> None:
        """Keep a bound, and what it says of every column."""
        s = self.state
        s.upper = min(s.upper, bound.upper)
        away = bound.upper - np.abs(bound.reduced)
        at_upper = bound.reduced > 0
        np.minimum(s.if_one, np.where(at_upper, bound.upper, away), out=s.if_one)
        np.minimum(s.if_zero, np.where(at_upper, away, bound.upper), out=s.if_zero)
        self.reduced = bound.reduced

    def _bound(self) -> Bound:
        bound = dual_bound(self.prepared, self.master.duals(), self.master.clique_members())
        self._learn(bound)
        constant = self._constant()
        f = self.prepared.factor
        worth = None if self.state.chosen is None else (self.state.worth + constant) / f
        self.watch.listener.bounds(worth, (self.state.upper + constant) / f)
        return bound

    def _feasible_master(self) -> bool:
        """Solve the linear program; bring in columns until its rows hold. False: they cannot."""
        word = self.master.solve(self._left())
        if word == "optimal":
            return True
        if word == "limit":
            raise OutOfTimeError
        self.master.elastic(True)
        try:
            while True:
                self._tick()
                word = self.master.solve(self._left())
                if word == "limit":
                    raise OutOfTimeError
                if word != "optimal":
                    raise RuntimeError(f"the linear program ended as {word}")
                objective = self.master.point()[2]
                if objective > -1e-7 * max(1.0, self.prepared.m):
                    break
                bound = dual_bound(
                    self.prepared, self.master.duals(), self.master.clique_members(), violation=True
                )
                if self._price(bound) == 0:
                    # rows cannot hold even fractionally, with cliques valid for every selection
                    return self._violation_is_noise(bound, objective)
        finally:
            self.master.elastic(False)
        word = self.master.solve(self._left())
        if word == "limit":
            raise OutOfTimeError
        if word != "optimal":
            raise RuntimeError(f"the linear program ended as {word}")
        return True

    @staticmethod
    def _violation_is_noise(bound: Bound, objective: float) -> bool:
        return not (bound.upper < -1e-7 or objective < -1e-6)

    def _separate(self) -> tuple[float, int]:
        """Add violated access cuts and cliques at the current point.

        Returns
        -------
        excess : float
            Objective that the violated rows claim too much; infinite with violated cliques.
        added : int
            How many rows came.
        """
        p, m = self.prepared, self.master
        x, theta, objective = m.point()
        x = np.where(x < 1e-9, 0.0, x)
        excess, added = 0.0, 0
        if m.block is not None:
            threshold = m.block.critical(x)
            worth = m.block.worth(threshold, x)
            assert p.service is not None
            worth += np.bincount(p.service.group, threshold, m.groups)
            over = theta - worth
            groups = np.flatnonzero(p.weight * over > 1e-9 * max(1.0, abs(objective)))
            if groups.size:
                excess = p.weight * float(over[groups].sum())
                m.add_cuts(threshold, groups)
                added += groups.size
                self.state.count("cuts", groups.size)
        if p.spacings:
            support = np.flatnonzero((x > 1e-7) & p.integer[m.active])
            order = np.argsort(m.active[support], kind="stable")
            columns = m.active[support][order]
            cliques = violated_cliques(p.spacings, columns, x[support][order], self.reduced)
            fresh = m.add_cliques(cliques)
            added += fresh
            excess = math.inf if fresh else excess
            self.state.count("cliques", fresh)
        return excess, added

    def _root(self) -> None:
        """Linear optimum of the full program: rows and columns added only when needed."""
        share = COARSE
        for _ in range(ROUNDS):
            self._tick()
            self.state.count("rounds")
            if not self._feasible_master():
                self.state.infeasible = True
                return
            excess, added = self._separate()
            if added and excess > share * self._gap_guess():
                continue
            bound = self._bound()
            self._round_and_improve()
            if self._closed():
                return
            if self._price(bound):
                continue
            if not added or share <= FINE or excess <= FINE * self._gap_guess():
                return
            share = FINE

    def _note_root(self) -> None:
        """Write the bound and the incumbent that the root gave, in the program's own units."""
        factor, constant = self.prepared.factor, self.prepared.program.constant
        for name, figure in (("lp_bound", self.state.upper), ("root_incumbent", self.state.worth)):
            if math.isfinite(figure):
                self.state.figures[name] = figure / factor + constant

    def _gap_guess(self) -> float:
        """Return what is at stake: the gap, once both ends are known."""
        objective = self.master.point()[2]
        least = 1e-6 * max(1.0, abs(objective))
        if math.isfinite(self.state.worth):
            return max(least, objective - self.state.worth)
        return max(least, 1e-3 * abs(objective))

    # incumbents ---------------------------------------------------------------------------

    def _search(self, keep: np.ndarray) -> Search:
        """Return a search among the columns that matter most, and those to keep.

        Parameters
        ----------
        keep : (k,) int64
            Columns (program numbers) that must be in play, all active.
        """
        m, p = self.master, self.prepared
        if m.active.size <= SEARCH:
            return Search(p, m.active, m.block)
        score = self.reduced[m.active].copy()
        score[m.point()[0] > 1e-9] = np.inf
        score[p.lower[m.active] > 0.5] = np.inf
        score[m.place[keep]] = np.inf
        local = np.sort(
            np.argsort(-score, kind="stable")[: max(SEARCH, int(np.isposinf(score).sum()))]
        )
        return Search(p, m.active[local], None if m.block is None else m.block.subset(local))

    def _offer(self, x: np.ndarray, worth: float) -> None:
        """Keep a feasible point if it is the best so far."""
        if worth > self.state.worth:
            self.state.worth, self.state.chosen = worth, x
            self.pool = [x, *self.pool[:2]]

    def _climb(self, search: Search, start: np.ndarray) -> None:
        """Mend a selection, improve it, and keep it if it is the best."""
        limit = min(self.deadline, time.monotonic() + CLIMB_SECONDS)
        chosen = search.repaired(start, limit)
        if chosen is None:
            self.state.count("repairs_failed")
            return
        chosen, worth = search.improved(chosen, limit)
        if search.feasible(chosen):
            x = np.zeros(self.prepared.n)
            x[search.columns[chosen]] = 1.0
            self._offer(x, worth)

    def _polish(self, x: np.ndarray, worth: float) -> None:
        """Keep a feasible point, and what swaps make of it."""
        better = worth > self.state.worth
        self._offer(x, worth)
        if better and self._swappable():
            search = self._search(np.flatnonzero(x > 0.5))
            self._climb(search, np.flatnonzero(x[search.columns] > 0.5))

    def _swappable(self) -> bool:
        """Tell whether binaries alone decide everything (no continuous column)."""
        return bool(self.prepared.integer.all())

    def _round_and_improve(self) -> None:
        """Look for incumbents near the fractional point and near earlier selections."""
        if not self._swappable():
            return
        search = self._search(np.empty(0, dtype=np.int64))
        x = np.clip(self.master.point()[0], 0.0, 1.0)[self.master.place[search.columns]]
        start = search.rounded(x)
        key = search.columns[start].tobytes()
        if key not in self.tried:
            self.tried.add(key)
            self._climb(search, start)
            self.state.count("searches")
        self._recall()

    def _recall(self) -> None:
        """Mend and improve the selections of earlier solves, once a solve."""
        for x in self.earlier:
            columns = np.flatnonzero(x > 0.5)
            columns = columns[self.master.place[columns] >= 0]
            search = self._search(columns)
            local = np.flatnonzero(x[search.columns] > 0.5)
            self._climb(search, np.union1d(local[search.free[local]], search.forced))
        self.earlier = []

    # proof --------------------------------------------------------------------------------

    def _prove(self) -> None:
        """Solve kernels, each as wide as the gap needs, until nothing outside can matter."""
        p, s = self.prepared, self.state
        cap = KERNEL + int((self.master.point()[0] > 1e-7).sum())
        while True:
            self._tick()
            target = self.target()
            needed = (s.if_one >= target) & (s.if_zero >= target) & (p.upper > p.lower)
            needed |= ~p.integer
            columns = np.flatnonzero(needed)
            whole = columns.size <= cap
            if not whole:
                slack = np.minimum(s.if_one, s.if_zero)[columns]
                slack[~p.integer[columns]] = np.inf
                columns = np.sort(columns[np.argsort(-slack, kind="stable")[:cap]])
            held = np.where((s.if_one < target) & (s.if_zero >= target), p.lower, 0.0)
            held = np.where((s.if_zero < target) & (s.if_one >= target), p.upper, held)
            outside = needed.copy()
            outside[columns] = False
            held = np.where(outside, np.where(self.reduced > 0, p.upper, p.lower), held)
            held = np.where(p.upper <= p.lower, p.lower, held)
            if ((s.if_one < target) & (s.if_zero < target) & (p.upper > p.lower)).any():
                s.upper = min(s.upper, target)  # some column can be neither: nothing better
                return
            self.master.add_columns(np.flatnonzero(needed & (self.master.place < 0) & ~outside))
            self.master.add_columns(np.flatnonzero((held > 0.5) & (self.master.place < 0)))
            s.figures["kernel_columns"] = float(columns.size)
            s.count("kernels")
            with self.watch.phase("prove"):
                done = self._prove_kernel(columns, held, target)
            if not done:
                continue
            if whole:
                s.upper = min(
                    s.upper, max(self.target(), target) if s.chosen is not None else s.upper
                )
                if s.chosen is None:
                    s.infeasible = True
                return
            if self._closed():
                return
            now = self.target()
            # outside the kernel, only the value that was held may still be of interest
            still = np.where(held > 0.5, s.if_zero, s.if_one) >= now
            still &= (p.upper > p.lower) & p.integer
            still[columns] = False
            if not still.any():
                s.upper = min(s.upper, now)
                return
            cap = max(4 * cap, 500)

    def _prove_kernel(self, columns: np.ndarray, held: np.ndarray, target: float) -> bool:
        """Close one kernel: by a short tree, and by the back end with lazily added rows.

        What the tree closed the back end confirms (decision 0004), unless that is left out or
        time is; what the tree gave up the back end proves alone. True when nothing better is in
        the kernel; False when the incumbent moved, to look again at what the kernel must hold.
        """
        if columns.size == 0:
            self._alone(held)
            return True
        closed = self._tree(columns, held)
        if closed and not self.confirm:
            return True
        seen: set[bytes] = set()
        while True:
            self._tick()
            kernel = kernel_form(self.prepared, self.master, columns, held)
            target = self.target()
            cutoff = None if not math.isfinite(target) else target - kernel.offset
            answer = self.run(kernel.form, seconds=self._left(), gap_rel=0.0, cutoff=cutoff)
            self.state.count("mip_rounds")
            if not math.isnan(answer.nodes):
                self.state.count("nodes", answer.nodes)
            if answer.stop is Stop.INTERRUPTED:
                raise KeyboardInterrupt
            if answer.stop is Stop.INFEASIBLE:
                return True
            if answer.z is None:
                if answer.stop is Stop.LIMIT:
                    if closed:  # the tree's proof stands, unconfirmed
                        self.state.count("unconfirmed")
                        return True
                    raise OutOfTimeError
                raise RuntimeError(f"the kernel's back end stopped: {answer.stop}")
            before = self.state.worth
            fresh = self._meet(kernel.columns, kernel.held, answer)
            if answer.stop is Stop.LIMIT:
                raise OutOfTimeError
            selection = np.flatnonzero(answer.z[: columns.size] > 0.5).tobytes()
            if fresh == 0 or selection in seen:
                # a selection that comes again has its exact cuts: what it still claims too much
                # is the back end's own tolerance
                return True
            seen.add(selection)
            if self.state.worth > before:
                # a better incumbent: the kernel itself may shrink
                self._shrink()

    def _alone(self, held: np.ndarray) -> None:
        """Take the one selection that is left, if it holds."""
        everyone = np.flatnonzero(held > 0.5)
        search = Search(self.prepared, everyone, self._service_of(everyone))
        chosen = np.arange(everyone.size)
        if search.feasible(chosen):
            self._polish(held, search.worth(chosen))

    def _service_of(self, columns: np.ndarray) -> Block | None:
        service = self.prepared.service
        return None if service is None else service.block(columns)

    def _tree(self, columns: np.ndarray, held: np.ndarray) -> bool:
        """Try to close a kernel with the short tree; what it learnt is kept."""
        if TREE_SOLVES <= 0:
            return False
        m = self.master
        kernel = kernel_form(self.prepared, m, columns, held)
        tree = Tree(
            self.prepared, m, kernel, self.target, self._polish, self.deadline, self.reduced
        )
        stop = tree.close(TREE_SOLVES)
        self.state.count("tree_nodes", tree.nodes)
        self.state.count("tree_solves", tree.solves)
        if stop is Stop.INTERRUPTED:
            raise OutOfTimeError
        closed = stop is Stop.OPTIMAL
        if closed and not self.confirm:
            return True
        for threshold, groups in tree.cuts[-TREE_CUTS:]:
            m.add_cuts(threshold, groups)
            self.state.count("cuts", groups.size)
        self.state.count("cliques", m.add_cliques(tree.cliques))
        return closed

    def _shrink(self) -> None:
        """Solve the linear program again with the rows found since."""
        if self._feasible_master():
            self._bound()

    def _meet(self, columns: np.ndarray, held: np.ndarray, answer: Answer) -> int:
        """Take a kernel's answer: true worth, violated rows added; how many were."""
        assert answer.z is not None
        p, m = self.prepared, self.master
        z = held.copy()
        whole = p.integer[columns]
        values = answer.z[: columns.size]
        z[columns] = np.where(whole, np.rint(values), values)
        chosen = np.flatnonzero(p.integer & (z > 0.5))
        fresh = 0
        if p.spacings:
            cliques = []
            for rule in p.spacings:
                for i, j in rule.conflicts(chosen).tolist():
                    cliques.append(rule.grown([i, j], self.reduced))
            fresh += m.add_cliques(cliques)
            self.state.count("cliques", len(cliques))
        broken = fresh > 0
        local = m.place[chosen]
        if m.block is not None:
            best, second, _ = m.block.two_best(local)
            assert p.service is not None
            theta = answer.z[columns.size :]
            truth = np.bincount(p.service.group, best, m.groups)
            over = np.flatnonzero(theta > truth + 1e-7 * np.maximum(1e-2, truth))
            lost = p.weight * float((theta - truth)[over].sum())
            total = float(p.value @ z) + p.weight * float(best.sum()) + self._constant()
            if over.size and lost > 0.05 * TOLERANCE * max(p.factor, abs(total)):
                m.add_cuts(best, over)
                if (second != best).any():
                    m.add_cuts(second, over)
                self.state.count("cuts", 2 * over.size)
                fresh += over.size
        if not broken:
            worth = float(p.value @ z)
            if m.block is not None:
                worth += p.weight * float(best.sum())
            self._offer(z, worth)
        if fresh and self._swappable():
            search = self._search(chosen)
            self._climb(search, np.flatnonzero(z[search.columns] > 0.5))
        return fresh

    def _settle_ties(self) -> None:
        """Apply the tie rule to a proven selection (see :meth:`.Search.canonical`)."""
        if not self._swappable() or self.state.chosen is None:
            return
        search = self._search(np.flatnonzero(self.state.chosen > 0.5))
        local = np.flatnonzero(self.state.chosen[search.columns] > 0.5)
        chosen = search.canonical(local, self.deadline)
        worth = search.worth(chosen)
        if search.feasible(chosen) and worth >= self.state.worth - 1e-9 * max(1, abs(worth)):
            x = np.zeros(self.prepared.n)
            x[search.columns[chosen]] = 1.0
            self.state.chosen = x
