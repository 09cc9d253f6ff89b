"""Sentences of a choice of sites with their types: what a director can repeat."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tisites.criteria.seveso import NAME as SEVESO
from tisites.messages.text import Text, number
from tisites.report.phrases import plural, sites_chosen
from tisites.solver.solution import Proof

if TYPE_CHECKING:
    from tisites.study.types.types import QuotaPrice, TypesAnswer

#: Needs and multipliers that the data of France do not measure everywhere.
MULTIPLIERS = {
    "labour": Text("main-d'œuvre", "labour"),
    "water": Text("eau", "water"),
    "power": Text("puissance", "power"),
}


def kind_words(study: TypesAnswer, name: str) -> Text:
    """Return what a reader calls a type."""
    return study.model.type[name].titled


def lead_words(study: TypesAnswer) -> Text:
    """Say what was chosen, what it is worth, and how far it is proven."""
    if study.solution.proof is Proof.INFEASIBLE:
        names = ", ".join(study.conflict) or "type_quota"
        return Text(
            f"Aucune sélection ne respecte à la fois les règles et les quotas de types (prouvé) ;"
            f" en jeu : {names}.",
            f"No selection meets both the rules and the quotas of types (proven); in play:"
            f" {names}.",
        )
    if not study.kinds:
        return Text(
            "Limite atteinte avant qu'une sélection soit trouvée.",
            "Limit reached before any selection was found.",
        )
    proven = study.solution.proof is Proof.OPTIMAL
    proof = Text("prouvé" if proven else "non prouvé", "proven" if proven else "not proven")
    shares = []
    for name in study.model.type:
        count = sum(kind == name for kind in study.kinds.values())
        shares.append((count, kind_words(study, name)))
    fr = ", ".join(f"{number(n)} « {words.fr} »" for n, words in shares)
    en = ", ".join(f"{number(n)} '{words.en}'" for n, words in shares)
    worth = number(study.value, 1)
    return Text(
        f"{sites_chosen(len(study.kinds))} avec leur type : {fr} ; {worth} points ({proof.fr}).",
        f"{number(len(study.kinds))} sites chosen with their type: {en}; {worth} points"
        f" ({proof.en}).",
    )


def sum_words(study: TypesAnswer) -> Text:
    """Say how points of unlike types are added, and what they do not tell."""
    rule = study.model.types
    unlike = any(kind.weights for kind in study.model.type.values())
    if rule is not None and rule.sum == "share_of_best":
        return Text(
            "Les points additionnés sont des parts : 100 est le meilleur site que chaque type"
            " admet. Les scores de deux types ne se comparent pas entre eux ; lire plutôt le prix"
            " des quotas.",
            "The points that are added are shares: 100 is the best site that each type fits."
            " Scores of two types do not compare; read the price of quotas instead.",
        )
    if rule is not None and unlike:
        return Text(
            f"Un point vaut autant quel que soit le type : c'est déclaré ({rule.source}), non"
            " mesuré.",
            f"A point counts alike whatever the type: declared ({rule.source}), not measured.",
        )
    return Text(
        "Les types ont tous les poids du modèle : leurs points s'additionnent comme ceux de la"
        " sélection sans types.",
        "All types have the model's weights: their points add up as those of the selection without"
        " types.",
    )


def reference_words(study: TypesAnswer) -> list[Text]:
    """Say whether the selection without types can be given types, and how much of it is kept."""
    given = study.reference
    if given is None:
        return []
    p = len(given.ids)
    found = []
    if given.proof is Proof.OPTIMAL:
        found.append(Text(
            f"Les {p} sites choisis sans types peuvent recevoir des types sous ces quotas, sans en"
            " changer aucun (prouvé).",
            f"The {p} sites chosen without types can be given types under these quotas, none of"
            " them changed (proven).",
        ))  # fmt: skip
    elif given.proof is Proof.INFEASIBLE:
        why, why_en = _short(study)
        found.append(Text(
            f"Les {p} sites choisis sans types ne peuvent pas recevoir de types sous ces quotas"
            f" (prouvé){why}.",
            f"The {p} sites chosen without types cannot be given types under these quotas"
            f" (proven){why_en}.",
        ))  # fmt: skip
    if study.kinds:
        kept = len(given.kept)
        most = given.kept_most
        some = "" if most is None else f" ; {number(most)} au plus pourraient l'être (prouvé)"
        some_en = "" if most is None else f"; {number(most)} at most could be (proven)"
        found.append(Text(
            f"En choisissant sites et types ensemble, {number(kept)} de ces {p} sites sont"
            f" gardés{some}.",
            f"Choosing sites and types together keeps {number(kept)} of these {p} sites{some_en}.",
        ))  # fmt: skip
    return found


def _short(study: TypesAnswer) -> tuple[str, str]:
    """Say which quotas the selection without types is short of, and who suits nothing."""
    given = study.reference
    assert given is not None
    fr, en = [], []
    for name, kind in study.model.type.items():
        if given.suit[name] < kind.min:
            words = kind_words(study, name)
            suit, least = number(given.suit[name]), number(kind.min)
            fr.append(f"{suit} convien{'nent' if given.suit[name] > 1 else 't'} à"
                      f" « {words.fr} », il en faut {least}")  # fmt: skip
            en.append(f"{suit} suit '{words.en}', {least} are needed")
    if given.none:
        many = len(given.none)
        fr.append(f"{number(many)} ne convien{'nent' if many > 1 else 't'} à aucun type")
        en.append(f"{number(many)} suit{'s' * (many == 1)} no type")
    return (" : " + " ; ".join(fr), ": " + "; ".join(en)) if fr else ("", "")


def other_words(study: TypesAnswer) -> list[Text]:
    """Say what starves, what is to be verified, what multiplies nothing, where ties are."""
    found = []
    if study.starved:
        places = ", ".join(f"{group or name}" for name, group in study.starved)
        found.append(Text(
            f"Sans site qui convienne à un type, un plancher n'est pas tenu : {places}. Déclarer un"
            " type plus large, ou unknown = \"verify\" là où la donnée manque.",
            f"Where no site suits a type, a floor cannot be met: {places}. Declare a wider type, or"
            " unknown = \"verify\" where the datum is missing.",
        ))  # fmt: skip
    verify = sum(
        bool(study.fits[kind].verify[study.sites.index.get_loc(site)])
        for site, kind in study.kinds.items()
    )
    if verify:
        found.append(Text(
            f"À vérifier : {number(verify)} site{plural(verify)} dont un besoin n'est pas connu.",
            f"To verify: {number(verify)} site{plural(verify)} of which a need is not known.",
        ))  # fmt: skip
    for name, multiplier in study.idle:
        words, what = kind_words(study, name), MULTIPLIERS[multiplier]
        found.append(Text(
            f"« {words.fr} » multiplie la {what.fr}, qu'aucune règle du modèle ne compte : sans"
            " effet.",
            f"'{words.en}' multiplies {what.en}, which no rule of the model counts: no effect.",
        ))  # fmt: skip
    for name, kind in study.model.type.items():
        if kind.unverifiable:
            words = kind_words(study, name)
            found.append(Text(
                f"« {words.fr} » – ce que les données ne disent pas : {kind.unverifiable}",
                f"'{words.en}' – what data do not tell: {kind.unverifiable}",
            ))  # fmt: skip
    if any(SEVESO in kind.needs for kind in study.model.type.values()):
        found.append(Text(
            "La distance aux établissements Seveso n'est connue que des régions que couvre la"
            " couche des installations classées (Île-de-France) ; ailleurs elle est inconnue, et"
            " compte comme le besoin le déclare.",
            "The distance to Seveso establishments is known only in the régions that the layer of"
            " classified installations covers (Île-de-France); elsewhere it is unknown, and counts"
            " as the need declares.",
        ))  # fmt: skip
    if study.kinds:
        found.append(_ties(study.only))
    return found


def _ties(only: bool | None) -> Text:
    if only:
        return Text(
            "Aucun autre choix de sites et de types ne vaut autant (prouvé).",
            "No other choice of sites and types is worth as much (proven).",
        )
    rule = Text(
        "sur les sites retenus, les types déclarés d'abord passent d'abord",
        "on the chosen sites, types declared first go first",
    )
    if only is None:
        return Text(
            f"Un autre choix vaut peut-être autant ; règle d'égalité : {rule.fr}.",
            f"Another choice may be worth as much; tie rule: {rule.en}.",
        )
    return Text(
        f"D'autres choix valent autant ; règle d'égalité : {rule.fr}.",
        f"Other choices are worth as much; tie rule: {rule.en}.",
    )


def price_words(study: TypesAnswer) -> list[Text]:
    """Say the quotas that cost most, in sentences."""
    rows = [one for one in study.prices if np.isfinite(one.gain) and one.gain != 0.0]
    rows.sort(key=lambda one: (-abs(one.gain), one.kind, one.side, one.moved))
    found = [_price(study, one) for one in rows[:4]]
    never = [one for one in study.prices if one.proof is Proof.INFEASIBLE]
    for one in never[:3]:
        words = kind_words(study, one.kind)
        side = Text("au moins" if one.side == "min" else "au plus",
                    "at least" if one.side == "min" else "at most")  # fmt: skip
        found.append(Text(
            f"{number(one.moved)} « {words.fr} » {side.fr} : aucune sélection n'y arrive (prouvé).",
            f"{side.en} {number(one.moved)} '{words.en}': no selection gets there (proven).",
        ))  # fmt: skip
    if study.prices and not rows:
        found.append(Text(
            "Un site de plus ou de moins dans un quota ne change pas la valeur.",
            "One site more or less in a quota does not change the value.",
        ))  # fmt: skip
    return found


def _price(study: TypesAnswer, one: QuotaPrice) -> Text:
    words = kind_words(study, one.kind)
    side = Text("minimum" if one.side == "min" else "maximum",
                "minimum" if one.side == "min" else "maximum")  # fmt: skip
    verb = Text("gagne" if one.gain > 0 else "coûte", "gains" if one.gain > 0 else "costs")
    changed, much = len(one.enters), number(abs(one.gain), 2)
    return Text(
        f"{side.fr.capitalize()} de « {words.fr} » de {number(one.limit)} à {number(one.moved)} :"
        f" {verb.fr} {much} points, {number(changed)} site{plural(changed)} changé"
        f"{plural(changed)}.",
        f"{side.en.capitalize()} of '{words.en}' from {number(one.limit)} to {number(one.moved)}:"
        f" {verb.en} {much} points, {number(changed)} site{plural(changed)} changed.",
    )


def map_title(study: TypesAnswer) -> Text:
    """Return the title of the map."""
    name = study.model.titled
    return Text(f"Sites et types : {name.fr}", f"Sites and types: {name.en}")


def map_kinds(study: TypesAnswer) -> list[tuple[str, Text]]:
    """Return the key of the map: types that have sites, with how many."""
    found = []
    for name in study.model.type:
        count = sum(kind == name for kind in study.kinds.values())
        if count:
            words = kind_words(study, name)
            found.append((name, Text(f"{words.fr} ({count})", f"{words.en} ({count})")))
    return found
