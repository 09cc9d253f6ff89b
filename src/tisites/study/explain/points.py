"""A site's points, criterion by criterion, and which quantity would bring more of them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.criteria.actors import lever_of
from tisites.criteria.indicators import specs
from tisites.model.tolerances import SAME
from tisites.score.value_function import value_at

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from tisites.criteria.actors import Influence
    from tisites.model.declaration import Model
    from tisites.run.read.case import Case


#: A quantity that the site's area bounds.
RECYCLED = "recycled_ha"


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one criterion brings to a site's score.

    Parameters
    ----------
    criterion : str
        Name in the model.
    indicator : str
        What is measured.
    unit : str
        Its unit.
    quantity, low, high : float
        Measured quantity and its interval, NaN where unknown.
    value : float
        Value function, 0 to 1.
    points, out_of : float
        Points brought, and the most that the criterion can bring.
    points_low, points_high : float
        Points at the worst and the best that the interval allows.
    """

    criterion: str
    indicator: str
    unit: str
    quantity: float
    low: float
    high: float
    value: float
    points: float
    out_of: float
    points_low: float
    points_high: float


@dataclass(frozen=True, slots=True)
class PointsChange:
    """How one criterion alone would bring the points that a site lacks.

    Parameters
    ----------
    contribution : Contribution
        As it is now.
    quantity : float
        Quantity nearest to the present one that is worth enough; NaN when none is.
    gain : float
        Points that this quantity brings; when none is enough, the most that can be gained.
    possible : bool
        Whether the criterion suffices alone.
    also_in : tuple of str
        Constraints that count the same quantity: they would change too, and were not re-solved.
    within : float
        Points that the site's own area allows at most: no more is recycled than the site holds.
    """

    contribution: Contribution
    quantity: float
    gain: float
    possible: bool
    also_in: tuple[str, ...]
    within: float

    @property
    def lever(self) -> Influence:
        """Who can act on it."""
        return lever_of(self.contribution.indicator)

    @property
    def doable(self) -> bool:
        """Whether it suffices alone, on the site as it is drawn, and somebody can make it."""
        return self.possible and self.lever.possible and self.within >= self.gain - SAME


def contributions(case: Case, site: str) -> list[Contribution]:
    """Return the points of a site that competes, in the order of the model's criteria."""
    return contributions_of(case.model, case.everyone.loc[site], case.values.loc[site])


def contributions_of(model: Model, row: Mapping[str, Any], values: pd.Series) -> list[Contribution]:
    """Return the points of a measured site, in the order of the model's criteria.

    Parameters
    ----------
    model : Model
        Criteria with their weights and scales.
    row : mapping
        Its indicators.
    values : Series
        Its value functions, index ``(criterion, "low" | "nominal" | "high")``, 0 to 1.
    """
    total = sum(criterion.weight for criterion in model.score.values())
    found = []
    for name, criterion in model.score.items():
        quantity, low, high = _measured(row, criterion.indicator)
        out_of = 100.0 * criterion.weight / total
        least, value, most = (float(values[name, end]) for end in ("low", "nominal", "high"))
        spec = specs().get(criterion.indicator)
        unit = spec.unit if spec is not None else ""
        found.append(
            Contribution(
                name, criterion.indicator, unit, quantity, low, high, value, out_of * value,
                out_of * max(criterion.scale.values()), out_of * least, out_of * most,
            )
        )  # fmt: skip
    return found


def _measured(row: Mapping[str, Any], indicator: str) -> tuple[float, float, float]:
    """Read a quantity; a candidate column of the same name pushes it to ``_indicator``."""
    twin = f"{indicator}_indicator"
    own = row.get(twin, row.get(indicator, math.nan))
    quantity = math.nan if own is None else float(own)
    low, high = row.get(f"{indicator}_low", quantity), row.get(f"{indicator}_high", quantity)
    return quantity, float(low), float(high)


