"""How far each limit moves: around its own figure, or around what is chosen today."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from tisites.solver.check import row_slack
from tisites.study.relax.dials import CHOOSE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tisites.model.program import Program
    from tisites.solver.solution import Solution
    from tisites.study.relax.dials import Dial

Direction = Literal["relax", "tighten", "more", "less"]


@dataclass(frozen=True, slots=True)
class PriceQuestion:
    """What the planner asks.

    Parameters
    ----------
    by : float
        How far each limit moves, in its own unit (sites, ha, jobs, m³ a day, km, points of %).
    constraint : str, optional
        One constraint of the model, or a grouping (``region``, ``departement``…): its number of
        sites; every binding limit when absent.
    group : str, optional
        Code or name of one territory: what is chosen there today, one more and one less.
    """

    by: float = 1.0
    constraint: str | None = None
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """One limit moved.

    Parameters
    ----------
    dial : Dial
        The limit.
    direction : {"relax", "tighten", "more", "less"}
        A limit let loose or tightened; what is chosen today, more or less of it.
    today : float
        What the base selection holds, in the planner's unit; NaN for a distance.
    start, to : float
        The figure that moves, before and after, in the planner's unit.
    row_lower, row_upper : float
        The row's new limits; unused for a distance.
    separation : int
        Number of the spacing rule; -1 for rows.
    """

    dial: Dial
    direction: Direction
    today: float
    start: float
    to: float
    row_lower: float = math.nan
    row_upper: float = math.nan
    separation: int = -1

    def bounds(self, program: Program) -> tuple[np.ndarray, np.ndarray]:
        """Return the limits of every row of the program, this one moved."""
        lower, upper = program.row_lower.copy(), program.row_upper.copy()
        lower[self.dial.row], upper[self.dial.row] = self.row_lower, self.row_upper
        return lower, upper


def moves_of(
    program: Program, base: Solution, targets: Sequence[Dial], question: PriceQuestion
) -> list[Move]:
    """Return the moves that answer a question, in the order of the program."""
    if question.group is not None:
        return [m for dial in targets for m in _around_today(program, base, dial, question.by)]
    found = []
    slack = row_slack(program.matrix, program.row_lower, program.row_upper)
    for dial in targets:
        if question.constraint is not None or _at_limit(program, base, dial, slack):
            found += _around_limit(program, base, dial, question.by)
    return found


def _today(base: Solution, dial: Dial) -> float:
    if dial.row < 0:
        return math.nan
    return float(base.activities[dial.row]) / dial.per_unit


def _at_limit(program: Program, base: Solution, dial: Dial, tolerance: np.ndarray) -> bool:
    """Whether a limit is met, or so nearly that no site more (no site less) fits."""
    if dial.side == "km" or dial.constraint == CHOOSE:
        return True
    row = program.matrix[[dial.row]].toarray().ravel()
    chosen = (base.x > 0.5) & program.integer
    activity = float(base.activities[dial.row])
    if dial.side == "min":
        gap = activity - float(program.row_lower[dial.row])
        steps = row[chosen & (row > 0)]
    else:
        gap = float(program.row_upper[dial.row]) - activity
        steps = row[~chosen & program.integer & (row > 0) & (program.upper > 0.5)]
    if dial.side == "min" and not steps.size and activity == 0.0:
        return False  # nothing chosen there, and nothing asked
    slack = tolerance[dial.row]
    return bool(gap <= slack or (steps.size and gap < float(steps.min()) - slack))


def _around_limit(program: Program, base: Solution, dial: Dial, by: float) -> list[Move]:
    today = _today(base, dial)
    if dial.side == "km":
        apart: tuple[tuple[Direction, float], ...] = (
            ("relax", dial.limit - by), ("tighten", dial.limit + by),
        )  # fmt: skip
        return [
            Move(dial, way, today, dial.limit, to, separation=dial.column)
            for way, to in apart
            if to > 0
        ]
    lower, upper = float(program.row_lower[dial.row]), float(program.row_upper[dial.row])
    if dial.constraint == CHOOSE:
        to = dial.limit - by if dial.side == "less" else dial.limit + by
        side: Direction = "less" if dial.side == "less" else "more"
        return [Move(dial, side, today, dial.limit, to, to, to)] if to > 0 else []
    step = by * dial.per_unit
    found = []
    ways: tuple[tuple[Direction, float], ...] = (("relax", 1.0), ("tighten", -1.0))
    for way, sign in ways:
        to = dial.moved(sign * by)
        if dial.unit == "sites" and to < 0:
            continue
        low = lower - sign * step if dial.side == "min" else lower
        high = upper + sign * step if dial.side == "max" else upper
        found.append(Move(dial, way, today, dial.limit, to, low, high))
    return found


def _around_today(program: Program, base: Solution, dial: Dial, by: float) -> list[Move]:
    """Ask for more, and for less, than what is chosen today; the row's own limits give way."""
    lower, upper = float(program.row_lower[dial.row]), float(program.row_upper[dial.row])
    today = _today(base, dial)
    more, less = (today + by) * dial.per_unit, (today - by) * dial.per_unit
    found = [Move(dial, "more", today, today, today + by, more, max(upper, more))]
    if dial.unit != "sites" or today - by >= 0:
        found.append(Move(dial, "less", today, today, today - by, min(lower, less), less))
    return found
