"""Sentences about a compromise: what it costs whom, what it rests on, who objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tisites.messages.text import Text, both, number
from tisites.report.phrases import plural
from tisites.report.robustness.sites import sites_words
from tisites.study.compromise.floors import EVEN

if TYPE_CHECKING:
    from tisites.study.compromise.compromise import Compromise, SharedSelection

#: What each rule is called in a table.
RULE_WORDS = {
    "today": Text("poids d'aujourd'hui", "today's weights"),
    "min_max_regret": Text("plus petit regret maximal", "least maximal regret"),
    "leximin": Text("leximin (les moins bien servies d'abord)", "leximin (worst served first)"),
    "kalai_smorodinsky": Text("Kalai-Smorodinsky (chemin égal)", "Kalai-Smorodinsky (even way)"),
    "nash": Text("Nash (produit des parts)", "Nash (product of shares)"),
    "sum": Text("plus grande somme des parts", "greatest sum of shares"),
    "approval": Text("vote : approbation", "vote: approval"),
    "equal_shares": Text("vote : parts égales", "vote: equal shares"),
    "phragmen": Text("vote : Phragmén", "vote: Phragmén"),
}


def title_of(study: Compromise, party: str) -> Text:
    """Return a party's title, in both languages."""
    return study.parties[party].titled


def pct(figure: float, places: int = 2) -> Text:
    """Write a figure in percent, as each language does; no minus before nothing.

    Examples
    --------
    >>> pct(3.876).fr.replace(chr(160), " "), pct(3.876).en
    ('3,88 %', '3.88%')
    """
    much = 0.0 if abs(figure) < 0.5 * 10.0**-places else figure
    text = both(lambda: number(much, places))
    return Text(f"{text.fr}\u00a0%", f"{text.en}%")


def lead_words(study: Compromise) -> Text:
    """Say what today's weights cost whom, and what the compromise costs at most."""
    if study.alike:
        one = len(study.parties) == 1
        return Text(
            "Une seule partie : la sélection est la sienne, sans regret."
            if one
            else "Toutes les parties pèsent de même : la sélection est celle de ces poids, sans"
            " regret pour aucune.",
            "One party alone: the selection is its own, without regret."
            if one
            else "All parties weigh alike: the selection is that of these weights, without regret"
            " for any.",
        )
    today, chosen = study.today.regrets, study.chosen.regrets
    hurt, least = int(today.argmax()), int(chosen.argmax())
    who = title_of(study, study.payoffs.names[hurt])
    last = title_of(study, study.payoffs.names[least])
    much, most = pct(float(today.max())), pct(float(chosen.max()))
    sure = study.chosen.proven and study.terms.rule == "min_max_regret"
    told = Text(
        " ; aucune sélection ne fait mieux (prouvé)" if sure else "",
        "; no selection does better (proven)" if sure else "",
    )
    return Text(
        f"Les poids d'aujourd'hui coûtent à « {who.fr} » {much.fr} de ce qu'elle obtiendrait"
        f" seule ; le compromis ne coûte à personne plus de {most.fr} (« {last.fr} »){told.fr}.",
        f"Today's weights cost '{who.en}' {much.en} of what it would have alone; the compromise"
        f" costs nobody more than {most.en} ('{last.en}'){told.en}.",
    )


def rule_words(study: Compromise) -> Text:
    """Say by which rule the selection is chosen, and how far that is proven."""
    rule, figure = RULE_WORDS[study.terms.rule], study.bound
    proof = Text("prouvé", "proven") if study.chosen.proven else Text("NON PROUVÉ", "NOT PROVEN")
    sign = Text(" et certifié", " and certified") if study.chosen.certified else Text("", "")
    if study.alike:
        proof_ = Text(f"{proof.fr}{sign.fr}", f"{proof.en}{sign.en}")
        return Text(f"Meilleure sélection : {proof_.fr}.", f"Best selection: {proof_.en}.")
    bound = "" if study.chosen.proven else f" ({pct(figure).fr})"
    bound_en = "" if study.chosen.proven else f" ({pct(figure).en})"
    limit = Text(
        f" ; borne prouvée{bound}" if bound else "", f"; proven bound{bound_en}" if bound else ""
    )
    return Text(
        f"Règle : {rule.fr} – {proof.fr}{sign.fr}{limit.fr}. À égalité, la plus grande somme des"
        " parts, puis l'identifiant.",
        f"Rule: {rule.en} – {proof.en}{sign.en}{limit.en}. In a tie, the greatest sum of shares,"
        " then the id.",
    )


