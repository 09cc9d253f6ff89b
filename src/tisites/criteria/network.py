"""Networks: power within reach, year of connection, freight stations, main roads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tisites.criteria.interval import Interval, Range, exact, falling
from tisites.criteria.spec import IndicatorSpec
from tisites.messages.text import Text
from tisites.territory.nearest import nearest_km
from tisites.territory.roads import main_road_minutes

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from tisites.criteria.assumptions import Assumptions
    from tisites.territory.territory import Territory

#: Voltage domains of the French transmission grid, kV: at least, below.
HTB1, HTB2, HTB3 = (50.0, 130.0), (130.0, 350.0), (350.0, 500.0)
#: Lowest voltage of the transmission grid that an industrial connection uses, kV.
HV_KV = 63.0
#: The rule of the order of 9 June 2020, article 134: ceiling MW, and MW × km of line.
RULE: Mapping[tuple[float, float], tuple[float, float]] = {
    HTB1: (100.0, 1_000.0),
    HTB2: (400.0, 10_000.0),
}
_GRID = Text("postes RTE (ODRÉ), en service", "RTE substations (ODRÉ), in service")
_NO_GRID = Text(
    "Corse et outre-mer (pas de couche) ou pas de coordonnées : inconnu",
    "Corsica and overseas (no layer) or no coordinates: unknown",
)


def _substation(name: str, fr: str, en: str, kv: Text) -> IndicatorSpec:
    formula = Text(
        f"à vol d'oiseau du poste en service {kv.fr} le plus proche",
        f"straight line to the nearest substation in service {kv.en}",
    )
    return IndicatorSpec(
        name, "km", Text(fr, en), "network", ("substations",), formula, _GRID, _NO_GRID
    )


SPECS: tuple[IndicatorSpec, ...] = (
    _substation(
        "hv_substation_km",
        "Poste électrique ≥ 63 kV",
        "Substation of 63 kV or more",
        Text("de 63 kV ou plus", "of 63 kV or more"),
    ),
    _substation(
        "substation_225_km",
        "Poste électrique ≥ 225 kV",
        "Substation of 225 kV or more",
        Text("de 225 kV ou plus", "of 225 kV or more"),
    ),
    _substation(
        "substation_400_km",
        "Poste électrique 400 kV",
        "Substation of 400 kV",
        Text("de 400 kV", "of 400 kV"),
    ),
    IndicatorSpec(
        "feasible_mw",
        "MW",
        Text("Puissance estimée d'après la distance", "Power estimated from distance"),
        "network",
        ("substations",),
        Text(
            "le plus grand de HTB1 min(100, 1000/d), HTB2 min(400, 10000/d), HTB3 htb3_mw "
            "si d <= htb3_max_km ; d = vol d'oiseau au poste le plus proche de cette "
            "tension × assumptions.grid_detour",
            "max of HTB1 min(100, 1000/d), HTB2 min(400, 10000/d), HTB3 htb3_mw if d <= "
            "htb3_max_km; d = straight line to the nearest substation of that voltage × "
            "assumptions.grid_detour",
        ),
        Text(
            f"arrêté du 9 juin 2020, art. 134 (règle de distance) ; {_GRID.fr}",
            f"order of 9 June 2020, art. 134 (distance rule); {_GRID.en}",
        ),
        Text(
            f"{_NO_GRID.fr} ; une règle de distance, non une promesse de capacité",
            f"{_NO_GRID.en}; a rule of distance, not a promise of capacity",
        ),
        interval=True,
    ),
    IndicatorSpec(
        "grid_ready_year",
        "year",
        Text("Année de raccordement", "Year of connection"),
        "network",
        ("substations",),
        Text(
            "grid_request_year + grid_lead_years + grid_delay_years + grid_years_per_10km "
            "× d / 10, d = hv_substation_km × grid_detour ; pas avant l'ouverture de la "
            "zone de travaux mutualisés (2029, 2030)",
            "grid_request_year + grid_lead_years + grid_delay_years + grid_years_per_10km "
            "× d / 10, d = hv_substation_km × grid_detour; not before the zone of pooled "
            "works opens (2029, 2030)",
        ),
        Text(
            "délais : e-voltaire, février 2026 ; zones : cre.fr ; choix du planificateur",
            "lead times: e-voltaire, February 2026; zones: cre.fr; planner's choice",
        ),
        _NO_GRID,
        interval=True,
    ),
    IndicatorSpec(
        "freight_station_km",
        "km",
        Text("Gare de fret", "Freight station"),
        "network",
        ("freight_stations", "candidates"),
        Text(
            "à vol d'oiseau de la gare ouverte au fret la plus proche ; où aucune couche "
            "ne le sait, ce que dit le fichier de candidats, par la route",
            "straight line to the nearest station open to freight; where no layer knows, "
            "as the candidate file says, by road",
        ),
        Text(
            "SNCF Réseau, gares ; fichier de candidats",
            "SNCF Réseau, stations; candidate file",
        ),
        _NO_GRID,
    ),
    IndicatorSpec(
        "main_road_min",
        "min",
        Text("Accès au réseau routier principal", "Access to the main road network"),
        "network",
        ("road_nodes", "road_edges"),
        Text(
            "vol d'oiseau au nœud le plus proche du graphe routier × détour / vitesse d'accès",
            "straight line to the nearest node of the road graph × detour / access speed",
        ),
        Text(
            "contributeurs d'OpenStreetMap",
            "OpenStreetMap contributors",
        ),
        Text(
            "graphe routier absent ou coupé (outre-mer) ou pas de coordonnées : inconnu",
            "road graph absent or cut off (overseas) or no coordinates: unknown",
        ),
    ),
)


def nearest_substation_km(
    sites: pd.DataFrame, substations: pd.DataFrame, domain: tuple[float, float]
) -> np.ndarray:
    """Return the distance to the nearest substation in service of a voltage domain.

    Parameters
    ----------
    sites : DataFrame
        Columns ``lon``, ``lat``, ``zone``, ``x_m``, ``y_m``.
    substations : DataFrame
        The same, ``voltage_kv`` (NaN where unknown: left aside) and ``in_service``.
    domain : (float, float)
        Voltage at least, below, kV.

    Returns
    -------
    (n,) float64
        Kilometres; NaN on a landmass without any transmission substation, infinite where there are
        some but none of the domain.
    """
    live = substations[substations["in_service"].to_numpy(dtype=bool)]
    voltage = live["voltage_kv"].to_numpy(dtype=float)
    km = nearest_km(sites, live[(voltage >= domain[0]) & (voltage < domain[1])])
    covered = np.isfinite(nearest_km(sites, live))
    return np.where(covered & np.isnan(km), np.inf, km)


def feasible_mw(
    km: Mapping[tuple[float, float], np.ndarray],
    detour: float,
    htb3_mw: float,
    htb3_max_km: float,
) -> np.ndarray:
    r"""Return the power that the distance rule allows.

    .. math:: \max\bigl(\min(100, 1000/d_1),\ \min(400, 10000/d_2),\ P_3 [d_3 \le D_3]\bigr)

    with :math:`d_v` the length of line to the nearest substation of domain *v*.

    Parameters
    ----------
    km : mapping of domain to (n,) float64
        Straight lines by voltage domain (:data:`HTB1`, :data:`HTB2`, :data:`HTB3`), infinite
        where there is none, NaN where unknown.
    detour : float
        Length of line over the straight line.
    htb3_mw, htb3_max_km : float
        Power at 400 kV, and the longest line for it.

    Examples
    --------
    >>> km = {HTB1: np.array([5.0, 40.0]), HTB2: np.array([50.0, 80.0])}
    >>> km[HTB3] = np.array([60.0, 9.0])
    >>> feasible_mw(km, 1.0, 1000.0, 20.0).tolist()
    [200.0, 1000.0]
    """
    best = np.where(km[HTB3] * detour <= htb3_max_km, htb3_mw, 0.0)
    for domain, (ceiling, mw_km) in RULE.items():
        length = np.maximum(km[domain] * detour, mw_km / ceiling)  # keeps 1/d finite at d = 0
        best = np.maximum(best, mw_km / length)
    return best


def grid_ready_year(hv_km: np.ndarray, assumptions: Assumptions) -> Interval:
    """Return the year a connection is ready.

    Parameters
    ----------
    hv_km : (n,) float64
        Straight line to the nearest substation of 63 kV or more.
    assumptions : Assumptions
        Request year, lead years, delay, years by length of line, detour.

    Examples
    --------
    >>> from tisites.criteria.assumptions import Assumptions
    >>> grid_ready_year(np.array([0.0]), Assumptions(grid_delay_years=2)).nominal.tolist()
    [2033.0]
    """

    def year(lead: float, detour: float) -> np.ndarray:
        start = assumptions.grid_request_year + assumptions.grid_delay_years + lead
        return start + assumptions.grid_years_per_10km * hv_km * detour / 10.0

    lead, detour = assumptions.grid_lead_years, assumptions.grid_detour
    return Interval(
        year(lead.low, detour.low),
        year(lead.nominal, detour.nominal),
        year(lead.high, detour.high),
    )


def not_before(year: Interval, opens: np.ndarray) -> Interval:
    """Return the year, not before its zone of pooled works opens (NaN outside any zone).

    Examples
    --------
    >>> not_before(exact([2028.0, 2028.0]), np.array([2029.0, np.nan])).nominal.tolist()
    [2029.0, 2028.0]
    """
    floor = np.where(np.isnan(opens), -np.inf, opens)
    return Interval(*(np.maximum(end, floor) for end in (year.low, year.nominal, year.high)))


def power(sites: pd.DataFrame, substations: pd.DataFrame, assumptions: Assumptions) -> Interval:
    """Return ``feasible_mw``: long detours give its low end, the straight line its high end."""
    km = {
        domain: nearest_substation_km(sites, substations, domain) for domain in (HTB1, HTB2, HTB3)
    }

    def at(detour: float) -> np.ndarray:
        return feasible_mw(km, detour, assumptions.htb3_mw, assumptions.htb3_max_km)

    detour: Range = assumptions.grid_detour
    return falling(at(detour.low), at(detour.nominal), at(detour.high))


def measure_network(
    sites: pd.DataFrame, territory: Territory, assumptions: Assumptions
) -> dict[str, Interval]:
    """Measure the family.

    Parameters
    ----------
    sites : DataFrame
        Candidate columns ``lon``, ``lat``, ``zone``, ``x_m``, ``y_m``.
    territory : Territory
        Substations, freight stations, road graph.
    assumptions : Assumptions
        Detours, lead times, speeds.
    """
    grid = territory.substations
    hv_km = nearest_substation_km(sites, grid, (HV_KV, np.inf))
    road_min = main_road_minutes(
        territory, sites["lon"], sites["lat"], sites["zone"], speeds=assumptions.roads
    )
    return {
        "hv_substation_km": exact(hv_km),
        "substation_225_km": exact(nearest_substation_km(sites, grid, (225.0, np.inf))),
        "substation_400_km": exact(nearest_substation_km(sites, grid, (400.0, np.inf))),
        "feasible_mw": power(sites, grid, assumptions),
        "grid_ready_year": grid_ready_year(hv_km, assumptions),
        "freight_station_km": exact(nearest_km(sites, territory.freight_stations)),
        "main_road_min": exact(road_min),
    }
