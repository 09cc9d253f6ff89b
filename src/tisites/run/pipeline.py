"""One verb: a request in, an outcome out."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from tisites.messages.errors import (
    InfeasibleError,
    LimitReachedError,
    Problem,
    Where,
    bad_input,
)
from tisites.messages.stop import Stopped, pulled
from tisites.messages.text import Text
from tisites.model.cannot_work import LOCAL, covers_few
from tisites.model.compile import equity_blocks
from tisites.run.answer.outcome import Outcome
from tisites.run.answer.robust import is_robust, protected
from tisites.solver.exact import solve
from tisites.solver.fairness.lexicographic import solve_fairly
from tisites.solver.solution import Limits, Proof

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tisites.model.equity import EquityBlock
    from tisites.run.prepare.prepared import Prepared
    from tisites.run.prepare.request import Request
    from tisites.solver.solution import Solution


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
    shared = equity_blocks(prepared.model, prepared.sites)
    if is_robust(prepared):
        _refuse_both(prepared, shared)
        with clock.phase("solve"):
            prepared, solution, told = protected(prepared)
        return replace(claimed(prepared, solution), robust=told)
    if shared:
        return _fairly(prepared, list(shared.values()))
    with clock.phase("solve"):
        solution = solve(
            prepared.program,
            request.solver,
            Limits(request.seconds, request.gap_rel),
            clock.listener,
        )
    return claimed(prepared, solution)


def _fairly(prepared: Prepared, shared: list[EquityBlock]) -> Outcome:
    """Solve the efficient program, the stages of equity, then the value under them."""
    request, clock = prepared.request, prepared.stopwatch
    with clock.phase("solve"):
        fair = solve_fairly(
            prepared.program,
            shared,
            request.solver,
            Limits(request.seconds, request.gap_rel),
            clock.listener,
        )
    outcome = claimed(replace(prepared, program=fair.program), fair.solution)
    return replace(outcome, fair=fair)


def _refuse_both(prepared: Prepared, shared: Mapping[str, EquityBlock]) -> None:
    """Refuse stages beside a protected selection: which comes first is not declared."""
    for name, block in shared.items():
        if block.rule.role == "stage":
            what = Text(
                "une étape d'équité et une sélection protégée ne se combinent pas encore",
                "a stage of equity and a protected selection do not combine yet",
            )
            remedy = Text('déclarer as = "constraint"', 'declare as = "constraint"')
            where = Where(prepared.request.scenario, column=f"equity.{name}.as", value="stage")
            raise bad_input(what, remedy, where)


def claimed(prepared: Prepared, solution: Solution) -> Outcome:
    """Return the outcome of a solution, if it holds a selection.

    Raises
    ------
    InfeasibleError
        If no selection meets every constraint: names those in play.
    LimitReachedError
        If a limit stopped the search before any selection was found.
    Stopped
        If it was told to stop before any was.
    """
    if solution.proof is Proof.INFEASIBLE:
        raise InfeasibleError(_conflict(solution, prepared))
    if solution.proof is Proof.UNKNOWN or math.isnan(solution.value):
        if pulled():
            raise Stopped
        what = Text(
            "limite atteinte avant qu'une sélection soit trouvée",
            "limit reached before any selection was found",
        )
        remedy = Text("allonger --time-limit", "raise --time-limit")
        raise LimitReachedError(Problem(what, remedy))
    return Outcome(prepared, solution)


def _command(request: Request) -> Text:
    """Say the command that asks the same scenario what clashes, to be typed as it stands."""
    if request.beside:  # no command has a list compete beside the pack's sites
        return Text("l'atelier", "the workbench")
    if request.written == "":
        return Text(
            "une fois le scénario enregistré, « tisites relax » sur son fichier",
            "once the scenario is saved, 'tisites relax' on its file",
        )
    scenario = request.scenario if request.written is None else request.written
    parts = [("", scenario), ("--model ", request.model), ("--data ", request.pack),
             ("--candidates ", request.candidates)]  # fmt: skip
    given = [(name, str(value)) for name, value in parts if value is not None]
    told = (f'{name}"{value}"' if " " in value else f"{name}{value}" for name, value in given)
    again = " ".join(["tisites relax", *told])
    return Text(f"« {again} »", f"'{again}'")


def _conflict(solution: Solution, prepared: Prepared) -> Problem:
    names = ", ".join(_named(name, prepared) for name in solution.conflict) or "choose"
    request = prepared.request
    again = _command(request)
    few = covers_few(prepared.sites) and request.model is None
    local = (f"{LOCAL.fr} ; ", f"{LOCAL.en}; ") if few else ("", "")
    return Problem(
        Text(
            f"aucune sélection ne respecte toutes les contraintes ; en jeu : {names}",
            f"no selection meets every constraint; in play: {names}",
        ),
        Text(
            f"{local[0]}{again.fr} dit lesquelles se contredisent et la plus petite concession ;"
            " sinon en désactiver une (enabled = false)",
            f"{local[1]}{again.en} tells which of them clash and the least to concede; or switch"
            " one off (enabled = false)",
        ),
        Where(prepared.request.scenario),
    )


def _named(name: str, prepared: Prepared) -> str:
    rule = prepared.model.constraint.get(name)
    return f"{name} ({rule.label})" if rule is not None and rule.label else name
