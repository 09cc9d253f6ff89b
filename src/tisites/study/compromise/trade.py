"""What the least-regret selection costs all parties together: the frontier between both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tisites.study.compromise.floors import EVEN

if TYPE_CHECKING:
    from collections.abc import Callable

    from tisites.solver.solution import Limits
    from tisites.study.compromise.floors import Reached, ShareFloors


@dataclass(frozen=True, slots=True)
class TradePoint:
    """A selection that no other beats in both the least share and the sum of shares.

    Parameters
    ----------
    x : (n,) float64
        The selection.
    level : float
        Least share of a party, percent of its own best.
    total : float
        Sum of all parties' shares.
    proven : bool
        The sum is proven the greatest at this level, and no selection with that sum has a higher
        level.
    """

    x: np.ndarray
    level: float
    total: float
    proven: bool


def trade(
    floors: ShareFloors,
    fair: Reached,
    points: int,
    limits: Callable[[], Limits],
    told: Callable[[int, int], None] = lambda *_: None,
) -> tuple[TradePoint, ...]:
    """Return points of the frontier, from the highest level to the greatest sum.

    Levels are asked for evenly between both ends. Each point is followed by the question "as great
    a sum at a higher level": where there is one it takes the point's place, where there is none
    nothing dominates the point. Points that come twice are kept once.

    Parameters
    ----------
    floors : ShareFloors
        The warm session.
    fair : Reached
        The highest level, and whether it is proven.
    points : int
        How many are asked for, both ends included; 2 at least.
    limits : callable
        Returns the limits of the next solve.
    told : callable
        Hears how many points are done, of how many.
    """
    free = _point(floors, -np.inf, limits)
    found = [] if free is None else [free]
    low = fair.figure if free is None else free.level
    for k, ask in enumerate(np.linspace(low, fair.figure, max(points, 2)).tolist()[1:]):
        told(k + 1, points)
        if found and ask <= found[-1].level + EVEN and k < points - 2:
            continue
        last = k == max(points, 2) - 2
        point = _point(floors, ask - EVEN if last else ask, limits, higher=not last)
        if point is not None:
            sure = point.proven and (fair.proven or not last)
            found.append(TradePoint(point.x, point.level, point.total, sure))
    return undominated(found)


def undominated(found: list[TradePoint]) -> tuple[TradePoint, ...]:
    """Keep points that no other beats or equals, the highest level first.

    Examples
    --------
    >>> x = np.zeros(1)
    >>> told = ((90.0, 190.0), (80.0, 195.0), (80.0, 190.0), (90.0, 190.0))
    >>> [(p.level, p.total) for p in undominated([TradePoint(x, a, b, True) for a, b in told])]
    [(90.0, 190.0), (80.0, 195.0)]
    """
    kept: list[TradePoint] = []
    for point in sorted(found, key=lambda p: (-p.level, -p.total)):
        if not kept or point.total > kept[-1].total + EVEN:
            kept.append(point)
    return tuple(kept)


def _point(
    floors: ShareFloors, ask: float, limits: Callable[[], Limits], *, higher: bool = True
) -> TradePoint | None:
    """Return the greatest sum at a level, raised to the highest level that has that sum."""
    best = floors.most(ask, limits())
    if best is None:
        return None
    proven = best.proven
    level = floors.level(best.x)
    while higher:
        above = floors.most(level + EVEN, limits())
        if above is None:
            break
        if not above.proven:
            proven = False
            break
        now = floors.level(above.x)
        if above.figure < best.figure - EVEN or now <= level:
            break
        best, level = above, now
    return TradePoint(best.x, level, floors.total(best.x), proven)
