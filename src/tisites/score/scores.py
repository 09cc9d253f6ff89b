"""Scores: a weighted sum of values on fixed scales, with its interval and its reliability."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.messages.errors import Problem, Where
from tisites.messages.text import Text
from tisites.score.value_function import value_range

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tisites.criteria.spec import Indicators
    from tisites.score.criterion import Criterion

#: A site that meets every criterion's best point scores this.
FULL_SCORE = 100.0
#: Ends of an interval, as columns of :attr:`Scores.values`.
ENDS = ("low", "nominal", "high")


@dataclass(frozen=True)
class Scores:
    """Scores of candidates, out of 100.

    Parameters
    ----------
    table : DataFrame
        Index site id; columns ``score``, ``score_low``, ``score_high``, ``reliability`` (share of
        the weight that is known, 0 to 1).
    contributions : DataFrame
        Index site id; one column a criterion: points brought to ``score``. Rows sum to ``score``.
    values : DataFrame
        Index site id; columns ``(criterion, "low" | "nominal" | "high")``: the value functions,
        0 to 1, before weights. What robustness to weights and to unknown data starts from.
    """

    table: pd.DataFrame
    contributions: pd.DataFrame
    values: pd.DataFrame = field(default_factory=pd.DataFrame)

    def at(self, ids: pd.Index) -> Scores:
        """Return the scores of these sites, in their order."""
        values = self.values.loc[ids] if len(self.values.columns) else self.values
        return Scores(self.table.loc[ids], self.contributions.loc[ids], values)


def score(criteria: Mapping[str, Criterion], indicators: Indicators) -> Scores:
    r"""Score every candidate.

    .. math:: s_i = 100 \sum_j w_j v_j(q_{ij}) / \sum_j w_j

    with :math:`v_j` the fixed-scale value function of criterion *j*; where a datum is not told, its
    least value over all that the datum may be (the words that eligibility admits, blanks filled
    together): disclosing it never lowers a score. The interval takes each
    indicator at the end that is worst, then best; reliability is
    :math:`1 - \sum_j w_j (v^+_{ij} - v^-_{ij}) / r_j \,/ \sum_j w_j`, with :math:`r_j` the range
    of the scale.

    Parameters
    ----------
    criteria : mapping of str to Criterion
        Declared criteria; weights not negative and not all zero (checked by the model).
    indicators : Indicators
        Measured quantities.

    Returns
    -------
    Scores
    """
    total = sum(criterion.weight for criterion in criteria.values())
    index = indicators.table.index
    low_sum, high_sum = np.zeros(len(index)), np.zeros(len(index))
    known = np.zeros(len(index))
    contributions: dict[str, np.ndarray] = {}
    values: dict[tuple[str, str], np.ndarray] = {}
    for name, criterion in criteria.items():
        points = FULL_SCORE * criterion.weight / total
        low, _, high = indicators.interval(criterion.indicator)
        least, greatest = value_range(criterion.scale, low, high)
        value, _ = value_range(criterion.scale, *indicators.span(criterion.indicator))
        spread = max(criterion.scale.values()) - min(criterion.scale.values())
        known += criterion.weight / total * (1.0 - (greatest - least) / (spread or 1.0))
        contributions[name] = points * value
        least, greatest = np.minimum(least, value), np.maximum(greatest, value)
        for end, at in zip(ENDS, (least, value, greatest), strict=True):
            values[name, end] = at
        low_sum += points * least
        high_sum += points * greatest
    parts = pd.DataFrame(contributions, index=index)
    table = pd.DataFrame(
        {
            "score": parts.sum(axis=1).to_numpy() if len(criteria) else np.zeros(len(index)),
            "score_low": low_sum,
            "score_high": high_sum,
            "reliability": known,
        },
        index=index,
    )
    return Scores(table, parts, pd.DataFrame(values, index=index))


def unknown_problems(
    criteria: Mapping[str, Criterion], indicators: Indicators, file: str
) -> tuple[list[Problem], dict[str, pd.Index]]:
    """Apply ``unknown = "error"`` and ``unknown = "exclude"``.

    Returns
    -------
    problems : list of Problem
        One for each criterion that forbids unknown quantities and meets some.
    excluded : dict of str to Index
        Site ids to leave out, by criterion.
    """
    problems: list[Problem] = []
    excluded: dict[str, pd.Index] = {}
    for name, criterion in criteria.items():
        if criterion.unknown not in ("error", "exclude"):
            continue
        missing = indicators.table.index[indicators.untold(criterion.indicator)]
        if len(missing) == 0:
            continue
        if criterion.unknown == "exclude":
            excluded[name] = missing
            continue
        some = ", ".join(missing[:3])
        problems.append(
            Problem(
                Text(
                    f"« {criterion.indicator} » est inconnu pour {len(missing)} sites ({some}…)",
                    f"'{criterion.indicator}' is unknown for {len(missing)} sites ({some}…)",
                ),
                Text(
                    'compléter la donnée, ou déclarer unknown = "worst_word" ou "exclude"',
                    'complete the data, or declare unknown = "worst_word" or "exclude"',
                ),
                Where(file, column=f"score.{name}.unknown"),
            )
        )
    return problems, excluded