def changes(case: Case, site: str, lack: float) -> list[PointsChange]:
    """Tell, criterion by criterion, what would bring ``lack`` more points of score.

    Parameters
    ----------
    case : Case
        Where the site competes.
    site : str
        Its id.
    lack : float
        Points of score, out of 100.

    Returns
    -------
    list of PointsChange
        Criteria of no weight are left out.
    """
    total = sum(criterion.weight for criterion in case.model.score.values())
    found = []
    for contribution in contributions(case, site):
        criterion = case.model.score[contribution.criterion]
        if criterion.weight == 0:
            continue
        weight = 100.0 * criterion.weight / total
        wanted = contribution.value + lack / weight
        levels = None
        if contribution.unit.startswith("0"):  # 0/1 and scales of levels: no value between
            known = case.everyone[_column(case, contribution.indicator)].dropna()
            levels = sorted({float(q) for q in known})
        quantity = nearest_quantity(criterion.scale, contribution.quantity, wanted, levels)
        best = max(criterion.scale.values())
        possible = not math.isnan(quantity)
        reached = float(value_at(criterion.scale, np.array([quantity]))[0]) if possible else best
        gain = max(0.0, weight * (reached - contribution.value))
        within = gain
        if contribution.indicator == RECYCLED:
            whole = float(case.everyone.at[site, "surface_ha"])
            at_most = float(value_at(criterion.scale, np.array([whole]))[0])
            within = min(gain, max(0.0, weight * (at_most - contribution.value)))
        users = _users(case, contribution.indicator)
        found.append(PointsChange(contribution, quantity, gain, possible, users, within))
    return found


def _column(case: Case, indicator: str) -> str:
    twin = f"{indicator}_indicator"
    return twin if twin in case.everyone.columns else indicator


def _users(case: Case, indicator: str) -> tuple[str, ...]:
    return tuple(
        name
        for name, rule in sorted(case.model.constraint.items())
        if rule.enabled and indicator in (getattr(rule, "use", None), getattr(rule, "per", None))
    )


def nearest_quantity(
    scale: Mapping[float, float],
    current: float,
    wanted: float,
    levels: Sequence[float] | None = None,
) -> float:
    """Return the quantity nearest to the present one whose value is at least ``wanted``.

    The inverse of a piecewise-linear value function, which need not be monotone. From an unknown
    quantity the nearest to the worst point of the scale is returned.

    Parameters
    ----------
    scale : mapping of float to float
        Points of the value function, quantity to value.
    current : float
        Present quantity, NaN where unknown.
    wanted : float
        Value, 0 to 1.
    levels : sequence of float, optional
        The only quantities that exist.

    Returns
    -------
    float
        NaN when no quantity is worth as much.

    Examples
    --------
    >>> nearest_quantity({0: 0.0, 100: 1.0}, 40.0, 0.75)
    75.0
    >>> nearest_quantity({0: 1.0, 5: 0.9, 10: 0.5, 30: 0.0}, 20.0, 0.5)
    10.0
    >>> nearest_quantity({0: 1.0, 1: 0.2}, 1.0, 0.5, [0.0, 1.0])
    0.0
    >>> nearest_quantity({0: 0.0, 1: 0.8}, 0.0, 0.9)
    nan
    """
    points = sorted(scale)
    start = min(points, key=lambda q: (scale[q], q)) if math.isnan(current) else current
    if levels is not None:
        candidates = list(levels)
    else:
        candidates = [*points, start]
        for a, b in pairwise(points):
            rise = scale[b] - scale[a]
            if rise and 0.0 <= (part := (wanted - scale[a]) / rise) <= 1.0:
                candidates.append(a + part * (b - a))
    worth = value_at(scale, np.array(candidates, dtype=np.float64)) if candidates else np.empty(0)
    enough = [q for q, v in zip(candidates, worth, strict=True) if v >= wanted - SAME]
    return float(min(enough, key=lambda q: (abs(q - start), q))) if enough else math.nan
