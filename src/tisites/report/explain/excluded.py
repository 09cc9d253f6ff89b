"""What is said of a candidate that did not compete: rule, data, what would have to change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tisites.candidates.eligibility import REASONS
from tisites.candidates.usage.lexicon import lexicon
from tisites.candidates.vocabulary import label_text
from tisites.criteria.indicators import specs
from tisites.criteria.unit_words import unit_words
from tisites.data.catalogue.titles import origin_title
from tisites.messages.text import Text, t
from tisites.report.document import Section
from tisites.report.explain.phrases import figure
from tisites.report.phrases import site_phrase

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
        "mesurer la surface du site lui-même (et non de son terrain ou de sa commune), et le dire"
        " dans la liste",
        "measure the surface of the site itself (not of its land or commune), and say so in the"
        " list",
    ),
    "far_from_commune": Text(
        "corriger les coordonnées ou le code de la commune : ils se contredisent",
        "mend the coordinates or the commune code: they contradict each other",
    ),
    "surface_below_minimum": Text(
        "réunir des parcelles voisines pour atteindre le seuil, ou abaisser le seuil du modèle",
        "assemble neighbouring parcels to reach the threshold, or lower it in the model",
    ),
    "surface_above_maximum": Text(
        "vérifier la surface à la source ; si elle est juste, relever le maximum du modèle",
        "verify the surface at its source; if right, raise the maximum of the model",
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
        "une surface confirmée : par le cadastre, ou par un indice du planificateur",
        "an area confirmed by the cadastre, or by the planner's evidence",
    ),
    "zoning_excluded": Text(
        "une révision du document d'urbanisme (2 à 3 ans), ou un modèle qui l'admette",
        "a revision of the planning document (2 to 3 years), or a model that admits it",
    ),
}


_RULES = {
    "eligibility.coord_quality": Text("précisions admises de la position", "accepted precisions"),
    "eligibility.surface_quality": Text("précisions admises de la surface",
                                        "accepted precisions of the area"),
    "eligibility.max_km_from_commune": Text("distance à la commune déclarée",
                                            "distance to the declared commune"),
    "eligibility.min_surface_ha": Text("surface minimale", "least area"),
    "eligibility.max_surface_ha": Text("surface maximale", "greatest area"),
    "eligibility.statuses": Text("statuts admis", "accepted statuses"),
    "eligibility.statuses_excluded": Text("statuts exclus", "excluded statuses"),
    "eligibility.statuses_to_verify": Text("statuts à vérifier", "statuses to verify"),
    "eligibility.types": Text("types admis", "accepted types"),
    "eligibility.types_excluded": Text("types exclus", "excluded types"),
    "eligibility.zonings_excluded": Text("zonages exclus", "excluded zonings"),
    "eligibility.max_area_ratio": Text("écart admis entre surfaces déclarées",
                                       "accepted ratio of declared areas"),
}  # fmt: skip
_DATA = {
    "insee": Text("commune", "commune"),
    "lon": Text("coordonnées", "coordinates"),
    "surface_ha": Text("surface", "area"),
    "coord_quality": Text("précision de la position", "precision of the position"),
    "surface_quality": Text("précision de la surface", "precision of the area"),
    "km_beyond_commune": Text("distance au-delà de la commune", "distance beyond the commune"),
    "status": Text("statut", "status"),
    "status_words": Text("statut, en mots", "status, in words"),
    "site_type": Text("type de site", "type of site"),
    "zoning": Text("zonage", "zoning"),
    "surface_ratio": Text("rapport des surfaces déclarées", "ratio of declared areas"),
    "planned_use": Text("usage prévu", "planned use"),
}


def excluded_sections(found: Excluded) -> tuple[tuple[str, ...], tuple[Section, ...]]:
    """Return the lead and the sections of a candidate that did not compete."""
    lead = t(
        f"Le site n'a pas concouru : {found.told}.",
        f"The site did not compete: {found.told}.",
    )
    rule = [
        t(
            f"Règle : {_rule(found).fr}{_limit(found).fr}.",
            f"Rule: {_rule(found).en}{_limit(found).en}.",
        )
    ]
    if found.datum and found.kind not in ("duplicate", "assembled"):
        value = _value(found.value, found.unit)
        if isinstance(found.value, str):
            value = str(_label(found, value))
        origin = origin_title(found.source) if found.source else None
        source = f" (source : {origin.fr})" if origin else ""
        source_en = f" (source: {origin.en})" if origin else ""
        rule.append(
            t(
                f"Donnée : {_datum(found).fr} = {value}{source}.",
                f"Data: {_datum(found).en} = {value}{source_en}.",
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


def _rule(found: Excluded) -> Text:
    """Say the rule as a planner calls it: the label of what declares it."""
    said = [_RULES[key] for key in found.key.split(", ") if key in _RULES]
    if said:
        return Text(" ; ".join(one.fr for one in said), "; ".join(one.en for one in said))
    if found.key.startswith(("score.", "constraint.")):
        datum = _datum(found)
        return Text(f"« {datum.fr} » doit être connu", f"'{datum.en}' must be known")
    return REASONS.get(found.code) or Text(found.told, found.told)


def _datum(found: Excluded) -> Text:
    spec = specs().get(found.datum)
    return _DATA.get(found.datum) or (spec.label if spec else Text(found.datum, found.datum))


def _limit(found: Excluded) -> Text:
    if found.limit is None:
        return Text("", "")
    if isinstance(found.limit, (int, float)):
        limit = f"{figure(float(found.limit))}{unit_words(found.unit)}"
        return Text(f", seuil {limit}", f", threshold {limit}")
    words = [w for part in found.limit for w in (part if isinstance(part, tuple) else (part,))]
    told = [_label(found, str(word)) for word in words]
    return Text(f" ({', '.join(w.fr for w in told)})", f" ({', '.join(w.en for w in told)})")


def _label(found: Excluded, label: str) -> Text:
    """Return what a label of the list, or a code of a use, is called."""
    uses = lexicon().uses
    return uses[label].text if found.kind == "use" and label in uses else label_text(label)


def _value(value: Any, unit: str) -> str:
    if value is None:
        return t("inconnue", "unknown")
    if isinstance(value, float):
        return f"{figure(value)}{unit_words(unit)}"
    return str(value)


def _remedy(found: Excluded) -> str:
    other = site_phrase(found.other_name, found.other_commune, found.other)
    other += f", {found.other}" * (found.other_name is not None)
    if found.kind == "duplicate":
        said = Text(
            f"Rien : le site concourt sous la fiche « {other} », mieux connue. Si ce sont deux"
            " sites distincts, corriger leurs coordonnées ou leurs noms.",
            f"Nothing: the site competes as '{other}', better known. If these are two sites,"
            " mend their coordinates or names.",
        )
    elif found.kind == "assembled":
        said = Text(
            f"Rien : la parcelle concourt dans le site assemblé « {other} ».",
            f"Nothing: the parcel competes within the assembled site '{other}'.",
        )
    elif found.kind == "use":
        said = Text(
            "Que la commune ou le propriétaire dise l'usage prévu : un indice du planificateur"
            " l'emporte sur tous les autres, et reste au journal.",
            "For the commune or the owner to tell the planned use: the planner's evidence is above"
            " all others, and stays in the log.",
        )
    elif found.kind == "bar":
        unit = unit_words(found.unit)
        now, limit = _value(found.value, found.unit), f"{figure(float(found.limit))}{unit}"
        said = Text(
            f"Que la donnée « {_datum(found).fr} » passe de {now} à {limit} au moins du bon côté du"
            " seuil, ou que la règle change.",
            f"For '{_datum(found).en}' to go from {now} to {limit}, or for the rule to change.",
        )
    elif found.kind == "unknown":
        said = Text(
            f"Renseigner « {_datum(found).fr} » pour ce site : le modèle écarte ceux dont il est"
            " inconnu.",
            f"Give '{_datum(found).en}' for this site: the model leaves out those where it is"
            " unknown.",
        )
    else:
        remedy = REMEDIES.get(found.code, Text("changer la règle", "change the rule"))
        said = Text(f"Pour concourir, il faudrait : {remedy.fr}.", f"To compete: {remedy.en}.")
    more = Text(
        " D'autres motifs, jugés ensuite, pourraient alors apparaître : vérifier de nouveau.",
        " Other reasons, judged later, could then appear: check again.",
    )
    return f"{said}{more}" if found.kind != "assembled" else str(said)
