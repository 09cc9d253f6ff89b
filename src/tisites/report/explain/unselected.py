"""What is said of a site that is out: one that competed, one that did not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tisites.messages.text import Text, number, t
from tisites.report.document import Section
from tisites.report.explain.change import change_section
from tisites.report.explain.phrases import (
    amount_words,
    joined,
    limit_words,
    points,
    share_of,
    sites_words,
)
from tisites.report.explain.points import points_table
from tisites.report.explain.reasons import broken_words, reasons
from tisites.solver.solution import Proof

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tisites.run.read.case import Case
    from tisites.study.explain.base import Answered
    from tisites.study.explain.rows import Break
    from tisites.study.explain.why_not import WhyNot


def unselected_sections(
    base: Answered, found: WhyNot
) -> tuple[tuple[str, ...], tuple[Section, ...]]:
    """Return the lead and the sections of a site that competed and is out."""
    case = base.case
    leads = [competed_words(case, found.score), _loss(base, found)]
    if found.locked_out:
        following = t(
            "Ce qui suit dit ce qu'il en serait sans ce verrou.",
            "What follows tells what would be without that lock.",
        )
        leads.insert(1, f"{locked_out_words(case, found.site)} {following}")
    if found.alone:
        leads.append(alone_words(case, found.alone))
    elif found.conflict:
        told = joined([limit_words(case, dial) for dial in found.conflict])
        leads.append(
            t(
                f"Avec lui, ces limites se contrediraient : {told}.",
                f"With it, these limits would clash: {told}.",
            )
        )
    sections = [
        Section(
            Text("Ses points", "Its points"),
            tables=(points_table(case.model, found.site, found.contributions),),
        ),
        Section(
            Text("Ce qui le retient", "What holds it back"), reasons(base, found),
            items=tuple(broken_words(base, one) for one in found.breaks),
        ),
        change_section(base, found),
    ]  # fmt: skip
    return tuple(leads), tuple(sections)


def competed_words(case: Case, score: float) -> str:
    """Say that a site competed and is out, with its score and its rank."""
    scores = case.sites["score"].to_numpy(dtype=np.float64)
    rank = _rank(int((scores > score + 1e-9).sum()) + 1)
    told, eligible = number(score, 2), number(len(case.ids))
    return t(
        f"Le site a concouru et n'est pas retenu. Son score est de {told} sur 100, {rank.fr} des"
        f" {eligible} candidats éligibles.",
        f"The site competed and is not selected. Its score is {told} out of 100, {rank.en} of"
        f" {eligible} eligible candidates.",
    )


def alone_words(case: Case, alone: Sequence[Break]) -> str:
    """Say which limits a site exceeds by itself, whoever else is chosen."""
    told = joined(
        [
            f"{limit_words(case, one.dial)}"
            + t(" (il en demande ", " (it needs ")
            + f"{amount_words(one.dial, one.dial.limit + one.by)})"
            for one in alone
        ]
    )
    return t(f"À lui seul, il dépasse {told}.", f"By itself it exceeds {told}.")


def _rank(rank: int) -> Text:
    suffix = {1: "st", 2: "nd", 3: "rd"}.get(rank % 10 if rank % 100 not in (11, 12, 13) else 0)
    ordinal = "1er" if rank == 1 else f"{number(rank)}e"
    return Text(ordinal, f"{number(rank)}{suffix or 'th'}")


def _loss(base: Answered, found: WhyNot) -> str:
    case = base.case
    count = number(base.selected.size)
    if found.proof is Proof.INFEASIBLE:
        return t(
            f"Aucune sélection de {count} sites ne peut le contenir en respectant toutes les"
            " contraintes (prouvé).",
            f"No selection of {count} sites can hold it and meet every constraint (proven).",
        )
    if found.proof is not Proof.OPTIMAL:
        return t("La perte n'est pas prouvée.", "The loss is not proven.")
    if found.loss < -base.tie:
        return t(
            "Une meilleure sélection existe, avec lui : le résultat n'était pas optimal.",
            "A better selection exists, and holds it: the result was not optimal.",
        )
    if found.loss <= base.tie:
        return t(
            "Une sélection qui le contient vaut exactement autant : il est écarté par la seule"
            " règle d'égalité.",
            "A selection that holds it is worth just as much: it is out by the tie rule alone.",
        )
    leave = [s for s in found.exchange.leave if s != found.site]
    along = [s for s in found.exchange.enter if s != found.site]
    said = Text(
        f"Le retenir d'office ferait perdre {points(found.loss)} à la meilleure sélection"
        f" ({share_of(found.loss, base.value)} de sa valeur, {number(base.value, 2)}), perte exacte"
        f" et prouvée ; il prendrait la place de {sites_words(case, leave)}",
        f"Forcing it in would cost the best selection {points(found.loss)}"
        f" ({share_of(found.loss, base.value)} of its value, {number(base.value, 2)}), exact and"
        f" proven; it would push out {sites_words(case, leave)}",
    )
    if not along:
        return f"{said}."
    more = Text(
        f", et {sites_words(case, along)} entrerai{'en' if len(along) > 1 else ''}t avec lui.",
        f", and {sites_words(case, along)} would come along.",
    )
    return f"{said}{more}"


def locked_out_words(case: Case, site: str) -> str:
    """Say which lock of the scenario puts a site out, whose and why."""
    for name, rule in sorted(case.model.constraint.items()):
        if rule.enabled and rule.kind == "lock_out" and site in rule.sites:
            who = f", {rule.author}" if rule.author else ""
            when = f", {rule.date}" if rule.date else ""
            return t(
                f"Le scénario l'écarte (verrou « {name} »{who}{when}) : {rule.reason}.",
                f"The scenario locks it out ('{name}'{who}{when}): {rule.reason}.",
            )
    return t("Le scénario l'écarte.", "The scenario locks it out.")
