"""Verbs of the programme beyond one selection: types of projects, two stages."""

from __future__ import annotations

from tisites.cli.declare import Typed, flag, option, verb
from tisites.cli.options import OF_SCENARIO, RUN_OR_SCENARIO, limit, out, source


@verb(
    "types",
    "Dire quel site pour quel type de projet, ce que coûte chaque quota, qui ne convient à rien.",
    "Tell which site for which type of project, what each quota costs, who suits nothing.",
    RUN_OR_SCENARIO,
    option("--types", "Scénario dont les types sont pris (livré : project-types)",
           "Scenario whose types are taken (shipped: project-types)"),
    flag("--price/--no-price", "Déplacer chaque quota d'un site, et refaire le choix",
         "Move every quota by one site, and choose again", default=True),
    limit("Limite de l'étude (s)", "Study limit (s)"),
    *OF_SCENARIO, out("studies/types-…"),
)  # fmt: skip
def types(o: Typed) -> int:
    """Say which site for which type."""
    from tisites.cli.present import present
    from tisites.desk.types import TypesRequest, types

    return present(types, TypesRequest(source(o), o.types, o.price, o.time_limit, o.out))
