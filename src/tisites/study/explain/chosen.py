"""Why a chosen site is in: points, floors it serves, and what the selection loses without it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tisites.solver.solution import Proof
from tisites.study.explain.points import Contribution, contributions
from tisites.study.explain.rows import ServedFloor, Standing
from tisites.study.relax.conflict import find_conflict

if TYPE_CHECKING:
    from tisites.solver.solution import Solution
    from tisites.study.explain.base import Answered, Questions
    from tisites.study.relax.dials import Dial


@dataclass(frozen=True, slots=True)
class Exchange:
    """Sites that a different selection brings in and puts out, by id."""

    enter: tuple[str, ...]
    leave: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WhyIn:
    """A chosen site, defended.

    Parameters
    ----------
    site : str
        Its id.
    score : float
        Points out of 100.
    contributions : tuple of Contribution
        Criterion by criterion.
    services : tuple of ServedFloor
        Floors that break without it, the rarest first.
    locked : bool
        Whether the scenario locked it in; the cost is then that of lifting the lock.
    proof : Proof
        Of the best selection without it; ``INFEASIBLE``: no selection holds without it.
    value : float
        Best value without it, NaN when there is none.
    bound : float
        Proven upper bound on that value.
    cost : float
        Replacement cost: value of the answer less value without it; infinite when there is none.
    exchange : Exchange
        Who takes its place.
    conflict : tuple of Dial
        When no selection holds without it, limits that then contradict each other; empty when the
        site is the only way to meet one of them.
    """

    site: str
    score: float
    contributions: tuple[Contribution, ...]
    services: tuple[ServedFloor, ...]
    locked: bool
    proof: Proof
    value: float
    bound: float
    cost: float
    exchange: Exchange
    conflict: tuple[Dial, ...] = ()


def why_in(base: Answered, questions: Questions, standing: Standing, site: str) -> WhyIn:
    r"""Explain a chosen site.

    Replacement cost: :math:`z^* - \max \{ z(x) : x \text{ feasible}, x_i = 0 \}`, both to proof.

    Parameters
    ----------
    base : Answered
        The answer.
    questions : Questions
        A session over its program.
    standing : Standing
        How its rows stand.
    site : str
        Id of a chosen site.
    """
    case = base.case
    column = int(case.columns_of([site])[0])
    without = questions.best(outside=[column])
    cost = math.inf if without.proof is Proof.INFEASIBLE else base.value - without.value
    services = tuple(standing.services(column))
    conflict: tuple[Dial, ...] = ()
    if without.proof is Proof.INFEASIBLE and not any(s.only_way for s in services):
        conflict = find_conflict(case, given={column: 0.0}).dials
    return WhyIn(
        site,
        float(case.everyone.at[site, "score"]),
        tuple(contributions(case, site)),
        services,
        bool(case.program.lower[column] > 0.5),
        without.proof,
        without.value,
        without.bound,
        cost,
        exchange(base, without),
        conflict,
    )


def exchange(base: Answered, other: Solution) -> Exchange:
    """Return who enters and who leaves from the answer to another selection."""
    if other.selected.size == 0:
        return Exchange((), ())
    names = base.case.program.columns
    enter = np.setdiff1d(other.selected, base.selected)
    leave = np.setdiff1d(base.selected, other.selected)
    return Exchange(tuple(str(s) for s in names[enter]), tuple(str(s) for s in names[leave]))
