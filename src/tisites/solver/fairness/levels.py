"""The highest level that all of some territories can reach together: certified bisection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tisites.model.tolerances import LEVEL, SAME
from tisites.solver.fairness.floors import least_step
from tisites.solver.kernel.state import OutOfTimeError

if TYPE_CHECKING:
    from tisites.solver.fairness.floors import Floors


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
    blocked : int, optional
        A territory proven to be at the level in every selection that keeps it.
    """

    value: float
    upper: float
    x: np.ndarray
    proven: bool
    blocked: int | None = None


def step_of(value: float, scale: float) -> float:
    """Return the least difference that makes another level."""
    return max(LEVEL * abs(value), least_step(scale))


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
    scale = floors.scale(active)
    up = max(min(float(floors.highest[active].min()), floors.common_top(active, base)), low)
    middle, first = False, True

    def hint(x: np.ndarray) -> np.ndarray | None:
        return None if active.all() else x

    try:
        while True:
            step = step_of(low, scale)
            if low + step > up:
                return Level(low, up, x, proven=True)
            if first:  # territories share little: what one can reach alone is often the level
                ask = max(up - 0.1 * step, low + step)
            else:
                low, x = _climbed(floors, x, active, base, low, up)
                step = step_of(low, scale)
                if low + step > up:
                    return Level(low, up, x, proven=True)
                if not middle and (only := _alone(floors, x, active, low + step)) is not None:
                    found = floors.reach(_raised(active, base, low, only, low + step), hint(x))
                    if found is None:
                        return Level(low, low + step, x, proven=True, blocked=only)
                ask = 0.5 * (low + up) if middle else low + step
            found = floors.reach(np.where(active, np.maximum(ask, base), base), hint(x))
            if found is None:
                if ask <= low + 1.000001 * step:
                    return Level(low, ask, x, proven=True)
                up, middle, first = ask, False, False
                continue
            reached = float(floors.benefit(found)[active].min())
            if reached <= low:  # a floor kept within the solver's tolerance only
                return Level(low, max(up, ask), x, proven=ask <= low + 1.000001 * step)
            low, x, middle, first = reached, found, not first and not middle, False
    except OutOfTimeError:
        return Level(low, up, x, proven=False)


def _climbed(
    floors: Floors, x: np.ndarray, active: np.ndarray, base: np.ndarray, low: float, up: float
) -> tuple[float, np.ndarray]:
    """Raise the level with the other territories' sites as they are: quick, and no proof."""
    found = floors.climbed(active, base, x, up)
    if found is None or (floors.benefit(found) < base * (1.0 - SAME)).any():
        return low, x
    reached = float(floors.benefit(found)[active].min())
    return (reached, found) if reached > low else (low, x)


def _alone(floors: Floors, x: np.ndarray, active: np.ndarray, level: float) -> int | None:
    """Return the one active territory below a level, ``None`` where there are several."""
    below = np.flatnonzero(active & (floors.benefit(x) < level))
    return int(below[0]) if below.size == 1 else None


def _raised(active: np.ndarray, base: np.ndarray, low: float, g: int, level: float) -> np.ndarray:
    """Return floors with one territory at a level, the other active ones at the one reached."""
    floors = np.where(active, np.maximum(low, base), base)
    floors[g] = max(level, floors[g])
    return floors
