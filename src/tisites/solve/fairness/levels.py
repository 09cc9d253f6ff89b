"""The highest level that all of some territories can reach together: certified bisection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tisites.solve.fairness.floors import RESOLUTION, OutOfTimeError

if TYPE_CHECKING:
    from tisites.solve.fairness.floors import Floors

#: Below this relative gap the question asked is "anything better at all?", else the middle.
NEAR = 0.01


@dataclass(frozen=True, slots=True)
class Level:
    """A level reached, and what is known of higher ones.

    Parameters
    ----------
    value : float
        Least benefit of the territories at ``x``.
    upper : float
        No selection has them all at ``upper`` or more (beyond the resolution, when proven).
    x : (n,) float64
        The selection.
    proven : bool
        Whether ``upper`` is within the resolution of ``value``.
    """

    value: float
    upper: float
    x: np.ndarray
    proven: bool


def step_of(value: float, scale: float) -> float:
    """Return the least difference that makes another level."""
    return RESOLUTION * max(abs(value), 1e-3 * scale)


def highest_level(floors: Floors, x: np.ndarray, active: np.ndarray, base: np.ndarray) -> Level:
    """Raise the least benefit of the active territories as high as can be.

    Each question "all of them at ``t``?" is answered by a selection, which raises the lower end
    to its own least benefit, or by a proof that there is none, which lowers the upper end.

    Parameters
    ----------
    floors : Floors
        Who answers.
    x : (n,) float64
        A selection that meets ``base``.
    active : (g,) bool
        Territories to raise.
    base : (g,) float64
        Floors of all, kept meanwhile.
    """
    if not active.any():
        return Level(np.inf, np.inf, x, proven=True)
    low = float(floors.benefit(x)[active].min())
    scale = float(floors.highest[active].min())
    up = max(min(scale, floors.common_top(active, base)), low)
    near, first = False, True
    try:
        while True:
            step = step_of(low, scale)
            if low + step > up:
                return Level(low, up, x, proven=True)
            ask = low + step if near else 0.5 * (low + up)
            if first:  # territories share little: what one can reach alone is often the level
                ask, first = up - 0.1 * step, False
            ask = max(ask, low + step)
            found = floors.reach(np.where(active, np.maximum(ask, base), base))
            if found is None:
                if ask <= low + 1.000001 * step:
                    return Level(low, ask, x, proven=True)
                up = ask
                near = up - low <= NEAR * up
                continue
            reached = float(floors.benefit(found)[active].min())
            if reached <= low:  # a floor kept within the solver's tolerance only
                return Level(low, max(up, ask), x, proven=ask <= low + 1.000001 * step)
            low, x = reached, found
            near = not near and up - low <= NEAR * up
    except OutOfTimeError:
        return Level(low, up, x, proven=False)
