"""Figures of selections, side by side; unknown ones are counted, never taken as zero."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.study.equity.measures import gini

if TYPE_CHECKING:
    from tisites.study.compare.contestant import Contestant

#: Quantities added up over a selection, with columns of its low and high ends where they exist.
#: ``feasible_mw`` is none: a rule of distance site by site, whose sum no grid would promise.
SUMS = (
    "surface_ha", "sellable_ha", "cost_meur", "zan_debit_ha", "water_need_m3_day",
    "low_flow_net_m3_day", "power_need_mw", "labour_need_jobs",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sum:
    """A quantity added up over the sites that tell it.

    Parameters
    ----------
    nominal, low, high : float
        Sums over the sites whose quantity is known; NaN if none is.
    unknown : int
        Sites that do not tell it.
    """

    nominal: float
    low: float
    high: float
    unknown: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What a selection amounts to.

    Parameters
    ----------
    sites : int
        How many.
    sums : dict of str to Sum
        By name of quantity; those of :data:`SUMS` that its data carry.
    regions, departements, epcis : int
        Territories with a site at least.
    of_regions : int
        Régions that there are; 0 when unknown.
    territoire_industrie : int
        Sites in a Territoire d'industrie.
    overseas : int
        Sites overseas.
    gini_regions : float
        Gini index of sites per inhabitant among all régions, weighted by inhabitants; NaN where
        the run does not tell its territories.
    """

    sites: int
    sums: dict[str, Sum]
    regions: int
    departements: int
    epcis: int
    of_regions: int
    territoire_industrie: int
    overseas: int
    gini_regions: float


def figures_of(contestant: Contestant) -> Figures:
    """Add up a selection."""
    rows = contestant.rows
    regions = contestant.case.bases.get("region")
    return Figures(
        sites=len(rows),
        sums={name: added(rows, name) for name in SUMS if name in rows.columns},
        regions=int(rows["reg"].nunique()),
        departements=int(rows["dep"].nunique()),
        epcis=int(rows["epci_siren"].nunique()),
        of_regions=0 if regions is None else len(regions),
        territoire_industrie=int(rows["ti_id"].notna().sum()),
        overseas=int(rows["dep"].astype(str).str.startswith("97").sum()),
        gini_regions=np.nan if regions is None else _gini(rows, regions),
    )


def added(rows: pd.DataFrame, name: str) -> Sum:
    """Add up one quantity.

    Examples
    --------
    >>> added(pd.DataFrame({"q": [1.0, np.nan], "q_low": [0.0, 1.0]}), "q")
    Sum(nominal=1.0, low=0.0, high=1.0, unknown=1)
    """
    nominal = pd.to_numeric(rows[name], errors="coerce").to_numpy(dtype=np.float64)
    known = np.isfinite(nominal)
    if not known.any():
        return Sum(np.nan, np.nan, np.nan, len(rows))
    ends = []
    for end in ("low", "high"):
        column = f"{name}_{end}"
        values = rows[column if column in rows.columns else name]
        ends.append(float(np.nansum(values.to_numpy(dtype=np.float64)[known])))
    return Sum(float(nominal[known].sum()), ends[0], ends[1], int((~known).sum()))


def _gini(rows: pd.DataFrame, regions: pd.DataFrame) -> float:
    people = regions["population"].to_numpy(dtype=np.float64)
    sites = rows["reg"].astype(object).value_counts().reindex(regions.index, fill_value=0)
    known = np.isfinite(people) & (people > 0)
    return gini(sites.to_numpy(dtype=np.float64)[known] / people[known], people[known])
