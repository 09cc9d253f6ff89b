"""The layers of a pack: names, columns, units. This file is the contract between rooms."""

from __future__ import annotations

from tisites.data.contract import Column, Layer
from tisites.data.contract import number_column as _f
from tisites.data.contract import text_column as _s
from tisites.data.establishments import ESTABLISHMENTS
from tisites.data.networks import NETWORKS
from tisites.data.statements import STATEMENTS
from tisites.data.surroundings import SURROUNDINGS

__all__ = ["LAYERS", "Column", "Layer", "layer"]

#: Warming levels of Explore2 kept by the ``low_flow`` layer, in °C.
WARMINGS: tuple[str, ...] = ("2c", "2_7c", "4c")

COMMUNES = Layer(
    "communes",
    (
        _s("insee"),
        _s("nom"),
        _s("dep"),
        _s("dep_nom"),
        _s("reg"),
        _s("reg_nom"),
        _s("epci_siren", nullable=True),
        _s("epci_nom", nullable=True),
        _s("zone_emploi", nullable=True),
        _s("ti_id", nullable=True),
        _s("water_basin", nullable=True),
        _f("surface_ha", "ha", nullable=True),
        _f("population", "inhabitants"),
        _f("population_20_64", "inhabitants", nullable=True),
        Column("zre", "bool", nullable=True),
    ),
    ("insee",),
    "point",
)
REGIONS = Layer("regions", (_s("reg"), _s("nom")), ("reg",), "polygon")
DEPARTEMENTS = Layer("departements", (_s("dep"), _s("nom")), ("dep",), "polygon")
EPCI = Layer("epci", (_s("epci_siren"), _s("nom")), ("epci_siren",), "polygon", required=False)
#: Outlines of communes, simplified: to know which commune a point is of, near a border uncertain.
COMMUNE_OUTLINES = Layer(
    "commune_outlines", (_s("insee"), _s("nom")), ("insee",), "polygon", required=False
)
TERRITOIRES_INDUSTRIE = Layer(
    "territoires_industrie",
    (_s("ti_id"), _s("nom"), _s("epci_siren"), _s("epci_nom"), Column("epci_current", "bool")),
    ("ti_id", "epci_siren"),
)
ZONES_EMPLOI = Layer(
    "zones_emploi",
    (_s("zone_emploi"), _s("nom"), _f("unemployment_pct", "%", nullable=True)),
    ("zone_emploi",),
)
DEPARTEMENT_JOBS = Layer(
    "departement_jobs", (_s("dep"), _f("industry_job_share_pct", "%", nullable=True)), ("dep",)
)
LOW_FLOW = Layer(
    "low_flow",
    (
        _s("insee"),
        *(
            _f(f"low_flow_change_{w}_pct{q}", "%", nullable=True)
            for w in WARMINGS
            for q in ("_low", "", "_high")
        ),
    ),
    ("insee",),
)
SUBSTATIONS = Layer(
    "substations",
    (_s("code"), _s("nom"), _f("voltage_kv", "kV", nullable=True), Column("in_service", "bool")),
    ("code",),
    "point",
)
FREIGHT_STATIONS = Layer("freight_stations", (_s("uic"), _s("nom")), ("uic",), "point")
ROAD_NODES = Layer("road_nodes", (Column("node", "int"), _f("lon", "°"), _f("lat", "°")), ("node",))
#: ``road_class`` as in OpenStreetMap (``motorway``, ``primary_link``…), or ``express``;
#: ``class_from``: ``osm``, ``toll``, ``straight``; ``setting``: ``rural``, ``mid``, ``dense``.
ROAD_EDGES = Layer(
    "road_edges",
    (Column("a", "int"), Column("b", "int"), _f("km", "km")),
    ("a", "b"),
    extra=tuple(_s(name, nullable=True) for name in ("road_class", "class_from", "setting")),
)
#: Sites labelled in April 2024; ``named`` is false for one known by its region only; ``brownfield``
#: is ``yes`` or ``no``, ``ready`` a year or years; null where no page says.
LABELLED_SITES_2024 = Layer(
    "labelled_sites_2024",
    (
        _s("site_id"),
        _s("site_nom"),
        _s("insee", nullable=True),
        _s("commune", nullable=True),
        _s("dep", nullable=True),
        _s("region"),
        _f("surface_ha", "ha", nullable=True),
        Column("named", "bool"),
        _s("brownfield", nullable=True),
        _s("ready", nullable=True),
        _s("promoter", nullable=True),
        _s("note", nullable=True),
        _s("source"),
    ),
    ("site_id",),
    "point",
    required=False,
)
#: Codes of communes that merged or were renumbered, and the commune each belongs to now.
FORMER_COMMUNES = Layer(
    "former_communes", (_s("insee_former"), _s("insee")), ("insee_former",), required=False
)
#: What the CNIG standard *Sites économiques* says beside the place and surface of a site, by its
#: own names, as published: networks there, distances by road (km), hectares left to sell.
SITE_ECO: tuple[str, ...] = (
    "site_surf_comm_dispo", "reseau_eau_pluviale", "reseau_eau_potable", "reseau_assainissement",
    "reseau_gaz", "reseau_electrique", "reseau_fibre_optique", "reseau_fret_ferroviaire",
    "reseau_fluvial", "autoroute_echang_dist", "gare_dist", "gare_fret_dist", "aeroport_dist",
    "port_dist",
)  # fmt: skip
#: What the CNIG standard *Friches* says of a site's future and owners, by its own names.
SITE_FUTURE: tuple[str, ...] = (
    "site_reconv_type", "site_projet_url", "urba_zone_lib", "urba_zone_formdomi",
    "activite_libelle", "proprio_type",
)  # fmt: skip
#: Candidates as their source gives them; read by the candidates room like any file.
CANDIDATES = Layer(
    "candidates",
    (
        _s("site_id"),
        _s("site_nom", nullable=True),
        _s("site_type", nullable=True),
        _s("site_statut", nullable=True),
        _s("comm_insee", nullable=True),
        _f("unite_fonciere_surface", "m²", nullable=True),
        _f("lon", "°", nullable=True),
        _f("lat", "°", nullable=True),
        _s("sol_pollution_existe", nullable=True),
        _s("urba_zone_type", nullable=True),
        _s("coord_quality", nullable=True),
        _s("surface_quality", nullable=True),
        _s("source_nom", nullable=True),
    ),
    ("site_id",),
    required=False,
    extra=tuple(_s(name, nullable=True) for name in (*SITE_ECO, *SITE_FUTURE)),
)

