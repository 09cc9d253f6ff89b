"""A proof that splits counts of sites: its certificate stands on the program's own rows."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csr_array, vstack

from tisites.certificate.counts import Counts
from tisites.certificate.implied import implied_bounds
from tisites.certificate.replay import Box, Certificate, Step
from tisites.certificate.verdict import verdict
from tisites.certificate.weak_duality import Implied, Prices, bounded, relaxation
from tisites.model.tolerances import CLAIM, SUMS, TIGHTEST, WHOLE
from tisites.solver.fairness.counting_rows import CountedForm, counted_form
from tisites.solver.highs import load
from tisites.solver.kernel.prepared import whole_step
from tisites.solver.kernel.stated import in_length

if TYPE_CHECKING:
    from tisites.certificate.weak_duality import Bounded
    from tisites.model.program import Program

#: Linear programs of one proof, and seconds: beyond, the claim has no certificate.
MOST_NODES, SECONDS = 20_000, 60.0


@dataclass
class _Tables:
    """Statements as they are made: prices in sparse rows, and the steps that use them."""

    rows: list[np.ndarray] = field(default_factory=list)
    implied: list[np.ndarray] = field(default_factory=list)
    counted: list[np.ndarray] = field(default_factory=list)
    worth: list[bool] = field(default_factory=list)
    steps: list[tuple[int, int]] = field(default_factory=list)
    splits: list[tuple[int, float]] = field(default_factory=list)

    def state(self, y: np.ndarray, mu: np.ndarray, c: np.ndarray, *, worth: bool) -> None:
        """Add a statement."""
        self.rows.append(y)
        self.implied.append(mu)
        self.counted.append(c)
        self.worth.append(worth)

    def drop(self) -> None:
        """Leave the last statement out."""
        for one in (self.rows, self.implied, self.counted, self.worth):
            one.pop()

    def certificate(self, form: CountedForm, claim: float, step: float) -> Certificate:
        """Write down what was stated."""
        many = len(self.worth)
        v, (m, c) = form.following.side.size, form.by_count.shape
        counts = Counts(
            form.helps, _stacked(self.counted, c),
            np.array([row for row, _ in self.splits], dtype=np.int32),
            np.array([limit for _, limit in self.splits], dtype=float),
        )  # fmt: skip
        return Certificate(
            claim=claim, step=step, rows=_stacked(self.rows, m), following=form.following,
            implied=_stacked(self.implied, v), threshold=csr_array((many, 0)),
            worth=np.array(self.worth, dtype=bool),
            steps=np.array([step for step, _ in self.steps], dtype=np.int8),
            of=np.array([of for _, of in self.steps], dtype=np.int32), counts=counts,
        )  # fmt: skip


def _stacked(rows: list[np.ndarray], width: int) -> csr_array:
    if not rows:
        return csr_array((0, width))
    return csr_array(np.array(rows).reshape(len(rows), width))


def proof_by_counts(
    program: Program, helps: csr_array, claim: float, seconds: float = SECONDS
) -> Certificate | None:
    """Prove that no selection is worth more than a claim, or that there is none.

    Branch and bound over a program's linear relaxation, on counts of sites first (a territory has
    a whole number of them), then on sites. Every box is closed by a statement in the program's own
    units, replayed at the end as anyone can.

    Parameters
    ----------
    program : Program
        Without access term.
    helps : (c, n) csr_array
        1 where a site is counted, by territory; the first columns of the program at least.
    claim : float
        Constant included; minus infinity: that there is no selection.
    seconds : float
        Wall clock.

    Returns
    -------
    Certificate or None
        None where it was not closed in time, or is not true.
    """
    if program.access is not None and program.access.weight and program.access.f.nnz:
        return None
    tree = _Tree(program, helps, claim - program.constant, time.monotonic() + seconds)
    found = tree.certificate()
    if found is None or verdict(program, found).fault:
        return None
    return found


class _Tree:
    """The search, depth first: the order in which a replay closes boxes."""

    def __init__(self, program: Program, helps: csr_array, claim: float, deadline: float) -> None:
        n = program.n_columns
        wide = csr_array((helps.data, helps.indices, helps.indptr), (helps.shape[0], n))
        self.r, self.deadline = relaxation(program), deadline
        lower, upper = implied_bounds(program)
        self.form = counted_form(program, self.r, lower, upper, wide)
        known = bool(np.isfinite(claim))
        self.claim, self.step = claim, whole_step(program) if known else 0.0
        self.target = claim - CLAIM * max(1.0, abs(claim)) if known else claim
        self.crossed = bool((lower > upper).any() or (self.r.row_lower > self.r.row_upper).any())
        ends = np.full(wide.shape[0], -np.inf), np.full(wide.shape[0], np.inf)
        self.box = Box(lower, upper, False, *ends)
        self.most = np.asarray(wide.sum(axis=1)).ravel()
        self.tables = _Tables()
        rows = [self.form.following.rows, wide, -wide]
        self._priced = csr_array(vstack(rows, format="csr"))
        self._solver: Any = None
        self._columns = np.arange(n + wide.shape[0], dtype=np.int32)

    def certificate(self) -> Certificate | None:
        """Return the closed tree written down, None where it was not closed."""
        t = self.tables
        if self.crossed:
            sizes = self.r.row_upper.size, self.form.following.side.size, self.most.size
            t.state(*(np.zeros(size) for size in sizes), worth=False)
            t.steps.append((Step.CLOSE, 0))
            return t.certificate(self.form, self.claim, self.step)
        self._solver = load(self.form.form)
        self._solver.setOptionValue("primal_feasibility_tolerance", TIGHTEST)
        self._solver.setOptionValue("presolve", "off")  # it tells no ray
        stack, nodes = [self.box], 0
        while stack:
            nodes += 1
            if nodes > MOST_NODES or time.monotonic() > self.deadline:
                return None
            children = self._open(stack.pop())
            if children is None:
                return None
            stack += children
        return t.certificate(self.form, self.claim, self.step)

    def _open(self, box: Box) -> list[Box] | None:
        """Close a box, or return its parts, the first to be closed last; None to give up."""
        t = self.tables
        x, counts, stated = self._solved(box)
        if any(self._closes(box, duals, worth=worth) for duals, worth in stated):
            t.steps.append((Step.CLOSE, len(t.worth) - 1))
            return []
        free = self.r.integer & (box.lower == 0.0) & (box.upper == 1.0)
        if counts.size:
            low, up = self._limits(box)
            off = np.where(low < up, np.abs(counts - np.rint(counts)), 0.0)
            if off.max(initial=0.0) > WHOLE:
                g = int(np.argmax(off))
                return self._split_count(box, g, float(counts[g]))
            off = np.where(free, np.abs(x - np.rint(x)), 0.0)
            better = float(self.r.value @ x) > self.target
            if off.max(initial=0.0) > (SUMS if better else WHOLE):
                i = int(np.argmax(off))
                return self._split(box, i, one_first=bool(x[i] >= 0.5))
            if better:  # a better selection: nothing to prove
                return None
        if not free.any():
            return None
        chosen = np.flatnonzero(free & (x > 0.5)) if x.size else np.empty(0)
        i = int(chosen[0]) if chosen.size else int(np.flatnonzero(free)[0])
        return self._split(box, i, one_first=True)

    def _split_count(self, box: Box, g: int, at: float) -> list[Box]:
        t, limit = self.tables, float(np.floor(at))
        t.splits.append((g, limit))
        under, over = box.counted(g, -np.inf, limit), box.counted(g, limit + 1.0, np.inf)
        if at - limit < 0.5:
            t.steps.append((Step.SPLIT_UNDER, len(t.splits) - 1))
            return [over, under]
        t.steps.append((Step.SPLIT_OVER, len(t.splits) - 1))
        return [under, over]

    def _split(self, box: Box, i: int, *, one_first: bool) -> list[Box]:
        zero, one = box.child(i, 0.0), box.child(i, 1.0)
        self.tables.steps.append((Step.SPLIT_ONE if one_first else Step.SPLIT_ZERO, i))
        return [zero, one] if one_first else [one, zero]

    def _limits(self, box: Box) -> tuple[np.ndarray, np.ndarray]:
        return np.maximum(box.count_low, 0.0), np.minimum(box.count_up, self.most)

    def _solved(self, box: Box) -> tuple[np.ndarray, np.ndarray, list[tuple[np.ndarray, bool]]]:
        """Solve the relaxation over a box; the point, or nothing, and the prices to be tried."""
        low, up = self._limits(box)
        n, many = box.lower.size, low.size
        self._solver.changeColsBounds(
            n + many, self._columns,
            np.concatenate([box.lower, low]), np.concatenate([box.upper, np.maximum(low, up)]),
        )  # fmt: skip
        self._solver.solve()
        status = self._solver.getModelStatus().name
        none = np.empty(0)
        if status == "kOptimal":
            answer = self._solver.getSolution()
            z = in_length(np.array(answer.col_value), n + many)
            return z[:n], z[n:], [(np.array(answer.row_dual), True)]
        if status == "kInfeasible":
            ray = self._solver.getDualRay()
            if ray[1]:
                way = np.array(ray[2])  # a ray may be told either way round
                return none, none, [(way, False), (-way, False)]
        self._solver.clearSolver()
        return none, none, []

    def _closes(self, box: Box, duals: np.ndarray, *, worth: bool) -> bool:
        """State what prices of the linear program say of a box, and fix what they rule out.

        The statement is kept where it closes the box, or fixes anything in it.
        """
        m, many, v = self.r.row_upper.size, self.most.size, self.form.following.side.size
        every = in_length(duals, m + many + v)
        y, tied, mu = every[:m], every[m : m + many], every[m + many :]
        priced = tied - np.asarray(self.form.by_count.T @ y)
        self.tables.state(y, np.maximum(mu, 0.0), priced, worth=worth)
        before = float((box.upper - box.lower).sum())
        box.fix(self._bound(box), self.r.integer, self.target, worth=worth)
        if box.empty:
            return True
        if float((box.upper - box.lower).sum()) < before:
            self.tables.steps.append((Step.FIX, len(self.tables.worth) - 1))
        else:
            self.tables.drop()
        return False

    def _bound(self, box: Box) -> Bounded:
        """Return what the last statement says of a box, as its replay will."""
        t = self.tables
        y, mu, price = t.rows[-1], t.implied[-1], t.counted[-1]
        over = np.where(np.isfinite(box.count_up), np.maximum(price, 0.0), 0.0)
        under = np.where(np.isfinite(box.count_low), np.maximum(-price, 0.0), 0.0)
        side = np.concatenate([
            self.form.following.side,
            np.where(over > 0, box.count_up, 0.0), np.where(under > 0, -box.count_low, 0.0),
        ])  # fmt: skip
        implied = Implied(self._priced, side, np.concatenate([mu, over, under]))
        prices = Prices(y, implied=implied, worth=t.worth[-1])
        return bounded(self.r, prices, box.lower, box.upper)
