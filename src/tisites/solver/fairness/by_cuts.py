"""Programs under a convex measure of equity, its columns projected out: cuts over sites alone."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csc_array

from tisites.model.equity.convex import ConvexRule
from tisites.model.tolerances import CUT_SLACK
from tisites.solver.check import check
from tisites.solver.compact import CBC
from tisites.solver.fairness.moved import row_of, rows_of
from tisites.solver.fairness.numbers import sites_only
from tisites.solver.fairness.own_rows import curved_prices, over_own_rows, with_own_columns
from tisites.solver.infeasible import with_conflict
from tisites.solver.kernel.curved import Curved
from tisites.solver.kernel.packing import CURVED, Packing
from tisites.solver.kernel.session import Session
from tisites.solver.solution import Limits, Proof, Solution

if TYPE_CHECKING:
    from tisites.messages.progress import Listener
    from tisites.model.equity import EquityBlock
    from tisites.model.equity.convex import Curve
    from tisites.model.program import Program
    from tisites.solver.compact import CompactBackEnd

#: Points whose cuts, and selections that, the next level starts from.
KEPT_POINTS, KEPT_SELECTIONS = 60, 30


class ByCuts:
    r"""Programs that differ in the limit of one convex measure, solved over their sites alone.

    A Gini index bounded by ``r`` asks ``sum w_g w_h |u_g - u_h| <= r sum w_g u_g``: a convex
    function of the benefits, the greatest of finitely many linear ones. Written out it takes a
    column and two rows a pair of territories; here a cut is taken where a point breaks it, in
    closed form, as for access. Sites are then the only columns: the kernel's swaps, reduced costs
    and short tree work as without equity. The mean of the worst served, alpha-fair welfare and
    the greatest gap go the same way. Cuts are taken again, where they were, at the next limit.

    Parameters
    ----------
    program : Program
        With the rows and columns of the measure.
    block : EquityBlock
        The measure.
    prover : CompactBackEnd, optional
        Who proves what the short tree leaves open.
    confirm : bool
        Whether it also confirms what the tree closed, and constraints in conflict are named.
    """

    def __init__(
        self, program: Program, block: EquityBlock, prover: CompactBackEnd = CBC, *,
        confirm: bool = False,
    ) -> None:  # fmt: skip
        self.block, self._prover, self._confirm = block, prover, confirm
        self.n = block.rows.matrix.shape[1]
        self._rest = np.setdiff1d(np.arange(program.n_rows), rows_of(program, block.name))
        own = 0 if block.block is None else len(block.block.extra_labels)
        by_column = csc_array(program.matrix)
        self.able = bool(
            isinstance(block.rule, ConvexRule) and own
            and program.access is None and program.integer[: self.n].all()
            and program.n_columns == self.n + own and not by_column[:, self.n :][self._rest].nnz
        )  # fmt: skip
        self._points: list[np.ndarray] = []
        self._selections: list[np.ndarray] = []

    def solve(
        self,
        program: Program,
        limits: Limits,
        above: float = -math.inf,
        listener: Listener | None = None,
    ) -> Solution:
        """Solve the program under the limit that the measure's row has now.

        Parameters
        ----------
        program : Program
            The first one, with another limit or other values of sites.
        limits : Limits
            When to stop.
        above : float
            Only selections worth more are of interest; infeasible then says that there is none.
        listener : Listener, optional
            Hears phases and bounds.

        Raises
        ------
        ValueError
            When the measure itself has a price: it is no limit then.
        KeyboardInterrupt
            On Ctrl-C before any selection.
        """
        if program.value[self.n :].any():
            raise ValueError("the measure is part of the objective")
        plain = sites_only(program, self._rest, self.n)
        curve = self._curve(program)
        benefit = self.block.rows.matrix
        curved = () if curve is None else (Curved(curve, benefit),)
        session = Session(plain, self._prover, confirm=self._confirm, curved=curved)
        known = [
            x for x in self._selections if all(c.packing(x, whole=True) is None for c in curved)
        ]
        for rule in curved:
            rule.met.clear()
        best = sorted(known, key=lambda x: -float(plain.value @ x))[:1]
        session.seed([c.at(u) for c in curved for u in self._points], best)
        found = session.solve(limits, listener, above=above, evidence=self._confirm)
        if session.interrupted and not found.x.size:
            raise KeyboardInterrupt
        for rule in curved:
            self._keep(rule, session.linear_point())
        if not found.x.size:
            return self._none(program, found, above)
        self._selections = [found.x, *self._selections][:KEPT_SELECTIONS]
        return self._whole(program, self._certified(program, found, curved), limits)

    @property
    def _rule(self) -> ConvexRule:
        if not isinstance(self.block.rule, ConvexRule):
            raise TypeError(self.block.rule.kind)
        return self.block.rule

    def _curve(self, program: Program) -> Curve | None:
        """Return the limit that the measure's row sets in a program; None where it is open."""
        row = row_of(program, self.block.measure_row)
        level = float(program.row_lower[row]) + self.block.offset
        if not np.isfinite(level):
            return None
        coefficients = program.matrix[[row]].toarray().ravel()[: self.n]
        return self._rule.curve(self.block.rows, level, coefficients)

    def _certified(self, program: Program, found: Solution, curved: tuple[Curved, ...]) -> Solution:
        """Return an answer with its certificate over the measure's own rows, where it has one."""
        paper = found.evidence
        if paper is None:
            return found
        own, cuts = rows_of(program, self.block.name), {}
        for k in np.flatnonzero(paper.following.source == CURVED).tolist():
            part = slice(paper.following.rows.indptr[k], paper.following.rows.indptr[k + 1])
            cut = Packing(
                paper.following.rows.indices[part].astype(np.int64),
                paper.following.rows.data[part], float(paper.following.side[k]), CURVED,
            )  # fmt: skip
            cuts[k] = (
                self._rule.cut_prices(self.block, curved[0].points[cut.key()]),
                curved[0].scale,
            )
        prices = curved_prices(paper, cuts, own, program.n_rows)
        whole = over_own_rows(paper, program, self._rest, prices)
        return replace(found, evidence=whole, certified=whole is not None)

    def _keep(self, rule: Curved, x: np.ndarray) -> None:
        """Keep the points whose cuts hold the last linear optimum; the latest ones first."""
        points = [*reversed(rule.met), *self._points]
        cuts = [rule.at(u) for u in points]
        tight = [cut.weights @ x[cut.columns] >= cut.side - CUT_SLACK for cut in cuts]
        self._points = [u for u, close in zip(points, tight, strict=True) if close][:KEPT_POINTS]

    def _none(self, program: Program, found: Solution, above: float) -> Solution:
        """Return that there is no selection; constraints in conflict are named if asked."""
        if self._confirm and found.proof is Proof.INFEASIBLE and math.isinf(above):
            return with_conflict(program, found)
        return found

    def _whole(self, program: Program, found: Solution, limits: Limits) -> Solution:
        """Return an answer with the columns of the measure, every row of it checked."""
        own = self._rule.columns(self.block.rows, np.asarray(self.block.rows.matrix @ found.x))
        held = check(program, np.concatenate([found.x, own]))
        return with_own_columns(found, held, found.bound, limits)
