"""What a territory has to share: workers of a zone d'emploi, low flow of a water basin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.criteria.grid_zones import grid_zone_mw
from tisites.criteria.workforce import lookup, working_age
from tisites.criteria.zan_envelope import zan_capacities

if TYPE_CHECKING:
    from tisites.criteria.assumptions import Assumptions
    from tisites.territory.territory import Territory

ENDS = ("low", "nominal", "high")
SECONDS_PER_DAY = 86_400.0
LITRES_PER_M3 = 1_000.0
HA_PER_KM2 = 100.0
#: Share of low flow (QMNA5) from which a withdrawal is declared, then authorised (1.2.1.0).
LEGAL_SHARE = {"declaration": 0.02, "authorisation": 0.05}


def capacities(territory: Territory, assumptions: Assumptions) -> dict[str, pd.Series]:
    """Return every capacity that comes from data, by name then by group code.

    Returns
    -------
    dict of str to Series
        ``zone_emploi_pool_jobs`` (by zone d'emploi), ``low_flow_available_m3_day`` (by water
        basin), ``grid_zone_mw`` (by grid zone), ``zan_envelope_ha`` (by région) and
        ``zan_commune_ha`` (by commune): nominal; with ``_low`` and ``_high``: their ends. NaN
        where unknown.
    """
    found: dict[str, pd.Series] = {}
    for name, table in (
        ("zone_emploi_pool_jobs", zone_emploi_pool_jobs(territory, assumptions)),
        ("low_flow_available_m3_day", low_flow_available_m3_day(territory, assumptions)),
        ("grid_zone_mw", grid_zone_mw()),
        *zan_capacities(territory, assumptions).items(),
    ):
        found[name] = table["nominal"]
        found[f"{name}_low"] = table["low"]
        found[f"{name}_high"] = table["high"]
    return found


def zone_emploi_pool_jobs(territory: Territory, assumptions: Assumptions) -> pd.DataFrame:
    """Estimate the workers a programme can draw on in each zone d'emploi.

    ``pool = ω · L · (U + s · (1 - U))`` with ``L`` the labour force (people of 20 to 64 × activity
    rate), ``U`` the unemployment rate, ``s`` the share of industry in jobs (mean of the zone's
    communes, weighted by people, each at its département's share), ``ω`` the mobilisable share. An
    estimate: no count of industrial workers by zone is in the pack.

    Returns
    -------
    DataFrame
        Index ``zone_emploi`` (sorted); ``low``, ``nominal``, ``high``, jobs; NaN where the
        unemployment or the share of industry is unknown.
    """
    communes = territory.communes
    people = working_age(communes, assumptions.share_20_64_where_unknown)
    zone = communes["zone_emploi"]
    share = lookup(communes["dep"], territory.departement_jobs["industry_job_share_pct"]) / 100.0
    unemployed = territory.zones_emploi["unemployment_pct"] / 100.0
    omega, activity = assumptions.mobilisable_share, assumptions.activity_rate_pct
    columns = {}
    for end in ENDS:
        persons = getattr(people, end)
        by_zone = pd.DataFrame({"persons": persons, "industry": persons * share})
        # a département without the share makes its zones unknown, never smaller
        sums = by_zone.groupby(zone.to_numpy()).agg(lambda part: part.sum(skipna=False))
        sums = sums.reindex(unemployed.index)
        industry = sums["industry"] / sums["persons"]
        force = sums["persons"] * getattr(activity, end) / 100.0
        rate = unemployed + industry * (1.0 - unemployed)
        columns[end] = getattr(omega, end) * force * rate
    return pd.DataFrame(columns).sort_index()


def low_flow_available_m3_day(territory: Territory, assumptions: Assumptions) -> pd.DataFrame:
    """Estimate the net water this programme may consume at low flow in each basin.

    By default ``σ · q · S · (1 + Δ)`` with ``S`` the basin's area outside zones de répartition des
    eaux (no new net volume inside), ``q`` the specific low flow, ``Δ`` the projected change at
    ``assumptions.warming`` (mean over those communes by area), ``σ`` the share left to the
    programme. A declared order of magnitude, not a *volume prélevable*. A basin whose status is
    declared follows it (``assumptions.water_basin_status``): capped ones give what former sites
    release and no more; 2 % or 5 % of low flow take the place of ``σ``.

    Returns
    -------
    DataFrame
        Index ``water_basin`` (sorted); ``low``, ``nominal``, ``high``, m³ a day; NaN where no
        commune of the basin has area and projection.
    """
    communes = territory.communes
    stem = f"low_flow_change_{assumptions.warming}_pct"
    area = communes["surface_ha"].to_numpy(dtype=float) / HA_PER_KM2
    inside = communes["zre"].astype(object).map({True: 1.0, False: 0.0})
    free = np.where(inside.to_numpy(dtype=float, na_value=np.nan) == 1.0, 0.0, area)
    q, sigma = assumptions.low_flow_l_s_km2, assumptions.low_flow_share
    columns = {}
    for end, suffix in zip(ENDS, ("_low", "", "_high"), strict=True):
        change = territory.low_flow[f"{stem}{suffix}"].reindex(communes.index).to_numpy(dtype=float)
        kept = np.maximum(0.0, 1.0 + change / 100.0)
        flow = pd.DataFrame({"km2": np.where(np.isnan(kept), np.nan, free), "kept": free * kept})
        sums = flow.groupby(communes["water_basin"].to_numpy()).sum(min_count=1)
        litres = sums["kept"] * getattr(q, end) * getattr(sigma, end)
        columns[end] = litres * SECONDS_PER_DAY / LITRES_PER_M3
        _by_status(columns[end], sums["kept"] * getattr(q, end), assumptions)
    table = pd.DataFrame(columns)
    table.index.name = "water_basin"
    return table.sort_index()


def _by_status(available: pd.Series, litres: pd.Series, assumptions: Assumptions) -> None:
    """Replace the capacity of basins whose status is declared, in place."""
    for basin, status in assumptions.water_basin_status.items():
        if basin not in available.index or status == "7b2":
            continue
        if status in LEGAL_SHARE:
            share = LEGAL_SHARE[status]
            available[basin] = litres[basin] * share * SECONDS_PER_DAY / LITRES_PER_M3
        else:  # deficit, 7B-3, 7B-4: no new net volume
            available[basin] = assumptions.water_released_m3_day.get(basin, 0.0)
