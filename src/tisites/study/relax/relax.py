"""The smallest relaxation that makes an infeasible scenario feasible, in the planner's units."""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tisites.messages.stop import look
from tisites.model.tolerances import FEASIBILITY, NOTHING, SAME
from tisites.solver.exact import solve
from tisites.solver.solution import Limits, Proof
from tisites.study.relax.dials import CHOOSE, Dial, dials
from tisites.study.relax.elastic import Concession, conceded, elastic_program

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tisites.model.program import Program
    from tisites.run.read.case import Case
    from tisites.solver.solution import Solution

#: Giving up the number of sites counts this much more than other limits, unless asked otherwise.
CHOOSE_PRIORITY = 10.0


@dataclass(frozen=True, slots=True)
class LeastRelaxation:
    """The smallest relaxation.

    Parameters
    ----------
    concessions : tuple of Concession
        What gives way; empty when nothing has to.
    cost : float
        ``sum of priority x amount / |limit|``; infinite when no relaxation suffices.
    proof : Proof
        ``OPTIMAL``: no cheaper relaxation exists.
    program : Program, optional
        The program with the concessions made: feasible.
    """

    concessions: tuple[Concession, ...]
    cost: float
    proof: Proof
    program: Program | None


def smallest_relaxation(
    case: Case,
    priorities: Mapping[str, float] | None = None,
    *,
    only: Sequence[Dial] | None = None,
    seconds: float | None = None,
) -> LeastRelaxation:
    r"""Find the cheapest set of limits to move.

    minimise :math:`\sum_r \pi_r s_r / |b_r|` subject to every row with its limit moved by
    :math:`s_r \ge 0`, locks and cohesion rules dropped at a cost of :math:`\pi`, binaries exact.
    Rows that define a measure of equity stay as they are. A distance :math:`\kappa` is not
    linear: the cheapest cost :math:`f(\kappa)` of the other limits falls as :math:`\kappa` does,
    so that intervals of distances are bounded by
    :math:`f(\kappa_{low}) + \pi (km - \kappa_{high}) / km` and searched best first.

    Parameters
    ----------
    case : Case
        The scenario.
    priorities : mapping of str to float, optional
        Weight of a constraint: 2 makes its limits twice as dear, ``inf`` keeps them. 1 by default,
        :data:`CHOOSE_PRIORITY` for the number of sites.
    only : sequence of Dial, optional
        The only limits that may move; all of them by default.
    seconds : float, optional
        Wall clock of each solve.

    Returns
    -------
    LeastRelaxation

    Raises
    ------
    KeyboardInterrupt
        On Ctrl-C, or a stop, before anything that suffices was found.
    """
    weights = {CHOOSE: CHOOSE_PRIORITY, **(priorities or {})}
    movable = [
        dial
        for dial in (dials(case) if only is None else only)
        if math.isfinite(weights.get(dial.constraint, 1.0)) and _meaningful(case.program, dial)
    ]
    rows = [dial for dial in movable if dial.side != "km"]
    distances = [dial for dial in movable if dial.side == "km"]
    search = _RelaxSearch(case.program, rows, weights, seconds)
    best = search.at({})
    try:
        for dial in distances:  # one distance at a time: models declare one
            best = search.along(dial, best)
    except KeyboardInterrupt:  # what is conceded suffices; less might
        search.sure = False
    return search.told(best)


def _meaningful(program: Program, dial: Dial) -> bool:
    """Whether giving way says something: a row that defines a measure cannot be dropped alone."""
    if dial.side != "rule":
        return True
    row = program.matrix[[dial.row]].toarray().ravel()
    return not row[~program.integer].any()


@dataclass(frozen=True, slots=True)
class _Point:
    """The cheapest other concessions at given distances."""

    cost: float
    kms: Mapping[int, float]
    solution: Solution | None
    proof: Proof

    def total(self, dials_: Mapping[int, Dial], weights: Mapping[str, float]) -> float:
        """Cost, distances included."""
        moved = sum(
            weights.get(dials_[k].constraint, 1.0) * dials_[k].share(dials_[k].limit - km)
            for k, km in self.kms.items()
        )
        return self.cost + moved


