"""Who can act on what is measured of a site: owner, EPCI, State, network operator … or nobody.

An explanation may not propose a change that nobody can make: a site does not move, and no one
decides the unemployment of its basin. Each indicator says here who can change it for one site
within the years of the programme, by what act, and where the law says so. A datum that is merely
*unknown* is another matter: whoever knows it can tell it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tisites.messages.text import Text, same

if TYPE_CHECKING:
    from collections.abc import Mapping

Actor = Literal[
    "owner", "developer", "epci", "state", "grid_operator", "rail_operator", "list_holder", "nobody"
]
ACTORS: Mapping[Actor, Text] = {
    "owner": Text("le propriétaire", "the owner"),
    "developer": Text("l'aménageur", "the developer"),
    "epci": Text("l'intercommunalité", "the intercommunality"),
    "state": Text("l'État", "the State"),
    "grid_operator": Text("RTE ou Enedis", "RTE or Enedis (the grid)"),
    "rail_operator": Text("SNCF Réseau", "SNCF Réseau (the rail network)"),
    "list_holder": Text("le service qui tient la liste", "whoever keeps the list"),
    "nobody": Text("personne", "nobody"),
}


@dataclass(frozen=True, slots=True)
class Influence:
    """Who can change a quantity for one site, and by what act.

    Parameters
    ----------
    actors : tuple of str
        Keys of :data:`ACTORS`, who decides first; ``("nobody",)`` where no one can.
    act : Text
        What they would do; where nobody can, why not.
    source : Text
        Where that is said.
    """

    actors: tuple[Actor, ...]
    act: Text
    source: Text

    @property
    def possible(self) -> bool:
        """Whether somebody can act."""
        return self.actors != ("nobody",)

    @property
    def who(self) -> Text:
        """Who can act, in words."""
        told = [ACTORS[actor] for actor in self.actors]
        head = told[:-1]
        return Text(
            " ou ".join(part for part in (", ".join(w.fr for w in head), told[-1].fr) if part),
            " or ".join(part for part in (", ".join(w.en for w in head), told[-1].en) if part),
        )


_PLACE = Influence(
    ("nobody",),
    Text("c'est le lieu du site : il ne se déplace pas", "it is where the site is: it cannot move"),
    Text("géographie", "geography"),
)
_BASIN = Influence(
    ("nobody",),
    Text(
        "c'est un état du bassin, que personne ne décide pour un site",
        "it is a state of the basin, which no one decides for a site",
    ),
    Text("statistique publique", "official statistics"),
)
_ZONED = Influence(
    ("state",),
    Text("un nouveau classement du territoire", "a new classification of the territory"),
    Text("arrêtés de classement du programme", "orders that list who is in the programme"),
)
_EXTENT = Influence(
    ("developer", "epci"),
    Text(
        "un autre périmètre de projet, sur le terrain déjà bâti",
        "another project perimeter, on land already built",
    ),
    Text(
        "choix du périmètre ; code de l'urbanisme, art. L. 300-1 (opération d'aménagement)",
        "choice of the perimeter; code de l'urbanisme, art. L. 300-1",
    ),
)
_SOBRIETY = Influence(
    ("developer", "epci"),
    Text(
        "un périmètre tenu hors des espaces naturels, agricoles et forestiers",
        "a perimeter kept out of natural, farm and forest land",
    ),
    Text("loi 2021-1104, art. 191 à 194", "law 2021-1104, art. 191 to 194"),
)
_GRID = Influence(
    ("grid_operator", "developer"),
    Text(
        "une étude de raccordement (proposition technique et financière)",
        "a connection study (technical and financial proposal)",
    ),
    Text("code de l'énergie, art. L. 342-1 et suivants", "code de l'énergie, art. L. 342-1 ff."),
)
_STATION = Influence(
    ("nobody",),
    Text(
        "les postes et les lignes existants ne se déplacent pas pour un site",
        "existing substations and lines do not move for a site",
    ),
    Text("schéma décennal de RTE", "RTE's ten-year plan"),
)
_SIDING = Influence(
    ("rail_operator", "developer"),
    Text("un embranchement créé ou remis en état", "a siding built or mended"),
    Text(
        "code des transports, art. L. 2111-9 ; convention d'installation terminale embranchée",
        "code des transports, art. L. 2111-9; agreement on a private siding",
    ),
)
_STEPS = Influence(
    ("owner", "developer"),
    Text("une étape menée et dite : étude, projet, travaux", "a step taken and told: study, works"),
    Text("standard CNIG Friches (site_statut) ; critère 4 de l'appel de 2023",
         "CNIG Friches standard (site_statut); criterion 4 of the 2023 call"),
)  # fmt: skip
_SOIL = Influence(
    ("owner",),
    Text(
        "un diagnostic de sol, puis la dépollution s'il le faut",
        "a soil diagnosis, then clean-up if needed",
    ),
    Text(
        "code de l'environnement, art. L. 512-6-1 et L. 556-3 : dernier exploitant, à défaut"
        " propriétaire",
        "code de l'environnement, art. L. 512-6-1 and L. 556-3: last operator, else the owner",
    ),
)
_LAND = Influence(
    ("epci", "owner"),
    Text(
        "une acquisition, une promesse de vente ou un portage par un établissement public foncier",
        "a purchase, a promise to sell, or a hold by a public land agency",
    ),
    Text("code de l'urbanisme, art. L. 321-1 et L. 221-1", "code de l'urbanisme, art. L. 321-1"),
)
_NEEDS = Influence(
    ("developer",),
    Text("un projet plus sobre par hectare", "a project that takes less by hectare"),
    Text("choix du projet", "choice of the project"),
)
_UTILITIES = Influence(
    ("epci", "developer"),
    Text("la viabilisation du site", "services brought to the site"),
    Text(
        "code de l'urbanisme, art. L. 332-15 (équipements propres)",
        "code de l'urbanisme, art. L. 332-15",
    ),
)
#: Who can act on each indicator.
LEVERS: Mapping[str, Influence] = {
    **dict.fromkeys(
        (
            "substation_225_km", "substation_400_km", "hv_substation_km",
        ), _STATION,
    ),
    **dict.fromkeys(
        (
            "freight_station_km", "main_road_min", "port_km", "airport_km", "motorway_km",
            "natura_2000_km", "znieff_1_km", "znieff_2_km", "in_flood_zone", "flood_plan",
            "workers_15min", "workers_30min", "workers_45min", "workers_decayed",
            "production_school_km", "collective_water", "excess_heat_gwh",
        ), _PLACE,
    ),
    **dict.fromkeys(
        (
            "unemployment_pct", "industry_job_share_pct", "zone_jobs", "zone_job_seekers",
            "zre", "low_flow_change_pct", "drought_severity_level", "drought_cut_pct",
            "project_demand_ha",
        ), _BASIN,
    ),
    **dict.fromkeys(
        (
            "in_territoire_industrie", "in_territoire_industrie_2018", "in_rebond_industriel",
            "in_frr", "in_frr_plus", "in_pene",
        ), _ZONED,
    ),
    **dict.fromkeys(("surface_ha", "sellable_ha", "recycled_ha"), _EXTENT),
    **dict.fromkeys(
        ("new_enaf_ha", "new_enaf_share_pct", "net_artificialised_ha", "zan_debit_ha"), _SOBRIETY
    ),
    **dict.fromkeys(("feasible_mw", "grid_ready_year", "grid_cost_meur"), _GRID),
    **dict.fromkeys(("siding_km", "rail_access_level"), _SIDING),
    **dict.fromkeys(
        (
            "readiness_pct", "steps_years", "available_year", "turnkey_probability",
            "turnkey_without_grid_probability", "cost_meur",
        ), _STEPS,
    ),
    "pollution_level": _SOIL,
    "land_control_level": _LAND,
    **dict.fromkeys(
        (
            "labour_need_jobs", "labour_pressure_pct", "water_need_m3_day", "low_flow_net_m3_day",
            "power_need_mw",
        ), _NEEDS,
    ),
    **dict.fromkeys(("utilities_pct", "river_quay"), _UTILITIES),
}  # fmt: skip

_TELL = same("docs/criteria.md")
#: Who can act on what keeps a site from competing, by the first part of the reason's code.
REASONS: Mapping[str, Influence] = {
    "commune_unknown": Influence(
        ("list_holder",), Text("donner le code de la commune", "give the commune's code"), _TELL
    ),
    "coordinates_unknown": Influence(
        ("list_holder",),
        Text("donner les coordonnées, ou l'adresse, du site", "give the site's coordinates"),
        _TELL,
    ),
    "surface_unknown": Influence(
        ("list_holder", "owner"), Text("donner la surface du site", "give the site's area"), _TELL
    ),
    "coord_quality": Influence(
        ("list_holder",),
        Text("donner le point du site, non celui de sa commune", "give the site's own point"),
        _TELL,
    ),
    "surface_quality": Influence(
        ("list_holder", "owner"),
        Text("donner la surface du site lui-même (cadastre)", "give the site's own area"),
        _TELL,
    ),
    "far_from_commune": Influence(
        ("list_holder",), Text("corriger le point ou la commune", "mend point or commune"), _TELL
    ),
    "surface_below_minimum": Influence(
        ("developer", "epci"),
        Text("assembler des parcelles voisines", "assemble adjacent parcels"),
        Text("choix du périmètre", "choice of the perimeter"),
    ),
    "surface_above_maximum": Influence(
        ("list_holder", "owner"),
        Text("vérifier la surface, ou n'en proposer qu'une part", "verify the area, or offer part"),
        _TELL,
    ),
    "status_excluded": Influence(
        ("nobody",),
        Text("le site est déjà réemployé", "the site is in use again already"),
        Text("standard CNIG Friches", "CNIG Friches standard"),
    ),
    "type_excluded": Influence(
        ("nobody",),
        Text(
            "ce type de terrain n'est pas une friche d'activité ; à corriger s'il est faux",
            "land of this type is no business brownfield; to be mended if it is wrong",
        ),
        Text("code de l'urbanisme, art. L. 111-26 et D. 111-54", "art. L. 111-26 and D. 111-54"),
    ),
    "zoning_excluded": Influence(
        ("epci",),
        Text(
            "réviser le plan local d'urbanisme (2 à 3 ans)",
            "revise the local plan (2 to 3 years)",
        ),
        Text("code de l'urbanisme, art. L. 153-31 et suivants", "art. L. 153-31 ff."),
    ),
    "planned_use": Influence(
        ("epci", "owner"),
        Text("dire, ou changer, l'usage prévu du site", "tell, or change, the planned use"),
        Text("code de l'urbanisme, art. L. 151-9 ; propriété du sol", "art. L. 151-9; ownership"),
    ),
    "verify": Influence(
        ("list_holder", "owner", "epci"),
        Text("vérifier la donnée et la confirmer", "verify the datum and confirm it"),
        Text("docs/evidence.md", "docs/evidence.md"),
    ),
}


def lever_of(indicator: str) -> Influence:
    """Return who can act on an indicator.

    Raises
    ------
    KeyError
        If no one declared it: every indicator has its lever (a test holds it).

    Examples
    --------
    >>> lever_of("unemployment_pct").possible, lever_of("pollution_level").who.fr
    (False, 'le propriétaire')
    """
    return LEVERS[indicator]


def lever_of_reason(code: str) -> Influence | None:
    """Return who can act on a reason that keeps a site out; ``None`` for a rule of the model.

    Examples
    --------
    >>> lever_of_reason("zoning_excluded").who.fr
    "l'intercommunalité"
    >>> lever_of_reason("verify.area").possible
    True
    """
    family, _, name = code.partition(".")
    if name == "planned_use":
        return REASONS["planned_use"]
    return REASONS.get(code) or REASONS.get(family)
