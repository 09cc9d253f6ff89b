"""How a score moves from one model to another: what values do, what weights do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from tisites.run.read.case import Case

#: Smaller changes of a score (points of 100) are rounding.
LEAST_POINTS = 0.005


@dataclass(frozen=True, slots=True)
class CriterionEffect:
    """What one criterion does to the score of a site, from the case that has it to the other.

    Parameters
    ----------
    criterion : str
        Name.
    by_value : float
        Points from another value of the criterion, at the weights of the other case.
    by_weight : float
        Points from other weights, at the value of the first case.
    indicator : str
        Its indicator; empty if it is another one there.
    before, after : float
        The indicator in the case that has the site, and in the other.
    """

    criterion: str
    by_value: float
    by_weight: float
    indicator: str
    before: float
    after: float

    @property
    def points(self) -> float:
        """Points that the criterion adds to the score."""
        return self.by_value + self.by_weight


def score_of(site: str, case: Case) -> float:
    """Return the nominal score of a site; NaN where it is no candidate."""
    if site not in case.everyone.index:
        return np.nan
    return float(case.everyone.at[site, "score"])


def effects_of(site: str, one: Case, two: Case) -> tuple[CriterionEffect, ...]:
    """Split the change of a score into what values and what weights do, exactly."""
    if site not in one.values.index or site not in two.values.index:
        return ()
    parts = []
    totals = [sum(c.weight for c in case.model.score.values()) for case in (one, two)]
    for name in sorted(set(one.model.score) | set(two.model.score)):
        a, b = one.model.score.get(name), two.model.score.get(name)
        share = [100.0 * c.weight / t if c else 0.0 for c, t in zip((a, b), totals, strict=True)]
        value = [
            float(case.values.at[site, (name, "nominal")]) if c else 0.0
            for case, c in ((one, a), (two, b))
        ]
        if b is None:
            value[1] = value[0]
        if a is None:
            value[0] = value[1]
        indicator = a.indicator if a and b and a.indicator == b.indicator else ""
        before, after = (_indicator(site, case, indicator) for case in (one, two))
        effect = CriterionEffect(
            name, share[1] * (value[1] - value[0]), (share[1] - share[0]) * value[0],
            indicator, before, after,
        )  # fmt: skip
        if abs(effect.by_value) >= LEAST_POINTS or abs(effect.by_weight) >= LEAST_POINTS:
            parts.append(effect)
    return tuple(sorted(parts, key=lambda e: (-abs(e.points), e.criterion)))


def typical_shift(one: Case, two: Case, sites: pd.Index) -> dict[str, float]:
    """Return what scores commonly gain from one case to another: the median, by criterion.

    Another weight moves every score much alike, and decides nothing by that; what moves a site
    more than the others does.

    Parameters
    ----------
    one, two : Case
        The two models over their data.
    sites : Index
        Ids to take the median over; those that compete in both count.

    Returns
    -------
    dict of str to float
        Points of each criterion, and of the whole score under ``""``.
    """
    shared = sites.intersection(one.ids).intersection(two.ids)
    if shared.empty:
        return {}
    parts: dict[str, np.ndarray] = {}
    for sign, case in ((-1.0, one), (1.0, two)):
        total = sum(criterion.weight for criterion in case.model.score.values())
        for name, criterion in case.model.score.items():
            value = case.values.loc[shared, (name, "nominal")].to_numpy(dtype=np.float64)
            points = sign * 100.0 * criterion.weight / total * value
            parts[name] = parts.get(name, np.zeros(len(shared))) + points
    whole = np.sum(list(parts.values()), axis=0)
    return {name: float(np.median(points)) for name, points in {**parts, "": whole}.items()}


def _indicator(site: str, case: Case, name: str) -> float:
    for column in (f"{name}_indicator", name):
        if column in case.everyone.columns:
            value = pd.to_numeric(case.everyone.at[site, column], errors="coerce")
            return float(value) if pd.notna(value) else np.nan
    return np.nan
