"""Labour of a zone d'emploi: how many people seek a job, and how hard one site would press on it.

Volume and tension are two criteria: an area can have many unemployed and hard recruitments. The
survey of recruitment needs (BMO) is in no pack yet; until then tension is the site's own need over
the pool its programme can draw on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tisites.criteria.capacities import ENDS, zone_emploi_pool_jobs
from tisites.criteria.interval import Interval, exact
from tisites.criteria.spec import IndicatorSpec
from tisites.criteria.workforce import lookup, working_age
from tisites.messages.text import Text, same

if TYPE_CHECKING:
    import pandas as pd

    from tisites.criteria.assumptions import Assumptions
    from tisites.territory.territory import Territory

SPECS: tuple[IndicatorSpec, ...] = (
    IndicatorSpec(
        "zone_jobs",
        "jobs",
        Text("Emplois de la zone d'emploi", "Jobs of the zone d'emploi"),
        "workforce",
        ("commune_jobs", "communes"),
        Text(
            "somme des emplois au lieu de travail des communes de la zone d'emploi",
            "sum of the jobs at the place of work of the communes of the zone d'emploi",
        ),
        Text(
            "INSEE, recensement",
            "INSEE, census",
        ),
        Text(
            "pas de telle couche, ou une commune de la zone sans chiffre : inconnu",
            "no such layer, or a commune of the zone without a figure: unknown",
        ),
    ),
    IndicatorSpec(
        "zone_job_seekers",
        "persons",
        Text("Chômeurs de la zone d'emploi", "Unemployed of the zone d'emploi"),
        "workforce",
        ("zones_emploi", "communes"),
        Text(
            "20-64 ans de la zone × assumptions.activity_rate_pct × unemployment_pct",
            "people of 20-64 of the zone × assumptions.activity_rate_pct × unemployment_pct",
        ),
        Text(
            "INSEE 2021 (population), chômage localisé",
            "INSEE 2021 (population), localised unemployment",
        ),
        Text(
            "pas de chiffre pour la zone d'emploi (Mayotte, Guyane)",
            "no figure for the zone d'emploi (Mayotte, Guyane)",
        ),
        interval=True,
    ),
    IndicatorSpec(
        "labour_pressure_pct",
        "%",
        Text("Besoin du site sur le vivier de sa zone", "Need of the site over its zone's pool"),
        "workforce",
        ("candidates", "zones_emploi", "departement_jobs", "communes"),
        same("100 · labour_need_jobs / zone_emploi_pool_jobs"),
        Text(
            "INSEE ; assumptions.mobilisable_share",
            "INSEE; assumptions.mobilisable_share",
        ),
        Text(
            "surface ou vivier inconnu ; pour un site seul : la concurrence est la "
            "contrainte labour_allocation",
            "surface or pool unknown; of one site alone: competition is the constraint "
            "labour_allocation",
        ),
        interval=True,
    ),
)


def labour_pressure_pct(need: Interval, pool: Interval) -> Interval:
    """Return the need over the pool, %: least need over the largest pool at the low end.

    Examples
    --------
    >>> from tisites.criteria.interval import exact
    >>> pool = Interval(np.array([100.0]), np.array([200.0]), np.array([400.0]))
    >>> got = labour_pressure_pct(exact([50.0]), pool)
    >>> float(got.low[0]), float(got.nominal[0]), float(got.high[0])
    (12.5, 25.0, 50.0)
    """

    def over(jobs: np.ndarray, people: np.ndarray) -> np.ndarray:
        share = np.full(jobs.size, np.nan)
        return np.asarray(100.0 * np.divide(jobs, people, out=share, where=people > 0))

    return Interval(
        over(need.low, pool.high), over(need.nominal, pool.nominal), over(need.high, pool.low)
    )


def zone_job_seekers(territory: Territory, assumptions: Assumptions) -> dict[str, pd.Series]:
    """Return the unemployed of each zone d'emploi, by end of the interval."""
    communes = territory.communes
    people = working_age(communes, assumptions.share_20_64_where_unknown)
    rate = territory.zones_emploi["unemployment_pct"] / 100.0
    zone = communes["zone_emploi"]
    found = {}
    for end in ENDS:
        persons = zone.to_frame("zone").assign(persons=getattr(people, end))
        force = persons.groupby("zone")["persons"].sum() * getattr(
            assumptions.activity_rate_pct, end
        )
        found[end] = force.reindex(rate.index) / 100.0 * rate
    return found


def zone_jobs(communes: pd.DataFrame, jobs: pd.Series | None) -> pd.Series:
    """Return the jobs of each zone d'emploi, NaN where a commune of it has no figure.

    Parameters
    ----------
    communes : DataFrame
        Index ``insee``; column ``zone_emploi``.
    jobs : Series or None
        Index ``insee``; None in a pack without the layer.

    Examples
    --------
    >>> import pandas as pd
    >>> places = pd.DataFrame({"zone_emploi": ["1", "1", "2"]}, index=["a", "b", "c"])
    >>> zone_jobs(places, pd.Series({"a": 10.0, "b": 5.0})).tolist()
    [15.0, nan]
    """
    zone = communes["zone_emploi"]
    known = jobs.reindex(communes.index) if jobs is not None else zone.map(lambda _: np.nan)
    return known.astype(float).groupby(zone.to_numpy(dtype=object)).sum(skipna=False)


def measure_labour_market(
    sites: pd.DataFrame, territory: Territory, assumptions: Assumptions, need: Interval
) -> dict[str, Interval]:
    """Measure the family; ``need`` is ``labour_need_jobs``."""
    seekers = zone_job_seekers(territory, assumptions)
    pools = zone_emploi_pool_jobs(territory, assumptions)
    zone = sites["zone_emploi"]
    pool = Interval(*(lookup(zone, pools[end]) for end in ENDS))
    return {
        "zone_jobs": exact(lookup(zone, zone_jobs(territory.communes, territory.commune_jobs))),
        "zone_job_seekers": Interval(*(lookup(zone, seekers[end]) for end in ENDS)),
        "labour_pressure_pct": labour_pressure_pct(need, pool),
    }
