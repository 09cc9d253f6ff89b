"""Protected and inventoried nature, and floods: how near, and inside or not.

A site is its point, and the disc of its area around it: no outline is needed, and the interval
tells what the disc leaves in doubt.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tisites.criteria.interval import Interval, exact
from tisites.criteria.spec import IndicatorSpec
from tisites.messages.text import Text, same
from tisites.territory.zones_km import disc_km, polygon_km

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from tisites.territory.territory import Territory

#: Indicator to the layers of polygons it measures to.
NATURE: Mapping[str, tuple[str, ...]] = {
    "natura_2000_km": ("natura_habitats", "natura_birds"),
    "znieff_1_km": ("znieff_1",),
    "znieff_2_km": ("znieff_2",),
}
_LABELS = {
    "natura_2000_km": Text("Site Natura 2000", "Natura 2000 site"),
    "znieff_1_km": Text("ZNIEFF de type I", "ZNIEFF, type I"),
    "znieff_2_km": Text("ZNIEFF de type II", "ZNIEFF, type II"),
}
_FAR = Text(
    "une couche manque au paquet, aucune zone sur la même terre, ou pas de coordonnées : inconnu",
    "a layer missing from the pack, none on the landmass, or no coordinates: unknown",
)

SPECS: tuple[IndicatorSpec, ...] = (
    *(
        IndicatorSpec(
            name,
            "km",
            _LABELS[name],
            "nature",
            layers,
            Text(
                "à vol d'oiseau du point du site à la zone la plus proche, 0 dedans ; borne "
                "basse : du bord du disque de sa surface",
                "straight line from the site's point to the nearest zone, 0 inside; low end: "
                "from the edge of the disc of its area",
            ),
            same("INPN (PatriNat)"),
            _FAR,
            interval=True,
        )
        for name, layers in NATURE.items()
    ),
    IndicatorSpec(
        "in_flood_zone",
        "0/1",
        Text("Zone inondable cartographiée (TRI)", "Mapped flood zone (TRI)"),
        "nature",
        ("flood_zones", "flood_plans"),
        Text(
            "1 si le point du site est dans une zone des cartes de la directive "
            "Inondation, quel que soit le scénario",
            "1 if the site's point is in a zone of the maps of the Floods directive, "
            "whatever the scenario",
        ),
        Text(
            "directive 2007/60/CE (cartes des TRI) ; Géorisques, base Gaspar",
            "directive 2007/60/CE (TRI maps); Géorisques, base Gaspar",
        ),
        Text(
            "les cartes ne couvrent que certains territoires : ailleurs, entre 0 et 1, "
            "nominal 0 où la commune n'a pas de plan inondation ; pas de telle couche : "
            "inconnu entre 0 et 1",
            "maps cover some territories only: outside, between 0 and 1, nominal 0 where "
            "the commune has no flood plan; no such layer: unknown between 0 and 1",
        ),
        interval=True,
    ),
    IndicatorSpec(
        "flood_plan",
        "0/1",
        Text("Commune sous plan de prévention inondation", "Commune under a flood plan"),
        "nature",
        ("flood_plans",),
        Text(
            "1 si la commune est sous un plan de prévention du risque inondation, en "
            "vigueur ou prescrit",
            "1 if the commune is under a flood risk prevention plan, in force or being drawn up",
        ),
        same("Géorisques, base Gaspar"),
        Text(
            "commune inconnue, ou pas de telle couche : inconnu ; un plan ne dit pas où "
            "dans la commune",
            "commune unknown, or no such layer: unknown; a plan says nothing of where in "
            "the commune",
        ),
    ),
)


def zone_distance(km: np.ndarray, radius_km: np.ndarray) -> Interval:
    """Return the distance of a site to a zone: from its point, and at least from its disc's edge.

    Examples
    --------
    >>> got = zone_distance(np.array([0.5, 0.1]), np.array([0.2, 0.2]))
    >>> got.low.round(1).tolist(), got.nominal.tolist()
    ([0.3, 0.0], [0.5, 0.1])
    """
    return Interval(np.maximum(km - radius_km, 0.0), km, km)


def in_zone(km: np.ndarray, radius_km: np.ndarray) -> Interval:
    """Return whether a site is in a zone: 1 at its point, in doubt where its disc touches one.

    Examples
    --------
    >>> got = in_zone(np.array([0.0, 0.1, 5.0, np.nan]), np.full(4, 0.2))
    >>> got.nominal.tolist(), got.high.tolist()
    ([1.0, 0.0, 0.0, nan], [1.0, 1.0, 0.0, 1.0])
    """
    inside = np.where(np.isnan(km), np.nan, (km <= 0.0).astype(float))
    touched = np.where(np.isnan(km), 1.0, (km < radius_km) | (km <= 0.0))
    return Interval(np.nan_to_num(inside, nan=0.0), inside, touched.astype(float))


def flood_zone(inside: Interval, planned: np.ndarray) -> Interval:
    """Return whether a site is in mapped flood land: off the maps, nothing is proven.

    Parameters
    ----------
    inside : Interval
        Of the maps there are.
    planned : (n,) float64
        Whether the commune is under a flood plan: 1, 0, NaN where unknown.

    Examples
    --------
    >>> got = flood_zone(exact([1.0, 0.0, 0.0]), np.array([0.0, 0.0, 1.0]))
    >>> got.nominal.tolist(), got.high.tolist()
    ([1.0, 0.0, nan], [1.0, 1.0, 1.0])
    """
    mapped = inside.nominal == 1.0
    nominal = np.where(mapped, 1.0, np.where(planned == 0.0, 0.0, np.nan))
    return Interval(mapped.astype(float), nominal, np.ones(mapped.size))


def nearest_zone_km(
    sites: pd.DataFrame, territory: Territory, layers: tuple[str, ...]
) -> np.ndarray:
    """Return the distance to the nearest zone of several layers; NaN if the pack lacks one."""
    found = [territory.polygons(layer) for layer in layers]
    if any(layer is None for layer in found):
        return np.full(len(sites), np.nan)
    return np.asarray(np.fmin.reduce([polygon_km(sites, z) for z in found if z is not None]))


def measure_nature(sites: pd.DataFrame, territory: Territory) -> dict[str, Interval]:
    """Measure the family.

    Parameters
    ----------
    sites : DataFrame
        Candidate columns ``insee``, ``surface_ha``, ``lon``, ``lat``, ``zone``, ``x_m``, ``y_m``.
    territory : Territory
        Layers of nature and floods, where the pack has them.
    """
    radius = disc_km(sites["surface_ha"].to_numpy(dtype=float))
    found = {
        name: zone_distance(nearest_zone_km(sites, territory, layers), radius)
        for name, layers in NATURE.items()
    }
    plans = territory.communes_in("flood_plans")
    planned = listed(sites["insee"], plans, partial=territory.is_partial("flood_plans"))
    mapped = in_zone(nearest_zone_km(sites, territory, ("flood_zones",)), radius)
    return found | {"in_flood_zone": flood_zone(mapped, planned), "flood_plan": exact(planned)}


def listed(
    insee: pd.Series, communes: frozenset[str] | None, *, partial: bool = False
) -> np.ndarray:
    """Return 1 for a commune of the list, 0 for another, NaN where it or the list is unknown.

    Of a partial list, what is not in it is unknown too.

    Examples
    --------
    >>> import pandas as pd
    >>> sites = pd.Series(["01001", "01002", None])
    >>> listed(sites, frozenset({"01001"})).tolist()
    [1.0, 0.0, nan]
    >>> listed(sites, frozenset({"01001"}), partial=True).tolist()
    [1.0, nan, nan]
    """
    if communes is None:
        return np.full(len(insee), np.nan)
    known = insee.notna().to_numpy()
    # not isin: of tens of thousands of texts, pandas makes an array anew each time
    found = np.array([code in communes for code in insee.tolist()], dtype=float)
    return np.where(known & ((found == 1.0) | (not partial)), found, np.nan)
