"""Leximin over discrete choices: the worst as high as can be, then the next, each step proven."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tisites.solver.fairness.counted import Counted
from tisites.solver.fairness.floors import Floors
from tisites.solver.fairness.levels import highest_level, step_of
from tisites.solver.kernel.state import OutOfTimeError

if TYPE_CHECKING:
    from tisites.messages.progress import Listener
    from tisites.model.program import Program
    from tisites.solver.fairness.levels import Level


@dataclass(frozen=True, slots=True)
class LeximinLevels:
    """What leximin settles.

    Parameters
    ----------
    floors : (g,) float64
        Floor of each territory: with them, every selection has the leximin vector, or (when
        territories block one another in turn) the answer's own assignment of levels has it.
    x : (n,) float64
        A selection with the leximin vector.
    levels : tuple of float
        Distinct levels, rising.
    counts : tuple of int
        Territories that reach each level at least.
    proven : bool
        Whether every step was proven.
    unique : bool
        Whether the territories at each level are the same in every optimal selection: the value
        may then be maximised over the floors alone.
    counted : Counted, optional
        The levels with their switches, where they are not unique.
    questions : int
        Programs solved.
    """

    floors: np.ndarray
    x: np.ndarray
    levels: tuple[float, ...]
    counts: tuple[int, ...]
    proven: bool
    unique: bool
    counted: Counted | None
    questions: int


def leximin(
    program: Program,
    at: np.ndarray,
    start: np.ndarray,
    seconds: float | None = None,
    listener: Listener | None = None,
) -> LeximinLevels:
    """Find the leximin vector of the benefits of rows ``at``.

    After each level, the territories that cannot be above it in *any* selection (a proof each)
    are settled. Where none is (they block one another in turn), freezing one of them would be
    wrong: the greatest number of territories above the level is proven instead, and later levels
    are raised under that count.

    Parameters
    ----------
    program : Program
        Its rows ``at`` are the benefits, open below.
    at : (g,) int64
        Row numbers.
    start : (n,) float64
        A selection that keeps every row.
    """
    floors = Floors(program, at, seconds, listener)
    base = np.maximum(program.row_lower[at], 0.0)
    active = np.ones(at.size, dtype=bool)
    x, levels, counts = start, [], []
    try:
        while active.any():
            level = highest_level(floors, x, active, base)
            x = level.x
            base = np.where(active, np.maximum(base, level.value), base)
            levels.append(level.value)
            counts.append(int(active.sum()))
            if not level.proven:
                return _done(floors, base, x, levels, counts, proven=False)
            blocked, x = _blocked(floors, x, active, base, level)
            if not blocked.any():
                return _jointly(floors, program, at, x, active, base, levels, counts)
            active &= ~blocked
    except OutOfTimeError:
        return _done(floors, base, x, levels, counts, proven=False)
    return _done(floors, base, x, levels, counts, proven=True)


def _done(
    floors: Floors, base: np.ndarray, x: np.ndarray, levels: list[float], counts: list[int], *,
    proven: bool,
) -> LeximinLevels:  # fmt: skip
    return LeximinLevels(
        base, x, tuple(levels), tuple(counts), proven, unique=True, counted=None,
        questions=floors.questions,
    )  # fmt: skip


def _blocked(
    floors: Floors, x: np.ndarray, active: np.ndarray, base: np.ndarray, found_level: Level
) -> tuple[np.ndarray, np.ndarray]:
    """Return the territories that are at the level in every selection, each with its proof.

    Only those at the level in every selection seen so far are asked for.
    """
    level = found_level.value
    step = step_of(level, floors.scale(active))
    suspects = active & (floors.benefit(x) < level + step)
    blocked = np.zeros(active.size, dtype=bool)
    if found_level.blocked is not None:
        blocked[found_level.blocked] = True
    while (suspects & ~blocked).any():
        g = int(np.flatnonzero(suspects & ~blocked)[0])
        asked = base.copy()
        asked[g] = level + step
        found = None if floors.top(g, base) < asked[g] else floors.reach(asked, x)
        if found is None:
            blocked[g] = True
        else:
            suspects &= floors.benefit(found) < level + step
            suspects[g] = False
    return blocked, x


def _jointly(
    floors: Floors, program: Program, at: np.ndarray, x: np.ndarray, active: np.ndarray,
    base: np.ndarray, levels: list[float], counts: list[int],
) -> LeximinLevels:  # fmt: skip
    """Go on by counts: how many territories can be above the level, then how high these."""
    counted = Counted(program, at, base, active, levels[-1], floors.scale(active))
    proven = True
    while True:
        above, found, sure = counted.most_above(x, floors.left)
        x, proven = found, proven and sure
        if above == 0 or not proven:
            break
        value, x, sure = counted.raised(x, above, floors.left)
        levels.append(value)
        counts.append(above)
        proven = proven and sure
        if not proven:
            break
    settled = counted.settled(x)
    return LeximinLevels(
        settled, x, tuple(levels), tuple(counts), proven, unique=False, counted=counted,
        questions=floors.questions + counted.questions,
    )  # fmt: skip
