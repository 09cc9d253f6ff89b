"""What a territory is measured against: inhabitants, working age, industrial jobs, jobs lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.criteria.assumptions import Assumptions
from tisites.criteria.cuts import TERRITORIAL, Territorial
from tisites.criteria.density import DENSITY_NAMES, commune_density, cross
from tisites.criteria.frr import FRR_NAMES, commune_frr
from tisites.criteria.workforce import lookup, working_age

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tisites.territory.territory import Territory

#: Quantities of a territory.
BASES = ("population", "population_20_64", "industry_jobs", "jobs_lost", "surface_ha")
#: Quantities of a commune that are added up; jobs lost are the difference of two of them.
_ADDED = (
    "population", "population_20_64", "industry_jobs", "surface_ha", "industry_jobs_counted",
    "industry_jobs_before", "estimated_20_64", "estimated_industry_jobs",
)  # fmt: skip
OVERSEAS_NAMES = {"no": "Hexagone et Corse", "yes": "Outre-mer"}
#: Communes whose figure is unknown may hold this share of a territory's people at most; they
#: count then at the mean of the others. Above it, the territory's figure is unknown.
UNKNOWN_SHARE_MAX = 0.05
_COLUMN = {
    "region": "reg",
    "departement": "dep",
    "zone_emploi": "zone_emploi",
    "territoire_industrie": "ti_id",
    "epci": "epci_siren",
}


def commune_groups(territory: Territory, by: Territorial) -> pd.Series:
    """Return the territory of every commune: code, or None outside any; index ``insee``."""
    communes = territory.communes
    if by == "density":
        return commune_density(territory)
    if by == "region_x_density":
        return cross(communes["reg"], commune_density(territory))
    if by == "overseas":
        return (communes["zone"] > 0).map({True: "yes", False: "no"}).astype(object)
    if by == "frr":
        return commune_frr(territory)
    column = communes[_COLUMN[by]].astype(object)
    return column.where(column.notna(), None)


def commune_bases(territory: Territory, assumptions: Assumptions) -> pd.DataFrame:
    """Return the quantities of every commune, index ``insee``; NaN where unknown.

    ``population_20_64`` is the census figure, or ``assumptions.share_20_64_where_unknown``
    (nominal) of the population where the census figure is missing (Paris, Lyon, Marseille,
    Mayotte…): ``estimated_20_64`` counts those people apart.

    ``industry_jobs`` is the census count of jobs at the place of work (layer ``commune_jobs``).
    Where the pack has none, ``industry_jobs = population_20_64 · a · (1 - u) · s`` with ``a`` the
    activity rate (``assumptions.activity_rate_pct``), ``u`` the unemployment of the zone d'emploi
    and ``s`` the share of industry in the département's jobs (INSEE 2019): jobs held by residents,
    an **estimate** (``estimated_industry_jobs``). Where the layer tells all jobs but not those of
    industry, they take the place of the first three factors.

    ``industry_jobs_before`` is the count of the earliest census of the layer, and
    ``industry_jobs_counted`` that of the latest, both NaN without it.
    """
    communes = territory.communes
    people = working_age(communes, assumptions.share_20_64_where_unknown).nominal
    rate = territory.zones_emploi["unemployment_pct"]
    unemployed = lookup(communes["zone_emploi"], rate) / 100.0
    share = lookup(communes["dep"], territory.departement_jobs["industry_job_share_pct"]) / 100.0
    at_work = people * assumptions.activity_rate_pct.nominal / 100.0 * (1.0 - unemployed)
    jobs = _counted_jobs(territory, "jobs")
    now, before = (
        _counted_jobs(territory, name) for name in ("industry_jobs", "industry_jobs_before")
    )
    guess = np.where(np.isnan(jobs), at_work, jobs) * share
    estimated = communes["population_20_64"].isna().to_numpy()
    return pd.DataFrame(
        {
            "population": communes["population"].to_numpy(dtype=float),
            "population_20_64": people,
            "industry_jobs": np.where(np.isnan(now), guess, now),
            "surface_ha": communes["surface_ha"].to_numpy(dtype=float),
            "industry_jobs_counted": np.where(np.isnan(before), np.nan, now),
            "industry_jobs_before": np.where(np.isnan(now), np.nan, before),
            "estimated_20_64": np.where(estimated, people, 0.0),
            "estimated_industry_jobs": np.where(np.isnan(now), np.nan_to_num(guess), 0.0),
        },
        index=communes.index,
    )


def _counted_jobs(territory: Territory, column: str) -> np.ndarray:
    """Return a count of the layer ``commune_jobs`` for every commune, NaN where it has none."""
    table = territory.commune_jobs_table
    if table is None or column not in table.columns:
        return np.full(len(territory.communes), np.nan)
    return table[column].reindex(territory.communes.index).to_numpy(dtype=float)


def territory_bases(
    territory: Territory, by: Territorial, assumptions: Assumptions | None = None
) -> pd.DataFrame:
    """Add up what every territory of one cut of the country is measured against.

    Parameters
    ----------
    territory : Territory
        A pack, read.
    by : str
        Cut of the country, one of :data:`TERRITORIAL`.
    assumptions : Assumptions, optional
        Of the model; the defaults when absent.

    Returns
    -------
    DataFrame
        Index ``code`` (str, sorted), every territory of the cut, with candidates or not; columns
        ``name``, then :data:`BASES` (inhabitants, inhabitants of 20 to 64, jobs, jobs, hectares;
        NaN where unknown), ``estimated_20_64`` and ``estimated_industry_jobs`` (how much of them is
        an estimate), ``by_proxy`` (whether the cut itself is an approximation), ``overseas``
        (whether every commune of it is overseas) and ``reg`` (région where
        most of its people live; null for the cuts that are larger than regions).

    Examples
    --------
    >>> from tisites.data.demo.demo import open_demo
    >>> from tisites.territory.territory import load_territory
    >>> bases = territory_bases(load_territory(open_demo()), "overseas")
    >>> bases["name"].to_dict()
    {'no': 'Hexagone et Corse', 'yes': 'Outre-mer'}
    """
    return _bases(territory, by, commune_bases(territory, assumptions or Assumptions()))


def _bases(territory: Territory, by: Territorial, parts: pd.DataFrame) -> pd.DataFrame:
    group = commune_groups(territory, by)
    number, found = pd.factorize(group.to_numpy(dtype=object))
    names = _names(territory, by, found)
    codes = pd.Index(sorted({*found, *names}), dtype="str", name="code")
    # one number a territory, in the order of its code; communes outside any have -1
    place = codes.get_indexer(pd.Index(found, dtype="str"))
    number = np.where(number < 0, -1, np.append(place, -1)[number])
    table = pd.DataFrame({"name": [names.get(code, code).strip() for code in codes]}, index=codes)
    inside = number >= 0
    sums = _added(parts[inside], number[inside]).reindex(np.arange(len(codes)))
    for base in _ADDED:
        table[base] = sums[base].to_numpy()
    lost = table.pop("industry_jobs_before") - table.pop("industry_jobs_counted")
    table["jobs_lost"] = lost.clip(lower=0.0)  # a territory that gained jobs lost none
    table["by_proxy"] = "density" in by and territory.density_level is None
    table["reg"] = pd.Series(_home_region(territory, by, number, len(codes)), codes, dtype="str")
    away = territory.communes["zone"].to_numpy() > 0
    here = np.bincount(number[inside], minlength=len(codes))
    return table.assign(
        overseas=(here > 0) & (np.bincount(number[inside & away], minlength=len(codes)) == here)
    )


def _home_region(
    territory: Territory, by: Territorial, number: np.ndarray, size: int
) -> np.ndarray:
    """Return the région where most people of each territory live (areas may straddle two)."""
    home = np.full(size, None, dtype=object)
    if by in ("density", "overseas", "frr"):
        return home
    region, regions = pd.factorize(territory.communes["reg"].to_numpy(dtype=object), sort=True)
    known = (number >= 0) & (region >= 0)
    pair = number[known] * len(regions) + region[known]
    people = territory.communes["population"].to_numpy(dtype=float)[known]
    sums = pd.Series(people).groupby(pair).sum()
    where, which = np.divmod(sums.index.to_numpy(), max(1, len(regions)))
    order = np.lexsort((-which, sums.to_numpy(), where))  # the last of each territory stands
    home[where[order]] = regions[which[order]]
    return home


def _added(parts: pd.DataFrame, number: np.ndarray) -> pd.DataFrame:
    """Add up communes; few unknown ones count at the mean of the others, many make it unknown."""
    people = parts["population"]
    unknown = parts.isna()
    known = (~unknown).mul(people.fillna(0.0), axis=0)
    wide = pd.concat([parts, known, unknown.astype(float)], axis=1, keys=("sum", "known", "none"))
    sums = wide.groupby(number).sum()
    everybody = people.groupby(number).sum()
    covered = sums["known"].div(everybody, axis=0)
    filled = (sums["sum"] / covered).where(covered >= 1.0 - UNKNOWN_SHARE_MAX)
    return sums["sum"].where(sums["none"] == 0, filled)


def _names(territory: Territory, by: Territorial, here: Iterable[str] = ()) -> dict[str, str]:
    """Name of every territory of a cut, by code; ``here``: the codes that communes have."""
    communes = territory.communes
    if by == "density":
        return dict(DENSITY_NAMES)
    if by == "overseas":
        return dict(OVERSEAS_NAMES)
    if by == "frr":
        return {code: FRR_NAMES[code] for code in here}
    if by == "region_x_density":
        regions = _names(territory, "region")
        return {c: f"{regions[c.split('-')[0]]}, {DENSITY_NAMES[c.split('-')[1]]}" for c in here}
    if by == "zone_emploi":
        return {str(code): str(nom) for code, nom in territory.zones_emploi["nom"].items()}
    if by == "territoire_industrie":
        pairs = territory.territoires_industrie.drop_duplicates("ti_id")
        return dict(zip(pairs["ti_id"].astype(str), pairs["nom"].astype(str), strict=True))
    code, name = {
        "region": ("reg", "reg_nom"),
        "departement": ("dep", "dep_nom"),
        "epci": ("epci_siren", "epci_nom"),
    }[by]
    pairs = communes[[code, name]].dropna(subset=[code]).drop_duplicates(code)
    return dict(zip(pairs[code].astype(str), pairs[name].astype(str), strict=True))


def every_base(
    territory: Territory, assumptions: Assumptions | None = None
) -> dict[str, pd.DataFrame]:
    """Return :func:`territory_bases` of every cut of the country."""
    parts = commune_bases(territory, assumptions or Assumptions())
    return {by: _bases(territory, by, parts) for by in TERRITORIAL}
