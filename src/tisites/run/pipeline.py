"""One verb: a request in, an outcome out."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from tisites.messages.errors import InfeasibleError, LimitReachedError, Problem, Where
from tisites.messages.text import Text
from tisites.run.outcome import Outcome
from tisites.run.robust import is_robust, protected
from tisites.solve.exact import solve
from tisites.solve.solution import Limits, Proof

if TYPE_CHECKING:
    from tisites.run.prepare import Prepared
    from tisites.solve.solution import Solution


def execute(prepared: Prepared) -> Outcome:
    """Solve a prepared request.

    Raises
    ------
    InfeasibleError
        If no selection meets every constraint: names those in play.
    LimitReachedError
        If a limit stopped the search before any selection was found.
    """
    request, clock = prepared.request, prepared.stopwatch
    if is_robust(prepared):
        with clock.phase("solve"):
            prepared, solution, told = protected(prepared)
        return replace(claimed(prepared, solution), robust=told)
    with clock.phase("solve"):
        solution = solve(
            prepared.program,
            request.solver,
            Limits(request.seconds, request.gap_rel),
            clock.listener,
        )
    return claimed(prepared, solution)


def claimed(prepared: Prepared, solution: Solution) -> Outcome:
    """Return the outcome of a solution, if it holds a selection.

    Raises
    ------
    InfeasibleError
        If no selection meets every constraint: names those in play.
    LimitReachedError
        If a limit stopped the search before any selection was found.
    """
    if solution.proof is Proof.INFEASIBLE:
        raise InfeasibleError(_conflict(solution, prepared))
    if solution.proof is Proof.UNKNOWN or math.isnan(solution.value):
        what = Text(
            "limite atteinte avant qu'une sélection soit trouvée",
            "limit reached before any selection was found",
        )
        remedy = Text("allonger --time-limit", "raise --time-limit")
        raise LimitReachedError(Problem(what, remedy))
    return Outcome(prepared, solution)


def _conflict(solution: Solution, prepared: Prepared) -> Problem:
    names = ", ".join(_named(name, prepared) for name in solution.conflict) or "choose"
    return Problem(
        Text(
            f"aucune sélection ne respecte toutes les contraintes ; en jeu : {names}",
            f"no selection meets every constraint; in play: {names}",
        ),
        Text(
            f"« tisites relax {prepared.request.scenario} » dit lesquelles se contredisent et la"
            " plus petite concession ; sinon en désactiver une (enabled = false)",
            f"'tisites relax {prepared.request.scenario}' tells which of them clash and the least"
            " to concede; or switch one off (enabled = false)",
        ),
        Where(prepared.request.scenario),
    )


def _named(name: str, prepared: Prepared) -> str:
    rule = prepared.model.constraint.get(name)
    return f"{name} ({rule.label})" if rule is not None and rule.label else name
