"""What others chose, beside what they could have chosen in its place under the same rules."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tisites.model.compile import CHOOSE
from tisites.model.tolerances import NOTHING
from tisites.score.scores import FULL_SCORE
from tisites.solver.check import row_slack
from tisites.study.exchange import exchange_gains, feasible_swaps

if TYPE_CHECKING:
    from tisites.model.program import Program
    from tisites.model.terms import Separation
    from tisites.study.robustness.weights import Weighing


@dataclass(frozen=True, slots=True)
class Loosened:
    """A rule that a selection does not keep, and how far it is taken to reach.

    Parameters
    ----------
    constraint, group : str
        Which limit; the territory, empty without one.
    limit, held : float
        What the rule asks, and where the selection stands.
    """

    constraint: str
    group: str
    limit: float
    held: float


@dataclass(frozen=True, slots=True)
class Choices:
    """Each chosen site beside those that could have stood in its place.

    Parameters
    ----------
    differences : (k, c) float64
        Values of an alternative minus those of the site chosen, 0 to 1 a criterion, alternatives
        of one site after those of another. What a swap changes whatever the weights (the service
        of the demand) is spread over all criteria, so that weights that sum to 1 count it once.
    start : (s,) int64
        Where the alternatives of each site begin.
    columns : (s,) int64
        The chosen columns that have alternatives.
    alternatives : (k,) int64
        The other column of each row.
    alone : (a,) int64
        Chosen columns that nothing could replace: they tell nothing of weights.
    """

    differences: np.ndarray
    start: np.ndarray
    columns: np.ndarray
    alternatives: np.ndarray
    alone: np.ndarray

    def on(self, blend: np.ndarray) -> Choices:
        """Return the choices seen through a (c, g) blend of criteria, whose columns sum to 1."""
        return replace(self, differences=self.differences @ blend)


def as_held(program: Program, selected: np.ndarray) -> tuple[Program, tuple[Loosened, ...]]:
    """Return the program whose rules reach as far as a selection does, and the rules that moved.

    The number of sites is that of the selection; what was imposed no longer is. A limit that the
    selection keeps stays as it is.

    Parameters
    ----------
    program : Program
        Binary columns alone.
    selected : (p,) int64
        Columns of the selection.
    """
    x = np.zeros(program.n_columns)
    x[selected] = 1.0
    low, high = program.row_lower.copy(), program.row_upper.copy()
    activity = program.matrix @ x
    slack = row_slack(program.matrix, low, high)
    groups = program.row_groups or ("",) * program.n_rows
    moved = []
    for r in np.flatnonzero((activity < low - slack) | (activity > high + slack)).tolist():
        limit = low[r] if activity[r] < low[r] else high[r]
        name = program.row_constraints[r]
        moved.append(Loosened(name, groups[r], float(limit), float(activity[r])))
    counts = np.array([name == CHOOSE for name in program.row_constraints], dtype=bool)
    low = np.where(
        counts, activity, np.minimum(low, np.where(activity < low - slack, activity, low))
    )
    high = np.where(counts, activity, np.where(activity > high + slack, activity, high))
    spaced = []
    for rule in program.separations:
        least = _least_km(rule, selected)
        if least < rule.km:
            moved.append(Loosened(rule.constraint, "", rule.km, least))
        spaced.append(replace(rule, km=min(rule.km, least)))
    held = replace(
        program,
        lower=np.where(program.integer, 0.0, program.lower),
        upper=np.where(x > 0.5, 1.0, program.upper),
        row_lower=low,
        row_upper=high,
        separations=tuple(spaced),
    )
    return held, tuple(moved)


def _least_km(rule: Separation, selected: np.ndarray) -> float:
    """Return how near two chosen sites come to each other, where that is nearer than the rule."""
    pairs = rule.pairs(selected)
    if not pairs.size:
        return rule.km
    first, second = pairs.T
    gap = np.hypot(rule.x_m[first] - rule.x_m[second], rule.y_m[first] - rule.y_m[second])
    return float(gap.min()) / 1000.0 * (1.0 - NOTHING)  # the pair itself must stay allowed


def choices_of(program: Program, weighing: Weighing, selected: np.ndarray) -> Choices:
    """List what could have been chosen in the place of each site, one exchange at a time.

    Parameters
    ----------
    program : Program
        As :func:`as_held` gives it.
    weighing : Weighing
        How its values depend on weights.
    selected : (p,) int64
        Columns of the selection, ascending.
    """
    may = feasible_swaps(program, selected)
    some = may.any(axis=1)
    rows, others = np.nonzero(may[some])
    values = weighing.values
    differences = values[others] - values[selected[some][rows]]
    fixed = weighing.rest[others] - weighing.rest[selected[some][rows]]
    if program.access is not None:
        fixed = fixed + _service(program, selected, may)[some][rows, others]
    if np.abs(fixed).max(initial=0.0) > NOTHING:
        differences = differences + (fixed / (weighing.own * FULL_SCORE))[:, None]
    sizes = may[some].sum(axis=1)
    start = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64)
    return Choices(differences, start[: sizes.size], selected[some], others, selected[~some])


def _service(program: Program, selected: np.ndarray, may: np.ndarray) -> np.ndarray:
    """Return what each exchange adds to the service of the demand (p, n)."""
    found = np.zeros(may.shape)
    for site in np.flatnonzero(may.any(axis=0)).tolist():
        gains = exchange_gains(program, selected, selected, site)
        found[:, site] = gains - (program.value[site] - program.value[selected])
    return found
