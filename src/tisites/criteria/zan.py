"""Zero net artificialisation: hectares put back in use, and hectares newly taken.

Two legal regimes that disagree are kept apart: consumption of natural, agricultural and forest land
(ENAF, until 2031) and net artificialisation in the nomenclature (after).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tisites.criteria.declared import told
from tisites.criteria.evidence import land_share
from tisites.criteria.interval import Interval, Range, complement, exact, product, times
from tisites.criteria.pene import in_pene, outside_pene

if TYPE_CHECKING:
    import pandas as pd

    from tisites.criteria.assumptions import Assumptions
    from tisites.territory.territory import Territory


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


def sellable_ha(surface_ha: np.ndarray, footprint: Range, declared: np.ndarray) -> Interval:
    """Return the area that can be sold: as the file says, else ``g · A``.

    Examples
    --------
    >>> from tisites.criteria.interval import share
    >>> got = sellable_ha(np.array([10.0, 10.0]), share(0.5, 0.8, 1), np.array([6.0, np.nan]))
    >>> got.low.tolist(), got.nominal.tolist()
    ([6.0, 5.0], [6.0, 8.0])
    """
    assumed, known = times(surface_ha, footprint), ~np.isnan(declared)
    ends = (np.where(known, declared, e) for e in (assumed.low, assumed.nominal, assumed.high))
    return Interval(*ends)


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
    sites: pd.DataFrame, territory: Territory, assumptions: Assumptions
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
    """
    area = sites["surface_ha"].to_numpy(dtype=float)
    footprint = assumptions.footprint_share
    urbanised = land_share(sites["site_type"], sites["zoning"], assumptions.urbanised_share)
    sealed = land_share(sites["site_type"], sites["zoning"], assumptions.artificialised_share)
    credited = assumptions.renatured_share if assumptions.renaturation_credited else 0.0
    reconverted = (sites["status"] == "friche reconvertie").to_numpy(dtype=bool, na_value=False)
    enaf = new_enaf_ha(area, urbanised, footprint)
    net = net_artificialised_ha(area, sealed, footprint, credited)
    inside = in_pene(sites, territory.polygons("pene"))
    debit = outside_pene(enaf if assumptions.zan_regime == "enaf" else net, inside.nominal)
    return {
        "surface_ha": exact(area),
        "sellable_ha": sellable_ha(area, footprint, told(sites, "sellable_ha")),
        "recycled_ha": recycled_ha(area, urbanised, footprint, reconverted),
        "new_enaf_ha": enaf,
        "new_enaf_share_pct": times(np.full(area.size, 100.0), complement(urbanised)),
        "net_artificialised_ha": net,
        "zan_debit_ha": exact(np.zeros(area.size)) if assumptions.industry_exempt else debit,
        "in_pene": inside,
    }
