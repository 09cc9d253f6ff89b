"""Why a site that competed is out: its cost, who holds it back, what would bring it in."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tisites.model.tolerances import STORED
from tisites.solver.solution import Proof
from tisites.study.explain.base import Questions, settled
from tisites.study.explain.chosen import Exchange, exchange
from tisites.study.explain.points import Contribution, PointsChange, changes, contributions
from tisites.study.explain.rows import Break, Standing, Swap, best_swap, blockers
from tisites.study.explain.why_not_limits import LimitMove, limit_moves
from tisites.study.relax.conflict import find_conflict

if TYPE_CHECKING:
    from tisites.study.explain.base import Answered
    from tisites.study.relax.dials import Dial


@dataclass(frozen=True, slots=True)
class WhyNot:
    """A site that competed and was not chosen.

    Parameters
    ----------
    site : str
        Its id.
    score : float
        Points out of 100.
    contributions : tuple of Contribution
        Criterion by criterion.
    locked_out : bool
        Whether the scenario locked it out; everything else is then told as if it had not.
    proof : Proof
        Of the best selection with it; ``INFEASIBLE``: no selection can hold it.
    value, bound : float
        Best value with it, and its proven upper bound; NaN when there is none.
    loss : float
        Value of the answer less value with it: what forcing it in costs.
    exchange : Exchange
        Who it pushes out, and who comes along.
    breaks : tuple of Break
        Limits that break when it is simply added.
    swap : Swap, optional
        The best exchange with one chosen site that breaks nothing.
    blocked : tuple of (Dial, int)
        Limits that forbid exchanges which would gain, and how many each.
    gaining : int
        Exchanges with one chosen site that would gain; all of them break a limit.
    lack : float
        Points of score that it lacks to enter strictly: any more than these bring it in, any
        fewer do not. NaN when points are not what the objective counts, or when the time ended
        before the loss was proven.
    changes : tuple of PointsChange
        Which quantity of each criterion would bring them, alone.
    moves : tuple of LimitMove
        What moving one limit alone would do; empty when this was not asked.
    alone : tuple of Break
        Limits that the site exceeds by itself, whoever else is chosen.
    conflict : tuple of Dial
        When no selection can hold it and it exceeds none by itself: limits that then contradict
        each other.
    unnamed : int
        Exchanges that would gain and break none of the limits named in ``blocked``: they break a
        rule that is measured over the whole selection.
    """

    site: str
    score: float
    contributions: tuple[Contribution, ...]
    locked_out: bool
    proof: Proof
    value: float
    bound: float
    loss: float
    exchange: Exchange
    breaks: tuple[Break, ...]
    swap: Swap | None
    blocked: tuple[tuple[Dial, int], ...]
    gaining: int
    lack: float
    changes: tuple[PointsChange, ...]
    moves: tuple[LimitMove, ...]
    alone: tuple[Break, ...] = ()
    conflict: tuple[Dial, ...] = ()
    unnamed: int = 0


@dataclass(frozen=True, slots=True)
class HeldBack:
    """What holds a site back that is told without solving: exchanges with one chosen site.

    Parameters
    ----------
    score, breaks, swap, blocked, gaining, unnamed
        As :class:`WhyNot` has them.
    """

    score: float
    breaks: tuple[Break, ...]
    swap: Swap | None
    blocked: tuple[tuple[Dial, int], ...]
    gaining: int
    unnamed: int


def held_back(base: Answered, standing: Standing, site: str) -> HeldBack:
    """Look at what adding a site would break, and at its exchanges with each chosen one.

    Parameters
    ----------
    base : Answered
        The answer.
    standing : Standing
        How its rows stand.
    site : str
        Id of a site that competed and was not chosen.
    """
    column = int(base.case.columns_of([site])[0])
    swaps = standing.swaps(column)
    return HeldBack(
        float(base.case.everyone.at[site, "score"]),
        tuple(standing.added(column)),
        best_swap(swaps) if standing.plain.all() else None,
        tuple(blockers(swaps, base.tie)),
        sum(swap.gain > base.tie for swap in swaps),
        sum(swap.gain > base.tie and not swap.breaks for swap in swaps),
    )


def why_not(
    base: Answered, questions: Questions, standing: Standing, site: str, *, limits: bool = True
) -> WhyNot:
    r"""Explain a site that competed and is out.

    Loss: :math:`z^* - \max\{z(x) : x \text{ feasible}, x_j = 1\}`. Raising the site's own value by
    :math:`\delta` raises the value of exactly the selections that hold it: it is in every optimum
    when :math:`\delta` exceeds the loss, in none when :math:`\delta` is below.

    Parameters
    ----------
    base : Answered
        The answer.
    questions : Questions
        A session over its program.
    standing : Standing
        How its rows stand.
    site : str
        Id of a site that competed and was not chosen.
    limits : bool
        Whether moves of limits are searched too.
    """
    case = base.case
    column = int(case.columns_of([site])[0])
    locked_out = bool(case.program.upper[column] < 0.5)
    if locked_out:  # everything is told as if the lock were lifted
        upper = case.program.upper.copy()
        upper[column] = 1.0
        questions = Questions(replace(case.program, upper=upper), questions.end)
    forced = questions.best(inside=[column])
    loss = math.inf if forced.proof is Proof.INFEASIBLE else base.value - forced.value
    held = held_back(base, standing, site)
    alone = tuple(standing.alone(column))
    conflict: tuple[Dial, ...] = ()
    if forced.proof is Proof.INFEASIBLE and not alone:
        seconds = min(60.0, max(1.0, questions.end - time.monotonic()))
        conflict = find_conflict(case, given={column: 1.0}, seconds=seconds).dials
    # what was not proven in time is no number of points to add
    lack = max(0.0, loss) / own_weight(base) if settled(forced) else math.nan
    return WhyNot(
        site,
        held.score,
        tuple(contributions(case, site)),
        locked_out,
        forced.proof,
        forced.value,
        forced.bound,
        loss,
        exchange(base, forced),
        held.breaks,
        held.swap,
        held.blocked,
        held.gaining,
        lack,
        tuple(changes(case, site, lack + _hair(base))) if math.isfinite(lack) else (),
        tuple(limit_moves(base, questions, standing, column, forced)) if limits else (),
        alone,
        conflict,
        held.unnamed,
    )


def own_weight(base: Answered) -> float:
    """Return what one point of score is worth in the objective; NaN when it is not score.

    With an access term the sites' own scores weigh less than 1; objectives of equity may not count
    scores at all.
    """
    program, case = base.case.program, base.case
    rule = case.model.access
    weight = 1.0 - rule.weight if program.access is not None and rule is not None else 1.0
    scores = case.sites["score"].to_numpy(dtype=np.float64)
    value = program.value[program.integer]
    same = np.allclose(value, weight * scores, rtol=0.0, atol=STORED)
    return weight if same else math.nan


def _hair(base: Answered) -> float:
    """Points that make the difference between a tie and a strict preference."""
    return 10.0 * base.tie / own_weight(base)
