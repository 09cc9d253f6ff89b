"""Water: zones of chronic shortage, low flow to come, water needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tisites.criteria.interval import Interval, Range, product, times
from tisites.criteria.spec import IndicatorSpec
from tisites.criteria.workforce import lookup
from tisites.messages.text import Text, same

if TYPE_CHECKING:
    import pandas as pd

    from tisites.criteria.assumptions import Assumptions
    from tisites.territory.territory import Territory

SPECS: tuple[IndicatorSpec, ...] = (
    IndicatorSpec(
        "zre",
        "0/1",
        Text("Zone de répartition des eaux", "Zone of chronic water shortage (ZRE)"),
        "water",
        ("communes",),
        Text(
            "1 si le point de la commune est dans une zone de répartition des eaux",
            "1 if the commune's point lies in a zone de répartition des eaux",
        ),
        same("Sandre, ZRE"),
        Text(
            "Corse et outre-mer : inconnu entre 0 et 1 ; absente de la liste : 0, et "
            "jusqu'à 1 sauf assumptions.zre_absence_is_proof",
            "Corsica and overseas: unknown between 0 and 1; absent from the list: 0, and "
            "up to 1 unless assumptions.zre_absence_is_proof",
        ),
        interval=True,
    ),
    IndicatorSpec(
        "low_flow_change_pct",
        "%",
        Text("Évolution de l'étiage estival", "Change of summer low flow"),
        "water",
        ("low_flow",),
        Text(
            "évolution du VCN10 d'été de la commune à assumptions.warming ; quantiles 5, 50, 95",
            "change of summer VCN10 of the commune at assumptions.warming; quantiles 5, 50, 95",
        ),
        same("Explore2, DRIAS-Eau"),
        Text(
            "commune sans projection (outre-mer, Corse en partie) : inconnu",
            "commune without projection (overseas, Corsica in part): unknown",
        ),
        interval=True,
    ),
    IndicatorSpec(
        "water_need_m3_day",
        "m³/day",
        Text("Besoin en eau", "Water needed"),
        "water",
        ("candidates",),
        same("A × assumptions.water_m3_per_ha_day"),
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
        "low_flow_net_m3_day",
        "m³/day",
        Text("Eau consommée à l'étiage", "Water consumed at low flow"),
        "water",
        ("candidates",),
        same("water_need_m3_day × assumptions.water_consumed_share"),
        Text(
            "actu-environnement 43148 (consommation sur prélèvement) ; choix du planificateur",
            "actu-environnement 43148 (consumption over withdrawal); planner's choice",
        ),
        Text(
            "surface inconnue",
            "surface unknown",
        ),
        interval=True,
    ),
)


def zre(inside: np.ndarray, *, absence_is_proof: bool) -> Interval:
    """Return whether sites lie in a zone de répartition des eaux.

    Parameters
    ----------
    inside : (n,) float64
        1 listed, 0 not listed, NaN where the list does not cover the territory.
    absence_is_proof : bool
        Whether a place not listed is surely outside.

    Examples
    --------
    >>> got = zre(np.array([1.0, 0.0, np.nan]), absence_is_proof=False)
    >>> got.low.tolist(), got.nominal.tolist(), got.high.tolist()
    ([1.0, 0.0, 0.0], [1.0, 0.0, nan], [1.0, 1.0, 1.0])
    """
    high = np.where(inside == 0, 0.0 if absence_is_proof else 1.0, 1.0)
    return Interval(np.nan_to_num(inside, nan=0.0), inside, high)


def low_flow_change_pct(insee: pd.Series, low_flow: pd.DataFrame, warming: str) -> Interval:
    """Look up the projected change of summer low flow of each site's commune.

    Parameters
    ----------
    insee : (n,) Series of str
        Commune codes, null where unknown.
    low_flow : DataFrame
        Index ``insee``; columns ``low_flow_change_<warming>_pct_low``, ``…_pct``, ``…_pct_high``.
    warming : str
        One of :data:`tisites.data.layers.WARMINGS`.

    Examples
    --------
    >>> import pandas as pd
    >>> columns = [f"low_flow_change_4c_pct{end}" for end in ("_low", "", "_high")]
    >>> table = pd.DataFrame([[-60.0, -30.0, 5.0]], index=["01001"], columns=columns)
    >>> low_flow_change_pct(pd.Series(["01001"]), table, "4c").low.tolist()
    [-60.0]
    """
    stem = f"low_flow_change_{warming}_pct"
    ends = (lookup(insee, low_flow[f"{stem}{end}"]) for end in ("_low", "", "_high"))
    return Interval(*ends)


def water_need_m3_day(surface_ha: np.ndarray, m3_per_ha_day: Range) -> Interval:
    """Return the water a site would withdraw: area × use per hectare, m³ a day.

    Examples
    --------
    >>> from tisites.criteria.interval import positive
    >>> water_need_m3_day(np.array([10.0]), positive(5, 15, 40)).high.tolist()
    [400.0]
    """
    return times(surface_ha, m3_per_ha_day)


def measure_water(
    sites: pd.DataFrame, territory: Territory, assumptions: Assumptions
) -> dict[str, Interval]:
    """Measure the family.

    Parameters
    ----------
    sites : DataFrame
        Candidate columns ``zre``, ``insee``, ``surface_ha``.
    territory : Territory
        Layer ``low_flow``.
    assumptions : Assumptions
        Warming, water per hectare, share consumed.
    """
    inside = sites["zre"].astype(object).map({True: 1.0, False: 0.0})
    area = sites["surface_ha"].to_numpy(dtype=float)
    need = water_need_m3_day(area, assumptions.water_m3_per_ha_day)
    share = assumptions.water_consumed_share
    consumed = Interval(
        *(np.full(area.size, part) for part in (share.low, share.nominal, share.high))
    )
    return {
        "zre": zre(
            inside.to_numpy(dtype=float, na_value=np.nan),
            absence_is_proof=assumptions.zre_absence_is_proof,
        ),
        "low_flow_change_pct": low_flow_change_pct(
            sites["insee"], territory.low_flow, assumptions.warming
        ),
        "water_need_m3_day": need,
        "low_flow_net_m3_day": product(need, consumed),
    }
