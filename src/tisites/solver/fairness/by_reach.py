"""People out of reach of every chosen site: capped by cuts, least by the access term."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csc_array, csr_array

from tisites.certificate.implied import implied_bounds
from tisites.messages.stop import look
from tisites.model.terms import Access
from tisites.model.tolerances import ROW, SAME
from tisites.solver.check import checked_answer
from tisites.solver.compact import CBC
from tisites.solver.expand import compact
from tisites.solver.fairness.moved import row_of, rows_of
from tisites.solver.fairness.numbers import sites_only
from tisites.solver.fairness.own_rows import over_own_rows, with_own_columns
from tisites.solver.highs import load
from tisites.solver.infeasible import with_conflict
from tisites.solver.kernel.session import Session
from tisites.solver.kernel.stated import in_length
from tisites.solver.solution import Limits, Proof, Solution

if TYPE_CHECKING:
    from tisites.messages.progress import Listener
    from tisites.model.equity import EquityBlock
    from tisites.model.program import Program
    from tisites.solver.compact import CompactBackEnd

#: Rounds of cuts in the linear relaxation, and of selections that a cut takes away.
LINEAR_ROUNDS, WHOLE_ROUNDS = 600, 200


@dataclass(frozen=True, slots=True)
class Cut:
    """``weight @ x >= people - cap``, whatever the cap."""

    weight: np.ndarray
    people: float
    out: np.ndarray  # groups that the point leaves out of reach


class ByReach:
    r"""Programs with a cap on the people out of reach, without a column for each group of them.

    With ``N_k`` the sites in reach of group ``k`` and ``p_k`` its share of the people, a selection
    leaves ``U(x) = \sum_k p_k \max(0, 1 - \sum_{i \in N_k} x_i)`` out of reach: convex, so that

    .. math:: \sum_{k \in K} p_k (1 - \sum_{i \in N_k} x_i) \le L

    holds for every set ``K`` of groups wherever ``U(x) <= L``, and is tight at a point whose
    unserved groups are ``K`` (closed-form Benders cuts: Cordeau, Furini and Ljubic, EJOR 275(3),
    2019, for covering). They are added at linear optima, then at selections; a cut holds for every
    cap, so that all levels of a frontier share them. Where the people out of reach are the
    objective, the program is a covering one, and the kernel's access term solves it.

    Parameters
    ----------
    program : Program
        With the rows and columns of the measure.
    own : (r,) int64
        Rows of the measure: one a group, and the cap.
    cap : int
        The cap's row.
    n : int
        Number of sites, the first columns.
    prover : CompactBackEnd, optional
        Who proves each kernel.
    confirm : bool
        Whether it also confirms kernels that the short tree closed, and constraints in conflict
        are named.
    """

    def __init__(
        self, program: Program, own: np.ndarray, cap: int, n: int, prover: CompactBackEnd = CBC,
        *, confirm: bool = False,
    ) -> None:  # fmt: skip
        self.n, self._cap, self._prover, self._confirm = n, cap, prover, confirm
        self._name = program.row_constraints[cap]
        self._rest = np.setdiff1d(np.arange(program.n_rows), own)
        self._groups = np.setdiff1d(own, [cap])
        by_column = csc_array(program.matrix)
        groups = self._groups
        self.near = csr_array(by_column[:, :n][groups])
        self.people = -by_column[:, n:][[cap]].toarray().ravel()
        other = csr_array(by_column[:, n:])
        square = groups.size == program.n_columns - n
        alone = square and abs(other[groups] - csr_array(np.eye(groups.size))).sum() == 0
        self.able = bool(
            program.access is None and not program.integer[n:].any()
            and alone and not other[self._rest].nnz and not by_column[:, :n][[cap]].nnz
        )  # fmt: skip
        self._cuts: list[Cut] = []

    def out_of_reach(self, x: np.ndarray) -> float:
        """Return the share of the people out of reach at a point (n,)."""
        return float(self.people @ np.maximum(0.0, 1.0 - self.near @ x))

    def solve(
        self,
        program: Program,
        limits: Limits,
        above: float = -math.inf,
        listener: Listener | None = None,
    ) -> Solution:
        """Solve the program under the cap of its row.

        Parameters
        ----------
        program : Program
            The first one, with another cap or objective.
        limits : Limits
            When to stop.
        above : float
            Not used: the best selection under the cap is returned, whatever it is worth.
        listener : Listener, optional
            Hears phases and bounds.
        """
        del above
        began = time.monotonic()
        plain = self._plain(program)
        cap = -float(program.row_lower[self._cap])
        if cap < -SAME:  # fewer than nobody: cuts would only take selections away one by one
            return _nothing()
        if math.isfinite(cap) and plain.access is None:
            self._relax(plain, cap, math.inf if limits.seconds is None else began + limits.seconds)
        bound = math.inf
        for _ in range(WHOLE_ROUNDS):
            left = None
            if limits.seconds is not None:
                left = max(0.0, limits.seconds - (time.monotonic() - began))
            session = Session(self._with_cuts(plain, cap), self._prover, confirm=self._confirm)
            found = session.solve(replace(limits, seconds=left), listener, evidence=True)
            if session.interrupted and not found.x.size:
                raise KeyboardInterrupt
            bound = min(bound, found.bound)
            if not found.x.size:
                found = with_conflict(session.program, found, listener) if self._confirm else found
                return replace(found, activities=np.empty(0), evidence=None, certified=False)
            if self.out_of_reach(found.x) <= cap + SAME:
                return self._whole(program, found, bound, limits)
            if session.interrupted:
                raise KeyboardInterrupt
            if found.proof not in (Proof.OPTIMAL, Proof.WITHIN_GAP):
                break
            self._cuts.append(self._cut(found.x))
        none = np.empty(0)
        return replace(
            found, proof=Proof.UNKNOWN, selected=np.empty(0, dtype=np.int64), x=none,
            value=math.nan, bound=bound, activities=none, evidence=None, certified=False,
        )  # fmt: skip

    def _plain(self, program: Program) -> Program:
        """Return the program of the sites, people in its objective as an access term."""
        plain = sites_only(program, self._rest, self.n)
        price = -program.value[self.n :]
        if not price.any():
            return plain
        term = Access("near", 1.0, price, np.zeros(price.size, dtype=np.int64), ["near"], self.near)
        return replace(plain, access=term, constant=plain.constant - float(price.sum()))

    def _cut(self, x: np.ndarray) -> Cut:
        """Return the cut of the groups that a point (n,) leaves out of reach."""
        out = np.flatnonzero(self.near @ x < 1.0 - SAME)
        weight = np.asarray(self.near[out].T @ self.people[out]).ravel()
        return Cut(weight, float(self.people[out].sum()), out)

    def _relax(self, plain: Program, cap: float, deadline: float) -> None:
        """Add the cuts that linear optima break; keep those that the last one is held by."""
        lower, upper = implied_bounds(plain)
        form = compact(plain)
        whole = np.zeros(self.n, dtype=bool)
        solver = load(replace(form, lower=lower, upper=upper, integer=whole))
        for cut in self._cuts:
            _add(solver, cut, cap)
        x = np.empty(0)
        for _ in range(LINEAR_ROUNDS):
            look()
            if time.monotonic() > deadline:
                return  # the session tells that no time is left
            solver.solve()
            if solver.getModelStatus().name != "kOptimal":
                return  # for the session to tell
            x = in_length(np.array(solver.getSolution().col_value), self.n)
            if self.out_of_reach(x) <= cap * (1.0 + ROW) + SAME:
                break
            cut = self._cut(x)
            self._cuts.append(cut)
            _add(solver, cut, cap)
        self._cuts = [c for c in self._cuts if c.weight @ x <= c.people - cap + ROW]

    def _with_cuts(self, plain: Program, cap: float) -> Program:
        if not self._cuts or not math.isfinite(cap):
            return plain
        many = len(self._cuts)
        names = tuple(f"{self._name}[cut {k}]" for k in range(many))
        body = csr_array(np.array([cut.weight for cut in self._cuts]))
        least = [cut.people - cap for cut in self._cuts]
        return plain.with_rows(body, least, np.inf, names, constraints=[self._name] * many)

    def _whole(self, program: Program, found: Solution, bound: float, limits: Limits) -> Solution:
        """Return an answer with the columns of the measure."""
        alone = np.maximum(0.0, 1.0 - self.near @ found.x)
        held = checked_answer(program, np.concatenate([found.x, alone]))
        found = self._certified(program, found)
        return with_own_columns(found, held, bound, limits, near_cuts=float(len(self._cuts)))

    def _certified(self, program: Program, found: Solution) -> Solution:
        """Return an answer with its certificate over the measure's own rows, where it has one.

        A cut is the cap's row and, times its people, that of each group out of reach. Where people
        are the objective, a group's row has what a threshold leaves of its people.
        """
        paper = found.evidence
        if paper is None:
            return found
        prices = np.zeros((paper.worth.size, program.n_rows))
        for k in range(self._rest.size, paper.rows.shape[1]):
            price = paper.rows[:, [k]].toarray().ravel()
            out = self._cuts[k - self._rest.size].out
            prices[:, self._cap] += price
            prices[:, self._groups[out]] += price[:, None] * self.people[out][None, :]
        alone = -program.value[self.n :]
        shift = 0.0
        if alone.any():
            left = alone[None, :] - paper.threshold.toarray()
            prices[:, self._groups] -= np.where(paper.worth[:, None], np.maximum(left, 0.0), 0.0)
            shift = float(alone.sum())
        whole = over_own_rows(paper, program, self._rest, csr_array(prices), shift)
        return replace(found, evidence=whole, certified=whole is not None)


def _nothing() -> Solution:
    none = np.empty(0)
    return Solution(
        Proof.INFEASIBLE, np.empty(0, dtype=np.int64), none, math.nan, -math.inf, none,
        "covering cuts",
    )  # fmt: skip


def _add(solver: object, cut: Cut, cap: float) -> None:
    some = np.flatnonzero(cut.weight)
    solver.addRow(  # type: ignore[attr-defined]
        cut.people - cap, np.inf, some.size, some.astype(np.int32), cut.weight[some]
    )


def reach_of(
    program: Program, block: EquityBlock, prover: CompactBackEnd = CBC, *, confirm: bool = False
) -> ByReach:
    """Return the solver of a cap on the people out of reach."""
    own, cap = rows_of(program, block.name), row_of(program, block.measure_row)
    return ByReach(program, own, cap, block.rows.matrix.shape[1], prover, confirm=confirm)
