"""Verbs of the programme beyond one selection: types of projects, years, two stages."""

from __future__ import annotations

from tisites.cli.declare import Typed, flag, option, verb
from tisites.cli.options import (
    CANDIDATES,
    DATA,
    MODEL,
    OF_SCENARIO,
    RUN_OR_SCENARIO,
    TOLERANT,
    limit,
    out,
    scenario,
    source,
)
from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text


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


@verb(
    "stages",
    "Listes par territoire, puis choix national : ce que coûte décentraliser, qui se heurte.",
    "Lists by territory, then the national choice: what decentralising costs, what clashes.",
    scenario("two-stages"),
    option("--list", "Liste faite par un territoire, CODE=FICHIER (CSV ou classeur d'identifiants ;"
           " répétable)", "List made by a territory, CODE=FILE (CSV or workbook; repeatable)",
           list[str], name="lists"),
    option("--proposals", "Longueurs de listes de la courbe, avec des virgules",
           "Lengths of lists of the curve, with commas", default=""),
    option("--wild", "Nombres de sites hors listes de la courbe, avec des virgules",
           "Numbers of wild cards of the curve, with commas", default="0,2,5,10,20"),
    option("--stages", "Scénario dont les étapes sont prises", "Scenario whose stages are taken"),
    MODEL, DATA, CANDIDATES, TOLERANT,
    limit("Limite de l'étude (s)", "Study limit (s)"), out("studies/stages-…"),
)  # fmt: skip
def stages(o: Typed) -> int:
    """Say what lists by territory cost."""
    from tisites.cli.present import present
    from tisites.desk.stages import StagesRequest, stages
    from tisites.run.prepare.request import Request

    request = Request(o.scenario, o.model, o.data, o.candidates, o.tolerant)
    lengths, cards = whole_numbers(o.proposals, "--proposals"), whole_numbers(o.wild, "--wild")
    return present(stages, StagesRequest(
        request, tuple(o.lists or ()), lengths, cards, o.time_limit, o.stages, o.out
    ))  # fmt: skip


def whole_numbers(typed: str, option: str) -> tuple[int, ...]:
    """Read whole numbers with commas between them.

    Raises
    ------
    BadInputError
        If one is none.

    Examples
    --------
    >>> whole_numbers("0, 5,10", "--wild"), whole_numbers("", "--wild")
    ((0, 5, 10), ())
    """
    found = [one.strip() for one in typed.split(",") if one.strip()]
    for one in found:
        if not one.isdecimal():
            raise bad_input(
                Text("un nombre entier est attendu", "a whole number is expected"),
                Text(f"écrire par exemple {option} 0,5,10", f"write for example {option} 0,5,10"),
                Where(option, value=one),
            )
    return tuple(int(one) for one in found)
