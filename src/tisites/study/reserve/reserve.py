"""A reserve list for a selection: who replaces whom, who has no substitute, how long it holds."""

from __future__ import annotations

import time
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from tisites.messages.stop import finishing, look, pulled
from tisites.solver.solution import Proof
from tisites.study.explain.base import Questions
from tisites.study.relax.dials import CHOOSE
from tisites.study.reserve.blocking import Blocked, blocked
from tisites.study.reserve.covering import covering
from tisites.study.reserve.recoverable import Recoverable, recoverable
from tisites.study.reserve.refusals import named_columns, refuse, weights_of
from tisites.study.reserve.substitutes import left_out, next_best, substitutes
from tisites.study.reserve.withdrawals import by_score, played, survival

if TYPE_CHECKING:
    from collections.abc import Callable

    from tisites.model.programme.reserve import ReserveRule
    from tisites.run.read.case import Case
    from tisites.study.explain.base import Answered
    from tisites.study.reserve.covering import Covering
    from tisites.study.reserve.substitutes import Substitutes
    from tisites.study.reserve.withdrawals import Survival

#: Why a site is on the list.
Why = Literal["named", "chained", "covering", "score"]
#: Withdrawals that are played; more than one by draws.
WITHDRAWALS = (1, 3, 5)
DRAWS = 400


@dataclass(frozen=True, slots=True)
class Replaced:
    """A chosen site, and what happens if it withdraws.

    Parameters
    ----------
    column : int
        The chosen site.
    weight : float
        How likely it is to withdraw, 1 on average.
    possible : int
        Candidates left out that could take its place, every rule met.
    entrant : int
        Column of the reserve site that enters; -1 where none of the list may.
    lost : float
        Points of the objective lost by it; NaN without.
    best, best_lost : int, float
        The candidate left out that loses least, on the list or not; -1 and NaN without.
    recomputed : float
        Points lost if the whole selection were chosen again without the site: never more than
        any replacement; NaN where it was not asked, infinite where no selection does without.
    blocked : Blocked, optional
        Why nobody may replace it.
    """

    column: int
    weight: float
    possible: int
    entrant: int
    lost: float
    best: int
    best_lost: float
    recomputed: float
    blocked: Blocked | None


@dataclass(frozen=True)
class Reserve:
    """A reserve list and what it is worth.

    Parameters
    ----------
    case : Case
    rule : ReserveRule
        What was asked.
    selected : (p,) int64
        Chosen columns: those of ``repaired`` where there is one.
    value : float
        Points of the selection.
    proven : bool
        Whether the selection is proven optimal.
    listed : (r,) int64
        The list, in its order: the highest score first.
    why : tuple of str
        Why each is on it.
    serves : (r,) int64
        How many chosen sites each could replace.
    replaced : tuple of Replaced
        Every chosen site, in the order of ``selected``.
    survivals, plain : tuple of Survival
        How often the list makes up for withdrawals; and the best scores left out, as many.
    plain_listed : (r,) int64
        Those best scores.
    plain_covered : int
        Chosen sites that they would replace.
    covering : Covering
        The proof of the list.
    reachable : int
        Chosen sites that some candidate could replace: no list covers more.
    seed, draws : int
        Of the sample.
    solves : int
        Selections chosen again.
    repaired : Recoverable, optional
        The selection changed so that each withdrawal stays within a loss.
    seconds : float
        Wall clock.
    """

    case: Case
    rule: ReserveRule
    selected: np.ndarray
    value: float
    proven: bool
    listed: np.ndarray
    why: tuple[Why, ...]
    serves: np.ndarray
    replaced: tuple[Replaced, ...]
    survivals: tuple[Survival, ...]
    plain: tuple[Survival, ...]
    plain_listed: np.ndarray
    plain_covered: int
    covering: Covering
    reachable: int
    seed: int
    draws: int
    solves: int
    repaired: Recoverable | None
    seconds: float

    @property
    def covered(self) -> int:
        """Chosen sites that the list replaces, one at a time."""
        return sum(one.entrant >= 0 for one in self.replaced)


def reserve(
    answered: Answered,
    rule: ReserveRule,
    *,
    recompute: bool = False,
    draws: int = DRAWS,
    seed: int = 1,
    seconds: float | None = None,
    told: Callable[[int, int], None] | None = None,
    rounds: Callable[[int, int], None] | None = None,
) -> Reserve:
    """Make a reserve list for an answered case, and play withdrawals on it.

    With ``rule.recoverable`` the selection is changed first, so that each withdrawal stays within
    that loss.

    The next best sites come first (``rule.chained`` of them), then the sites imposed, then those
    that replace the most chosen sites at the least loss beside them, proven. Places that would
    replace nobody more go to the best scores among the sites that could replace someone.

    Parameters
    ----------
    recompute : bool
        Whether the whole selection is chosen again without each chosen site, to compare.
    draws, seed : int
        Sets of several withdrawals that are played.
    seconds : float, optional
        Limit of the choice of the list.
    told : callable, optional
        Hears how many selections were chosen again, of how many.
    rounds : callable, optional
        Hears the programs of a recoverable selection, and the replacements written in them.

    Raises
    ------
    BadInputError
        What the list cannot be made for (:mod:`~tisites.study.reserve.refusals`).
    """
    start, case = time.perf_counter(), answered.case
    refuse(case)
    repaired = None
    if rule.recoverable is not None:
        repaired = recoverable(answered, rule.recoverable, seconds=seconds, told=rounds)
        answered = _repaired(answered, repaired)
    with finishing() if pulled() else nullcontext():  # the best found so far is told
        return _listed(answered, rule, repaired, recompute, draws, seed, seconds, told, start)


