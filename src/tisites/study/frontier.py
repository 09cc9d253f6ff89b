"""The exact trade-off between the value of a selection and one measure of equity."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text
from tisites.model.tolerances import LEVEL, NOTHING
from tisites.solver.compact import HIGHS
from tisites.solver.fairness.provers import prover_of
from tisites.solver.fairness.stages import run_stages
from tisites.solver.fairness.threshold import threshold_blocks, with_switches
from tisites.solver.solution import Limits, Proof
from tisites.study.frontier_point import FrontierPoint, point_at, signed_measure

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tisites.model.equity import EquityBlock
    from tisites.model.program import Program
    from tisites.solver.fairness.moved import Moved
    from tisites.solver.solution import Solution

#: Seconds that the fair end may take; beyond, it is the fairest selection found, and said so.
FAIR_END_SECONDS = 10.0
#: Share of the time limit that it may take.
FAIR_END_SHARE = 0.15
#: Where it is not proven: how near to its bound selections are asked for, the seconds of each, and
#: the part of a limit, one in so many points, that they take.
REACH, REACH_SECONDS, REACHES = 0.02, 2.0, 10
#: Seconds of a point where there is no limit; the least share of one where there is.
POINT_SECONDS, LEAST_SHARE = 60.0, 1.0


@dataclass(frozen=True, slots=True)
class Frontier:
    """The trade-off, from the efficient end to the fair end.

    Parameters
    ----------
    block : EquityBlock
        The measure.
    points : tuple of FrontierPoint
        Rising in fairness, falling in value; none dominates another.
    fairest : float
        Best measure that any selection reaches.
    fairest_proven : bool
        Whether that is proven.
    complete : bool
        False when Ctrl-C or a limit came first.
    seconds : float
        Wall clock.
    solves : int
        Programs solved.
    infeasible : bool
        No selection keeps the other constraints: there is no point at all.
    others : tuple of EquityBlock
        Limits and terms of equity beside the measure.
    """

    block: EquityBlock
    points: tuple[FrontierPoint, ...]
    fairest: float
    fairest_proven: bool
    complete: bool
    seconds: float
    solves: int
    infeasible: bool = False
    others: tuple[EquityBlock, ...] = ()


def frontier(
    program: Program,
    block: EquityBlock,
    points: int = 20,
    seconds: float | None = None,
    tell: Callable[[int, int], None] = lambda *_: None,
    others: Sequence[EquityBlock] = (),
) -> Frontier:
    """Solve ``points`` programs "greatest value at least this fair", evenly between both ends.

    Each point is followed by a second program, "greatest value strictly fairer than the point":
    its value is below the point's, which proves that nothing dominates the point; were it equal,
    the fairer selection would take the point's place and the question be asked again. All share
    one warm session: only the limits of rows move (Gini: its row's coefficients move too).

    Parameters
    ----------
    program : Program
        With the rows of the measure, open.
    block : EquityBlock
        The measure.
    points : int
        Points asked for, both ends included; fewer are found where there are fewer.
    seconds : float, optional
        Wall clock of the whole.
    tell : callable
        Hears how many points are done, of how many.
    others : sequence of EquityBlock
        The other measures that the program has, as limits or terms.

    Raises
    ------
    BadInputError
        When the measure compares territories and there is only one.
    """
    _refuse_one_alone(block)
    began = time.monotonic()
    left = _left(began, seconds)
    program = with_switches(program, threshold_blocks(others))
    moves = prover_of(block).moved(program, block)
    found: list[FrontierPoint] = []
    fairest, sure, complete, step = float("nan"), False, True, 0.0
    try:
        start = moves.solve(-np.inf, Limits(left()))
        if start.x.size == 0:
            none = start.proof is Proof.INFEASIBLE
            spent = time.monotonic() - began
            return Frontier(block, (), fairest, False, False, spent, 1, none, tuple(others))
        low = signed_measure(block, start.x)
        fairest, sure = _fair_end(program, block, moves, start, left)
        step = LEVEL * max(abs(fairest), abs(low), NOTHING)
        for ask in _asked(low, fairest, points, step):
            if found and ask <= block.sign * found[-1].measure + 0.5 * step:
                continue
            tell(len(found), points)
            point = point_at(moves, block, ask, step, _share(left, points - len(found)))
            if point is None:
                break
            found.append(point)
        _fill(found, moves, block, points, step, left, tell)
    except KeyboardInterrupt:
        complete = False
    found = undominated(found, block.sign, step)
    complete = complete and all(p.proven for p in found) and sure
    return Frontier(
        block, tuple(found), block.sign * fairest, sure, complete, time.monotonic() - began,
        moves.solves, others=tuple(others),
    )  # fmt: skip


def _fair_end(
    program: Program, block: EquityBlock, moves: Moved, start: Solution,
    left: Callable[[], float | None],
) -> tuple[float, bool]:  # fmt: skip
    """Return the fairest level, signed, and whether it is proven."""
    stage = replace(block, rule=block.rule.model_copy(update={"keep_value": None, "keep": 1.0}))
    most = left()
    most = FAIR_END_SECONDS if most is None else min(FAIR_END_SHARE * most, FAIR_END_SECONDS)
    told = run_stages(program, [stage], start, HIGHS, most).stages[0]
    fairest, bound = block.sign * told.value, block.sign * told.bound
    if told.proven:
        return fairest, True
    low = signed_measure(block, start.x)
    return _fairer(moves, block, low, fairest, bound, left), False


def _fairer(
    moves: Moved, block: EquityBlock, low: float, fairest: float, ideal: float,
    left: Callable[[], float | None],
) -> float:  # fmt: skip
    """Return the fairest level found by asking for any selection, ever nearer to a proven bound.

    The stage that looks for the fair end was ended by its limit, far from it where territories are
    many: a frontier would stop there.
    """
    reached = max(low, fairest)
    if not np.isfinite(ideal):
        if block.sign > 0:
            return reached
        ideal = 0.0  # no spread at all
    share = _share(left, REACHES)
    while ideal - reached > REACH * (ideal - low) and share():
        ask = 0.5 * (reached + ideal)
        any_ = moves.solve(ask, Limits(min(REACH_SECONDS, share() or 0.0), gap_rel=1.0))
        if any_.x.size:
            reached = max(ask, signed_measure(block, any_.x))
        else:
            ideal = ask
    return reached


def _refuse_one_alone(block: EquityBlock) -> None:
    if len(block.rows.codes) > 1 or not block.rule.compares:
        return
    some = ", ".join(block.rows.names) or "-"
    raise bad_input(
        Text(
            f"une frontière de cette mesure compare des territoires ; il n'y en a qu'un : {some}",
            f"a frontier of this measure compares territories; there is only one: {some}",
        ),
        Text(
            "changer by, per ou l'éligibilité, pour en comparer deux au moins",
            "change by, per or the eligibility, to compare two at least",
        ),
        Where(column=f"{block.name}.by", value=block.rule.by),
    )


def _fill(
    found: list[FrontierPoint], moves: Moved, block: EquityBlock, points: int, step: float,
    left: Callable[[], float | None], tell: Callable[[int, int], None],
) -> None:  # fmt: skip
    """Add points in the widest gaps, up to the number asked for; Ctrl-C leaves those found.

    A gap is asked for its middle; where that only finds its fair end again, for anything fairer
    than its other end: that finds a point, or proves that there is none.
    """
    closed: set[float] = set()
    while len(found) < points and (left() is None or left() != 0.0):
        open_ = [
            (block.sign * (b.measure - a.measure), k)
            for k, (a, b) in enumerate(pairwise(found))
            if a.measure not in closed
        ]
        if not open_ or max(open_)[0] <= 2 * step:
            break
        tell(len(found), points)
        wide, k = max(open_)
        start = block.sign * found[k].measure
        for ask in (start + 0.5 * wide, start + step):
            point = point_at(moves, block, ask, step, _share(left, points - len(found)))
            if point is None or not point.proven:
                closed.add(found[k].measure)
                break
            signed = block.sign * point.measure
            if start < signed < start + wide - step and point.value < found[k].value:
                found.insert(k + 1, point)
                break
        else:
            closed.add(found[k].measure)


def undominated(found: list[FrontierPoint], sign: float, step: float) -> list[FrontierPoint]:
    """Keep points that no other found one beats: only a limit leaves such points behind.

    Parameters
    ----------
    found : list of FrontierPoint
    sign : float
        1 where a greater measure is fairer, -1 where a smaller one is.
    step : float
        Two measures closer than this are equal.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.empty(0)
    >>> rows = (9.0, 9.0, 0.4, True), (7.0, 9.0, 0.3, False), (8.0, 8.0, 0.2, True)
    >>> points = [FrontierPoint(v, b, m, x, proven, 0.0) for v, b, m, proven in rows]
    >>> [p.value for p in undominated(points, -1.0, 1e-6)]
    [9.0, 8.0]
    """
    kept: list[FrontierPoint] = []
    for point in sorted(found, key=lambda p: (-p.value, -sign * p.measure)):
        if not kept or sign * (point.measure - kept[-1].measure) > 0.5 * step:
            kept.append(point)
    return kept


def _asked(low: float, high: float, points: int, step: float) -> list[float]:
    """Return the levels asked for: evenly between both ends, the fair end just within reach."""
    levels = np.linspace(low, high, max(2, points)).tolist()
    levels[0] = -np.inf
    levels[-1] = high - 0.5 * step
    return levels


def _left(began: float, seconds: float | None) -> Callable[[], float | None]:
    def left() -> float | None:
        return None if seconds is None else max(0.0, seconds - (time.monotonic() - began))

    return left


def _share(left: Callable[[], float | None], points: int) -> Callable[[], float | None]:
    """Return the seconds left of a point's share: hard ones must not take those of all others."""
    began, whole = time.monotonic(), left()
    most = POINT_SECONDS if whole is None else min(whole, max(LEAST_SHARE, 2.0 * whole / points))

    def share() -> float:
        return max(0.0, most - (time.monotonic() - began))

    return share
