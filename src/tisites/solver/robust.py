"""The Γ-robust best selection, exactly: nominal programs at a few thresholds, the rest bounded."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tisites.certificate.supports import Supports, ThresholdProof
from tisites.certificate.thresholds import protected_bound
from tisites.model.tolerances import PROOF_GAP
from tisites.solver.exact import back_end_named
from tisites.solver.form import StopReason
from tisites.solver.infeasible import with_conflict
from tisites.solver.kernel.session import Session
from tisites.solver.proof import proof_of
from tisites.solver.robust_protection import at_threshold, protection, thresholds
from tisites.solver.solution import Limits, Proof, Solution

if TYPE_CHECKING:
    from tisites.certificate.replay import Certificate
    from tisites.messages.progress import Listener
    from tisites.model.program import Program


@dataclass(frozen=True, slots=True)
class RobustSolution:
    """A Γ-robust answer.

    Parameters
    ----------
    program : Program
        The nominal program at the best threshold (:func:`.robust_protection.at_threshold`): the
        answer is optimal for it, and worth there its protected value.
    solution : Solution
        The answer; ``value`` is protected, ``bound`` holds over every threshold.
    gamma, threshold : float
        Γ, and the best θ.
    nominal, protection : float
        Value of the answer at nominal scores, and what Γ low scores can cost it.
    best_nominal : float
        Value of the best selection at nominal scores; NaN when not proven.
    best_selected : (p,) int64
        Its sites.
    best_protected : float
        Its protected value: what the nominal best is worth when Γ scores turn out low.
    solves : int
        Nominal programs solved.
    of : int
        Thresholds in all; those not solved are bounded.
    """

    program: Program
    solution: Solution
    gamma: float
    threshold: float
    nominal: float
    protection: float
    best_nominal: float
    best_selected: np.ndarray
    best_protected: float
    solves: int
    of: int

    @property
    def price(self) -> float:
        """Price of robustness: nominal points given up for the protection."""
        return self.best_nominal - self.nominal


def solve_robust(
    program: Program,
    deviation: np.ndarray,
    gamma: float,
    back_end: str = "cbc",
    limits: Limits | None = None,
    listener: Listener | None = None,
) -> RobustSolution:
    r"""Maximise the value less what ``gamma`` low scores among the chosen sites can cost.

    By the theorem of Bertsimas and Sim (2003, theorem 3, here for a maximum)

    .. math:: \max_x \Big(v x - \max_{|U| \le \Gamma} \sum_{i \in U} d_i x_i\Big)
        = \max_{\theta \in \{0, d_1, \dots, d_n\}} \Big(g(\theta) - \Gamma \theta\Big), \quad
        g(\theta) = \max_x \sum_i (v_i - \max(d_i - \theta, 0)) x_i

    whatever the rows and the access term. :math:`g` rises, by at most :math:`p` points a point
    of :math:`\theta`: between two thresholds that were solved, every other one is bounded, and
    solved for only if the bound beats the best selection known.

    Parameters
    ----------
    program : Program
        The program with nominal scores.
    deviation : (n,) float64
        Points each column loses at its low score; not negative.
    gamma : float
        How many scores may be low at once.
    back_end, limits, listener
        As for :func:`~tisites.solver.exact.solve`.
    """
    return _Search(program, deviation, gamma, back_end, limits or Limits(), listener).run()


class _Search:
    """Thresholds still open, bounded by those solved."""

    def __init__(
        self,
        program: Program,
        deviation: np.ndarray,
        gamma: float,
        back_end: str,
        limits: Limits,
        listener: Listener | None,
    ) -> None:
        self.program, self.deviation, self.gamma = program, deviation, gamma
        self.theta = thresholds(program, deviation)
        self.session = Session(program, back_end_named(back_end), confirm=False)
        self.limits, self.listener = limits, listener
        self.deadline = math.inf
        if limits.seconds is not None:
            self.deadline = time.monotonic() + limits.seconds
        self.most = _most_chosen(program)
        #: Bound of every threshold on ``g - gamma theta``; that of g at those solved.
        self.g: dict[int, float] = {}
        self.proofs: dict[int, Certificate] = {}
        self.best: Solution | None = None
        self.worth = -math.inf
        self.first: Solution | None = None
        self.stop = StopReason.OPTIMAL
        self.solves = 0

    def run(self) -> RobustSolution:
        last = self.theta.size - 1
        for at in dict.fromkeys((last, 0)):
            if not self._solve(at):
                return self._answer()
        while True:
            bounds = self._bounds()
            at = int(np.argmax(bounds))
            slack = max(PROOF_GAP, self.limits.gap_rel) * max(1.0, abs(self.worth))
            if bounds[at] <= self.worth + 0.5 * slack or not self._solve(at):
                return self._answer()

    def _solve(self, at: int) -> bool:
        """Solve the program of one threshold; false when the search must end."""
        surrogate = at_threshold(self.program, self.deviation, self.gamma, float(self.theta[at]))
        self.session.change(value=surrogate.value, constant=surrogate.constant)
        left = None if math.isinf(self.deadline) else max(0.0, self.deadline - time.monotonic())
        answer = self.session.solve(Limits(left), self.listener, evidence=True)
        answer = with_conflict(self.session.program, answer, self.listener)
        self.solves += 1
        if answer.evidence is not None:
            self.proofs[at] = answer.evidence
        if self.first is None:
            self.first = answer  # at the largest deviation nothing is deducted: the nominal best
        self.g[at] = answer.bound + self.gamma * float(self.theta[at])
        if answer.selected.size or answer.x.size:
            worth = self._protected(answer)
            if worth > self.worth:
                self.best, self.worth = answer, worth
        if answer.proof is Proof.INFEASIBLE:
            self.best = self.best or answer
            return False
        if answer.proof is not Proof.OPTIMAL:
            self.stop = StopReason.LIMIT
            return False
        return True

    def _protected(self, answer: Solution) -> float:
        nominal = self.program.objective(answer.x)
        return nominal - protection(self.deviation, answer.selected, self.gamma)

    def _bounds(self) -> np.ndarray:
        """Return the bound of every threshold; those solved are settled."""
        solved = np.array(sorted(self.g))
        g = np.array([self.g[k] for k in solved.tolist()])
        every = np.arange(self.theta.size)
        after = np.minimum(np.searchsorted(solved, every), solved.size - 1)
        before = np.maximum(np.searchsorted(solved, every, side="right") - 1, 0)
        climbed = g[before] + self.most * (self.theta - self.theta[solved[before]])
        climbed = np.where(solved[before] <= every, climbed, math.inf)
        least = np.where(solved[after] >= every, g[after], math.inf)
        bounds = np.minimum(climbed, least) - self.gamma * self.theta
        bounds[solved] = -math.inf
        return np.asarray(bounds)

    def _answer(self) -> RobustSolution:
        best, first = self.best, self.first
        assert first is not None
        if best is None or not best.x.size:
            nothing = best or first
            return RobustSolution(
                self.program, nothing, self.gamma, math.nan, math.nan, math.nan, math.nan,
                np.empty(0, dtype=np.int64), math.nan, self.solves, self.theta.size,
            )  # fmt: skip
        settled = [self.g[k] - self.gamma * float(self.theta[k]) for k in self.g]
        bound = max([self.worth, *settled, float(self._bounds().max(initial=-math.inf))])
        if bound - self.worth <= PROOF_GAP * max(1.0, abs(self.worth)):
            bound = self.worth
        threshold = self._threshold(best)
        own = int(np.searchsorted(self.theta, threshold))
        if self.stop is StopReason.OPTIMAL and own not in self.g:
            self._solve(own)  # the run's own program: its certificate is the first that is read
        surrogate = at_threshold(self.program, self.deviation, self.gamma, threshold)
        nominal = self.program.objective(best.x)
        proven = first.proof is Proof.OPTIMAL
        figures = {**best.certificate, "robust_solves": float(self.solves),
                   "robust_thresholds": float(self.theta.size)}  # fmt: skip
        value = surrogate.objective(best.x)
        solution = replace(
            best,
            proof=proof_of(value, max(bound, value), self.stop, self.limits),
            value=value,
            bound=max(bound, value),
            certificate=dict(sorted(figures.items())),
            evidence=self.proofs.get(own),
            certified=False,
        )
        solution = self._certified(surrogate, solution, threshold)
        return RobustSolution(
            surrogate, solution, self.gamma, threshold, nominal, nominal - value,
            self.program.objective(first.x) if proven else math.nan, first.selected,
            self._protected(first) if proven else math.nan, self.solves, self.theta.size,
        )  # fmt: skip

    def _certified(self, surrogate: Program, solution: Solution, threshold: float) -> Solution:
        """Return the answer with the certificates of its thresholds, where they bear the claim."""
        if solution.evidence is None or solution.proof not in (Proof.OPTIMAL, Proof.WITHIN_GAP):
            return solution
        solved = sorted(self.proofs)
        proof = ThresholdProof(
            np.asarray(self.program.value, dtype=float), np.asarray(self.deviation, dtype=float),
            float(self.program.constant), float(self.gamma), self.theta[solved],
            tuple(self.proofs[k] for k in solved),
        )  # fmt: skip
        fault, bound = protected_bound(surrogate, proof, self.gamma, threshold)
        room = PROOF_GAP * max(1.0, abs(solution.value))
        if fault or bound > solution.bound + room:
            return solution
        supports = Supports(None, np.empty(0), (), proof)
        return replace(solution, supports=supports, certified=True)

    def _threshold(self, answer: Solution) -> float:
        """Return the answer's own best threshold: its ``floor(gamma) + 1``-th deviation."""
        largest = -np.sort(-self.deviation[answer.selected])
        whole = math.floor(self.gamma)
        return float(largest[whole]) if whole < largest.size else 0.0


def _most_chosen(program: Program) -> float:
    """Return how many sites a selection holds at most, by the rows that count them all."""
    most = float(program.integer.sum())
    dense = np.diff(program.matrix.indptr) >= program.integer.sum()
    for row in np.flatnonzero(dense & np.isfinite(program.row_upper)):
        part = slice(program.matrix.indptr[row], program.matrix.indptr[row + 1])
        data, columns = program.matrix.data[part], program.matrix.indices[part]
        counts = (data[program.integer[columns]] >= 1.0).all() and (data >= 0.0).all()
        if counts and (program.lower[columns] >= 0.0).all():
            most = min(most, float(program.row_upper[row]))
    return most
