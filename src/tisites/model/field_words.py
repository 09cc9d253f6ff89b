"""Fields of the model and their choices, as a planner calls them; the key is for the file."""

from __future__ import annotations

from tisites.messages.text import Text, same
from tisites.model.kinds.said import PER

FIELD_WORDS: dict[str, Text] = {
    # -- what many tables have
    "weight": Text("poids", "weight"),
    "scale": Text("barème", "scale"),
    "enabled": Text("activation", "switch"),
    "min": Text("minimum", "minimum"),
    "max": Text("maximum", "maximum"),
    "capacity": Text("capacité", "capacity"),
    "km": Text("distance (km)", "distance (km)"),
    "limits": Text("limites", "limits"),
    "above": Text("seuil haut", "upper threshold"),
    "below": Text("seuil bas", "lower threshold"),
    "bound": Text("borne retenue", "end used"),
    "unknown": Text("règle de l'inconnu", "rule for the unknown"),
    "keep_value": Text("part de valeur gardée", "share of value kept"),
    "low": Text("borne basse", "low end"),
    "nominal": Text("valeur nominale", "nominal value"),
    "high": Text("borne haute", "high end"),
    "by": Text("découpage", "cut"),
    "use": Text("quantité comptée", "quantity counted"),
    "per": Text("rapportée à", "divided by"),
    "reason": Text("motif", "reason"),
    "source": Text("source", "source"),
    "indicator": Text("indicateur", "indicator"),
    # -- constraints
    "exempt_locked": Text("sites verrouillés à part", "locked sites apart"),
    "empty_groups": Text("territoire sans candidat", "territory without candidate"),
    "exceptions": Text("exceptions", "exceptions"),
    "unknown_capacity": Text("capacité inconnue", "unknown capacity"),
    "minutes": Text("durée de trajet (min)", "travel time (min)"),
    "zone_share": Text("part de la zone à portée", "share of the zone within reach"),
    "need_share": Text("part du besoin", "share of the need"),
    "sites": Text("sites", "sites"),
    "site": Text("site", "site"),
    "then": Text("sites entraînés", "sites that follow"),
    "author": Text("qui décide", "who decided"),
    "date": Text("date", "date"),
    # -- equity
    "benefit": Text("bénéfice compté", "benefit counted"),
    "as": Text("rôle", "role"),
    "limit": Text("limite", "limit"),
    "order": Text("rang de l'étape", "rank of the stage"),
    "keep": Text("part du niveau gardée", "share of the level kept"),
    "at_least": Text("part au moins", "share at least"),
    "beta": Text("part des plus démunis", "share of the worst off"),
    "weigh": Text("pondération des territoires", "weighting of territories"),
    "alpha": Text("aversion à l'inégalité α", "aversion to inequality α"),
    "shift": Text("décalage", "shift"),
    "tangents": Text("nombre de tangentes", "number of tangents"),
    "delta": Text("écart toléré Δ", "gap allowed Δ"),
    # -- bars
    "uses": Text("usages exclus", "uses excluded"),
    "hint": Text("usage dit par un seul indice", "use told by a hint alone"),
    "unknown_project": Text("projet sans usage dit", "project of untold use"),
    # -- service and protection
    "demand": Text("demande à desservir", "demand to serve"),
    "decay_min": Text("service selon la durée de trajet", "service by minutes of road"),
    "gamma": Text("sites protégés à la fois (Γ)", "sites protected at once (Γ)"),
    # -- parties
    "weights": Text("poids par critère", "weights by criterion"),
    "families": Text("poids par famille", "weights by family"),
    "unnamed": Text("critères non nommés", "criteria not named"),
    "parties": Text("parties qui comptent", "parties that count"),
    "objection_pct": Text("seuil d'objection (%)", "threshold of an objection (%)"),
    # -- programme
    "years": Text("années de démarrage", "start years"),
    "budget_meur": Text("budget annuel (M€)", "yearly budget (M€)"),
    "reading": Text("coût retenu dans l'intervalle", "cost taken from the interval"),
    "duration": Text("durée de paiement (ans)", "years of payment"),
    "discount": Text("perte par année d'attente", "loss a year of waiting"),
    "ties": Text("calendrier à valeur égale", "calendar at equal value"),
    "expected_min": Text("livraison attendue, au moins", "expected delivery, at least"),
    "counts": Text("ce qui compte", "what counts"),
    "share_max": Text("part du coût, au plus", "share of the cost, at most"),
    "ceiling_meur": Text("plafond par site (M€)", "ceiling a site (M€)"),
    # -- reserve
    "size": Text("sites de réserve", "reserve sites"),
    "chained": Text("dont sites suivants (51e, 52e…)", "of which next best (51st, 52nd…)"),
    "named": Text("sites de réserve imposés", "reserve sites imposed"),
    "rule": Text("qui entre après un retrait", "who enters after a withdrawal"),
    "withdrawal": Text("propension au retrait", "propensity to withdraw"),
    "recoverable": Text("perte admise par retrait (points)", "loss allowed a withdrawal (points)"),
    # -- eligibility
    "min_surface_ha": Text("surface minimale", "least area"),
    "max_surface_ha": Text("surface maximale", "greatest area"),
    "statuses": Text("statuts admis", "statuses admitted"),
    "statuses_excluded": Text("statuts exclus", "statuses excluded"),
    "statuses_to_verify": Text("statuts à vérifier", "statuses to verify"),
    "unknown_status": Text("statut inconnu", "unknown status"),
    "types": Text("types admis", "types admitted"),
    "types_excluded": Text("types exclus", "types excluded"),
    "unknown_type": Text("type inconnu", "unknown type"),
    "zonings_excluded": Text("zonages exclus", "zonings excluded"),
    "unknown_zoning": Text("zonage inconnu", "unknown zoning"),
    "coord_quality": Text("qualités de position admises", "qualities of position admitted"),
    "unknown_coord_quality": Text("qualité de position inconnue", "unknown quality of position"),
    "surface_quality": Text("qualités de surface admises", "qualities of area admitted"),
    "unknown_surface_quality": Text("qualité de surface inconnue", "unknown quality of area"),
    "max_area_ratio": Text("plus grand rapport des surfaces dites", "greatest ratio of areas told"),
    "max_km_from_commune": Text("distance à la commune", "distance to the commune"),
    "unknown_km_from_commune": Text("commune sans point connu", "commune without known point"),
    # -- duplicates, assembly
    "action": Text("fiches en double", "duplicate records"),
    "max_km": Text("distance des doublons", "distance of duplicates"),
    "max_km_unnamed": Text("distance des doublons sans nom", "distance of unnamed duplicates"),
    "surface_ratio": Text("rapport de surface des doublons", "ratio of areas of duplicates"),
    "name_similarity": Text("ressemblance des noms", "likeness of names"),
    "max_gap_m": Text("écart entre parcelles assemblées", "gap between assembled parcels"),
    "max_area_ha": Text("surface assemblée, au plus", "assembled area, at most"),
    "same_commune_only": Text("dans une même commune", "within one commune"),
    # -- whole model
    "choose": Text("nombre de sites", "number of sites"),
    "choose_at_most": Text("moins de sites s'il le faut", "fewer sites if need be"),
    "labelled_2024": Text("sites labellisés en 2024", "sites labelled in 2024"),
}

