"""Names under which the columns of candidate files are recognised."""

from __future__ import annotations

import re
import unicodedata

from tisites.candidates.optional_columns import OPTIONAL

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
