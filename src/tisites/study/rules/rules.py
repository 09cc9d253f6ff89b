"""What each rule of a model decides, row by row if asked, and how rules work together."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text
from tisites.run.answer.rules import measured, removals_of, rows_of
from tisites.solver.removal import Removals, together
from tisites.solver.solution import Proof
from tisites.study.shapley import shapley

if TYPE_CHECKING:
    from collections.abc import Callable

    from tisites.run.answer.rules import RuleEffect, RuleEffects
    from tisites.run.read.case import Case
    from tisites.solver.removal import Removal
    from tisites.study.explain.base import Answered
    from tisites.study.shapley import ShapleyShares

#: Rules among which interaction is told at most: every subset is solved.
MOST = 10


@dataclass(frozen=True)
class Rules:
    """What every rule of a case decides.

    Parameters
    ----------
    case : Case
        What was solved.
    value : float
        Points of the selection in hand.
    proven : bool
        Whether it is proven optimal; no gain is exact otherwise.
    effects : RuleEffects
        Rule by rule, and those met nowhere together.
    rows : tuple of RuleEffect
        Every territory's limit; empty unless asked.
    places : mapping of str to (str, str)
        Constraint and territory of each row.
    shares : ShapleyShares, optional
        Shapley values and interactions of the rules that decide something, alone or together.
    left_out : tuple of str
        Rules that the Shapley values leave out, where there are too many: idle by themselves.
    solves : int
        How many selections were looked for.
    incomplete : bool
        Whether it was interrupted.
    seconds : float
        Wall clock.
    """

    case: Case
    value: float
    proven: bool
    effects: RuleEffects
    rows: tuple[RuleEffect, ...]
    places: dict[str, tuple[str, str]]
    shares: ShapleyShares[str] | None
    left_out: tuple[str, ...]
    solves: int
    incomplete: bool
    seconds: float


def rules(
    answered: Answered,
    *,
    by_row: bool = False,
    interact: bool = False,
    seconds: float | None = None,
    told: Callable[[int, int], None] | None = None,
) -> Rules:
    """Measure every rule of an answered case by taking it away.

    Parameters
    ----------
    answered : Answered
        The case and the selection in hand.
    by_row : bool
        Every territory's limit as well.
    interact : bool
        Shapley values as well: ``2 ** n`` solves for n rules that decide.
    seconds : float, optional
        Limit on everything; what it cuts is told as not proven.
    told : callable, optional
        Hears how many removals are measured, of how many.

    Raises
    ------
    BadInputError
        If ``interact`` is asked of more than :data:`MOST` rules.
    """
    start, case = time.perf_counter(), answered.case
    removals = removals_of(case.model, case.program)
    rows = rows_of(case.program) if by_row else []
    of = len(removals) + len(rows)
    measure = Removals(
        case.program,
        answered.x,
        proven=answered.proven,
        seconds=seconds,
        told=None if told is None else lambda done: told(min(done, of), of),
    )
    hectares = case.sites["surface_ha"].astype(np.float64)
    robust = case.model.robust is not None and case.model.robust.is_on
    held = any(rule.enabled and rule.role == "stage" for rule in case.model.equity.values())
    effects = measured(measure, removals, hectares, held=held, at_least=robust)
    by_place = measured(measure, rows, hectares, at_least=robust).rules if rows else ()
    shares: ShapleyShares[str] | None = None
    left_out: tuple[str, ...] = ()
    if interact and not measure.interrupted:
        shares, left_out = _shares(measure, removals, effects)
    return Rules(
        case,
        answered.value,
        answered.proven,
        effects,
        by_place,
        _places(case),
        shares,
        left_out,
        measure.solves,
        measure.interrupted,
        time.perf_counter() - start,
    )


def _places(case: Case) -> dict[str, tuple[str, str]]:
    program = case.program
    groups = program.row_groups or ("",) * program.n_rows
    return {
        label: (name, group)
        for label, name, group in zip(
            program.row_labels, program.row_constraints, groups, strict=True
        )
    }


def _shares(
    measure: Removals, removals: list[Removal], effects: RuleEffects
) -> tuple[ShapleyShares[str], tuple[str, ...]]:
    """Return the Shapley values of the rules that decide, and the rules that never do.

    A rule that gains nothing alone may still decide beside others: it is left out only where
    there are more rules than :data:`MOST`, and told.
    """
    players = list(removals)
    left_out: tuple[str, ...] = ()
    if len(players) > MOST:
        idle = {one.name for one in effects.rules if one.idle}
        left_out = tuple(one.name for one in players if one.name in idle)
        players = [one for one in players if one.name not in idle]
    if len(players) > MOST:
        many = len(players)
        what = Text(
            f"{many} règles décident : leur interaction demanderait 2^{many} résolutions",
            f"{many} rules decide: their interaction would take 2^{many} solves",
        )
        remedy = Text(
            f"en désactiver dans un scénario (enabled = false), {MOST} au plus ; ou sans --shapley",
            f"switch some off in a scenario (enabled = false), {MOST} at most; or leave --shapley",
        )
        raise bad_input(what, remedy, Where("--shapley", value=str(many)))
    by_name = {one.name: one for one in players}
    unproven: list[str] = []

    def worth(names: frozenset[str]) -> float:
        if not names:
            return 0.0
        gone = together("", [by_name[name] for name in sorted(names)])
        effect = measure.one(gone)
        if effect.proof is not Proof.OPTIMAL:
            unproven.append(" + ".join(sorted(names)))
        return effect.gain

    shares = shapley(list(by_name), worth)
    if unproven:
        what = Text(
            f"{len(unproven)} des gains ne sont pas prouvés ({unproven[0]}) : une valeur de"
            " Shapley n'a de sens qu'entre gains exacts",
            f"{len(unproven)} of the gains are not proven ({unproven[0]}): a Shapley value only"
            " makes sense between exact gains",
        )
        remedy = Text("allonger --time-limit, ou sans --shapley", "raise --time-limit")
        raise bad_input(what, remedy, Where("--shapley"))
    return shares, left_out
