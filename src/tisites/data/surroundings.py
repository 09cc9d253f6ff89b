"""Layers of what surrounds a site: sidings, protected nature, floods, programmes, jobs.

None is required: where a pack lacks one, what is measured from it is unknown.
"""

from __future__ import annotations

from tisites.data.contract import Layer, number_column, text_column

#: Private sidings; ``state`` is ``good``, ``poor`` or ``unusable``, null where untold.
SIDINGS = Layer(
    "sidings",
    (
        text_column("siding"),
        text_column("nom", nullable=True),
        text_column("state", nullable=True),
    ),
    ("siding",),
    "point",
    required=False,
)


def _zones(name: str) -> Layer:
    """Return a layer of named polygons, one row a zone."""
    columns = (text_column("code"), text_column("nom", nullable=True))
    return Layer(name, columns, ("code",), "polygon", required=False)


#: Natura 2000: sites of the Habitats directive, and of the Birds directive.
NATURA_HABITATS, NATURA_BIRDS = _zones("natura_habitats"), _zones("natura_birds")
ZNIEFF_1, ZNIEFF_2 = _zones("znieff_1"), _zones("znieff_2")
#: Contours of projects of national or European scale: they do not debit the regional envelope.
PENE = _zones("pene")
#: Land that the maps of the Floods directive show under water; ``scenario`` as published.
FLOOD_ZONES = Layer(
    "flood_zones",
    (text_column("code"), text_column("scenario", nullable=True)),
    ("code",),
    "polygon",
    required=False,
)
#: Communes under a flood risk prevention plan, with the state of the plan.
FLOOD_PLANS = Layer(
    "flood_plans", (text_column("insee"), text_column("state")), ("insee", "state"), required=False
)
#: Jobs at the place of work; those of industry, at the latest census of the file and the earliest.
COMMUNE_JOBS = Layer(
    "commune_jobs",
    (text_column("insee"), number_column("jobs", "jobs", nullable=True)),
    ("insee",),
    required=False,
    extra=(
        number_column("industry_jobs", "jobs", nullable=True),
        number_column("industry_jobs_before", "jobs", nullable=True),
        number_column("census", "year", nullable=True),
        number_column("census_before", "year", nullable=True),
    ),
)
#: INSEE's grid of density: level of a commune, 1 (dense) to 7 (very dispersed).
DENSITY_GRID = Layer(
    "density_grid",
    (text_column("insee"), number_column("level", "1-7")),
    ("insee",),
    required=False,
)
#: France ruralités revitalisation: class of every commune, ``none`` included.
FRR_COMMUNES = Layer(
    "frr_communes", (text_column("insee"), text_column("frr")), ("insee",), required=False
)


def _programme(name: str) -> Layer:
    """Return a layer of the communes of a programme's territories."""
    columns = (text_column("territory"), text_column("insee"), text_column("epci_siren"))
    return Layer(name, columns, ("territory", "insee"), required=False)


#: Territoires d'industrie of phase I (2018-2022), commune by commune.
TERRITOIRES_INDUSTRIE_2018 = _programme("territoires_industrie_2018")
#: Territories of the fund Rebond industriel.
REBOND_INDUSTRIEL = _programme("rebond_industriel")
#: Communes of the ANCT's programmes: ``acv`` (Action cœur de ville), ``pvd`` (Petites villes de
#: demain), ``va`` (Villages d'avenir), ``qpv`` (a priority district in the commune).
COMMUNE_PROGRAMMES = Layer(
    "commune_programmes",
    (
        text_column("programme"),
        text_column("project"),
        text_column("nom", nullable=True),
        text_column("insee"),
    ),
    ("programme", "project", "insee"),
    required=False,
)
#: Rural typology, equipment centrality and mountain range of a commune, in the ANCT's words.
COMMUNE_TYPOLOGIES = Layer(
    "commune_typologies",
    (
        text_column("insee"),
        text_column("rurality", nullable=True),
        text_column("centrality", nullable=True),
        text_column("mountain", nullable=True),
    ),
    ("insee",),
    required=False,
)
#: PENE that pages name without a contour: a hint of where one may lie.
PENE_PROJECTS = Layer(
    "pene_projects",
    (
        text_column("project"),
        text_column("annex", nullable=True),
        text_column("dep"),
        text_column("commune", nullable=True),
        number_column("enaf_ha", "ha", nullable=True),
        text_column("note", nullable=True),
        text_column("source"),
    ),
    ("project",),
    required=False,
)
#: Protected monuments: within 500 m, the State's architect is asked.
MONUMENTS = Layer(
    "monuments",
    (
        text_column("monument"),
        text_column("nom", nullable=True),
        text_column("protection", nullable=True),
        text_column("insee", nullable=True),
    ),
    ("monument",),
    "point",
    required=False,
)

#: Projects that look for land: at a commune, or somewhere in a Territoire d'industrie.
TERRITORY_PROJECTS = Layer(
    "territory_projects",
    (
        text_column("project"),
        text_column("insee", nullable=True),
        text_column("territory", nullable=True),
        text_column("sector", nullable=True),
        number_column("surface_ha", "ha"),
        number_column("jobs", "jobs", nullable=True),
        number_column("year", "year", nullable=True),
    ),
    ("project",),
    required=False,
)
#: Écoles de production: a trade learnt in a workshop.
PRODUCTION_SCHOOLS = Layer(
    "production_schools",
    (
        text_column("school"),
        text_column("insee", nullable=True),
        text_column("trade", nullable=True),
    ),
    ("school",),
    "point",
    required=False,
)
#: Communes where industrial water is managed together.
COLLECTIVE_WATER = Layer(
    "collective_water",
    (text_column("insee"), text_column("scheme", nullable=True)),
    ("insee",),
    required=False,
)

SURROUNDINGS: tuple[Layer, ...] = (
    SIDINGS,
    NATURA_HABITATS,
    NATURA_BIRDS,
    ZNIEFF_1,
    ZNIEFF_2,
    PENE,
    FLOOD_ZONES,
    FLOOD_PLANS,
    COMMUNE_JOBS,
    DENSITY_GRID,
    FRR_COMMUNES,
    TERRITOIRES_INDUSTRIE_2018,
    REBOND_INDUSTRIEL,
    COMMUNE_PROGRAMMES,
    COMMUNE_TYPOLOGIES,
    PENE_PROJECTS,
    MONUMENTS,
    TERRITORY_PROJECTS,
    PRODUCTION_SCHOOLS,
    COLLECTIVE_WATER,
)
