"""What keeps a site out of a selection: every exchange that would pay, and the rules it breaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from tisites.model.tolerances import ROW, SAME
from tisites.study.compare.evaluate import continued
from tisites.study.exchange import exchanges, mixed_rows, too_near

if TYPE_CHECKING:
    from tisites.model.program import Program
    from tisites.run.read.case import Case

Outcome = Literal["held", "outscored", "tie", "open"]


@dataclass(frozen=True, slots=True)
class Hold:
    """A rule that exchanging a chosen site for this one would break.

    Parameters
    ----------
    constraint, label, group : str
        Declared constraint, label of the row (empty for spacing), territory for the planner.
    side : {"upper", "lower"}
        Which limit; a least distance is ``lower``.
    limit, activity : float
        The limit, and where the selection stands; for spacing, km and the nearest chosen site.
    would_be : float
        Where the exchange that loses least would bring it (the distance, for spacing).
    partners : tuple of str
        Chosen sites that the row counts, or that are too near, ascending.
    exchanges : int
        How many of the exchanges that would pay it forbids.
    outside : bool
        Whether the row does not count the site itself, only those it would take the place of.
    """

    constraint: str
    label: str
    group: str
    side: Literal["upper", "lower"]
    limit: float
    activity: float
    would_be: float
    partners: tuple[str, ...]
    exchanges: int
    outside: bool = False


@dataclass(frozen=True, slots=True)
class OutsideSite:
    """How a site that competes stands to a selection that leaves it out.

    Parameters
    ----------
    outcome : {"held", "outscored", "tie", "open"}
        ``outscored``: no chosen site could be exchanged for it with a gain, whatever the rules;
        ``held``: rules forbid every exchange that would gain; ``tie``: an exchange neither gains
        nor loses; ``open``: an allowed exchange gains, so the selection is not optimal.
    rival : str
        Chosen site whose exchange loses least (or gains most, where ``open``).
    gain : float
        What that exchange would bring, in points of the objective.
    holds : tuple of Hold
        Few rules that together forbid every exchange that would gain; those that forbid most
        come first.
    paying : int
        How many exchanges would gain if rules did not count.
    """

    outcome: Outcome
    rival: str
    gain: float
    holds: tuple[Hold, ...] = ()
    paying: int = 0


def standing(case: Case, selected: np.ndarray, site: int) -> OutsideSite:
    """Examine every exchange of one chosen site for one that was left out.

    Parameters
    ----------
    case : Case
        Model and program.
    selected : (p,) int64
        Columns of the selection, which holds in the program.
    site : int
        A column that it leaves out.
    """
    program = case.program
    moves = exchanges(program, selected, site)
    loose, gains, broken, near = moves.leaves, moves.gains, moves.broken, moves.near
    if loose.size == 0:
        return OutsideSite("held", "", 0.0)
    tie = SAME * max(1.0, abs(float(program.value[selected].sum())))
    paying = loose[gains > tie]
    free = ~broken.any(axis=0) & ~near
    free[free] = _labour_holds(program, selected, loose[free], site)
    if free[: paying.size].any():
        best = int(np.flatnonzero(free)[0])
        return OutsideSite("open", _name(program, loose[best]), float(gains[best]), (), paying.size)
    level = np.flatnonzero(free & (np.abs(gains) <= tie))
    if level.size:
        return OutsideSite("tie", _name(program, loose[level[0]]), 0.0)
    if paying.size == 0:
        return OutsideSite("outscored", _name(program, loose[0]), float(gains[0]))
    held = broken[:, : paying.size]
    holds = _cover(program, selected, paying, site, held, near[: paying.size])
    return OutsideSite("held", _name(program, paying[0]), float(gains[0]), holds, int(paying.size))


def _labour_holds(
    program: Program, selected: np.ndarray, loose: np.ndarray, site: int
) -> np.ndarray:
    """Whether rows with continuous columns still hold after each exchange."""
    if program.integer.all():
        return np.ones(loose.size, dtype=bool)
    fine = []
    for t in loose.tolist():
        x = np.zeros(program.n_columns)
        x[selected] = 1.0
        x[t], x[site] = 0.0, 1.0
        fine.append(not (continued(program, x)[1] > ROW).any())
    return np.array(fine, dtype=bool)


def _cover(
    program: Program,
    selected: np.ndarray,
    paying: np.ndarray,
    site: int,
    broken: np.ndarray,
    near: np.ndarray,
) -> tuple[Hold, ...]:
    """Pick few rules that together forbid every paying exchange, greatest first."""
    left = np.ones(paying.size, dtype=bool)
    holds: list[Hold] = []
    own = (program.matrix[:, [site]].toarray().ravel() != 0).astype(float)
    if near.any():
        holds += _spacing_holds(program, selected, site, int(near.sum()))
        left &= ~near
    while left.any() and broken[:, left].any():
        count = broken[:, left].sum(axis=1) + 0.5 * own  # at equal merit, a row of its own
        row = int(count.argmax())
        holds.append(_row_hold(program, selected, paying, site, row, broken[row]))
        left &= ~broken[row]
    if left.any():  # only the continuous columns forbid what is left
        mixed = np.flatnonzero(mixed_rows(program))
        if mixed.size:
            name = program.row_constraints[mixed[0]]
            holds.append(Hold(name, "", "", "upper", np.nan, np.nan, np.nan, (), int(left.sum())))
    return tuple(holds)


def _row_hold(
    program: Program, selected: np.ndarray, paying: np.ndarray, site: int, row: int, who: np.ndarray
) -> Hold:
    line = program.matrix[[row]].toarray().ravel()
    activity = float(line[selected].sum())
    would_be = activity + line[site] - line[paying[np.flatnonzero(who)[0]]]
    upper = would_be > program.row_upper[row]
    inside = selected[line[selected] != 0]
    groups = program.row_groups
    return Hold(
        program.row_constraints[row],
        program.row_labels[row],
        groups[row] if groups else "",
        "upper" if upper else "lower",
        float(program.row_upper[row] if upper else program.row_lower[row]),
        activity,
        float(would_be),
        tuple(_name(program, i) for i in inside) if inside.size < selected.size else (),
        int(who.sum()),
        bool(line[site] == 0),
    )


def _spacing_holds(program: Program, selected: np.ndarray, site: int, exchanges: int) -> list[Hold]:
    holds = []
    for rule in program.separations:
        close, least = too_near(rule, selected, site)
        if close.size:
            names = tuple(_name(program, i) for i in np.sort(close))
            holds.append(
                Hold(rule.constraint, "", "", "lower", rule.km, least, least, names, exchanges)
            )
    return holds


def _name(program: Program, column: int | np.integer) -> str:
    return str(program.columns[int(column)])