#: Words of what a key chooses from; what is not here is a name that both languages share.
CHOICE_WORDS: dict[str, Text] = {
    "enaf": Text("consommation d'ENAF (jusqu'en 2031)", "ENAF consumption (until 2031)"),
    "net": Text("artificialisation nette", "net artificialisation"),
    "2c": Text("+2 °C", "+2 °C"),
    "2_7c": Text("+2,7 °C", "+2.7 °C"),
    "4c": Text("+4 °C", "+4 °C"),
    "low": Text("borne basse", "low end"),
    "nominal": Text("valeur nominale", "nominal value"),
    "high": Text("borne haute", "high end"),
    "error": Text("erreur", "error"),
    "exclude": Text("site exclu", "site excluded"),
    "conditional": Text("en concours, à déclarer", "competes, to be declared"),
    "report": Text("signalé seulement", "told only"),
    "merge": Text("fusionnées", "merged"),
    "open": Text("sans limite", "no limit"),
    "closed": Text("capacité nulle", "no capacity"),
    "verify": Text("à vérifier", "to verify"),
    "keep": Text("gardé", "kept"),
    "ignore": Text("laissés de côté", "left aside"),
    "lock_in": Text("verrouillés dedans", "locked in"),
    "constraint": Text("contrainte", "constraint"),
    "stage": Text("étape avant la valeur", "stage before the value"),
    "term": Text("terme pondéré", "weighted term"),
    "equal": Text("chaque territoire compte autant", "each territory counts alike"),
    "sites": Text("sites", "sites"),
    "hectares": same("hectares"),
    "jobs": Text("emplois", "jobs"),
    "score": Text("points de score", "score points"),
    "territory": Text("territoire", "territory"),
    "population": Text("habitants", "inhabitants"),
    "population_20_64": Text("habitants de 20 à 64 ans", "people of 20-64"),
    "industry_jobs": Text("emplois industriels", "industrial jobs"),
    "jobs_lost": Text("emplois industriels perdus", "industrial jobs lost"),
    "eligible_ha": Text("hectares de friche éligibles", "eligible brownfield hectares"),
    "industry": Text("industrie", "industry"),
    "logistics": Text("logistique", "logistics"),
    "housing": Text("logement", "housing"),
    "nature": same("nature"),
    "photovoltaics": Text("photovoltaïque", "photovoltaics"),
    "equipment": Text("équipement public", "public facilities"),
    "waste": Text("déchets", "waste"),
    "military": Text("défense", "military"),
    "working_plant": Text("usine en activité", "working plant"),
    "none_known": Text("inconnu", "none known"),
    "deficit": Text("déficit", "deficit"),
    "value": Text("points de l'objectif", "points of the objective"),
    "zero": Text("sans poids", "of no weight"),
    "as_declared": Text("poids du modèle", "the model's weight"),
    "min_max_regret": Text("plus petit regret maximal", "least maximal regret"),
    "sum": Text("plus grande somme des parts", "greatest sum of shares"),
    "leximin": Text("moins bien servies d'abord (leximin)", "worst served first (leximin)"),
    "nash": Text("produit des parts (Nash)", "product of shares (Nash)"),
    "kalai_smorodinsky": Text("chemin égal (Kalai-Smorodinsky)", "even way (Kalai-Smorodinsky)"),
}

