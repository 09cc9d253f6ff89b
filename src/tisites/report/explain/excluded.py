"""What is said of a candidate that did not compete: rule, data, what would have to change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tisites.criteria.unit_words import unit_words
from tisites.messages.text import Text, t
from tisites.report.document import Section
from tisites.report.explain.phrases import figure

if TYPE_CHECKING:
    from tisites.study.explain.excluded import Excluded

#: What would have to change, by reason.
REMEDIES: dict[str, Text] = {
    "commune_unknown": Text(
        "renseigner le code INSEE de la commune", "give the INSEE code of the commune"
    ),
    "coordinates_unknown": Text(
        "renseigner les coordonnées du site", "give the coordinates of the site"
    ),
    "surface_unknown": Text("renseigner la surface du site", "give the surface of the site"),
    "coord_quality": Text(
        "relever la position du site lui-même (et non celle de sa commune ou de son adresse)",
        "survey the position of the site itself (not of its commune or address)",
    ),
    "surface_quality": Text(
        "mesurer la surface du site lui-même, et le dire dans « surface_quality »",
        "measure the surface of the site itself, and say so in 'surface_quality'",
    ),
    "far_from_commune": Text(
        "corriger les coordonnées ou le code de la commune : ils se contredisent",
        "mend the coordinates or the commune code: they contradict each other",
    ),
    "surface_below_minimum": Text(
        "réunir des parcelles voisines ([assembly]) pour atteindre le seuil, ou abaisser le seuil"
        " du modèle",
        "assemble neighbouring parcels ([assembly]) to reach the threshold, or lower it in the"
        " model",
    ),
    "surface_above_maximum": Text(
        "vérifier la surface à la source ; si elle est juste, relever max_surface_ha",
        "verify the surface at its source; if right, raise max_surface_ha",
    ),
    "status_excluded": Text(
        "que le statut du site change, ou que le modèle l'admette",
        "a change of the site's status, or a model that admits it",
    ),
    "type_excluded": Text(
        "que le type soit requalifié à la source s'il est faux, ou que le modèle l'admette",
        "a type mended at its source if it is wrong, or a model that admits it",
    ),
    "verify.status": Text(
        "que la commune ou le propriétaire dise le statut dans un mot du standard CNIG",
        "a status told by the commune or the owner in a word of the CNIG standard",
    ),
    "verify.unchecked": Text(
        "une vérification sur place : personne n'a constaté que c'est une friche",
        "a visit: no one has seen that this is a brownfield",
    ),
    "verify.area": Text(
        "une surface confirmée : par le cadastre (colonne cadastre_ha) ou par un indice du"
        " planificateur (--evidence, colonne area_ha)",
        "an area confirmed by the cadastre (column cadastre_ha) or by the planner's evidence"
        " (--evidence, column area_ha)",
    ),
    "zoning_excluded": Text(
        "une révision du document d'urbanisme (2 à 3 ans), ou un modèle qui l'admette",
        "a revision of the planning document (2 to 3 years), or a model that admits it",
    ),
}


def excluded_sections(found: Excluded) -> tuple[tuple[str, ...], tuple[Section, ...]]:
    """Return the lead and the sections of a candidate that did not compete."""
    lead = t(
        f"Le site n'a pas concouru : {found.told}.",
        f"The site did not compete: {found.told}.",
    )
    rule = [
        t(
            f"Règle : {found.key or found.code}{_limit(found).fr}.",
            f"Rule: {found.key or found.code}{_limit(found).en}.",
        )
    ]
    if found.datum and found.kind not in ("duplicate", "assembled"):
        value = _value(found.value, found.unit)
        source = f" (source : {found.source})" if found.source else ""
        source_en = f" (source: {found.source})" if found.source else ""
        rule.append(
            t(
                f"Donnée : {found.datum} = {value}{source}.",
                f"Data: {found.datum} = {value}{source_en}.",
            )
        )
    if found.rule_source:
        rule.append(
            t(
                f"Origine de la règle : {found.rule_source}.",
                f"Where the rule comes from: {found.rule_source}.",
            )
        )
    return (lead,), (
        Section(Text("La règle et la donnée", "The rule and the data"), items=tuple(rule)),
        Section(Text("Ce qui devrait changer", "What would have to change"), (_remedy(found),)),
    )


def _limit(found: Excluded) -> Text:
    if found.limit is None:
        return Text("", "")
    if isinstance(found.limit, (int, float)):
        limit = f"{figure(float(found.limit))}{unit_words(found.unit)}"
        return Text(f", seuil {limit}", f", threshold {limit}")
    words = [w for part in found.limit for w in (part if isinstance(part, tuple) else (part,))]
    listed = ", ".join(str(w) for w in words)
    return Text(f" ({listed})", f" ({listed})")


def _value(value: Any, unit: str) -> str:
    if value is None:
        return t("inconnue", "unknown")
    if isinstance(value, float):
        return f"{figure(value)}{unit_words(unit)}"
    return str(value)


def _remedy(found: Excluded) -> str:
    if found.kind == "duplicate":
        said = Text(
            f"Rien : le site concourt sous la fiche {found.other}, mieux connue. Si ce sont deux"
            " sites distincts, corriger leurs coordonnées ou leurs noms.",
            f"Nothing: the site competes as {found.other}, better known. If these are two sites,"
            " mend their coordinates or names.",
        )
    elif found.kind == "assembled":
        said = Text(
            f"Rien : la parcelle concourt dans le site assemblé {found.other}.",
            f"Nothing: the parcel competes within the assembled site {found.other}.",
        )
    elif found.kind == "use":
        said = Text(
            "Que la commune ou le propriétaire dise l'usage prévu : un indice du planificateur"
            " (--evidence) l'emporte sur tous les autres, et reste au journal.",
            "For the commune or the owner to tell the planned use: the planner's evidence"
            " (--evidence) is above all others, and stays in the log.",
        )
    elif found.kind == "bar":
        unit = unit_words(found.unit)
        now, limit = _value(found.value, found.unit), f"{figure(float(found.limit))}{unit}"
        said = Text(
            f"Que {found.datum} passe de {now} à {limit} au moins du bon côté du seuil, ou que la"
            " règle change.",
            f"For {found.datum} to go from {now} to {limit}, or for the rule to change.",
        )
    elif found.kind == "unknown":
        said = Text(
            f"Renseigner « {found.datum} » pour ce site : le modèle écarte ceux dont il est"
            " inconnu.",
            f"Give '{found.datum}' for this site: the model leaves out those where it is unknown.",
        )
    else:
        remedy = REMEDIES.get(found.code, Text("changer la règle", "change the rule"))
        said = Text(f"Pour concourir, il faudrait : {remedy.fr}.", f"To compete: {remedy.en}.")
    more = Text(
        " D'autres motifs, jugés ensuite, pourraient alors apparaître : refaire tisites check.",
        " Other reasons, judged later, could then appear: run tisites check again.",
    )
    return f"{said}{more}" if found.kind != "assembled" else str(said)
