"""The smallest change that somebody can make, and that brings the points a site lacks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tisites.score.criterion import Criterion
    from tisites.study.explain.points import PointsChange

Reach = Literal["one", "several", "nobody", "none"]


@dataclass(frozen=True, slots=True)
class SmallestChange:
    """What would bring a site the points that it lacks, among what can be done.

    Parameters
    ----------
    reach : {"one", "several", "nobody", "none"}
        ``one``: one criterion on which somebody can act suffices. ``several``: it takes all of
        ``changes`` together. ``nobody``: only criteria that nobody decides would suffice.
        ``none``: no criterion would, even all at their best.
    changes : tuple of PointsChange
        The smallest first; empty for ``nobody`` and ``none``.
    """

    reach: Reach
    changes: tuple[PointsChange, ...] = ()


def smallest_change(
    changes: Sequence[PointsChange], lack: float, criteria: Mapping[str, Criterion]
) -> SmallestChange:
    """Choose the smallest change that somebody can make.

    Of the criteria that suffice alone, the one whose quantity moves least, as a share of its scale.
    Where none does, as few criteria as possible at their best, those that bring most first.

    Parameters
    ----------
    changes : sequence of PointsChange
        Of :func:`~tisites.study.explain.points.changes`.
    lack : float
        Points of score that the site lacks.
    criteria : mapping of str to Criterion
        The model's.
    """
    doable = [change for change in changes if change.doable]
    if doable:
        nearest = sorted(doable, key=lambda c: (_share(c, criteria), c.contribution.criterion))
        return SmallestChange("one", tuple(nearest))
    open_to = [c for c in changes if c.lever.possible and c.within > 0]
    taken: list[PointsChange] = []
    for change in sorted(open_to, key=lambda c: (-c.within, c.contribution.criterion)):
        if sum(c.within for c in taken) >= lack:
            break
        taken.append(change)
    if taken and sum(c.within for c in taken) >= lack:
        return SmallestChange("several", tuple(taken))
    if any(c.possible for c in changes) or sum(c.gain for c in changes) >= lack:
        return SmallestChange("nobody")
    return SmallestChange("none")


def _share(change: PointsChange, criteria: Mapping[str, Criterion]) -> float:
    """Return how far a quantity moves, as a share of its scale; an unknown one moves farthest."""
    scale = criteria[change.contribution.criterion].scale
    width = max(scale) - min(scale)
    moved = abs(change.quantity - change.contribution.quantity)
    return math.inf if math.isnan(moved) else moved / (width or 1.0)
