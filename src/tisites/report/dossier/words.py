"""Words that the pages of a dossier share: verdicts, ranks, doubts, what decides."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tisites.messages.text import Text, number, t
from tisites.report.document import UNKNOWN
from tisites.report.explain.phrases import figure, joined, points
from tisites.report.explain.unselected import alone_words
from tisites.report.phrases import plural, site_phrase
from tisites.report.rules.words import rule_name
from tisites.study.explain.why_not import WhyNot

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from tisites.model.declaration import Model
    from tisites.study.dossier.dossier import Materials, SiteVerdict, Verdict
    from tisites.study.dossier.doubts import Weighed
    from tisites.study.dossier.ranks import Rank
    from tisites.study.dossier.twins import Compared

VERDICTS: dict[Verdict, Text] = {
    "chosen": Text("retenu", "selected"),
    "out": Text("en concours, non retenu", "competes, not selected"),
    "to_verify": Text("à vérifier d'abord", "to verify first"),
    "excluded": Text("ne concourt pas", "does not compete"),
    "duplicate": Text("doublon", "duplicate"),
    "refused": Text("ligne refusée", "row refused"),
}
#: How two records were recognised as one place.
BASES: dict[str, Text] = {
    "id": Text("même identifiant", "same id"),
    "name": Text("noms proches", "similar names"),
    "outline": Text("le point national est dans votre contour", "the national point is in your"
                    " outline"),
    "surface": Text("surfaces voisines", "close areas"),
    "place": Text("même emplacement", "same place"),
    "inside": Text("dans votre contour, autre surface", "in your outline, another area"),
    "near": Text("voisin", "nearby"),
}  # fmt: skip
FIELDS: dict[str, Text] = {
    "name": Text("nom", "name"),
    "surface_ha": Text("surface", "area"),
    "status": Text("statut", "status"),
    "site_type": Text("type", "type"),
    "zoning": Text("zonage", "zoning"),
    "pollution": Text("pollution", "pollution"),
}
WINNERS: dict[str, Text] = {
    "same": Text("les deux listes s'accordent", "both lists agree"),
    "hers": Text(
        "votre valeur : la fiche nationale ne la disait pas, ou la règle des sources la préfère",
        "yours: the national record did not tell it, or the rule on sources prefers it",
    ),
    "national": Text(
        "la fiche nationale : votre liste ne la remplace pas, elle s'y ajoute comme un indice",
        "the national record: your list does not replace it, it stands beside it as evidence",
    ),
    "evidence": Text("une autre source, plus crédible", "another source, more credible"),
    "neither": Text("aucune des deux listes ne la dit", "neither list tells it"),
}


def site_title(one: SiteVerdict) -> str:
    """Return a row for a heading: its number, name and place."""
    head = t(f"N° {one.row}", f"No. {one.row}")
    place = f"{one.commune} ({one.departement})" if one.departement else one.commune
    return " · ".join(part for part in (head, one.name, place) if part)


def rank_words(rank: Rank, *, short: bool = False) -> str:
    """Write a rank: « 12e sur 1 487 », or « 12e / 1 487 » in a table.

    Examples
    --------
    >>> from tisites.study.dossier.ranks import Rank
    >>> rank_words(Rank("region", "Grand Est", 1, 40)), rank_words(Rank("region", "R", 12, 40))
    ('1er sur 40', '12e sur 40')
    """
    place = "1er" if rank.place == 1 else f"{number(rank.place)}e"
    suffix = {1: "st", 2: "nd", 3: "rd"}.get(
        rank.place % 10 if rank.place % 100 not in (11, 12, 13) else 0, "th"
    )
    english = f"{number(rank.place)}{suffix}"
    if short:
        slash = "\N{NO-BREAK SPACE}/\N{NO-BREAK SPACE}"
        return t(f"{place}{slash}{number(rank.of)}", f"{english}{slash}{number(rank.of)}")
    return t(f"{place} sur {number(rank.of)}", f"{english} of {number(rank.of)}")


def ranks_sentence(one: SiteVerdict) -> str:
    """Say where a site stands, or would."""
    if not one.ranks:
        return ""
    told = joined([f"{rank_words(rank)} {_where(rank)}" for rank in one.ranks])
    score, low, high = (number(x, 1) for x in (one.score, one.low, one.high))
    span = t(f"de {low} à {high} selon les doutes", f"{low} to {high} given the doubts")
    if one.competes:
        return t(
            f"Score : {score} sur 100 ({span}) ; {told}, parmi les sites en concours.",
            f"Score: {score} out of 100 ({span}); {told}, among the sites that compete.",
        )
    return t(
        f"S'il concourait tel qu'il est connu, son score serait de {score} sur 100 ({span}) :"
        f" {told}, parmi les sites en concours.",
        f"If it competed as it is known, it would score {score} out of 100 ({span}): {told}, among"
        " the sites that compete.",
    )


def _where(rank: Rank) -> str:
    """Say among which sites a rank is."""
    if rank.cut == "country":
        return t("en tout", "in all")
    if rank.cut == "region":
        return t(f"en région {rank.name}", f"in région {rank.name}")
    return t(f"dans le département ({rank.name})", f"in the département ({rank.name})")


def doubt_words(one: Weighed, model: Model) -> str:
    """Say what to verify, who can tell it, and what it weighs."""
    who = ""
    if one.lever is not None and one.lever.possible:
        who = t(f" (par {one.lever.who.fr})", f" (by {one.lever.who.en})")
    if one.kind == "reason":
        return t(
            f"{one.what}{who} : c'est ce qui l'empêche de concourir",
            f"{one.what}{who}: it is what keeps it from competing",
        )
    if one.kind == "condition":
        return t(f"{one.what} : il concourt sous cette condition", f"{one.what}: it competes on it")
    criterion = model.score[one.what]
    label = Text(criterion.label, criterion.label_en or criterion.label)
    weighs = [
        t(f"jusqu'à +{points(one.up)}", f"up to +{points(one.up)}") if one.up >= 0.005 else "",
        t(f"jusqu'à −{points(one.down)}", f"down to −{points(one.down)}")
        if one.down >= 0.005
        else "",
    ]
    told = ", ".join(part for part in weighs if part)
    alone = t(" ; peut à lui seul changer le verdict", "; can change the verdict by itself")
    return t(f"« {label.fr} »{who} : {told}", f"'{label.en}'{who}: {told}") + (
        alone if one.decides else ""
    )


def what_decides(one: SiteVerdict, given: Materials) -> str:
    """Say in one sentence what decides on a site."""
    if one.verdict == "chosen":
        if one.displaces.enter:
            named = sites_named(given.everyone, one.displaces.enter)
            said = t(f"prend la place de {named}", f"takes the place of {named}")
            if one.displaces.leave:
                along = sites_named(given.everyone, one.displaces.leave)
                said += t(f" ; entrent avec lui {along}", f"; {along} enter with it")
            return said
        return t("aucun autre site ne tient sa place", "no other site can take its place")
    if one.verdict == "out":
        return _keeps_out(one, given)
    if one.verdict == "duplicate":
        return t(
            f"même site que la ligne n° {one.stands} de votre liste",
            f"the same site as row no. {one.stands} of your list",
        )
    return " ; ".join(one.reasons)


def _keeps_out(one: SiteVerdict, given: Materials) -> str:
    found = one.found
    said = []
    if isinstance(found, WhyNot) and math.isfinite(found.lack):
        said.append(t(f"il lui manque {points(found.lack)}", f"it lacks {points(found.lack)}"))
    elif isinstance(found, WhyNot) and found.alone and given.answer is not None:
        said.append(alone_words(given.answer.case, found.alone).removesuffix("."))
    elif isinstance(found, WhyNot) and math.isinf(found.lack):
        said.append(t("aucune sélection ne peut le contenir", "no selection can hold it"))
    if one.rules:
        names = joined([str(rule_name(name, given.model)) for name, _ in one.rules[:2]])
        said.append(t(f"entrerait sans la règle {names}", f"would enter without the rule {names}"))
    return " ; ".join(said)


def value_words(value: object) -> str:
    """Write one datum of a list."""
    if value is None:
        return UNKNOWN
    return f"{figure(value)} ha" if isinstance(value, float) else str(value)


def conflict_words(cell: Compared) -> str:
    """Say what two lists tell differently, and which counts."""
    label = FIELDS[cell.field]
    hers, national, counts = (
        value_words(value) for value in (cell.hers, cell.national, cell.counts)
    )
    why = WINNERS[cell.winner]
    return t(
        f"{label.fr} : « {hers} » dans votre liste, « {national} » au niveau national ; compte"
        f" « {counts} » : {why.fr}",
        f"{label.en}: '{hers}' in your list, '{national}' in the national one; '{counts}' counts:"
        f" {why.en}",
    )


def sites_named(everyone: pd.DataFrame, sites: Sequence[str]) -> str:
    """Name candidates with their commune."""
    rows = everyone.loc[list(sites)]
    told = zip(rows["name"], rows["commune"], sites, strict=True)
    return joined([site_phrase(name, commune, site) for name, commune, site in told])


def count_words(count: int, one: Text, several: Text) -> str:
    """Say how many, in the number that the language wants.

    Examples
    --------
    >>> count_words(1, Text("retenu", "selected"), Text("retenus", "selected"))
    '1 retenu'
    """
    return f"{number(count)} {several if plural(count) else one}"
