"""Names under which the columns of candidate files are recognised."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

Kind = Literal["yes_no", "km", "ha", "state", "owners", "text"]
#: Kinds whose values are words; the others are numbers.
WORDS: tuple[Kind, ...] = ("state", "owners", "text")


@dataclass(frozen=True, slots=True)
class Optional:
    """An optional datum: its kind, and the names under which it is recognised."""

    kind: Kind
    names: tuple[str, ...]


#: Columns that a file may add: what only the people of the place know of a site. Names of the CNIG
#: standard *Sites économiques* (class SITE-ECO, 2024) stand beside plain ones.
OPTIONAL: dict[str, Optional] = {
    "pene": Optional("yes_no", ("pene", "projet_envergure_nationale", "site_pene")),
    "sellable_ha": Optional(
        "ha", ("sellable_ha", "surface_cessible_ha", "site_surf_comm_dispo", "cessible_ha")
    ),
    "ite_km": Optional("km", ("ite_km", "distance_ite_km", "ite_dist", "dist_ite_km")),
    "ite_state": Optional("state", ("ite_state", "ite_etat", "etat_ite")),
    "motorway_km": Optional(
        "km", ("motorway_km", "autoroute_echang_dist", "distance_autoroute_km", "autoroute_km")
    ),
    "station_road_km": Optional("km", ("station_road_km", "gare_dist")),
    "freight_station_road_km": Optional("km", ("freight_station_road_km", "gare_fret_dist")),
    "airport_road_km": Optional("km", ("airport_road_km", "aeroport_dist")),
    "port_road_km": Optional("km", ("port_road_km", "port_dist")),
    "has_drinking_water": Optional("yes_no", ("has_drinking_water", "reseau_eau_potable")),
    "has_rainwater": Optional("yes_no", ("has_rainwater", "reseau_eau_pluviale")),
    "has_sewer": Optional("yes_no", ("has_sewer", "reseau_assainissement")),
    "has_gas": Optional("yes_no", ("has_gas", "reseau_gaz")),
    "has_power": Optional("yes_no", ("has_power", "reseau_electrique")),
    "has_fibre": Optional("yes_no", ("has_fibre", "reseau_fibre_optique")),
    "has_siding": Optional("yes_no", ("has_siding", "reseau_fret_ferroviaire")),
    "has_quay": Optional("yes_no", ("has_quay", "reseau_fluvial")),
    "cadastre_ha": Optional("ha", ("cadastre_ha", "surface_cadastrale_ha", "surface_cadastre_ha")),
    "owners": Optional(
        "owners", ("owners", "proprio_type", "type_proprietaire", "proprietaire_type", "owner_type")
    ),
    "planned_use": Optional(
        "text", ("planned_use", "usage_prevu", "usage_projete", "destination_projetee")
    ),
    "site_reconv_type": Optional("text", ("site_reconv_type", "type_reconversion")),
    "site_projet_url": Optional("text", ("site_projet_url",)),
    "urba_zone_lib": Optional("text", ("urba_zone_lib",)),
    "urba_zone_formdomi": Optional("text", ("urba_zone_formdomi", "urba_zone_formdomi_txt")),
    "activite_libelle": Optional("text", ("activite_libelle",)),
}
#: Names recognised for each target, best first, as :func:`plain` writes them. CNIG Friches names,
#: those of friches_france and of the flattened Cartofriches, then current ones.
ALIASES: dict[str, tuple[str, ...]] = {
    "site_id": ("site_id", "uid", "id", "identifiant", "id_site", "site_uid", "code_site"),
    "name": ("site_nom", "name", "nom", "nom_site", "site_name", "nom_du_site"),
    "site_type": ("site_type", "type", "type_site", "type_friche"),
    "status": ("site_statut", "status", "statut", "site_status", "site_etat"),
    "insee": (
        "comm_insee",
        "insee",
        "code_insee",
        "insee_com",
        "code_commune",
        "commune_insee",
        "codgeo",
        "code_commune_insee",
        "insee_commune",
        "site_comm_insee",
    ),
    "commune_name": (
        "comm_nom",
        "commune",
        "nom_commune",
        "commune_nom",
        "nom_com",
        "libelle_commune",
        "nom_de_la_commune",
    ),
    "surface_m2": (
        "unite_fonciere_surface",
        "surface_m2",
        "site_surface",
        "superficie_m2",
        "surface_en_m2",
        "superficie_en_m2",
    ),
    "surface_ha": (
        "surface_ha",
        "superficie_ha",
        "surface_en_ha",
        "superficie_en_ha",
        "surface_hectares",
        "superficie_hectares",
        "hectares",
        "site_surf_brute",
    ),
    "lon": ("lon", "longitude", "long", "lng", "lon_wgs84", "longitude_wgs84"),
    "lat": ("lat", "latitude", "lat_wgs84", "latitude_wgs84"),
    "geometry": ("geompoint", "site_geompoint", "wkt", "geometry", "geom", "the_geom", "geometrie"),
    "x": ("x", "coord_x", "coordonnee_x", "x_coord"),
    "y": ("y", "coord_y", "coordonnee_y", "y_coord"),
    "x_l93": ("x_l93", "x_lambert93", "lambert_x", "lambert93_x", "x_2154"),
    "y_l93": ("y_l93", "y_lambert93", "lambert_y", "lambert93_y", "y_2154"),
    "pollution": ("sol_pollution_existe", "pollution", "sol_pollution"),
    "zoning": ("urba_zone_type", "zoning", "zonage", "zone_plu"),
    "coord_quality": ("coord_quality",),
    "surface_quality": ("surface_quality",),
    "source": ("source_nom", "source", "src"),
    **{name: datum.names for name, datum in OPTIONAL.items()},
}

_KNOWN = frozenset(alias for aliases in ALIASES.values() for alias in aliases)


def plain(name: str) -> str:
    """Write a column name without accents, case nor punctuation.

    Examples
    --------
    >>> plain("Superficie (ha)"), plain("Surface (m²)")
    ('superficie_ha', 'surface_m2')
    """
    folded = unicodedata.normalize("NFKD", name.strip().lstrip("\ufeff")).casefold()
    ascii_only = "".join(c for c in folded if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "_", ascii_only).strip("_")


def recognised_count(header: Iterable[str]) -> int:
    """Count the columns of a header that have a recognised name: more of them make the header."""
    return sum(plain(name) in _KNOWN for name in header)
