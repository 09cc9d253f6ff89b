"""Workforce basin: people of working age by road, unemployment, industry, jobs to fill."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tisites.criteria.interval import Interval, Range, exact, times
from tisites.criteria.spec import IndicatorSpec
from tisites.messages.text import Text, same

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from scipy.sparse import csr_array

    from tisites.criteria.assumptions import Assumptions
    from tisites.territory.territory import Territory

WITHIN_MIN = (15, 30, 45)
_ROADS = ("communes", "road_nodes", "road_edges")
_ROAD_SOURCE = Text(
    "INSEE 2021 (population de 20-64 ans) ; contributeurs d'OpenStreetMap (routes)",
    "INSEE 2021 (population 20-64); OpenStreetMap contributors (roads)",
)
_ROAD_UNKNOWN = Text(
    "graphe routier absent ou coupé (outre-mer) ou pas de coordonnées : inconnu ; communes "
    "sans le chiffre : intervalle de assumptions.share_20_64_where_unknown",
    "road graph absent or cut off (overseas) or no coordinates: unknown; communes without the "
    "figure: interval from assumptions.share_20_64_where_unknown",
)


def _within(minutes: int) -> IndicatorSpec:
    return IndicatorSpec(
        f"workers_{minutes}min",
        "persons",
        Text(f"20-64 ans à {minutes} min de route", f"People of 20-64 within {minutes} min"),
        "workforce",
        _ROADS,
        Text(
            f"somme de population_20_64 des communes à {minutes} minutes de route au plus",
            f"sum of population_20_64 of communes within {minutes} minutes by road",
        ),
        _ROAD_SOURCE,
        _ROAD_UNKNOWN,
        interval=True,
    )


SPECS: tuple[IndicatorSpec, ...] = (
    *(_within(minutes) for minutes in WITHIN_MIN),
    IndicatorSpec(
        "workers_decayed",
        "persons",
        Text("20-64 ans, pondérés par le temps", "People of 20-64, weighted by time"),
        "workforce",
        _ROADS,
        Text(
            "somme de population_20_64 × décroissance(minutes), assumptions.decay_min",
            "sum of population_20_64 × decay(minutes), assumptions.decay_min",
        ),
        _ROAD_SOURCE,
        _ROAD_UNKNOWN,
        interval=True,
    ),
    IndicatorSpec(
        "unemployment_pct",
        "%",
        Text("Chômage de la zone d'emploi", "Unemployment of the zone d'emploi"),
        "workforce",
        ("zones_emploi", "communes"),
        Text(
            "taux de chômage localisé de la zone d'emploi de la commune",
            "localised unemployment rate of the commune's zone d'emploi",
        ),
        Text(
            "INSEE, chômage localisé",
            "INSEE, localised unemployment",
        ),
        Text(
            "pas de chiffre pour la zone d'emploi (Mayotte, Guyane)",
            "no figure for the zone d'emploi (Mayotte, Guyane)",
        ),
    ),
    IndicatorSpec(
        "industry_job_share_pct",
        "%",
        Text("Part de l'industrie dans l'emploi", "Share of industry in jobs"),
        "workforce",
        ("departement_jobs",),
        Text(
            "emplois de l'industrie sur emplois, département",
            "jobs in industry over jobs, département",
        ),
        same("INSEE 2019"),
        Text(
            "pas de chiffre pour le département (Mayotte)",
            "no figure for the département (Mayotte)",
        ),
    ),
    IndicatorSpec(
        "labour_need_jobs",
        "jobs",
        Text("Emplois à pourvoir", "Jobs to fill"),
        "workforce",
        ("candidates",),
        same("A × assumptions.jobs_per_ha"),
        same("INSEE 4488557, 6469750"),
        Text(
            "surface inconnue",
            "surface unknown",
        ),
        interval=True,
    ),
)


def working_age(communes: pd.DataFrame, unknown: Range) -> Interval:
    """Return people of 20 to 64 by commune.

    Where the figure is unknown (Paris, Lyon, Marseille, recent mergers, Mayotte) it is a declared
    share of the population, with its interval.

    Parameters
    ----------
    communes : DataFrame
        Columns ``population`` and ``population_20_64`` (NaN where unknown).
    unknown : Range
        Share of people of 20 to 64, ``assumptions.share_20_64_where_unknown``.

    Examples
    --------
    >>> import pandas as pd
    >>> from tisites.criteria.interval import share
    >>> towns = pd.DataFrame({"population": [100.0, 100], "population_20_64": [55.0, np.nan]})
    >>> working_age(towns, share(0.5, 0.58, 0.65)).high.tolist()
    [55.0, 65.0]
    """
    counted = communes["population_20_64"].to_numpy(dtype=float)
    people = communes["population"].to_numpy(dtype=float)
    ends = (np.where(np.isnan(counted), people * part, counted)
            for part in (unknown.low, unknown.nominal, unknown.high))  # fmt: skip
    return Interval(*ends)


def workers(minutes: csr_array, people: Interval, decay: Mapping[float, float] | float) -> Interval:
    """Add up people by travel time.

    Parameters
    ----------
    minutes : (n, m) csr_array
        Explicit entries are the pairs in reach.
    people : Interval
        (m,) people by commune.
    decay : mapping or float
        Weight by minutes, linear between points, constant before the first and 0 after the last;
        or a number: everyone within it counts, ends included.

    Returns
    -------
    Interval
        (n,) persons. Zero where nobody is in reach: unknown is for the caller to say.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> reach = csr_array(np.array([[10.0, 40.0]]))
    >>> workers(reach, exact([100.0, 1000.0]), 30).nominal.tolist()
    [100.0]
    >>> workers(reach, exact([100.0, 1000.0]), {0: 1.0, 20: 0.5, 60: 0.0}).nominal.tolist()
    [325.0]
    """
    weights = minutes.astype(np.float64)
    if isinstance(decay, int | float):
        weights.data = (minutes.data <= decay).astype(np.float64)
    else:
        points = sorted(decay)
        weights.data = np.interp(weights.data, points, [decay[point] for point in points])
    return Interval(weights @ people.low, weights @ people.nominal, weights @ people.high)


def reach_of(minutes: csr_array, people: Interval, assumptions: Assumptions) -> np.ndarray:
    """Return every road indicator of a set of sites at once.

    Returns
    -------
    (4, 3, n) float64
        ``workers_15min``, ``_30min``, ``_45min``, ``workers_decayed``; low, nominal, high.
    """
    rules: tuple[Mapping[float, float] | float, ...] = (*WITHIN_MIN, assumptions.decay_min)
    parts = (workers(minutes, people, rule) for rule in rules)
    return np.array([(part.low, part.nominal, part.high) for part in parts])


def lookup(keys: pd.Series, table: pd.Series) -> np.ndarray:
    """Return the value of each site's group, NaN where the group or its value is unknown.

    Examples
    --------
    >>> import pandas as pd
    >>> lookup(pd.Series(["a", None]), pd.Series([7.5], index=["a"])).tolist()
    [7.5, nan]
    """
    return keys.astype(object).map(table).to_numpy(dtype=float, na_value=np.nan)


def measure_workforce(
    sites: pd.DataFrame, territory: Territory, assumptions: Assumptions
) -> dict[str, Interval]:
    """Measure the members of the family that need no road."""
    unemployment = territory.zones_emploi["unemployment_pct"]
    industry = territory.departement_jobs["industry_job_share_pct"]
    return {
        "unemployment_pct": exact(lookup(sites["zone_emploi"], unemployment)),
        "industry_job_share_pct": exact(lookup(sites["dep"], industry)),
        "labour_need_jobs": times(
            sites["surface_ha"].to_numpy(dtype=float), assumptions.jobs_per_ha
        ),
    }
