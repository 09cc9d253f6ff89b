"""Layers of networks and zones beside the grid and the road graph; none is required."""

from __future__ import annotations

from tisites.data.contract import Column, Layer, number_column, text_column

#: Sections of the national rail network with one line speed; 230 km/h or more carries no freight.
RAIL_LINES = Layer(
    "rail_lines",
    (
        text_column("section"),
        text_column("line"),
        text_column("nom", nullable=True),
        number_column("kmh", "km/h", nullable=True),
    ),
    ("section",),
    "line",
    required=False,
)
#: Roads with their class and speed limit (unknown: null), where a published extract tells them.
ROAD_CLASSES = Layer(
    "road_classes",
    (
        text_column("way"),
        text_column("road_class"),
        number_column("limit_kmh", "km/h", nullable=True),
        text_column("ref", nullable=True),
    ),
    ("way",),
    "line",
    required=False,
)
#: Toll plazas of the conceded network: ``access`` where one leaves the motorway, ``barrier`` across
#: it; ``along_km`` counts along the motorway. A plaza stands some hundred metres from its junction;
#: free motorways have none.
TOLL_PLAZAS = Layer(
    "toll_plazas",
    (
        text_column("plaza"),
        text_column("nom", nullable=True),
        text_column("motorway", nullable=True),
        number_column("along_km", "km", nullable=True),
        text_column("kind"),
    ),
    ("plaza",),
    "point",
    required=False,
)
#: The same of OpenStreetMap, later; ``kind`` is ``barrier`` where the name says so, else null.
TOLL_PLAZAS_OSM = Layer(
    "toll_plazas_osm",
    (
        text_column("plaza"),
        text_column("nom", nullable=True),
        text_column("kind", nullable=True),
        number_column("booths", "booths", nullable=True),
    ),
    ("plaza",),
    "point",
    required=False,
)
#: Zones where the grid is reinforced ahead of consumers; ``authorised`` by the regulator or not.
POOLED_GRID_ZONES = Layer(
    "pooled_grid_zones",
    (
        text_column("zone"),
        text_column("status"),
        Column("authorised", "bool"),
        number_column("mw", "MW", nullable=True),
        number_column("from_year", "year", nullable=True),
        text_column("steps", nullable=True),
        number_column("quote_keur_mw", "k€/MW", nullable=True),
        text_column("communes_named", nullable=True),
        text_column("anchor_insee", nullable=True),
        text_column("source"),
    ),
    ("zone",),
    required=False,
)
#: Drought zones under restriction one day; ``kind`` SUP (surface water), SOU, AEP; simplified.
DROUGHT_ZONES = Layer(
    "drought_zones",
    (
        text_column("zone_id"),
        text_column("nom", nullable=True),
        text_column("kind"),
        number_column("severity", "0-4"),
    ),
    ("zone_id", "kind"),
    "polygon",
    required=False,
)

NETWORKS: tuple[Layer, ...] = (
    RAIL_LINES,
    ROAD_CLASSES,
    TOLL_PLAZAS,
    TOLL_PLAZAS_OSM,
    POOLED_GRID_ZONES,
    DROUGHT_ZONES,
)
