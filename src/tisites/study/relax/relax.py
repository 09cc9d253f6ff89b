"""The smallest relaxation that makes an infeasible scenario feasible, in the planner's units."""

from __future__ import annotations

import heapq
import math
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tisites.messages.stop import look
from tisites.model.equity.rows import MEASURE
from tisites.model.tolerances import FEASIBILITY, NOTHING, SAME
from tisites.solver.compact import HIGHS
from tisites.solver.solution import Limits, Proof
from tisites.study.relax.dials import CHOOSE, Dial, dials
from tisites.study.relax.elastic import Concession, conceded, elastic_program, slacks_of
from tisites.study.relax.least import least_cost

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tisites.model.program import Program
    from tisites.run.read.case import Case

#: Giving up the number of sites counts this much more than other limits, unless asked otherwise.
CHOOSE_PRIORITY = 10.0
#: Share of the time for finding what to concede; the rest proves that less does not suffice.
SEARCHING = 0.5
#: Of the time left for finding, one solve has one part in so many.
PARTS = 3


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
        ``OPTIMAL``: no cheaper relaxation exists; ``INFEASIBLE``: none suffices.
    program : Program, optional
        The program with the concessions made: feasible.
    bound : float
        No relaxation costs less: proven without any solver's word.
    """

    concessions: tuple[Concession, ...]
    cost: float
    proof: Proof
    program: Program | None
    bound: float = 0.0


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
        Wall clock; past it the best concessions so far are told, with what is proven of them.

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
        best = search.prove(best)
    except KeyboardInterrupt:  # what is conceded suffices; less might
        search.sure = False
    return search.told(best)


def _meaningful(program: Program, dial: Dial) -> bool:
    """Whether giving way says something: of a measure with columns, only its limit can go."""
    if dial.side != "rule" or program.row_labels[dial.row].endswith(f"[{MEASURE}]"):
        return True
    row = program.matrix[[dial.row]].toarray().ravel()
    return not row[~program.integer].any()


@dataclass(frozen=True, slots=True)
class _Point:
    """The cheapest other concessions at given distances, as a solver says: ``x`` is checked."""

    cost: float
    kms: Mapping[int, float]
    x: np.ndarray


class _RelaxSearch:
    """Points at distances, and the stretches of distances that each of them speaks for.

    HiGHS leads the search, for its word comes soon; :meth:`prove` then bounds what costs less
    without it, in the time that is left.
    """

    def __init__(
        self,
        program: Program,
        rows: Sequence[Dial],
        weights: Mapping[str, float],
        seconds: float | None,
    ) -> None:
        self.program, self.rows, self.weights = program, rows, weights
        self.end = None if seconds is None else time.monotonic() + seconds
        self.searching = None if seconds is None else time.monotonic() + SEARCHING * seconds
        self.distances: dict[int, Dial] = {}
        self.sure, self.bound = True, 0.0
        # what each point speaks for: distances moved at this cost at least
        self.stretches: list[tuple[_Point, float]] = []

    def moved(self, kms: Mapping[int, float]) -> float:
        """Return what it costs to move to these distances."""
        return sum(
            self.weights.get(self.distances[k].constraint, 1.0)
            * self.distances[k].share(self.distances[k].limit - km)
            for k, km in kms.items()
        )

    def total(self, point: _Point) -> float:
        """Return what a point costs, distances included."""
        return point.cost + self.moved(point.kms)

    def apart(self, kms: Mapping[int, float]) -> Program:
        """Return the program at these distances (number of the rule to km)."""
        rules = tuple(
            replace(rule, km=kms.get(k, rule.km))
            for k, rule in enumerate(self.program.separations)
            if kms.get(k, rule.km) > 0.0
        )
        return replace(self.program, separations=rules)

    def at(self, kms: Mapping[int, float]) -> _Point:
        """Ask for the cheapest other concessions at these distances."""
        program = self.apart(kms)
        x, done = self._word(program, None)
        if not done and x.size:
            x = self._fewer(program, x)
        if not x.size:
            return _Point(math.inf, kms, x)
        cost = -elastic_program(program, self.rows, self.weights).objective(x)
        return _Point(max(0.0, cost), kms, x)

    def _fewer(self, program: Program, x: np.ndarray) -> np.ndarray:
        """Return the cheapest found among what gives way in a point, each constraint left out."""
        elastic = elastic_program(program, self.rows, self.weights)
        names = np.array([dial.constraint for dial in slacks_of(self.rows)], dtype=object)
        for name in ("", *sorted(set(names[x[program.n_columns :] > NOTHING]))):
            if _left(self.searching) == 0.0:
                break
            other, _ = self._word(program, np.where(names == name, 0.0, x[program.n_columns :]))
            if other.size and elastic.objective(other) > elastic.objective(x):
                x = other
        return x

    def _word(self, program: Program, given: np.ndarray | None) -> tuple[np.ndarray, bool]:
        """Return a relaxation, and whether the solver says that it is the least.

        Only limits that give way in ``given`` (slacks,) may, where it is.
        """
        look()
        tops = None if given is None else np.where(given > NOTHING, np.inf, 0.0)
        elastic = elastic_program(program, self.rows, self.weights, tops)
        left = _left(self.searching)
        found = HIGHS.word(elastic, Limits(None if left is None else left / PARTS))
        if found.interrupted and not found.x.size:
            raise KeyboardInterrupt
        done = found.proof in (Proof.OPTIMAL, Proof.INFEASIBLE)
        if tops is None or not found.x.size:
            return found.x, done
        n = program.n_columns
        whole = np.zeros(n + tops.size)
        whole[:n], whole[n:][tops > 0] = found.x[:n], found.x[n:]
        return whole, done

    def along(self, dial: Dial, start: _Point) -> _Point:
        """Search the distances of one rule for something cheaper than ``start``."""
        self.sure = self.sure and not self.distances
        self.distances[dial.column] = dial
        levels = self._levels(dial)
        if levels.size == 0 or self.total(start) <= NOTHING:
            return start

        def price(k: int) -> float:
            return self.moved({**start.kms, dial.column: float(levels[k])})

        def point_at(k: int) -> _Point:
            return self.at({**start.kms, dial.column: float(levels[k])})

        last = levels.size - 1
        points = {last: point_at(last)}
        best = min(start, points[last], key=self.total)
        # an interval (a, b] of levels, dearest distances last: the rest gets cheaper from a to b
        heap = [(points[last].cost + price(0), -1, last)]
        while heap and _left(self.searching) != 0.0:
            bound, low, high = heapq.heappop(heap)
            if bound >= self.total(best) - SAME or high - low < 2:
                continue
            middle = (low + high) // 2
            points[middle] = point_at(middle)
            best = min(best, points[middle], key=self.total)
            heapq.heappush(heap, (points[middle].cost + price(low + 1), low, middle))
            heapq.heappush(heap, (points[high].cost + price(middle + 1), middle, high))
        before = -1
        for k in sorted(points):
            self.stretches.append((points[k], price(before + 1)))
            before = k
        return best

    def _levels(self, dial: Dial) -> np.ndarray:
        """Return the distances that matter, from the largest: those between two sites, then 0."""
        rule = self.program.separations[dial.column]
        pairs = rule.pairs(np.flatnonzero(self.program.integer))
        i, j = pairs.T
        gap = np.hypot(rule.x_m[i] - rule.x_m[j], rule.y_m[i] - rule.y_m[j]) / 1000.0
        # to the metre below, so that the limit can be written down
        return np.unique(np.floor(gap * 1000.0) / 1000.0)[::-1]

    def prove(self, best: _Point) -> _Point:
        """Bound what every relaxation costs, stretch by stretch; less that is found on the way."""
        asked = [*self.stretches[::-1], (_Point(math.inf, {}, np.empty(0)), 0.0)]
        if not best.kms:
            asked[-1] = best, 0.0
        least, deepest = math.inf, 0.0
        for k, (point, moved) in enumerate(asked):
            target = self.total(best) - moved
            if target <= max(deepest, 0.0) + SAME:  # shorter distances cost as much already
                least = min(least, deepest + moved)
                continue
            left = None if self.end is None else (_left(self.end) or 0.0) / (len(asked) - k)
            bound, better = least_cost(
                self.apart(point.kms), self.rows, self.weights, point.x, target, left
            )
            if better.size:
                best = self._better(best, point.kms, better)
            if k == 0:
                deepest = bound if math.isfinite(bound) else 0.0
            least = min(least, bound + moved)
        self.bound = min(least, self.total(best))
        return best

    def _better(self, best: _Point, kms: Mapping[int, float], x: np.ndarray) -> _Point:
        """Return the cheaper of the best point and of one that a proof came upon."""
        elastic = elastic_program(self.apart(kms), self.rows, self.weights)
        return min(best, _Point(max(0.0, -elastic.objective(x)), kms, x), key=self.total)

    def told(self, best: _Point) -> LeastRelaxation:
        """Write a point as concessions, with the program they make."""
        if not best.x.size:
            none = self.sure and math.isinf(self.bound)
            proof = Proof.INFEASIBLE if none else Proof.UNKNOWN
            return LeastRelaxation((), math.inf, proof, None, self.bound)
        found = [*self._given(best.x), *self._nearer(best)]
        cost = sum(one.cost for one in found)
        closed = self.sure and self.bound >= self.total(best) - NOTHING * max(1.0, cost)
        proof = Proof.OPTIMAL if closed else Proof.FEASIBLE
        bound = min(self.bound, cost)
        return LeastRelaxation(tuple(found), cost, proof, conceded(self.program, found), bound)

    def _given(self, x: np.ndarray) -> Iterator[Concession]:
        """Read the limits and locks that give way in a point of the elastic program."""
        slack = iter(x[self.program.n_columns :])
        for dial in self.rows:
            if dial.side in ("lock_in", "lock_out"):
                at = float(x[dial.column])
                amount = 1.0 - at if dial.side == "lock_in" else at
            else:
                amount = float(next(slack))
            if dial.unit == "sites":
                amount = float(np.rint(amount))
            if amount > FEASIBILITY * max(1.0, dial.scale):
                weight = self.weights.get(dial.constraint, 1.0)
                yield Concession(dial, amount, weight * dial.share(amount))

    def _nearer(self, point: _Point) -> Iterator[Concession]:
        """Say how much nearer sites may lie."""
        for k, km in point.kms.items():
            dial = self.distances[k]
            yield Concession(dial, dial.limit - km, self.moved({k: km}))


def _left(end: float | None) -> float | None:
    """Return the seconds left before a moment, 0 once it is past; ``None`` without one."""
    return None if end is None else max(0.0, end - time.monotonic())
