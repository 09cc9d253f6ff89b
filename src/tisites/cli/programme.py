"""Verbs of the programme beyond one selection: types of projects, years, two stages."""

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


@verb(
    "calendar",
    "Dire quels sites démarrent quand, sous un budget annuel ([programme]).",
    "Tell which sites begin when, under a yearly budget ([programme]).",
    RUN_OR_SCENARIO,
    option("--programme", "Scénario dont le [programme] est pris (sinon : celui du résultat)",
           "Scenario whose [programme] is taken (else: the run's own)"),
    flag("--schedule", "Garder la sélection, choisir les seules années",
         "Keep the selection, choose years alone"),
    flag("--alone", "Le calendrier seul, sans prix ni autres lectures du coût",
         "The calendar alone, no prices and no other reading of the cost"),
    option("--more", "M€ de plus par an dont dire ce qu'ils achètent, après 1",
           "M€ more a year to price, after 1", float, 10.0, least=0.1),
    limit("Limite de chaque résolution (s)", "Limit of each solve (s)"),
    *OF_SCENARIO, out("studies/calendar-…"),
)  # fmt: skip
def calendar(o: Typed) -> int:
    """Say which sites begin when."""
    from tisites.cli.present import present
    from tisites.desk.calendar import CalendarRequest, calendar

    request = CalendarRequest(
        source(o), o.programme, o.schedule, o.alone, o.more, o.time_limit, o.out
    )
    return present(calendar, request)
