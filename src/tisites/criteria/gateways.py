"""Gateways: sea ports, airports, rail sidings, and what a connection to the grid costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tisites.criteria.grid_zones import zone_figure
from tisites.criteria.interval import Interval, Range, exact, times
from tisites.criteria.sidings import (
    SIDING,
    SIDING_KM,
    SIDING_STATE,
    nearest_siding,
    own_siding,
    with_own_siding,
)
from tisites.criteria.spec import IndicatorSpec
from tisites.messages.text import Text, same
from tisites.territory.nearest import nearest_km

if TYPE_CHECKING:
    import pandas as pd

    from tisites.criteria.assumptions import Assumptions
    from tisites.territory.territory import Territory

_FAR = Text(
    "pas de telle couche dans le paquet, aucun point sur la même terre, ou pas de "
    "coordonnées : inconnu",
    "no such layer in the pack, no point on the same landmass, or no coordinates: unknown",
)
#: Value of rail access without a siding, by distance to a freight station: km to value, linear
#: between.
STATION_VALUE = {0.0: 0.7, 1.0: 0.6, 5.0: 0.4, 20.0: 0.0}

SPECS: tuple[IndicatorSpec, ...] = (
    IndicatorSpec(
        "port_km",
        "km",
        Text("Port maritime", "Sea port"),
        "network",
        ("sea_ports", "candidates"),
        Text(
            "à vol d'oiseau du port maritime le plus proche sur la même terre ; où aucune "
            "couche ne le sait, ce que dit le fichier de candidats, par la route",
            "straight line to the nearest sea port of the same landmass; where no layer "
            "knows, as the candidate file says, by road",
        ),
        same("sea-ports (npm)"),
        _FAR,
    ),
    IndicatorSpec(
        "airport_km",
        "km",
        Text("Aéroport", "Airport"),
        "network",
        ("airports", "candidates"),
        Text(
            "à vol d'oiseau de l'aérodrome à code IATA le plus proche, sur la même terre ; "
            "où aucune couche ne le sait, ce que dit le fichier de candidats, par la route",
            "straight line to the nearest aerodrome with an IATA code, same landmass; "
            "where no layer knows, as the candidate file says, by road",
        ),
        same("airportsdata (PyPI)"),
        _FAR,
    ),
    IndicatorSpec(
        "rail_access_level",
        "0-1",
        Text("Accès ferroviaire", "Rail access"),
        "network",
        ("freight_stations", "sidings", "candidates"),
        Text(
            "embranchement à moins de 1 km : 1 en bon état, 0,8 en mauvais état ; sinon "
            "0,7 ; 0,6 ; 0,4 ; 0 à 0, 1, 5, 20 km d'une gare de fret, linéaire entre",
            "siding within 1 km: 1 in good state, 0.8 in poor state; else 0.7, 0.6, 0.4, 0 "
            "at 0, 1, 5, 20 km of a freight station, linear between",
        ),
        Text(
            "ITE 3000 (Cerema), Mutafriches v1.11 (1 km, état) ; valeurs au choix du planificateur",
            "ITE 3000 (Cerema), Mutafriches v1.11 (1 km, state); values are the planner's choice",
        ),
        Text(
            "embranchement non dit par le fichier, ou son état : ce que savent les couches compte, "
            "jusqu'à 1 ; Corse et outre-mer : inconnu",
            "siding not told by the file, or its state: what the layers know counts, up to 1; "
            "Corsica and overseas: unknown",
        ),
        interval=True,
    ),
    IndicatorSpec(
        "power_need_mw",
        "MW",
        Text("Puissance à fournir", "Power needed"),
        "network",
        ("candidates",),
        same("A × assumptions.power_mw_per_ha"),
        Text(
            "choix du planificateur",
            "planner's choice",
        ),
        Text(
            "surface inconnue",
            "surface unknown",
        ),
        interval=True,
    ),
    IndicatorSpec(
        "grid_cost_meur",
        "M€",
        Text("Coût du raccordement électrique", "Cost of the grid connection"),
        "network",
        ("substations", "candidates", "communes"),
        Text(
            "hv_substation_km × grid_detour × grid_line_meur_per_km, plus quote-part × "
            "power_need_mw dans une zone de travaux mutualisés",
            "hv_substation_km × grid_detour × grid_line_meur_per_km, plus quote-part × "
            "power_need_mw in a zone of pooled works",
        ),
        Text(
            "cre.fr (quotes-parts : Dunkerque 42, Le Havre - Port-Jérôme 77, Plan de "
            "Campagne 92,5 k€/MW) ; prix unitaire : ordre de grandeur",
            "cre.fr (quote-parts: Dunkerque 42, Le Havre - Port-Jérôme 77, Plan de "
            "Campagne 92.5 k€/MW); unit price: order of magnitude",
        ),
        Text(
            "Corse et outre-mer (pas de couche), pas de coordonnées ou de surface : inconnu",
            "Corsica and overseas (no layer), no coordinates or surface: unknown",
        ),
        interval=True,
    ),
)


def distance_km(sites: pd.DataFrame, layer: pd.DataFrame | None) -> np.ndarray:
    """Return the distance to the nearest point of a layer, NaN where there is no such layer."""
    return np.full(len(sites), np.nan) if layer is None else nearest_km(sites, layer)


def rail_access_level(
    station_km: np.ndarray, siding_km: np.ndarray, siding_state: pd.Series
) -> Interval:
    """Return the value of a site's access to rail, 0 to 1.

    Parameters
    ----------
    station_km : (n,) float64
        Distance to the nearest freight station, NaN where unknown.
    siding_km : (n,) float64
        Distance to the nearest siding, NaN where unknown, infinite where none can be used.
    siding_state : (n,) Series of str
        Its state; a word that :data:`SIDING_STATE` does not list is unknown.

    Examples
    --------
    >>> import pandas as pd
    >>> state = pd.Series(["bon", None, "mauvais"])
    >>> got = rail_access_level(np.array([9.0, 1, 9]), np.array([0.5, np.nan, 0.2]), state)
    >>> got.low.round(2).tolist(), got.nominal.round(2).tolist(), got.high.round(2).tolist()
    ([1.0, 0.6, 0.8], [1.0, 0.6, 0.8], [1.0, 1.0, 0.8])
    """
    points = sorted(STATION_VALUE)
    by_station = np.interp(station_km, points, [STATION_VALUE[p] for p in points])
    value = siding_state.astype(object).map(SIDING_STATE).map(SIDING)
    near = siding_km < SIDING_KM
    told = value.to_numpy(dtype=float, na_value=np.nan)
    poor, good = SIDING["poor"], SIDING["good"]
    low = np.where(near, np.where(np.isnan(told), poor, told), by_station)
    nominal = np.where(near, told, by_station)
    high = np.where(near, np.where(np.isnan(told), good, told), by_station)
    silent = np.isnan(siding_km) & ~np.isnan(by_station)
    return Interval(low, nominal, np.where(silent, good, high))


def grid_cost_meur(
    hv_km: np.ndarray, detour: Range, price: Range, need_mw: Interval, quote_keur_mw: np.ndarray
) -> Interval:
    """Return the cost of a connection: line by length, quote-part by power where there is one.

    Parameters
    ----------
    hv_km : (n,) float64
        Straight line to the nearest substation of 63 kV or more.
    detour : Range
        Length of line over the straight line.
    price : Range
        M€ a km of line.
    need_mw : Interval
        Power needed.
    quote_keur_mw : (n,) float64
        Quote-part of the zone of pooled works, k€ a MW; NaN outside.

    Examples
    --------
    >>> from tisites.criteria.interval import exact, positive
    >>> one = positive(1, 1, 1)
    >>> cost = grid_cost_meur(np.array([5.0]), one, one, exact([100.0]), np.array([42.0]))
    >>> round(float(cost.nominal[0]), 3)
    9.2
    """
    quote = np.nan_to_num(quote_keur_mw, nan=0.0) / 1000.0

    def at(end: str) -> np.ndarray:
        line = hv_km * getattr(detour, end) * getattr(price, end)
        power: np.ndarray = getattr(need_mw, end)
        return np.asarray(line + quote * power)

    return Interval(at("low"), at("nominal"), at("high"))


def measure_gateways(
    sites: pd.DataFrame,
    territory: Territory,
    assumptions: Assumptions,
    measured: dict[str, Interval],
    zones: pd.Series,
) -> dict[str, Interval]:
    """Measure the family.

    Parameters
    ----------
    sites : DataFrame
        Candidate columns; optional ``ite_km`` (km) and ``ite_state`` (words of ITE 3000).
    territory : Territory
        Sea ports and airports, where the pack has them.
    assumptions : Assumptions
        Power by hectare, detours, prices.
    measured : dict of str to Interval
        ``hv_substation_km`` and ``freight_station_km``.
    zones : (n,) Series
        Grid zone of each site.
    """
    area = sites["surface_ha"].to_numpy(dtype=float)
    need = times(area, assumptions.power_mw_per_ha)
    siding, state = nearest_siding(sites, territory.sidings)
    siding = np.where(np.isnan(siding), np.inf, siding)  # what the file does not tell is its own
    return {
        "port_km": exact(distance_km(sites, territory.sea_ports)),
        "airport_km": exact(distance_km(sites, territory.airports)),
        "rail_access_level": with_own_siding(
            rail_access_level(measured["freight_station_km"].nominal, siding, state),
            *own_siding(sites),
        ),
        "power_need_mw": need,
        "grid_cost_meur": grid_cost_meur(
            measured["hv_substation_km"].nominal,
            assumptions.grid_detour,
            assumptions.grid_line_meur_per_km,
            need,
            zone_figure(zones, "quote_keur_mw"),
        ),
    }