#: Sea ports with cargo; a port whose published point is wrong or inland is left out.
SEA_PORTS = Layer("sea_ports", (_s("port"), _s("nom")), ("port",), "point", required=False)
#: Aerodromes with an IATA code: the others have no scheduled flight.
AIRPORTS = Layer("airports", (_s("icao"), _s("nom")), ("icao",), "point", required=False)
#: Consumption of natural, agricultural and forest land by commune (Fichiers fonciers).
ENAF_CONSUMPTION = Layer(
    "enaf_consumption",
    (
        _s("insee"),
        _f("enaf_2011_2020_ha", "ha"),
        _f("enaf_activity_2011_2020_ha", "ha"),
        _f("enaf_2009_2020_ha", "ha"),
    ),
    ("insee",),
    required=False,
)
#: Reduction of consumption 2021-2031 set for a region, SCoT or EPCI; opposable if in a document.
ZAN_OBJECTIVES = Layer(
    "zan_objectives",
    (
        _s("land"),
        _s("parent", nullable=True),
        _f("zan_reduction_pct", "%"),
        _s("document"),
        Column("in_document", "bool"),
        _s("url", nullable=True),
    ),
    ("land",),
    required=False,
)
#: Drought restrictions on surface water in force on one day.
DROUGHT_RESTRICTIONS = Layer(
    "drought_restrictions",
    (
        _s("zone_id"),
        _s("nom"),
        _s("dep"),
        _f("severity", "0-4"),
        _s("since", nullable=True),
        _s("until", nullable=True),
    ),
    ("zone_id",),
    required=False,
)

LAYERS: tuple[Layer, ...] = (
    COMMUNES,
    REGIONS,
    DEPARTEMENTS,
    EPCI,
    TERRITOIRES_INDUSTRIE,
    ZONES_EMPLOI,
    DEPARTEMENT_JOBS,
    LOW_FLOW,
    SUBSTATIONS,
    FREIGHT_STATIONS,
    ROAD_NODES,
    ROAD_EDGES,
    LABELLED_SITES_2024,
    FORMER_COMMUNES,
    SEA_PORTS,
    AIRPORTS,
    ENAF_CONSUMPTION,
    ZAN_OBJECTIVES,
    DROUGHT_RESTRICTIONS,
    *SURROUNDINGS,
    COMMUNE_OUTLINES,
    *ESTABLISHMENTS,
    *NETWORKS,
    *STATEMENTS,
    CANDIDATES,
)


def layer(name: str) -> Layer:
    """Return a layer by name.

    Raises
    ------
    KeyError
        If no layer has that name.

    Examples
    --------
    >>> layer("substations").geometry
    'point'
    """
    for known in LAYERS:
        if known.name == name:
            return known
    raise KeyError(name)
