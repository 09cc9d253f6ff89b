"""By how much one limit must move for a site to enter, each move verified by solving again."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tisites.model.tolerances import SAME
from tisites.solver.solution import Proof
from tisites.study.explain.base import Questions, settled
from tisites.study.explain.chosen import Exchange, exchange
from tisites.study.explain.why_not_bound import LooseBound
from tisites.study.relax.dials import CHOOSE, Dial

if TYPE_CHECKING:
    from collections.abc import Callable

    from tisites.model.program import Program
    from tisites.solver.solution import Solution
    from tisites.study.explain.base import Answered
    from tisites.study.explain.rows import Standing

#: How many more sites are tried before the number of sites is said not to be what holds one back.
MORE_SITES = 3
#: Times that a wider limit may let others in first, before the search gives up.
ROUNDS = 6


NOBODY = Exchange((), ())


@dataclass(frozen=True, slots=True)
class LimitMove:
    """What moving one limit alone does for a site.

    Parameters
    ----------
    dial : Dial
        The limit.
    verdict : {"enters", "never", "not_found", "late"}
        ``enters``: in the proven optimum with the limit moved, and not with one grain less.
        ``never``: not even without the limit, proven. ``not_found``: not within the moves tried.
        ``late``: the time ended first.
    amount, limit : float
        Smallest move, in grains of the planner's unit, and the limit then; NaN otherwise.
    value : float
        Value of the optimum with the limit moved; with ``never``, the best value with the site
        when the limit is left out, NaN where a bound sufficed.
    exchange : Exchange
        Who enters and leaves with the limit moved.
    """

    dial: Dial
    verdict: str
    amount: float = math.nan
    limit: float = math.nan
    value: float = math.nan
    exchange: Exchange = NOBODY


def limit_moves(
    base: Answered, questions: Questions, standing: Standing, column: int, forced: Solution
) -> list[LimitMove]:
    r"""Try every limit in the way of a site, one at a time.

    Let :math:`z_{in}(t)` be the best value with the site when a limit gives way by *t*, and
    :math:`z(t)` the best value of all. Both grow with *t*. The site enters when
    :math:`z_{in}(t) = z(t)`; the least such *t*, in whole grains (steps of the planner's unit), is
    found by bisection of :math:`z_{in}(t) \ge z(t')` for the *t'* tried so far.

    Parameters
    ----------
    base : Answered
        The answer.
    questions : Questions
        A session over its program.
    standing : Standing
        How its rows stand.
    column : int
        Column of the site.
    forced : Solution
        Best selection that holds it.

    Returns
    -------
    list of LimitMove
        In the order of the program; limits in play only: the tight ones that count the site,
        distances, and the number of sites.
    """
    relaxed = LooseBound(questions.program, column) if base.case.program.access is None else None
    found = []
    for dial in _in_play(standing, column, forced):
        if questions.late:
            found.append(LimitMove(dial, "late"))
        elif dial.constraint == CHOOSE:
            found.append(_more_sites(base, questions, column, dial))
        elif relaxed is not None and relaxed.bound_without(dial) < base.value - base.tie:
            found.append(LimitMove(dial, "never"))
        else:
            try:
                found.append(_LimitSearch(base, questions, column, dial).least())
            except _LateError:
                found.append(LimitMove(dial, "late"))
    return found


def _in_play(standing: Standing, column: int, forced: Solution) -> list[Dial]:
    """Return the limits that could hold the site back: the tight ones that count it."""
    program = standing.base.case.program
    activity = forced.activities if forced.activities.size else standing.activity
    found = []
    for dial in standing.dials:
        if dial.side in ("more", "km"):
            found.append(dial)
        elif dial.row >= 0 and dial.side in ("min", "max"):
            own = standing.columns[dial.row, column]
            row = standing.columns[dial.row]
            if dial.side == "max":
                tight = activity[dial.row] + np.abs(row).max() > program.row_upper[dial.row]
                harms = own > 0
            else:
                tight = activity[dial.row] - np.abs(row).max() < program.row_lower[dial.row]
                harms = own < 0 or (own > 0 and dial.group == "")
            if harms and tight:
                found.append(dial)
    return found


def _more_sites(base: Answered, questions: Questions, column: int, dial: Dial) -> LimitMove:
    program = questions.program
    for more in range(1, MORE_SITES + 1):
        lower, upper = program.row_lower.copy(), program.row_upper.copy()
        lower[dial.row] += more
        upper[dial.row] += more
        found = questions.best(row_lower=lower, row_upper=upper)
        if not settled(found) and questions.late:
            return LimitMove(dial, "late")
        if found.proof is Proof.OPTIMAL and found.x[column] > 0.5:
            moved = dial.limit + more
            return LimitMove(dial, "enters", float(more), moved, found.value, exchange(base, found))
    return LimitMove(dial, "not_found", float(MORE_SITES))


class _LateError(Exception):
    """The time ended before an answer was proven."""


class _LimitSearch:
    """The least move of one limit, on its grid."""

    def __init__(self, base: Answered, questions: Questions, column: int, dial: Dial) -> None:
        self.base, self.questions, self.column, self.dial = base, questions, column, dial
        self.most = _most_steps(questions.program, dial)
        self.known: dict[int, float] = {}

    def least(self) -> LimitMove:
        """Search."""
        dial, base = self.dial, self.base
        target = base.value
        self.most, best = self._reach()
        low = 0
        for _ in range(ROUNDS):
            if best < target - base.tie:
                return LimitMove(dial, "never", value=best if math.isfinite(best) else math.nan)
            step = self._first(lambda worth, t=target: worth >= t - base.tie, low)  # type: ignore[misc]
            found = self._ask(step, ())
            if found.proof is not Proof.OPTIMAL:
                break
            if found.x[self.column] > 0.5:
                amount = step * dial.grain
                return LimitMove(
                    dial, "enters", amount, dial.moved(amount), found.value,
                    exchange(base, found),
                )  # fmt: skip
            target, low = found.value + 2 * base.tie, step
        return LimitMove(dial, "not_found")

    def _reach(self) -> tuple[int, float]:
        """Return the steps that the best selection without the limit needs, and its value."""
        best = self._ask(self.most, (self.column,))
        if best.proof is not Proof.OPTIMAL:
            return self.most, -math.inf
        steps = min(self.most, max(1, self._needed(best)))
        self.known[steps] = self.known[self.most] = best.value
        return steps, best.value

    def _needed(self, found: Solution) -> int:
        dial, program = self.dial, self.questions.program
        if dial.side == "km":
            rule = program.separations[dial.column]
            near = rule.pairs(found.selected)
            if near.size == 0:
                return 0
            i, j = near.T
            gap = np.hypot(rule.x_m[i] - rule.x_m[j], rule.y_m[i] - rule.y_m[j]).min() / 1000.0
            lack = rule.km - float(gap)
        elif dial.side == "max":
            lack = float(found.activities[dial.row] - program.row_upper[dial.row])
        else:
            lack = float(program.row_lower[dial.row] - found.activities[dial.row])
        return math.ceil(lack / dial.per_unit / dial.grain - SAME)

    def _first(self, enough: Callable[[float], bool], low: int) -> int:
        """Return the least step above ``low`` whose forced value is enough; the last one is."""
        high = self.most
        while high - low > 1:
            middle = (low + high) // 2
            if middle not in self.known:
                found = self._ask(middle, (self.column,))
                proven = found.proof is Proof.OPTIMAL
                self.known[middle] = found.value if proven else -math.inf
            if enough(self.known[middle]):
                high = middle
            else:
                low = middle
        return high

    def _ask(self, steps: int, inside: tuple[int, ...]) -> Solution:
        found = self._asked(steps, inside)
        if not settled(found) and self.questions.late:
            raise _LateError
        return found

    def _asked(self, steps: int, inside: tuple[int, ...]) -> Solution:
        dial, program = self.dial, self.questions.program
        amount = steps * dial.grain
        if dial.side == "km":
            rules = list(program.separations)
            rules[dial.column] = replace(rules[dial.column], km=max(0.0, dial.limit - amount))
            return self.questions.spaced(tuple(rules)).best(inside)
        lower, upper = program.row_lower.copy(), program.row_upper.copy()
        if dial.side == "max":
            upper[dial.row] += amount * dial.per_unit
        else:
            lower[dial.row] -= amount * dial.per_unit
        return self.questions.best(inside, row_lower=lower, row_upper=upper)


def _most_steps(program: Program, dial: Dial) -> int:
    """Return the number of grains after which no selection breaks the limit."""
    if dial.side == "km":
        return math.ceil(dial.limit / dial.grain - SAME)
    row = program.matrix[[dial.row]].toarray().ravel()
    box = np.where(np.isfinite(program.upper), program.upper, 0.0)
    if dial.side == "max":
        room = float(np.maximum(row, 0.0) @ box) - float(program.row_upper[dial.row])
    else:
        room = float(program.row_lower[dial.row]) - float(np.minimum(row, 0.0) @ box)
    return max(1, math.ceil(room / dial.per_unit / dial.grain - SAME))
