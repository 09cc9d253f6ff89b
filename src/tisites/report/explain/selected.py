"""What is said of a chosen site."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tisites.messages.text import Text, number, t
from tisites.report.document import Section
from tisites.report.explain.phrases import (
    amount_words,
    limit_words,
    points,
    share_of,
    sites_words,
)
from tisites.report.explain.points import points_table
from tisites.report.phrases import plural
from tisites.solver.solution import Proof

if TYPE_CHECKING:
    from tisites.run.read.case import Case
    from tisites.study.explain.base import Answered
    from tisites.study.explain.chosen import WhyIn
    from tisites.study.explain.rows import ServedFloor


def selected_sections(base: Answered, found: WhyIn) -> tuple[tuple[str, ...], tuple[Section, ...]]:
    """Return the lead and the sections of a chosen site."""
    case = base.case
    leads = [chosen_words(base), _cost(base, found)]
    if found.locked:
        leads.insert(1, t(
                "Le scénario l'impose (verrou) ; la suite dit ce qu'il en serait sans ce verrou.",
                "The scenario locks it in; what follows tells what would be without that lock.",
            ))  # fmt: skip
    sections = [
        Section(
            Text("Ses points", "Its points"),
            (_points(found),),
            tables=(points_table(case.model, found.site, found.contributions),),
        )
    ]
    if found.services:
        sections.append(
            Section(
                Text("Les planchers qu'il sert", "The floors that it serves"),
                items=tuple(service_words(case, service) for service in found.services),
            )
        )
    if found.conflict:
        sections.append(
            Section(
                Text("Sans lui", "Without it"),
                (t("Ces limites se contrediraient :", "These limits would clash:"),),
                items=tuple(limit_words(case, dial) for dial in found.conflict),
            )
        )
    if found.exchange.enter:
        sections.append(Section(Text("Sans lui", "Without it"), (_exchange(base, found),)))
    return tuple(leads), tuple(sections)


def _points(found: WhyIn) -> str:
    score = number(found.score, 2)
    return t(
        f"Son score est de {score} sur 100 ; chaque critère y apporte :",
        f"Its score is {score} out of 100; each criterion brings:",
    )


def _cost(base: Answered, found: WhyIn) -> str:
    if math.isinf(found.cost):
        return t(
            "Il est irremplaçable : aucune sélection ne respecte toutes les contraintes sans"
            " lui (prouvé).",
            "It cannot be replaced: no selection meets every constraint without it (proven).",
        )
    if found.proof is not Proof.OPTIMAL:
        return t(
            "Son coût de remplacement n'est pas prouvé.", "Its replacement cost is not proven."
        )
    if found.cost < -base.tie:
        return t(
            "Une meilleure sélection existe, sans lui : le résultat n'était pas optimal.",
            "A better selection exists, without it: the result was not optimal.",
        )
    if found.cost <= base.tie:
        return t(
            "Une autre sélection, sans lui, vaut exactement autant : il est retenu par la règle"
            " d'égalité.",
            "Another selection, without it, is worth just as much: it is in by the tie rule.",
        )
    return t(
        f"Sans lui, la meilleure sélection possible perd {points(found.cost)}"
        f" ({share_of(found.cost, base.value)} de la valeur totale, {number(base.value, 2)}) :"
        " c'est son coût de remplacement, exact et prouvé.",
        f"Without it, the best possible selection loses {points(found.cost)}"
        f" ({share_of(found.cost, base.value)} of the total value, {number(base.value, 2)}):"
        " its replacement cost, exact and proven.",
    )


def chosen_words(base: Answered) -> str:
    """Say that a site is in, and among how many."""
    many, eligible = number(base.selected.size), number(len(base.case.ids))
    return t(
        f"Le site est retenu : il fait partie des {many} sites choisis parmi {eligible} candidats"
        " éligibles.",
        f"The site is selected: it is one of the {many} sites chosen among {eligible} eligible"
        " candidates.",
    )


def service_words(case: Case, service: ServedFloor) -> str:
    """Say which floor a chosen site holds up, and who else could."""
    limit = limit_words(case, service.dial)
    if service.only_way and service.others == 0:
        return t(
            f"{limit} : il est le seul candidat éligible à pouvoir y répondre.",
            f"{limit}: it is the only eligible candidate that can meet it.",
        )
    if service.only_way:
        return t(
            f"{limit} : les autres candidats ensemble n'y suffisent pas.",
            f"{limit}: the other candidates together do not suffice.",
        )
    brings = amount_words(service.dial, service.brings)
    many = plural(service.others)
    return t(
        f"{limit} : il y apporte {brings}, le plancher tomberait sans lui ;"
        f" {number(service.others)} autre{many} candidat{many} éligible{many} y contribuerai"
        f"{'en' if many else ''}t.",
        f"{limit}: it brings {brings}, the floor would break without it;"
        f" {number(service.others)} other eligible candidate{many} would count.",
    )


def _exchange(base: Answered, found: WhyIn) -> str:
    case = base.case
    enter = sites_words(case, found.exchange.enter)
    others = [site for site in found.exchange.leave if site != found.site]
    verb = Text("entreraient" if len(found.exchange.enter) > 1 else "entrerait", "would enter")
    said = Text(f"À sa place {verb.fr} {enter}", f"In its place, {enter} {verb.en}")
    if not others:
        return f"{said}."
    leave = sites_words(case, others)
    more = Text(
        f" ; le reste de la sélection s'ajusterait : {leave} en sortirai"
        f"{'en' if len(others) > 1 else ''}t.",
        f"; the rest would adjust: {leave} would leave.",
    )
    return f"{said}{more}"
