"""Priorities of the Territoires d'industrie: skills, collective water, heat, land for projects."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tisites.criteria.interval import Interval, exact
from tisites.criteria.nature import listed
from tisites.criteria.spec import IndicatorSpec
from tisites.messages.text import Text
from tisites.territory.nearest import landmass, nearest_km

if TYPE_CHECKING:
    import pandas as pd

    from tisites.territory.territory import Territory

#: A heat network is looked for no further than this, km: planner's choice.
HEAT_KM = 10.0
#: A project looks for land no further than this from its commune, km: planner's choice.
PROJECT_KM = 30.0

SPECS: tuple[IndicatorSpec, ...] = (
    IndicatorSpec(
        "production_school_km",
        "km",
        Text("École de production", "École de production (trade school)"),
        "programme",
        ("production_schools",),
        Text(
            "à vol d'oiseau de l'école de production la plus proche sur la même terre",
            "straight line to the nearest école de production of the same landmass",
        ),
        Text("liste saisie par le planificateur", "list typed by the planner"),
        Text(
            "pas de telle couche, aucune école sur la même terre, ou pas de coordonnées : inconnu",
            "no such layer, no school on the same landmass, or no coordinates: unknown",
        ),
    ),
    IndicatorSpec(
        "collective_water",
        "0/1",
        Text("Eau industrielle gérée collectivement", "Industrial water managed together"),
        "programme",
        ("collective_water",),
        Text(
            "1 si la commune est desservie par une gestion collective de l'eau industrielle",
            "1 if the commune is served by a collective management of industrial water",
        ),
        Text("liste saisie par le planificateur", "list typed by the planner"),
        Text(
            "commune inconnue, ou pas de telle couche : inconnu",
            "commune unknown, or no such layer: unknown",
        ),
    ),
    IndicatorSpec(
        "excess_heat_gwh",
        "GWh/year",
        Text("Chaleur fatale des usines voisines", "Excess heat of plants nearby"),
        "programme",
        ("energy_intensive_plants",),
        Text(
            "somme de la chaleur fatale des usines à 10 km au plus, à vol d'oiseau, même terre",
            "sum of the excess heat of plants within 10 km, straight line, same landmass",
        ),
        Text(
            "Hotmaps 2014 (certaines ont fermé) ; rayon au choix du planificateur",
            "Hotmaps 2014 (some have closed); radius is the planner's choice",
        ),
        Text(
            "pas de telle couche, aucune usine sur la même terre, ou pas de coordonnées : inconnu ;"
            " une usine sans point ni chiffre ne compte pas",
            "no such layer, no plant on the same landmass, or no coordinates: unknown; a plant"
            " without a point or a figure does not count",
        ),
    ),
    IndicatorSpec(
        "project_demand_ha",
        "ha",
        Text("Hectares cherchés par des projets proches", "Hectares that nearby projects look for"),
        "programme",
        ("territory_projects", "communes", "territoires_industrie"),
        Text(
            "somme des hectares des projets à 30 km au plus du site, et de ceux de son Territoire"
            " d'industrie dont la commune n'est pas dite",
            "sum of the hectares of projects within 30 km of the site, and of those of its"
            " Territoire d'industrie whose commune is not told",
        ),
        Text(
            "liste saisie par le planificateur (tisites data add projets-territoires)",
            "list typed by the planner (tisites data add projets-territoires)",
        ),
        Text(
            "pas de telle couche, ou pas de coordonnées : inconnu",
            "no such layer, or no coordinates: unknown",
        ),
    ),
)


def sum_within(
    places: pd.DataFrame, layer: pd.DataFrame, amount: np.ndarray, km: float
) -> np.ndarray:
    """Return the sum of an amount over the points of a layer near each place.

    Parameters
    ----------
    places, layer : DataFrame
        Columns ``lon``, ``lat`` (°), ``zone``, ``x_m``, ``y_m``.
    amount : (m,) float64
        Of each point; one that is unknown does not count.
    km : float
        Radius, straight line.

    Returns
    -------
    (n,) float64
        NaN where the place has no coordinates, or the layer no point on its landmass.

    Examples
    --------
    >>> import pandas as pd
    >>> def at(x_m, zone=0):
    ...     return pd.DataFrame({"lon": 2.0, "lat": 47.0, "zone": zone, "x_m": x_m, "y_m": 0.0})
    >>> plants = at([1e3, 7e3, 90e3])
    >>> sum_within(at([0.0, 60e3]), plants, np.array([5.0, 2.0, np.nan]), 10.0).tolist()
    [7.0, 0.0]
    """
    from scipy.spatial import cKDTree

    total = np.full(len(places), np.nan)
    here, there = landmass(places), landmass(layer)
    xy, points = (t[["x_m", "y_m"]].to_numpy(dtype=float) for t in (places, layer))
    placed, known = np.isfinite(xy).all(axis=1), np.isfinite(points).all(axis=1)
    counted = np.nan_to_num(np.asarray(amount, dtype=float))
    for land in np.unique(there[known]):
        ours = np.flatnonzero(placed & (here == land))
        theirs = np.flatnonzero(known & (there == land))
        if not ours.size:
            continue
        near = cKDTree(points[theirs]).query_ball_point(xy[ours], km * 1000.0)
        total[ours] = [
            float(counted[theirs[sorted(found)]].sum()) if found else 0.0 for found in near
        ]
    return total


def project_demand_ha(sites: pd.DataFrame, projects: pd.DataFrame) -> np.ndarray:
    """Return the hectares that projects look for near each site, or in its Territoire d'industrie.

    Parameters
    ----------
    sites : DataFrame
        ``lon``, ``lat``, ``zone``, ``x_m``, ``y_m``, ``ti_id``.
    projects : DataFrame
        The same place where the commune is told, null elsewhere; ``surface_ha``, ``territory``.

    Returns
    -------
    (n,) float64
        NaN where the site has no coordinates.

    Examples
    --------
    >>> import pandas as pd
    >>> def at(x_m, **more):
    ...     place = {"lon": 2.0, "lat": 47.0, "zone": 0, "y_m": 0.0}
    ...     return pd.DataFrame({"x_m": x_m, **place, **more})
    >>> projects = at([0.0, np.nan], surface_ha=[12.0, 30.0], territory=[None, "ti-0101"])
    >>> project_demand_ha(at([9e3, 99e3], ti_id=["ti-0101", None]), projects).tolist()
    [42.0, 0.0]
    """
    hectares = projects["surface_ha"].to_numpy(dtype=float)
    placed = np.isfinite(projects[["x_m", "y_m"]].to_numpy(dtype=float)).all(axis=1)
    near = sum_within(sites, projects[placed], hectares[placed], PROJECT_KM)
    known = np.isfinite(sites[["x_m", "y_m"]].to_numpy(dtype=float)).all(axis=1)
    near = np.where(known, np.nan_to_num(near), np.nan)
    somewhere = projects[~placed]
    wanted = somewhere["surface_ha"].groupby(somewhere["territory"].astype(str)).sum()
    return near + np.nan_to_num(sites["ti_id"].astype(object).map(wanted).to_numpy(dtype=float))


def measure_priorities(sites: pd.DataFrame, territory: Territory) -> dict[str, Interval]:
    """Measure the family."""
    nothing = np.full(len(sites), np.nan)
    schools, plants = territory.production_schools, territory.energy_intensive_plants
    projects = territory.territory_projects
    heat = nothing
    if plants is not None and "excess_heat_gwh" in plants:
        known = plants[plants["excess_heat_gwh"].notna()]
        heat = sum_within(sites, known, known["excess_heat_gwh"].to_numpy(dtype=float), HEAT_KM)
    water = listed(
        sites["insee"], territory.communes_in("collective_water"),
        partial=territory.is_partial("collective_water"),
    )  # fmt: skip
    return {
        "production_school_km": exact(nothing if schools is None else nearest_km(sites, schools)),
        "collective_water": exact(water),
        "excess_heat_gwh": exact(heat),
        "project_demand_ha": exact(
            nothing if projects is None else project_demand_ha(sites, projects)
        ),
    }
