"""What to verify first of a site: the datum whose doubt weighs most on its verdict."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tisites.criteria.actors import lever_of, lever_of_reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tisites.criteria.actors import Influence
    from tisites.study.explain.points import Contribution

DoubtKind = Literal["reason", "condition", "criterion"]
#: Points below which a doubt is none.
LEAST = 0.05


@dataclass(frozen=True, slots=True)
class Weighed:
    """One datum in doubt, and what it weighs.

    Parameters
    ----------
    kind : {"reason", "condition", "criterion"}
        ``reason``: it keeps the site from competing. ``condition``: the site competes provided
        that it is told, and admitted. ``criterion``: it moves points.
    what : str
        Words of the reason or of the condition, or name of the criterion.
    up, down : float
        Points that the best and the worst of its interval would add and take away.
    decides : bool
        Whether it can change the verdict by itself.
    lever : Influence, optional
        Who can tell it, or act on it.
    """

    kind: DoubtKind
    what: str
    up: float
    down: float
    decides: bool
    lever: Influence | None


def doubts_of(
    points: Sequence[Contribution],
    *,
    chosen: bool,
    margin: float,
    reason: tuple[str, str] | None = None,
    conditions: Sequence[str] = (),
) -> tuple[Weighed, ...]:
    """Return the data in doubt of a site, what weighs most on its verdict first.

    What keeps it from competing comes first; what it must declare next where it is in, for it may
    fall on it, and last where it is out. Doubts that nobody can lift are left out.

    Parameters
    ----------
    points : sequence of Contribution
        Its points, with their intervals.
    chosen : bool
        Whether it is in: points lost are then what matters, points gained otherwise.
    margin : float
        Points that the verdict hangs on: those that it lacks, or those that it may lose; infinite
        where no number of points decides, NaN where that is not known.
    reason : tuple of str, optional
        Code and words of what keeps it from competing.
    conditions : sequence of str
        What it must still declare.
    """
    found = []
    if reason is not None:
        code, told = reason
        found.append(Weighed("reason", told, math.inf, 0.0, True, lever_of_reason(code)))
    asked = [Weighed("condition", words, 0.0, math.inf, chosen, None) for words in conditions]
    by_points = []
    for one in points:
        up = max(0.0, one.points_high - one.points)
        down = max(0.0, one.points - one.points_low)
        weighs = down if chosen else up
        lever = lever_of(one.indicator)
        if max(up, down) >= LEAST and lever.possible:
            decides = bool(weighs > margin) and math.isfinite(margin)
            by_points.append(
                (weighs, Weighed("criterion", one.criterion, up, down, decides, lever))
            )
    by_points.sort(key=lambda pair: (-pair[0], -pair[1].up - pair[1].down, pair[1].what))
    points_first = tuple(one for _, one in by_points)
    return (*found, *asked, *points_first) if chosen else (*found, *points_first, *asked)
