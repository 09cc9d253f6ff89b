"""Drought: restrictions in force on one day, and the cut they mean for a classified plant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.criteria.interval import Interval
from tisites.criteria.spec import IndicatorSpec
from tisites.messages.text import Text, same

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tisites.criteria.assumptions import Assumptions
    from tisites.territory.territory import Territory

WORST = 4.0
_DAY = Text(
    "un jour, non un climat ; les contours sont simplifiés de 5 km au plus : "
    "placées par département",
    "one day, not a climate; outlines are simplified by up to 5 km: placed by département",
)
SPECS: tuple[IndicatorSpec, ...] = (
    IndicatorSpec(
        "drought_severity_level",
        "0-4",
        Text("Gravité de la sécheresse (un jour)", "Severity of drought (one day)"),
        "water",
        ("drought_restrictions",),
        Text(
            "gravité des zones d'eaux superficielles sous restriction du département : de "
            "0 à la pire, nominal leur moyenne",
            "severity of surface water zones under restriction in the département: 0 to "
            "the worst of them, nominal their mean",
        ),
        same("VigiEau"),
        Text(
            f"{_DAY.fr} ; département absent : inconnu entre 0 et 4 ; pas de couche : inconnu",
            f"{_DAY.en}; département not listed: unknown between 0 and 4; no layer: unknown",
        ),
        interval=True,
    ),
    IndicatorSpec(
        "drought_cut_pct",
        "%",
        Text("Réduction de prélèvement (un jour)", "Cut of withdrawals (one day)"),
        "water",
        ("drought_restrictions",),
        Text(
            "assumptions.drought_cut_pct à cette gravité, linéaire entre les niveaux",
            "assumptions.drought_cut_pct at that severity, linear between levels",
        ),
        Text(
            "arrêté du 30 juin 2023 (installations classées, plus de 10 000 m³ par an) ; VigiEau",
            "order of 30 June 2023 (classified installations above 10,000 m³ a year); VigiEau",
        ),
        Text(f"{_DAY.fr} ; comme drought_severity_level", f"{_DAY.en}; as drought_severity_level"),
        interval=True,
    ),
)


def drought_severity(dep: pd.Series, restrictions: pd.DataFrame) -> Interval:
    """Return the severity of each site's département.

    A zone without restriction is not in the source, so the low end is 0; the site may lie in the
    worst zone, which is the high end; the mean of the zones listed stands between.

    Parameters
    ----------
    dep : (n,) Series of str
        Département codes.
    restrictions : DataFrame
        Columns ``dep`` and ``severity`` (1 to 4).

    Examples
    --------
    >>> table = pd.DataFrame({"dep": ["91", "91"], "severity": [1.0, 3.0]})
    >>> got = drought_severity(pd.Series(["91", "04", "974"]), table)
    >>> got.low.tolist(), got.nominal.tolist(), got.high.tolist()
    ([0.0, 0.0, 0.0], [2.0, nan, nan], [3.0, 4.0, 4.0])
    """
    zones = restrictions.groupby("dep")["severity"]
    worst = dep.map(zones.max()).to_numpy(dtype=float, na_value=np.nan)
    mean = dep.map(zones.mean()).to_numpy(dtype=float, na_value=np.nan)
    return Interval(np.zeros(len(dep)), mean, np.where(np.isnan(worst), WORST, worst))


def drought_cut_pct(severity: Interval, cuts: Mapping[int, float]) -> Interval:
    """Return the cut of withdrawals at a severity, %.

    Examples
    --------
    >>> from tisites.criteria.interval import exact
    >>> drought_cut_pct(exact([3.5]), {0: 0, 1: 0, 2: 5, 3: 10, 4: 25}).nominal.tolist()
    [17.5]
    """
    levels = sorted(cuts)
    values = [cuts[level] for level in levels]
    ends = (severity.low, severity.nominal, severity.high)
    return Interval(*(np.interp(end, levels, values) for end in ends))


def measure_drought(
    sites: pd.DataFrame, territory: Territory, assumptions: Assumptions
) -> dict[str, Interval]:
    """Measure the family; unknown in all three ends without the layer."""
    restrictions = territory.drought_restrictions
    if restrictions is None:
        nothing = np.full(len(sites), np.nan)
        severity = Interval(nothing, nothing, nothing)
    else:
        severity = drought_severity(sites["dep"], restrictions)
    return {
        "drought_severity_level": severity,
        "drought_cut_pct": drought_cut_pct(severity, assumptions.drought_cut_pct),
    }
