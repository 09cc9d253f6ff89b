"""Sentences of two stages: what a director can repeat."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from tisites.messages.text import Text, number
from tisites.report.phrases import plural, site_phrase
from tisites.solver.solution import Proof
from tisites.study.stages.stages import is_cost

if TYPE_CHECKING:
    import pandas as pd

    from tisites.study.stages.lists import TerritoryList
    from tisites.study.stages.stages import StagePoint, StagesAnswer

#: Territories named in a sentence.
NAMED = 6


def lead_words(study: StagesAnswer) -> Text:
    """Say what the nation chooses among the lists, and what that costs."""
    wild = number(study.rule.wild_cards)
    if study.solution.proof is Proof.INFEASIBLE:
        names = ", ".join(study.conflict)
        least = study.least_wild
        more = "" if least is None else f" Il en faudrait {number(least)} au moins (prouvé)."
        more_en = "" if least is None else f" At least {number(least)} are needed (proven)."
        return Text(
            f"Ces listes et {wild} site{plural(study.rule.wild_cards)} hors listes ne permettent"
            f" aucune sélection nationale (prouvé) ; en jeu : {names}.{more}",
            f"These lists and {wild} wild cards allow no national selection (proven); in play:"
            f" {names}.{more_en}",
        )
    if not study.solution.x.size:
        return Text(
            "Limite atteinte avant qu'une sélection soit trouvée.",
            "Limit reached before any selection was found.",
        )
    proven = study.solution.proof is Proof.OPTIMAL
    listed = sum(len(one.columns) for one in study.lists)
    count, out = len(study.ids(study.solution)), len(study.wild)
    worth = number(study.solution.value, 1)
    proof = Text("prouvé" if proven else "non prouvé", "proven" if proven else "not proven")
    return Text(
        f"{number(count)} sites retenus parmi {number(listed)} proposés, dont {number(out)} hors"
        f" listes : {worth} points ({proof.fr}).",
        f"{number(count)} sites chosen among {number(listed)} proposed, {number(out)} of them"
        f" outside the lists: {worth} points ({proof.en}).",
    )


def cost_words(study: StagesAnswer) -> list[Text]:
    """Say what lists cost, by their length and by their weights, against the plain selection."""
    first, plain = study.solution, study.plain
    if plain.proof is not Proof.OPTIMAL or first.proof is not Proof.OPTIMAL:
        return []
    lost = plain.value - first.value
    if not is_cost(lost, plain.value):
        return [Text(
            "Les deux étapes ne coûtent rien : la sélection directe vaut autant (prouvé).",
            "The two stages cost nothing: the direct national selection is worth as much (proven).",
        )]  # fmt: skip
    before, now = set(study.ids(plain)), set(study.ids(first))
    share = number(100.0 * lost / plain.value, 2)
    found = [Text(
        f"Décentraliser coûte {number(lost, 1)} points ({share} %) sur les {number(plain.value, 1)}"
        f" de la sélection directe, et change {number(len(now - before))} sites.",
        f"Decentralising costs {number(lost, 1)} points ({share}%) of the"
        f" {number(plain.value, 1)} of the direct selection, and changes"
        f" {number(len(now - before))} sites.",
    )]  # fmt: skip
    if study.national is not None and study.national.proof is Proof.OPTIMAL:
        length = plain.value - study.national.value
        weights = study.national.value - first.value
        base = Text(
            f"Des listes de même longueur, faites partout par les poids nationaux, coûteraient"
            f" {number(length, 1)} points",
            f"Lists of the same length, made by national weights everywhere, would cost"
            f" {number(length, 1)} points",
        )
        more = number(abs(weights), 1)
        if weights >= 0:
            end = Text(
                f" : le reste, {more} points, vient des poids propres aux territoires.",
                f": the rest, {more} points, comes from the territories' own weights.",
            )
        else:
            end = Text(
                f" : {more} de plus. Les meilleurs sites de chaque territoire ne font pas les"
                " meilleures listes : d'autres poids diversifient ce qui est proposé.",
                f": {more} more. The best sites of each territory do not make the best lists:"
                " other weights diversify what is proposed.",
            )
        found.append(Text(f"{base.fr}{end.fr}", f"{base.en}{end.en}"))
    elif study.national is not None and study.national.proof is Proof.INFEASIBLE:
        found.append(Text(
            "Avec les poids nationaux partout, des listes de cette longueur ne permettraient aucune"
            " sélection (prouvé).",
            "With national weights everywhere, lists of this length would allow no selection"
            " (proven).",
        ))  # fmt: skip
    return found


def card_words(study: StagesAnswer) -> list[Text]:
    """Say what wild cards buy, step by step."""
    points = [one for one in study.curve if one.most == study.rule.max]
    found = []
    known = [one for one in points if np.isfinite(one.value)]
    never = [one for one in points if one.proof is Proof.INFEASIBLE]
    if never:
        top = max(one.wild_cards for one in never)
        found.append(Text(
            f"Avec {number(top)} site{plural(top)} hors listes ou moins, aucune sélection n'est"
            " possible (prouvé).",
            f"With {number(top)} wild card{plural(top)} or fewer, no selection is possible"
            " (proven).",
        ))  # fmt: skip
    for one, after in pairwise(known):
        gain = after.value - one.value
        if is_cost(gain, one.value) and one.proof is after.proof is Proof.OPTIMAL:
            found.append(Text(
                f"Passer de {number(one.wild_cards)} à {number(after.wild_cards)} sites hors"
                f" listes gagne {number(gain, 1)} points.",
                f"Going from {number(one.wild_cards)} to {number(after.wild_cards)} wild cards"
                f" gains {number(gain, 1)} points.",
            ))  # fmt: skip
    return found


def list_words(study: StagesAnswer) -> list[Text]:
    """Say who cannot list enough, and which given lists clash."""
    found = []
    asked = study.rule.min
    short = [one for one in study.lists if len(one.columns) < asked]
    if asked and short:
        names = [f"{study.names[one.code]} ({len(one.columns)})" for one in short[:NAMED]]
        rest = len(short) - NAMED
        more = f" ; et {rest} autre{plural(rest)}" if rest > 0 else ""
        more_en = f"; and {rest} more" if rest > 0 else ""
        some = ", ".join(names)
        found.append(Text(
            f"{number(len(short))} territoire{plural(len(short))} ne peu"
            f"{'ven' * (len(short) > 1)}t pas proposer {number(asked)} sites : {some}{more}.",
            f"{number(len(short))} cannot propose {number(asked)} sites: {some}{more_en}.",
        ))  # fmt: skip
    for one in study.lists:
        if one.given:
            found.append(_given(study, one))
    return found


def _given(study: StagesAnswer, one: TerritoryList) -> Text:
    """Say whether a list that a territory made holds together, and what clashes."""
    name, many = study.names[one.code], len(one.columns)
    long = one.most is not None and many > one.most
    over = f" ; {number(one.most or 0)} au plus étaient demandés" * long
    over_en = f"; {number(one.most or 0)} at most were asked for" * long
    if one.together is None:
        return Text(
            f"Liste de {name} : {number(many)} sites, dont on ne sait s'ils tiennent ensemble"
            f"{over}.",
            f"List of {name}: {number(many)} sites, not known to hold together{over_en}.",
        )
    if one.together >= many:
        return Text(
            f"Liste de {name} : ses {number(many)} sites pourraient être tous retenus{over}.",
            f"List of {name}: its {number(many)} sites could all be chosen{over_en}.",
        )
    said = [clash_words(study, *clash) for clash in one.clashes]
    fr, en = " ; ".join(w.fr for w in said[:NAMED]), "; ".join(w.en for w in said[:NAMED])
    return Text(
        f"Liste de {name} : ses {number(many)} sites ne peuvent être tous retenus,"
        f" {number(one.together)} au plus (prouvé) – {fr}{over}.",
        f"List of {name}: its {number(many)} sites cannot all be chosen, {number(one.together)} at"
        f" most (proven) – {en}{over_en}.",
    )


def clash_words(study: StagesAnswer, constraint: str, where: str) -> Text:
    """Say which rule a list breaks, and where: a territory, or two sites."""
    rule = study.model.constraint.get(constraint)
    name = Text(constraint, constraint) if rule is None else rule.named(constraint)
    if "|" in where:
        pair = [site_words(study, site) for site in where.split("|")]
        return Text(f"{name.fr} : {pair[0]} et {pair[1]}", f"{name.en}: {pair[0]} and {pair[1]}")
    place = Text(f" ({where})", f" ({where})") if where else Text("", "")
    return Text(f"{name.fr}{place.fr}", f"{name.en}{place.en}")


def site_words(study: StagesAnswer, site: str) -> str:
    """Name a site in a sentence."""
    row = study.sites.loc[site]
    return site_phrase(row["name"], row["commune"], site)


def point_words(one: StagePoint) -> Text:
    """Say whether a point of the curve is proven."""
    if one.proof is Proof.OPTIMAL:
        return Text("prouvé", "proven")
    if one.proof is Proof.INFEASIBLE:
        return Text("impossible", "infeasible")
    return Text("non prouvé", "not proven")


def map_title(study: StagesAnswer) -> Text:
    """Return the title of the map."""
    name = study.model.titled
    return Text(f"Deux étapes : {name.fr}", f"Two stages: {name.en}")


def map_sites(study: StagesAnswer) -> tuple[pd.DataFrame, list[tuple[str, Text]]]:
    """Return the sites of the map with their kind, and its key."""
    before, now = set(study.ids(study.plain)), set(study.ids(study.solution))
    wild = set(study.wild)
    kind = {
        site: "wild" if site in wild else "both" if site in before else "listed" for site in now
    }
    kind |= dict.fromkeys(before - now, "lost")
    said = (
        ("both", Text("retenu aussi sans listes", "chosen without lists too")),
        ("listed", Text("retenu grâce aux listes", "chosen because of the lists")),
        ("wild", Text("retenu hors listes", "chosen outside the lists")),
        ("lost", Text("perdu : absent des listes", "lost: chosen without lists only")),
    )
    ids = sorted(kind)
    table = study.sites.loc[ids].assign(kind=[kind[site] for site in ids])
    count = {name: sum(one == name for one in kind.values()) for name, _ in said}
    keyed = [
        (name, Text(f"{words.fr} ({count[name]})", f"{words.en} ({count[name]})"))
        for name, words in said
        if count[name]
    ]
    return table, keyed