def change_words(study: Compromise) -> Text | None:
    """Say which sites enter and leave against today's selection."""
    program = study.case.program
    before = np.flatnonzero(program.integer & (study.today.x > 0.5))
    enters = np.setdiff1d(study.selected, before)
    leaves = np.setdiff1d(before, study.selected)
    if not enters.size and not leaves.size:
        return Text("La sélection reste celle d'aujourd'hui.", "The selection stays that of today.")
    s, t = plural(enters.size), plural(leaves.size)
    into, out = _some(study, enters), _some(study, leaves)
    return Text(
        f"{enters.size} site{s} entre{'nt' * bool(s)} : {into.fr}. {leaves.size} site{t}"
        f" sor{'tent' if t else 't'} : {out.fr}.",
        f"{enters.size} site{s} enter{'s' * (not s)}: {into.en}. {leaves.size} site{t}"
        f" leave{'s' * (not t)}: {out.en}.",
    )


def _some(study: Compromise, columns: np.ndarray) -> Text:
    """Name three sites, and how many more there are."""
    return both(lambda: sites_words(study.case, columns, 3))


def core_words(study: Compromise) -> Text:
    """Say how many sites every party would choose, and how many some party would."""
    core, union = study.core.size, study.union.size
    kept = int(np.isin(study.core, study.selected).sum())
    every = len(study.parties)
    if every == 1:
        return Text(f"{union} sites retenus.", f"{union} sites selected.")
    return Text(
        f"{core} site{plural(core)} figure{'nt' * (core > 1)} dans la meilleure sélection de"
        f" chacune des {every} parties (le socle commun), {kept} d'entre eux dans le compromis ;"
        f" {union} figurent dans celle d'une partie au moins.",
        f"{core} site{plural(core)} stand{'s' * (core < 2)} in the best selection of each of the"
        f" {every} parties (the common core), {kept} of them in the compromise; {union} stand in"
        " that of one party at least.",
    )


def objection_words(study: Compromise) -> tuple[Text, ...]:
    """Say how many sites draw no objection, and which draw most."""
    against = study.objections
    if against is None:
        return (
            Text(
                "Les objections ne sont pas cherchées : aucun seuil n'est déclaré"
                " ([compromise] objection_pct, ou --objection).",
                "Objections are not looked for: no threshold is declared ([compromise]"
                " objection_pct, or --objection).",
            ),
        )
    raised, threshold = against.raised, pct(against.threshold, 2)
    free = int((~raised.any(axis=0) & ~against.open.any(axis=0)).sum())
    told = [
        Text(
            f"Une partie objecte à un site quand l'imposer à sa propre meilleure sélection lui"
            f" coûterait plus de {threshold.fr}.",
            f"A party objects to a site where imposing it on its own best selection would cost it"
            f" more than {threshold.en}.",
        ),
        Text(
            f"{free} des {against.sites.size} sites du compromis n'en soulèvent aucune.",
            f"{free} of the {against.sites.size} sites of the compromise draw none.",
        ),
    ]
    for k, name in enumerate(study.payoffs.names):
        mine = np.flatnonzero(raised[k])
        if mine.size:
            order = mine[np.argsort(-against.loss[k, mine], kind="stable")]
            who, where = title_of(study, name), _some(study, against.sites[order])
            told.append(
                Text(
                    f"« {who.fr} » objecte à {mine.size} site{plural(mine.size)} : {where.fr}.",
                    f"'{who.en}' objects to {mine.size} site{plural(mine.size)}: {where.en}.",
                )
            )
    unsettled = int(against.open.any(axis=0).sum())
    if unsettled:
        told.append(
            Text(
                f"Pour {unsettled} site{plural(unsettled)}, la question n'est pas tranchée.",
                f"For {unsettled} site{plural(unsettled)}, the question is not settled.",
            )
        )
    return tuple(told)


def frontier_words(study: Compromise) -> Text:
    """Say what the least regret costs the sum of shares."""
    first, last = study.frontier[0], study.frontier[-1]
    if len(study.frontier) == 1 or last.total - first.total <= EVEN:
        return Text(
            "La sélection de plus petit regret a aussi la plus grande somme des parts : rien à"
            " arbitrer (prouvé)."
            if first.proven
            else "Un seul point a été trouvé.",
            "The selection of least regret has the greatest sum of shares too: nothing to trade"
            " (proven)."
            if first.proven
            else "One point was found.",
        )
    count = len(study.parties)
    mean = pct((last.total - first.total) / count)
    low, high = pct(100.0 - first.level), pct(100.0 - last.level)
    return Text(
        f"Ramener le plus grand regret de {high.fr} à {low.fr} coûte aux parties {mean.fr} de leur"
        " meilleur en moyenne. Aucun point montré n'est dominé par une autre sélection, trouvée ou"
        " non.",
        f"Bringing the greatest regret from {high.en} down to {low.en} costs the parties {mean.en}"
        " of their best on average. No selection, found or not, dominates a point shown.",
    )


def selection_title(study: Compromise, one: SharedSelection) -> Text:
    """Return what a selection is called: its rule, or whose best it is."""
    if one.name in study.parties:
        who = title_of(study, one.name)
        return Text(f"optimum de « {who.fr} »", f"best of '{who.en}'")
    return RULE_WORDS[one.name]
