"""Zero net artificialisation: hectares put back in use, and hectares newly taken.

Two legal regimes that disagree are kept apart: consumption of natural, agricultural and forest land
(ENAF, until 2031) and net artificialisation in the nomenclature (after).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tisites.criteria.blanks import EVERY_WORD
from tisites.criteria.declared import told
from tisites.criteria.evidence import land_share
from tisites.criteria.interval import (
    Doubt,
    Interval,
    Range,
    complement,
    doubt,
    exact,
    product,
    through,
    times,
)
from tisites.criteria.maturity import STATUS
from tisites.criteria.pene import in_pene, outside_pene

if TYPE_CHECKING:
    import pandas as pd

    from tisites.criteria.assumptions import Assumptions
    from tisites.criteria.blanks import Words
    from tisites.territory.territory import Territory

RECONVERTED = "friche reconvertie"


def recycled_ha(
    surface_ha: np.ndarray, urbanised: Interval, footprint: Range, reconverted: np.ndarray
) -> Interval:
    """Return hectares of brownfield put back in use: ``g · A · u``.

    Parameters
    ----------
    surface_ha : (n,) float64
        Gross area ``A``, NaN where unknown.
    urbanised : Interval
        Share ``u`` already urbanised.
    footprint : Range
        Share ``g`` of the area that the project takes.
    reconverted : (n,) bool
        Sites already in use again: they bring nothing back.

    Examples
    --------
    >>> from tisites.criteria.interval import share
    >>> got = recycled_ha(np.array([10.0]), exact([0.8]), share(0.5, 1, 1), np.array([False]))
    >>> float(got.low[0]), float(got.nominal[0])
    (4.0, 8.0)
    """
    used = product(times(surface_ha, footprint), urbanised)
    ends = (
        np.where(reconverted & ~np.isnan(end), 0.0, end)
        for end in (used.low, used.nominal, used.high)
    )
    return Interval(*ends)


def sellable_ha(surface_ha: np.ndarray, declared: np.ndarray) -> Interval:
    """Return the area that can be sold: as the file says; else unknown, from none to all of it.

    Examples
    --------
    >>> got = sellable_ha(np.array([10.0, 10.0]), np.array([6.0, np.nan]))
    >>> got.low.tolist(), got.nominal.tolist(), got.high.tolist()
    ([6.0, 0.0], [6.0, nan], [6.0, 10.0])
    """
    known = ~np.isnan(declared)
    none = np.where(np.isnan(surface_ha), np.nan, 0.0)
    return Interval(
        np.where(known, declared, none), declared, np.where(known, declared, surface_ha)
    )


def new_enaf_ha(surface_ha: np.ndarray, urbanised: Interval, footprint: Range) -> Interval:
    """Return hectares of natural, agricultural and forest land taken: ``E = g · A · (1 - u)``.

    Examples
    --------
    >>> from tisites.criteria.interval import share
    >>> float(new_enaf_ha(np.array([10.0]), exact([0.75]), share(1, 1, 1)).nominal[0])
    2.5
    """
    return product(times(surface_ha, footprint), complement(urbanised))


def net_artificialised_ha(
    surface_ha: np.ndarray, artificialised: Interval, footprint: Range, credited_share: float
) -> Interval:
    """Return net artificialisation: ``N = g · A · (1 - a) - ρ · R`` with ``R`` a share of ``A``.

    Parameters
    ----------
    surface_ha : (n,) float64
        Gross area ``A``.
    artificialised : Interval
        Share ``a`` already artificialised in the nomenclature.
    footprint : Range
        Share ``g`` of the area that the project takes.
    credited_share : float
        Renatured area over ``A``, where credited; 0 elsewhere.

    Examples
    --------
    >>> from tisites.criteria.interval import share
    >>> got = net_artificialised_ha(np.array([10.0]), exact([0.5]), share(1, 1, 1), 0.2)
    >>> float(got.nominal[0])
    3.0
    """
    gross = product(times(surface_ha, footprint), complement(artificialised))
    credit = credited_share * surface_ha
    return Interval(gross.low - credit, gross.nominal - credit, gross.high - credit)


def measure_zan(
    sites: pd.DataFrame, territory: Territory, assumptions: Assumptions, words: Words = EVERY_WORD
) -> dict[str, Interval]:
    """Measure the family.

    Parameters
    ----------
    sites : DataFrame
        Candidate columns ``surface_ha``, ``site_type``, ``status``, ``zoning``, and the place;
        optional ``pene``, ``sellable_ha``.
    territory : Territory
        Contours of projects of national scope, where the pack has them.
    assumptions : Assumptions
        Regime, shares, footprint.
    words : Words
        What a blank may stand for.
    """
    area = sites["surface_ha"].to_numpy(dtype=float)
    footprint = assumptions.footprint_share
    urbanised = land_share(sites["site_type"], sites["zoning"], assumptions.urbanised_share, words)
    sealed = land_share(
        sites["site_type"], sites["zoning"], assumptions.artificialised_share, words
    )
    credited = assumptions.renatured_share if assumptions.renaturation_credited else 0.0
    enaf = through(lambda u: new_enaf_ha(area, u, footprint), urbanised, rising=False, hurts="high")
    net = through(
        lambda a: net_artificialised_ha(area, a, footprint, credited),
        sealed,
        rising=False,
        hurts="high",
    )
    inside = in_pene(sites, territory.polygons("pene"))
    debit = outside_pene(enaf if assumptions.zan_regime == "enaf" else net, inside)
    return {
        "surface_ha": exact(area),
        "sellable_ha": sellable_ha(area, told(sites, "sellable_ha")),
        "recycled_ha": _recycled(sites, area, urbanised, footprint, words),
        "new_enaf_ha": enaf,
        "new_enaf_share_pct": through(
            lambda u: times(np.full(area.size, 100.0), complement(u)),
            urbanised,
            rising=False,
            hurts="high",
        ),
        "net_artificialised_ha": net,
        "zan_debit_ha": exact(np.zeros(area.size)) if assumptions.industry_exempt else debit,
        "in_pene": inside,
    }


def _recycled(
    sites: pd.DataFrame, area: np.ndarray, urbanised: Doubt, footprint: Range, words: Words
) -> Doubt:
    """Return hectares put back in use; where no status is told, the site may be so already."""
    surely = (sites["status"] == RECONVERTED).to_numpy(dtype=bool, na_value=False)
    silent = ~sites["status"].astype(object).isin(list(STATUS)).to_numpy()
    maybe = surely | (silent & (RECONVERTED in words.status))
    return doubt(
        recycled_ha(area, urbanised.least, footprint, maybe),
        recycled_ha(area, urbanised.most, footprint, surely),
        "low",
    )