class _RelaxSearch:
    def __init__(
        self,
        program: Program,
        rows: Sequence[Dial],
        weights: Mapping[str, float],
        seconds: float | None,
    ) -> None:
        self.program, self.rows, self.weights = program, rows, weights
        self.limits = Limits(seconds)
        self.distances: dict[int, Dial] = {}
        self.sure = True

    def at(self, kms: Mapping[int, float]) -> _Point:
        """Solve the elastic program at these distances (number of the rule to km)."""
        rules = tuple(
            replace(rule, km=kms.get(k, rule.km))
            for k, rule in enumerate(self.program.separations)
            if kms.get(k, rule.km) > 0.0
        )
        elastic = elastic_program(replace(self.program, separations=rules), self.rows, self.weights)
        look()
        found = solve(elastic, "highs", self.limits, method="compact")
        if found.interrupted and not found.x.size:
            raise KeyboardInterrupt
        self.sure = self.sure and found.proof in (Proof.OPTIMAL, Proof.INFEASIBLE)
        if not found.x.size:
            return _Point(math.inf, kms, None, found.proof)
        return _Point(max(0.0, -found.value), kms, found, found.proof)

    def along(self, dial: Dial, start: _Point) -> _Point:
        """Search the distances of one rule for something cheaper than ``start``."""
        self.distances[dial.column] = dial
        rate = self.weights.get(dial.constraint, 1.0)
        levels = self._levels(dial)
        if levels.size == 0 or start.total(self.distances, self.weights) <= NOTHING:
            return start
        first = self.at({**start.kms, dial.column: float(levels[-1])})
        points = {levels.size - 1: first}
        best = start

        def consider(point: _Point) -> None:
            nonlocal best
            dearer = best.total(self.distances, self.weights)
            if point.total(self.distances, self.weights) < dearer - SAME:
                best = point

        consider(first)
        # an interval (a, b] of levels, dearest distances last: f falls from a to b
        heap = [(first.cost + rate * dial.share(dial.limit - levels[0]), -1, levels.size - 1)]
        while heap:
            bound, low, high = heapq.heappop(heap)
            if bound >= best.total(self.distances, self.weights) - SAME or high - low < 2:
                continue
            middle = (low + high) // 2
            point = self.at({**start.kms, dial.column: float(levels[middle])})
            points[middle] = point
            consider(point)
            nearest = rate * dial.share(dial.limit - levels[low + 1])
            heapq.heappush(heap, (point.cost + nearest, low, middle))
            beyond = rate * dial.share(dial.limit - levels[min(middle + 1, high)])
            heapq.heappush(heap, (points[high].cost + beyond, middle, high))
        return best

    def _levels(self, dial: Dial) -> np.ndarray:
        """Return the distances that matter, from the largest: those between two sites, then 0."""
        rule = self.program.separations[dial.column]
        pairs = rule.pairs(np.flatnonzero(self.program.integer))
        i, j = pairs.T
        gap = np.hypot(rule.x_m[i] - rule.x_m[j], rule.y_m[i] - rule.y_m[j]) / 1000.0
        # to the metre below, so that the limit can be written down
        return np.unique(np.floor(gap * 1000.0) / 1000.0)[::-1]

    def told(self, best: _Point) -> LeastRelaxation:
        """Write a point as concessions, with the program they make."""
        proof = best.proof if self.sure else Proof.FEASIBLE
        if best.solution is None:
            return LeastRelaxation((), math.inf, best.proof if self.sure else Proof.UNKNOWN, None)
        n = self.program.n_columns
        x = best.solution.x
        slack = x[n:]
        found = []
        extra = 0
        for dial in self.rows:
            weight = self.weights.get(dial.constraint, 1.0)
            if dial.side in ("lock_in", "lock_out"):
                at = x[dial.column]
                amount = 1.0 - at if dial.side == "lock_in" else float(at)
            else:
                amount, extra = float(slack[extra]), extra + 1
            if dial.unit == "sites":
                amount = float(np.rint(amount))
            if amount > FEASIBILITY * max(1.0, dial.scale):
                found.append(Concession(dial, float(amount), weight * dial.share(amount)))
        for k, km in best.kms.items():
            dial = self.distances[k]
            amount = dial.limit - km
            weight = self.weights.get(dial.constraint, 1.0)
            found.append(Concession(dial, amount, weight * dial.share(amount)))
        cost = sum(one.cost for one in found)
        return LeastRelaxation(tuple(found), cost, proof, conceded(self.program, found))
