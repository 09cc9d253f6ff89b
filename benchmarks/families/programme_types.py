"""Types of projects and two stages: the choice beyond preparing, and the program that it solves."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from benchmarks.programme import Asked
from tisites.desk.again import prepared_of
from tisites.desk.stages import CARDS, rule_of, staged_model
from tisites.desk.types import typed_model
from tisites.messages.progress import Silent
from tisites.solver.kernel.session import Session
from tisites.study.stages.stages import Stages, stages
from tisites.study.types.types import pairs_of, types

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tisites.run.prepare.request import Request

#: The shipped scenarios.
TYPES, STAGES = "project-types", "two-stages"


def asked_of(request: Request) -> Sequence[Asked]:
    """Ask for sites with their types, then for lists and the choice among them."""
    typed, _ = prepared_of(
        replace(request, scenario=TYPES), Silent(), lambda model: typed_model(model, None)
    )
    staged, _ = prepared_of(replace(request, scenario=STAGES), Silent(), staged_model)
    rule = rule_of(staged.model)
    among = Stages(staged, rule)
    program = among.program_of(among.lists(among.own, rule.max), rule.wild_cards)

    def choice() -> tuple[float, str]:
        found = Session(pairs_of(typed)[0].program, confirm=False).solve()
        return found.value, str(found.proof)

    def asked() -> tuple[float, str]:
        found = types(typed)
        return found.value, str(found.solution.proof)

    def lists() -> tuple[float, str]:
        found = stages(staged, rule, wild_cards=CARDS)
        return found.solution.value, str(found.solution.proof)

    return [
        Asked("sites and types chosen together", choice, pairs_of(typed)[0].program),
        Asked("the whole study of types: without types, ties, price of quotas", asked),
        Asked(
            "lists, the choice among them, its price, five numbers of wild cards", lists, program
        ),
    ]
