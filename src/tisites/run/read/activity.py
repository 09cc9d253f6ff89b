"""How each row of the program stands at the answer, and which limits bind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tisites.model.program import Program
    from tisites.model.terms import Separation
    from tisites.solver.solution import Solution

#: A row whose activity is within this of a limit binds.
BINDING = 1e-6


@dataclass(frozen=True, slots=True)
class Activity:
    """How one row of the program stands at the answer.

    Parameters
    ----------
    name : str
        Label of the row, ``constraint[group]``.
    constraint : str
        Declared constraint.
    group : str
        Territory, for the planner; empty without groups.
    activity : float
        Value of the row. For a separation: the least distance between two chosen sites, in km.
    lower, upper : float
        Limits, infinite where open.
    binding : bool
        Whether a limit is met exactly. For a separation: whether a chosen site keeps an eligible
        one out.
    """

    name: str
    constraint: str
    group: str
    activity: float
    lower: float
    upper: float
    binding: bool


def activities(program: Program, solution: Solution) -> list[Activity]:
    """Return how every row stands, separations last."""
    return standing_rows(program, solution.activities, solution.selected)


def standing_rows(program: Program, values: np.ndarray, selected: np.ndarray) -> list[Activity]:
    """Return how every row stands, separations last.

    Parameters
    ----------
    program : Program
    values : (m,) float64
        What each row comes to.
    selected : (p,) int64
        Chosen columns.
    """
    groups = program.row_groups or ("",) * program.n_rows
    rows = [
        Activity(label, name, group, float(a), float(lo), float(up),
                 bool(abs(a - lo) <= BINDING or abs(a - up) <= BINDING))
        for label, name, group, a, lo, up in zip(
            program.row_labels, program.row_constraints, groups, values,
            program.row_lower, program.row_upper, strict=True,
        )
    ]  # fmt: skip
    return rows + [_spacing(rule, selected) for rule in program.separations]


def _spacing(rule: Separation, chosen: np.ndarray) -> Activity:
    least = np.inf
    for zone in np.unique(rule.zone[chosen]):
        here = chosen[rule.zone[chosen] == zone]
        if here.size > 1:
            from scipy.spatial.distance import pdist

            points = np.column_stack([rule.x_m[here], rule.y_m[here]])
            least = min(least, float(pdist(points).min()) / 1000.0)
    return Activity(
        rule.constraint, rule.constraint, "", least, rule.km, np.inf, rule.keeps_out(chosen)
    )
