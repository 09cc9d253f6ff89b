"""Sentences of a calendar: what the budget carries, what it delivers, what would help."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from tisites.messages.text import Text, number, t
from tisites.report.explain.phrases import sites_words
from tisites.report.phrases import plural
from tisites.solver.solution import Proof

if TYPE_CHECKING:
    from tisites.study.years.calendar import Calendar, Concessions, CostRead, MoreMoney
    from tisites.study.years.solve import LeastBudget

READING_WORDS = {
    "low": Text("borne basse", "low end"),
    "nominal": Text("valeur nominale", "nominal value"),
    "high": Text("borne haute", "high end"),
}
PROOFS = {
    Proof.OPTIMAL: Text("prouvé", "proven"),
    Proof.WITHIN_GAP: Text("à l'écart près", "within the gap"),
    Proof.FEASIBLE: Text("non prouvé", "not proven"),
    Proof.INFEASIBLE: Text("impossible", "infeasible"),
    Proof.UNKNOWN: Text("sans réponse", "no answer"),
}


def budget_words(found: Calendar) -> Text:
    """Say what each year may pay."""
    told = found.rule.budget_meur
    if told is None:
        return Text("Sans limite de budget", "Without a budget")
    if isinstance(told, tuple):
        listed = ", ".join(number(one, 0) for one in told)
        return Text(f"{listed} M€ par an, puis autant que la dernière année",
                    f"{listed} M€ a year, then as in the last year")  # fmt: skip
    return Text(f"{number(told, 0)} M€ par an", f"{number(told, 0)} M€ a year")


def headline(found: Calendar) -> tuple[str, ...]:
    """Say the answer in two sentences."""
    rule, made = found.rule, found.plan
    budget, reading = budget_words(found), READING_WORDS[rule.cost.reading]
    first, last = rule.years[0], rule.years[-1]
    if not made.starts.size:
        end = Text("sans réponse à la limite", "no answer within the limit")
        if made.proof is Proof.INFEASIBLE:
            end = Text("aucun calendrier ne tient (prouvé)", "no calendar holds (proven)")
        return (
            t(
                f"{budget.fr}, démarrages de {first} à {last}, coûts à leur {reading.fr} :"
                f" {end.fr}.",
                f"{budget.en}, starts from {first} to {last}, costs at their {reading.en}:"
                f" {end.en}.",
            ),
        )
    cost = float(found.table.cost[made.sites].sum())
    count = made.sites.size
    proof_words = PROOFS[made.proof]
    value = number(made.value, 1)
    carried = t(
        f"{budget.fr}, démarrages de {first} à {last}, coûts à leur {reading.fr} : {count} sites"
        f" pour {number(cost, 0)} M€ en tout, {value} points ({proof_words.fr}).",
        f"{budget.en}, starts from {first} to {last}, costs at their {reading.en}: {count} sites"
        f" for {number(cost, 0)} M€ in all, {value} points ({proof_words.en}).",
    )
    return carried, _against(found)


def _against(found: Calendar) -> str:
    """Compare with the selection without years."""
    plain, made = found.plain, found.plan
    if found.fixed:
        return t(
            f"Les {made.sites.size} sites de la sélection sont gardés : seules leurs années sont"
            " choisies.",
            f"The {made.sites.size} sites of the selection are kept: their years alone are chosen.",
        )
    same = np.intersect1d(plain.selected, made.sites).size
    kept = t(
        f"{same} de ces sites sont ceux de la sélection sans années",
        f"{same} of these sites are those of the selection without years",
    )
    if found.rule.discount > 0:
        per = number(100 * found.rule.discount, 1)
        return t(
            f"{kept} ({number(plain.value, 1)} points sans attente) ; chaque année d'attente"
            f" jusqu'au clé en main divise les points par 1 + {per} %.",
            f"{kept} ({number(plain.value, 1)} points without waiting); each year of waiting until"
            f" turnkey divides points by 1 + {per}%.",
        )
    lost = plain.value - made.value
    if lost <= plain.tie:
        return t(f"{kept} : le budget ne coûte aucun point.", f"{kept}: the budget costs no point.")
    return t(
        f"{kept}, qui vaut {number(lost, 1)} points de plus : c'est ce que coûte le budget.",
        f"{kept}, which is worth {number(lost, 1)} points more: what the budget costs.",
    )


def delivery_words(found: Calendar) -> tuple[str, ...]:
    """Say what is expected and probable at the date that matters, and how the grid bears on it."""
    by = found.rule.delivered.by if found.rule.delivered else (
        found.case.model.assumptions.turnkey_by
    )  # fmt: skip
    here = [one for one in found.dues if one.year == by]
    if not here:
        return ()
    one = here[0]
    pct = [number(100 * p, 0) for p in (one.reached_shared, one.reached_alone)]
    sentences = [
        t(
            f"Clé en main au 31 décembre {by} : {number(one.expected, 1)} sites attendus ; de"
            f" {one.shared[0]} à {one.shared[1]} quatre fois sur cinq si le retard du réseau est"
            f" commun à tous (de {one.alone[0]} à {one.alone[1]} si les retards étaient"
            " indépendants, ce qui est optimiste).",
            f"Turnkey by 31 December {by}: {number(one.expected, 1)} sites expected;"
            f" {one.shared[0]} to {one.shared[1]} four times in five if the grid's delay is common"
            f" to all ({one.alone[0]} to {one.alone[1]} if delays were independent, which is"
            " optimistic).",
        ),
        t(
            f"Au moins {one.at_least} sites : {pct[0]} % de chances, choc commun du réseau compté"
            f" ({pct[1]} % si les retards étaient indépendants).",
            f"At least {one.at_least} sites: {pct[0]}% likely with the grid's common shock"
            f" ({pct[1]}% if delays were independent).",
        ),
    ]
    late = [other for other in here if other.slip]
    if late:
        told = [(number(x.slip), number(x.expected, 1)) for x in late]
        sentences.append(
            t(
                "Si le réseau glisse partout "
                + " ; ".join(f"de {a} an{plural(float(a))} : {b} attendus" for a, b in told)
                + ".",
                "If the grid slips everywhere "
                + "; ".join(f"by {a} year{plural(float(a))}: {b} expected" for a, b in told)
                + ".",
            )
        )
    return tuple(sentences)


def more_words(found: Calendar, one: MoreMoney) -> str:
    """Say what so many M€ more a year buy."""
    much = number(one.meur, 0)
    if one.proof is not Proof.OPTIMAL:
        return t(f"{much} M€ de plus par an : non prouvé.", f"{much} M€ more a year: not proven.")
    if one.gain <= found.plain.tie:
        return t(
            f"{much} M€ de plus par an n'achète{'nt' * (one.meur >= 2)} aucun point (prouvé).",
            f"{much} M€ more a year buy no point (proven).",
        )
    swapped = ""
    if one.enters or one.leaves:
        swapped = t(
            f" : entrent {sites_words(found.case, one.enters)} ; sortent"
            f" {sites_words(found.case, one.leaves)}",
            f": in come {sites_words(found.case, one.enters)}; out go"
            f" {sites_words(found.case, one.leaves)}",
        )
    return t(
        f"{much} M€ de plus par an achète{'nt' * (one.meur >= 2)} {number(one.gain, 2)}"
        f" points{swapped}.",
        f"{much} M€ more a year buy {number(one.gain, 2)} points{swapped}.",
    )


def least_words(least: LeastBudget, *, fixed: bool, count: int) -> str:
    """Say the least budget that carries the sites."""
    whose = t(
        f"ces {count} sites" if fixed else f"{count} sites, bien choisis",
        f"these {count} sites" if fixed else f"{count} well-chosen sites",
    )
    if math.isnan(least.value):
        return t(f"Aucun budget essayé ne porte {whose}.", f"No budget tried carries {whose}.")
    enough = number(least.value, 0)
    if least.proven:
        below = number(max(least.fails, 0.0), 0)
        return t(
            f"{enough} M€ par an suffisent à porter {whose}"
            + (f" ; {below} ne suffisent pas (prouvé)." if least.fails >= 0 else "."),
            f"{enough} M€ a year suffice to carry {whose}"
            + (f"; {below} do not (proven)." if least.fails >= 0 else "."),
        )
    return t(
        f"{enough} M€ par an suffisent à porter {whose} ; {number(max(least.fails, 0), 0)} ne"
        " suffisent pas (prouvé) ; entre les deux, la recherche n'a pas tranché.",
        f"{enough} M€ a year suffice to carry {whose}; {number(max(least.fails, 0), 0)} do not"
        " (proven); in between the search did not settle.",
    )


def reading_words(one: CostRead, *, fixed: bool, count: int) -> str:
    """Say what a reading of the cost at which the budget carries nothing would take."""
    name = READING_WORDS[one.reading]
    head = t(f"Coûts à leur {name.fr}, aucun calendrier ne tient (prouvé)",
             f"Costs at their {name.en}: no calendar holds (proven)")  # fmt: skip
    if one.least is None:
        return f"{head}."
    return f"{head}. {least_words(one.least, fixed=fixed, count=count)}"


def concession_words(found: Calendar, told: Concessions) -> tuple[str, ...]:
    """Say what alone would make the programme hold."""
    if not told.model:
        return (
            t(
                "Les règles du modèle ne tiennent pas ensemble, même sans budget ni échéance :"
                " tisites relax dit lesquelles se contredisent.",
                "The model's rules do not hold together, even without budget and deadlines:"
                " tisites relax says which contradict one another.",
            ),
        )
    wanted = found.plain.selected.size if found.fixed else found.case.model.choose
    said = []
    if told.budget is not None:
        said.append(least_words(told.budget, fixed=found.fixed, count=wanted))
    if told.years is not None:
        said.append(
            t(
                f"Au même budget, {told.years} année{plural(told.years)} de démarrage de plus"
                f" (jusqu'en {found.rule.years[-1] + told.years}) suffi"
                f"{'sent' if told.years > 1 else 't'}.",
                f"At the same budget, {told.years} more start year{plural(told.years)}"
                f" (up to {found.rule.years[-1] + told.years}) suffice.",
            )
        )
    if told.sites == 0:
        said.append(
            t(
                "Choisir moins de sites ne suffirait pas (prouvé) : les planchers (régions,"
                " tailles, hectares, échéance…) demandent déjà plus que le programme ne porte.",
                "Fewer sites would not suffice (proven): floors (regions, sizes, hectares,"
                " delivery…) already take more than the programme carries.",
            )
        )
    elif told.sites is not None:
        said.append(
            t(
                f"Au même budget et dans ces années : {told.sites} sites au plus sur {wanted}"
                " (prouvé).",
                f"At the same budget and in these years: {told.sites} sites at most of {wanted}"
                " (proven).",
            )
        )
    due = found.rule.delivered
    if due is not None and told.expected is not None:
        said.append(
            t(
                f"Clé en main fin {due.by} : {number(told.expected, 1)} sites attendus au mieux,"
                f" {number(due.expected_min, 1)} sont demandés.",
                f"Turnkey by the end of {due.by}: {number(told.expected, 1)} sites expected at"
                f" best, {number(due.expected_min, 1)} are asked for.",
            )
        )
    if told.balance is not None:
        said.append(
            t("Sans l'équilibre des territoires, le programme tiendrait.",
              "Without the balance of territories the programme would hold.")
            if told.balance
            else t("Lever l'équilibre des territoires ne suffirait pas.",
                   "Lifting the balance of territories would not suffice.")
        )  # fmt: skip
    return tuple(said) or (
        t("Aucune concession seule ne suffit parmi celles essayées.",
          "No single concession among those tried suffices."),
    )  # fmt: skip


def silent_words(found: Calendar) -> tuple[str, ...]:
    """Say what the calendar does not say."""
    unknown = int(np.isnan(found.delays.grid[found.plan.sites, 1]).sum())
    rule = found.rule
    said = [
        t(
            "Le coût est une distribution de dossiers du Fonds friches par type et par hectare"
            " (basse, nominale, haute : quantiles 10, 50 et 90), non le devis d'un site ; le budget"
            " ne vaut qu'à la lecture déclarée.",
            "The cost is a distribution over applications to the Fonds friches by type and hectare"
            " (low, nominal, high: quantiles 10, 50 and 90), no site's own estimate; the budget"
            " holds at the declared reading only.",
        )
        if rule.cost.indicator == "cost_meur"
        else t(f"Le coût est l'indicateur « {rule.cost.indicator} ».",
               f"The cost is the indicator '{rule.cost.indicator}'."),
        t(
            "L'année du raccordement ne dépend pas du démarrage : la demande est faite à la date du"
            " modèle pour tous.",
            "The year of the grid connection does not depend on the start: it is requested for all"
            " at the model's date.",
        ),
    ]  # fmt: skip
    if unknown:
        said.append(
            t(
                f"Raccordement inconnu pour {number(unknown)} site{plural(unknown)} : compté non"
                " fait dans la livraison, et à la date la plus tardive connue dans le calendrier.",
                f"Grid connection unknown for {number(unknown)} site{plural(unknown)}: counted as"
                " not done in delivery, and at the latest known date in the calendar.",
            )
        )
    if not rule.cofunding:
        said.append(
            t("Aucun cofinancement n'est déclaré : le budget paie tout.",
              "No co-funding is declared: the budget pays it all.")
        )  # fmt: skip
    if found.plan.tied is not Proof.OPTIMAL:
        said.append(
            t(
                "D'autres années donnent la même valeur : la règle de départage n'est pas prouvée"
                " jusqu'au bout.",
                "Other years give the same value: the tie rule is not proven to the end.",
            )
        )
    return tuple(said)
