"""Sentences on a reserve list: what it covers, who has no substitute, how long it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tisites.criteria.indicators import specs
from tisites.messages.text import Text, both, number, same
from tisites.model.programme.reserve import UNIFORM
from tisites.report.explain.phrases import joined, short_name
from tisites.report.phrases import plural
from tisites.report.price import label_words
from tisites.report.robustness.sites import criterion_words, percent
from tisites.solver.solution import Proof

if TYPE_CHECKING:
    from tisites.run.read.case import Case
    from tisites.study.reserve.recoverable import Recoverable
    from tisites.study.reserve.reserve import Replaced, Reserve
    from tisites.study.reserve.withdrawals import Survival

#: Criteria named where a substitute differs.
_CRITERIA = 2
WHY_WORDS = {
    "named": Text("imposé", "imposed"),
    "chained": Text("site suivant", "next best"),
    "covering": Text("couvre des retraits", "covers withdrawals"),
    "score": Text("meilleur score restant", "best score left"),
}
RULE_WORDS = {
    "score": Text(
        "Règle appliquée à chaque retrait : entre le site de la liste au plus haut score avec"
        " lequel toutes les règles restent tenues. Les retraits se suivent un par un.",
        "Rule applied to each withdrawal: the site of the list with the highest score that keeps"
        " every rule met enters. Withdrawals follow one another.",
    ),
    "value": Text(
        "Règle appliquée à chaque retrait : entre le site de la liste qui garde le plus de points"
        " de l'objectif, toutes les règles tenues. Les retraits se suivent un par un.",
        "Rule applied to each withdrawal: the site of the list that keeps the most points of the"
        " objective enters, every rule met. Withdrawals follow one another.",
    ),
}


def points(value: float) -> Text:
    """Write points of the objective.

    Examples
    --------
    >>> points(1.24).fr, points(3.4).en
    ('1,2 point', '3.4 points')
    """
    worth = both(lambda: number(value, 1))
    return Text(f"{worth.fr} point{plural(value)}", f"{worth.en} points")


def repaired_words(found: Recoverable, case: Case) -> list[str]:
    """Say what a recoverable selection gives up, and how sure that is."""
    limit, price, most = points(found.limit), points(found.price), points(found.worst)
    changed = np.setdiff1d(found.selected, found.before).size
    today = (
        Text("un site n'y a pas de remplaçant", "one site has no substitute there")
        if np.isinf(found.worst_before)
        else points(found.worst_before)
    )
    s = plural(changed)
    if found.proof is Proof.UNKNOWN:
        told = [str(Text(
            f"Recherche arrêtée : la meilleure sélection trouvée ne tient pas encore {limit.fr}"
            " par retrait ; elle est donnée telle quelle, non prouvée.",
            f"Search stopped: the best selection found does not hold {limit.en} a withdrawal yet;"
            " it is given as it is, not proven.",
        ))]  # fmt: skip
    elif changed == 0:
        told = [str(Text(
            f"La sélection tient déjà la limite : un retrait y coûte {most.fr} au plus. Rien ne"
            " change.",
            f"The selection holds the limit already: a withdrawal costs {most.en} at most. Nothing"
            " changes.",
        ))]  # fmt: skip
    else:
        sure = (
            Text("prouvé", "proven") if found.proof is Proof.OPTIMAL
            else Text("non prouvé", "not proven")
        )  # fmt: skip
        told = [str(Text(
            f"Pour que tout retrait coûte au plus {limit.fr} (aujourd'hui : {today.fr}), la"
            f" sélection perd {price.fr} et change {changed} site{s} ({sure.fr}) ; un retrait y"
            f" coûte alors {most.fr} au plus, par le meilleur remplaçant possible.",
            f"For any withdrawal to cost {limit.en} at most (today: {today.en}), the selection"
            f" loses {price.en} and changes {changed} site{s} ({sure.en}); a withdrawal then costs"
            f" {most.en} at most, by the best substitute there is.",
        ))]  # fmt: skip
    if found.exempt:
        names = joined([site_words(case, column) for column in found.exempt])
        told.append(str(Text(
            f"Mis à part, car aucune sélection ne s'en passe : {names}.",
            f"Left aside, as no selection does without: {names}.",
        )))  # fmt: skip
    return told


def headline(found: Reserve) -> Text:
    """Say what the list covers, how sure that is, and what the best scores would."""
    size, covered, of = found.listed.size, found.covered, found.selected.size
    s, proof = plural(size), found.covering.proof
    sure = Text("", "")
    # by score alone, a service term may let in another than the least loss that was proven
    played = found.rule.rule == "value" or found.case.program.access is None
    if proof is Proof.OPTIMAL and played and size:
        held = any(why in ("chained", "named") for why in found.why)
        sure = Text(
            " (prouvé : aucune liste de cette taille ne fait mieux"
            f"{' avec les sites suivants et imposés qu’elle contient' if held else ''})",
            " (proven: no list of that size does better"
            f"{' with the next best and imposed sites that it holds' if held else ''})",
        )
    elif proof is not Proof.OPTIMAL:
        sure = Text(" (meilleure liste trouvée, non prouvée)", " (best list found, not proven)")
    if size == 0:
        return Text(f"Liste vide : aucun des {of} sites retenus n'est remplacé.",
                    f"Empty list: none of the {of} chosen sites is replaced.")  # fmt: skip
    plain = found.plain_covered
    return Text(
        f"Une liste de {size} site{s} remplace, un par un, {covered} des {of} sites"
        f" retenus{sure.fr} ; les {size} meilleurs scores écartés en remplaceraient {plain}.",
        f"A list of {size} site{s} replaces, one at a time, {covered} of the {of} chosen"
        f" sites{sure.en}; the {size} best scores left out would replace {plain}.",
    )


def sentences(found: Reserve) -> list[str]:
    """Say what a director repeats: losses, several withdrawals, the rule, what is missing."""
    told = [str(RULE_WORDS[found.rule.rule])] if found.listed.size else []
    if found.rule.withdrawal != UNIFORM:
        told.append(str(_propensity(*found.rule.propensity)))
    lost = [one.lost for one in found.replaced if one.entrant >= 0]
    if lost:
        worst = max((one for one in found.replaced if one.entrant >= 0), key=lambda one: one.lost)
        mean, most = points(float(np.mean(lost))), points(worst.lost)
        name = site_words(found.case, worst.column)
        told.append(str(Text(
            f"Un retrait remplacé coûte {mean.fr} en moyenne sur {_value(found).fr}, au plus"
            f" {most.fr} ({name}).",
            f"A withdrawal that is replaced costs {mean.en} on average out of"
            f" {_value(found).en}, at most {most.en} ({name}).",
        )))  # fmt: skip
        told += _recomputed(found)
    told += [str(_survival(one, other)) for one, other in
             zip(found.survivals[1:], found.plain[1:], strict=True)]  # fmt: skip
    chained = found.why.count("chained")
    if chained < found.rule.chained:
        told.append(str(Text(
            f"{chained} sites suivants seulement tiennent à côté de tous les retenus ("
            f"{found.rule.chained} demandés) : les autres places vont à la couverture.",
            f"Only {chained} next best sites fit beside all the chosen ones ({found.rule.chained}"
            " asked): the other places go to covering.",
        )))  # fmt: skip
    if found.listed.size < found.rule.size:
        told.append(str(Text(
            f"La liste s'arrête à {found.listed.size} sites sur {found.rule.size} : aucun autre"
            " candidat ne pourrait remplacer un site retenu.",
            f"The list ends at {found.listed.size} sites of {found.rule.size}: no other candidate"
            " could replace a chosen site.",
        )))  # fmt: skip
    if not found.proven:
        told.append(str(Text(
            "La sélection elle-même n'est pas prouvée optimale : un remplacement peut alors gagner"
            " des points.",
            "The selection itself is not proven optimal: a replacement may then gain points.",
        )))  # fmt: skip
    return told


def _propensity(name: str, lacks: bool) -> Text:
    spec = specs().get(name)
    label = same(name) if spec is None else spec.label
    if lacks:
        return Text(f"Un site risque d'autant plus de se retirer que « {label.fr} » est bas.",
                    f"A site is the likelier to withdraw, the lower '{label.en}'.")  # fmt: skip
    return Text(f"Un site risque de se retirer en proportion de « {label.fr} ».",
                f"A site is likely to withdraw in proportion to '{label.en}'.")  # fmt: skip


def standing(found: Reserve, site: str) -> str:
    """Say where a site stands on the list; empty where it competes and is not on it, or is chosen.

    Parameters
    ----------
    site : str
        Its id.
    """
    ids = found.case.program.columns
    at = next((k for k, column in enumerate(found.listed) if ids[column] == site), None)
    if at is not None:
        firsts = sum(one.entrant == found.listed[at] for one in found.replaced)
        many = int(found.serves[at])
        return str(Text(
            f"Sur la liste de réserve : {at + 1}e sur {found.listed.size}. Il pourrait remplacer"
            f" {many} site{plural(many)} retenu{plural(many)}, et entrerait en premier pour"
            f" {firsts}.",
            f"On the reserve list: {at + 1} of {found.listed.size}. It could replace {many} chosen"
            f" sites, and would enter first for {firsts}.",
        ))  # fmt: skip
    own = next((one for one in found.replaced if ids[one.column] == site), None)
    if own is None:
        return ""
    if own.entrant < 0:
        why = why_nobody(found, own)
        return str(Text(f"S'il se retire, personne ne le remplace : {why.fr}.",
                        f"If it withdraws, nobody replaces it: {why.en}."))  # fmt: skip
    name, lost = site_words(found.case, own.entrant), points(own.lost)
    return str(Text(
        f"S'il se retire, {name} entre à sa place, et la sélection perd {lost.fr}.",
        f"If it withdraws, {name} enters in its place, and the selection loses {lost.en}.",
    ))  # fmt: skip


def _value(found: Reserve) -> Text:
    return both(lambda: number(found.value, 0))


def _recomputed(found: Reserve) -> list[str]:
    again = [one.recomputed for one in found.replaced
             if one.entrant >= 0 and np.isfinite(one.recomputed)]  # fmt: skip
    if not again:
        return []
    mean = points(float(np.mean(again)))
    return [str(Text(
        f"Choisir à nouveau toute la sélection ne perdrait que {mean.fr} en moyenne, mais"
        " changerait d'autres sites que celui qui se retire.",
        f"Choosing the whole selection again would lose {mean.en} only on average, but would"
        " change other sites than the one that withdraws.",
    ))]  # fmt: skip


def share_words(one: Survival) -> str:
    """Write how often a list makes up, with its interval where it is a sample."""
    if one.exact:
        return percent(one.share, 1)
    return f"{percent(one.share, 1)} [{number(100 * one.low, 1)} ; {number(100 * one.high, 1)}]"


def _survival(one: Survival, plain: Survival) -> Text:
    k, draws = one.withdrawals, both(lambda: number(one.draws))
    share = both(lambda: percent(one.share, 1))
    low, high = both(lambda: number(100 * one.low, 1)), both(lambda: number(100 * one.high, 1))
    other = both(lambda: percent(plain.share, 1))
    lost = Text("", "")
    if np.isfinite(one.lost):
        worth = points(one.lost)
        lost = Text(
            f", pour {worth.fr} perdu{plural(one.lost)} en moyenne",
            f", for {worth.en} lost on average",
        )
    return Text(
        f"Si {k} sites se retirent, la liste les remplace tous dans {share.fr} de {draws.fr}"
        f" tirages (intervalle à 95 % : {low.fr} à {high.fr}){lost.fr} ; les meilleurs scores"
        f" écartés : {other.fr}.",
        f"If {k} sites withdraw, the list replaces all of them in {share.en} of {draws.en} draws"
        f" (95% interval: {low.en} to {high.en}){lost.en}; the best scores left out: {other.en}.",
    )


def site_words(case: Case, column: int) -> str:
    """Name a column of the program in a sentence; ``–`` for none."""
    return "–" if column < 0 else short_name(case, str(case.program.columns[column]))


def why_nobody(found: Reserve, one: Replaced) -> Text:
    """Say why no site of the list takes the place of a chosen one."""
    case = found.case
    if one.blocked is None:
        best, lost = site_words(case, one.best), points(one.best_lost)
        other = both(lambda: number(one.possible))
        s = plural(one.possible)
        return Text(
            f"aucun site de la liste ; {other.fr} candidat{s} hors liste le pourrai"
            f"{'ent' if s else 't'}, d'abord {best} ({lost.fr} perdu{plural(one.best_lost)})",
            f"none of the list; {other.en} candidate{s} off the list could, first {best}"
            f" ({lost.en} lost)",
        )
    block = one.blocked
    if block.candidates == 0:
        return Text("aucun candidat n'est écarté : tous sont retenus",
                    "no candidate is left out: all are chosen")  # fmt: skip
    if block.alone:
        limits = both(lambda: limit_words(case, block.alone))
        return Text(f"tout autre candidat ferait manquer : {limits.fr}",
                    f"any other candidate would break: {limits.en}")  # fmt: skip
    names = both(lambda: joined([
        f"{label_words(case, name)} ({number(many)})" for name, many in block.excluded[:3]
    ]))  # fmt: skip
    near, limits = site_words(case, block.nearest), both(lambda: limit_words(case, block.breaks))
    return Text(
        f"aucun des {block.candidates} candidats ne tient toutes les règles ; elles en écartent :"
        f" {names.fr} ; le plus proche, {near}, ferait manquer : {limits.fr}",
        f"none of the {block.candidates} candidates meets every rule; they keep out: {names.en};"
        f" the nearest, {near}, would break: {limits.en}",
    )


def limit_words(case: Case, limits: tuple[tuple[str, str], ...]) -> str:
    """Name limits: their rule and their territory."""
    told = [" · ".join(p for p in (label_words(case, name), group) if p) for name, group in limits]
    return joined(list(dict.fromkeys(told)))


def differs(case: Case, out: int, into: int) -> str:
    """Say what changes when one site takes the place of another: place, hectares, criteria."""
    if into < 0:
        return "–"
    ids = case.program.columns
    a, b = case.everyone.loc[str(ids[out])], case.everyone.loc[str(ids[into])]
    if a["reg_nom"] != b["reg_nom"]:
        told = [f"{a['reg_nom']} → {b['reg_nom']}"]
    elif a["dep_nom"] != b["dep_nom"]:
        told = [f"{a['dep_nom']} → {b['dep_nom']}"]
    else:
        told = [str(Text("même département", "same département"))]
    hectares = float(b["surface_ha"]) - float(a["surface_ha"])
    if np.isfinite(hectares):
        told.append(f"{_signed(hectares)} ha")
    gaps = {
        name: float(b[f"contribution_{name}"]) - float(a[f"contribution_{name}"])
        for name, criterion in case.model.score.items()
        if criterion.weight and f"contribution_{name}" in a
    }
    large = sorted((n for n, g in gaps.items() if np.isfinite(g) and abs(g) >= 0.05),
                   key=lambda name: -abs(gaps[name]))  # fmt: skip
    told += [f"{criterion_words(case, name)} {_signed(gaps[name])}" for name in large[:_CRITERIA]]
    return " ; ".join(told)


def _signed(value: float) -> str:
    written = number(abs(value), 1)
    return written if round(value, 1) == 0 else f"{'+' if value > 0 else '−'}{written}"