def _listed(
    answered: Answered, rule: ReserveRule, repaired: Recoverable | None, recompute: bool,
    draws: int, seed: int, seconds: float | None, told: Callable[[int, int], None] | None,
    start: float,
) -> Reserve:  # fmt: skip
    """Make the list of a selection."""
    case = answered.case
    program, selected = case.program, answered.selected
    weights = weights_of(case, selected, rule)
    named = named_columns(case, selected, rule)
    found = substitutes(program, selected)
    look()
    chain = next_best(program, selected, rule.chained, CHOOSE)
    fixed = np.unique(np.concatenate([named, np.array(chain, dtype=np.int64)]))
    labels = program.columns[found.sites]
    choice = covering(found, weights, labels, max(rule.size, fixed.size), fixed, seconds)
    filled = _filled(program.value, found, choice.sites, choice.idle)
    listed = by_score(program, np.concatenate([choice.sites, filled]))
    ways: dict[int, Why] = dict.fromkeys(filled.tolist(), "score")
    groups: tuple[tuple[Why, list[int]], ...] = (
        ("covering", choice.sites.tolist()), ("chained", chain), ("named", named.tolist())
    )  # fmt: skip
    for way, sites in groups:
        ways |= dict.fromkeys(sites, way)
    one_by_one = np.arange(selected.size)[:, None]
    entered, lost = played(program, selected, listed, one_by_one, rule.rule)
    others = by_score(program, left_out(program, selected))[: listed.size]
    covers = played(program, selected, others, one_by_one, rule.rule)[0]
    again = _recomputed(answered, told) if recompute else np.full(selected.size, np.nan)
    counts = [k for k in WITHDRAWALS if k <= np.count_nonzero(weights)]
    lists = [
        tuple(survival(program, selected, one, weights, k, rule.rule, draws, seed) for k in counts)
        for one in (listed, others)
    ]
    return Reserve(
        case=case, rule=rule, selected=selected, value=answered.value, proven=answered.proven,
        listed=listed, why=tuple(ways[int(s)] for s in listed),
        serves=found.allowed[:, np.searchsorted(found.sites, listed)].sum(axis=0),
        replaced=tuple(
            _replaced(answered, found, k, float(weights[k]), int(entered[k, 0]), float(lost[k]),
                      float(again[k]))
            for k in range(selected.size)
        ),
        survivals=lists[0], plain=lists[1], plain_listed=others,
        plain_covered=int((covers[:, 0] >= 0).sum()), covering=choice,
        reachable=int(found.allowed.any(axis=1).sum()), seed=seed, draws=draws,
        solves=int(np.isfinite(again).sum()), repaired=repaired,
        seconds=time.perf_counter() - start,
    )  # fmt: skip


def _repaired(answered: Answered, found: Recoverable) -> Answered:
    """Return the case with the selection that can be repaired."""
    x = np.zeros(answered.case.program.n_columns)
    x[found.selected] = 1.0
    proven = found.proof is Proof.OPTIMAL
    return replace(
        answered, x=x, selected=found.selected, value=found.value, bound=found.bound, proven=proven
    )


def _filled(value: np.ndarray, found: Substitutes, listed: np.ndarray, places: int) -> np.ndarray:
    """Return the best scores among the sites that could replace someone and are not listed."""
    useful = found.sites[found.allowed.any(axis=0) & ~np.isin(found.sites, listed)]
    return useful[np.lexsort((useful, -value[useful]))][: max(places, 0)]


def _replaced(
    answered: Answered, found: Substitutes, k: int, weight: float, entrant: int, lost: float,
    again: float,
) -> Replaced:  # fmt: skip
    gains = np.where(found.allowed[k], found.gains[k], -np.inf)
    possible = int(found.allowed[k].sum())
    best = int(gains.argmax()) if possible else -1
    column = int(found.selected[k])
    return Replaced(
        column, weight, possible, entrant, lost,
        int(found.sites[best]) if possible else -1,
        float(-gains[best]) if possible else np.nan,
        again,
        None if possible else blocked(answered.case.program, found.selected, column),
    )  # fmt: skip


def _recomputed(answered: Answered, told: Callable[[int, int], None] | None) -> np.ndarray:
    """Return what the best selection without each chosen site loses (p,)."""
    program, found = answered.case.program, np.full(answered.selected.size, np.nan)
    locked = np.flatnonzero(program.lower > 0.5)
    questions = Questions(replace(program, lower=np.where(program.lower > 0.5, 0.0, program.lower)))
    for k, site in enumerate(answered.selected):
        look()
        if told is not None:
            told(k, answered.selected.size)
        solution = questions.best(inside=locked[locked != site].tolist(), outside=[int(site)])
        if solution.proof is Proof.INFEASIBLE:
            found[k] = np.inf
        elif solution.proof is Proof.OPTIMAL:
            found[k] = answered.value - solution.value
    return found