#: Families of criteria of the call of October 2023.
FAMILY_WORDS: dict[str, Text] = {
    "attractiveness": Text("Attractivité", "Attractiveness"),
    "environment": Text("Environnement", "Environment"),
    "land": Text("Foncier", "Land"),
    "maturity": Text("Maturité", "Maturity"),
    "territory": Text("Projet territorial", "Territorial project"),
}
#: Ends of the keys that carry a unit.
UNIT_ENDS: tuple[tuple[str, Text], ...] = (
    ("_m3_per_ha_day", Text("m³/jour/ha", "m³/day/ha")),
    ("_m3_day", Text("m³/jour", "m³/day")),
    ("_mw_per_ha", same("MW/ha")),
    ("_meur_per_km", same("M€/km")),
    ("_l_s_km2", same("l/s/km²")),
    ("_per_ha", Text("par ha", "a ha")),
    ("_years", Text("ans", "years")),
    ("_pct", same("%")),
    ("_kmh", same("km/h")),
    ("_km", same("km")),
    ("_ha", same("ha")),
    ("_mw", same("MW")),
    ("_m", same("m")),
)


def field_words(name: str) -> Text:
    """Return a field in words; its name where there are none.

    Examples
    --------
    >>> field_words("max").fr, field_words("unheard_of").fr
    ('maximum', 'unheard_of')
    """
    return FIELD_WORDS.get(name, same(name))


def choice_words(value: str) -> Text:
    """Return a choice in words; itself where there are none.

    Examples
    --------
    >>> choice_words("2_7c").fr, choice_words("zone_emploi").fr
    ('+2,7 °C', "par zone d'emploi")
    """
    return CHOICE_WORDS.get(value) or PER.get(value) or same(value)


def unit_by_name(name: str) -> Text:
    """Return the unit that a key carries at its end; empty without one.

    Examples
    --------
    >>> unit_by_name("min_surface_ha").fr, unit_by_name("delay_years").fr, unit_by_name("max").fr
    ('ha', 'ans', '')
    """
    if name in ("km", "minutes"):
        return same("km" if name == "km" else "min")
    return next((unit for end, unit in UNIT_ENDS if name.endswith(end)), same(""))
