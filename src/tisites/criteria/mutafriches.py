"""The State's own brownfield rubric, beside the tisites score and never inside it.

Mutafriches v1.11 (ADEME, beta.gouv.fr) for the use *industrie*: 28 weighted criteria, index
``P / (P + N)``, and a reliability. Corrected here: distance to power counts (v1.11 finds it neutral
for every class); lengths are in kilometres and areas in square metres, named so; an unknown answer
is no neutral one, it widens the interval.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

TABLE = Path(__file__).with_name("mutafriches.toml")
M2_PER_HA = 10_000.0
NEUTRAL = 0.5
COLUMNS = (
    "mutafriches_index",
    "mutafriches_index_low",
    "mutafriches_index_high",
    "mutafriches_reliability",
    "mutafriches_index_as_published",
)


@dataclass(frozen=True, slots=True)
class RubricCriterion:
    """One criterion of the rubric.

    Parameters
    ----------
    code : str
        Name.
    weight : float
        Weight.
    field : str
        Column of the facts it reads; empty where tisites knows nothing of it.
    breaks, published : tuple of (float, float)
        Scores of a quantity below each bound; ``published``: before correction.
    scores : mapping of str to float
        Scores of words.
    wide : mapping of str to tuple of float
        Least and greatest score of a word that leaves doubt.
    """

    code: str
    weight: float
    field: str
    breaks: tuple[tuple[float, float], ...]
    published: tuple[tuple[float, float], ...]
    scores: Mapping[str, float]
    wide: Mapping[str, tuple[float, float]]

    @property
    def options(self) -> tuple[float, ...]:
        """Every score that an answer can give."""
        return tuple(sorted({*self.scores.values(), *(score for _, score in self.breaks)}))


@cache
def rubric() -> tuple[RubricCriterion, ...]:
    """Return the rubric.

    Examples
    --------
    >>> len(rubric()), sum(criterion.weight for criterion in rubric())
    (28, 30.0)
    """
    table: dict[str, Any] = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return tuple(
        RubricCriterion(
            code,
            row["weight"],
            row.get("field", ""),
            _pairs(row.get("breaks", ())),
            _pairs(row.get("published", row.get("breaks", ()))),
            row.get("scores", {}),
            {word: (ends[0], ends[1]) for word, ends in row.get("wide", {}).items()},
        )
        for code, row in table.items()
        if isinstance(row, dict)
    )


def _pairs(rows: Any) -> tuple[tuple[float, float], ...]:
    return tuple((float(bound), float(score)) for bound, score in rows)


def sides(score: Floats, weight: float) -> tuple[Floats, Floats]:
    """Return what a score adds to the positive and to the negative side, 0 where unknown.

    Examples
    --------
    >>> positive, negative = sides(np.array([2.0, 0.5, -1.0, np.nan]), 2.0)
    >>> positive.tolist(), negative.tolist()
    ([4.0, 1.0, 0.0, 0.0], [0.0, 1.0, 2.0, 0.0])
    """
    known = np.nan_to_num(score, nan=0.0)
    negative = np.where(known == NEUTRAL, NEUTRAL, np.maximum(-known, 0.0))
    return weight * np.maximum(known, 0.0), weight * negative


def scores_of(facts: pd.DataFrame, *, published: bool = False) -> Floats:
    """Return the score of each criterion (columns) at each site (rows), NaN where unknown."""
    columns = []
    for criterion in rubric():
        if not criterion.field or criterion.field not in facts:
            columns.append(np.full(len(facts), np.nan))
        elif criterion.breaks:
            breaks = criterion.published if published else criterion.breaks
            bounds = np.array([bound for bound, _ in breaks])
            values = facts[criterion.field].to_numpy(dtype=float)
            row = np.minimum(np.searchsorted(bounds, values, side="right"), len(breaks) - 1)
            found = np.array([score for _, score in breaks])[row]
            columns.append(np.where(np.isnan(values), np.nan, found))
        else:
            words = facts[criterion.field].astype(object).map(dict(criterion.scores))
            columns.append(words.to_numpy(dtype=float, na_value=np.nan))
    return np.column_stack(columns)


def index_of(scores: Floats) -> Floats:
    """Return ``100 · P / (P + N)`` over the known criteria; NaN where nothing is known."""
    positive, negative = np.zeros(len(scores)), np.zeros(len(scores))
    for k, criterion in enumerate(rubric()):
        more, less = sides(scores[:, k], criterion.weight)
        positive, negative = positive + more, negative + less
    total = positive + negative
    share = np.full(len(scores), np.nan)
    return np.asarray(100.0 * np.divide(positive, total, out=share, where=total > 0))


def extreme_index(options: list[list[tuple[float, float]]], *, best: bool) -> float:
    """Return the least or greatest index over every choice of one option a criterion, exactly.

    Parameters
    ----------
    options : list of list of (float, float)
        For each criterion, what each possible answer adds to the two sides.
    best : bool
        The greatest, or the least.

    Notes
    -----
    Dinkelbach: at a ratio λ, the best choice maximises ``p - λ (p + n)`` criterion by criterion;
    its own ratio is the next λ, until it no longer moves.

    Examples
    --------
    >>> round(extreme_index([[(2.0, 0.0)], [(1.0, 0.0), (0.0, 2.0)]], best=False), 6)
    50.0
    """
    ratio = 0.5
    for _ in range(50):

        def gain(option: tuple[float, float], at: float = ratio) -> float:
            value = option[0] - at * (option[0] + option[1])
            return value if best else -value

        chosen = [max(choices, key=gain) for choices in options]
        positive = sum(p for p, _ in chosen)
        total = positive + sum(n for _, n in chosen)
        new = positive / total if total else 0.5
        if abs(new - ratio) <= 1e-12:
            break
        ratio = new
    return 100.0 * ratio


def mutafriches(facts: pd.DataFrame) -> pd.DataFrame:
    """Judge sites by the rubric.

    Parameters
    ----------
    facts : DataFrame
        Of :func:`~tisites.criteria.mutafriches_facts.facts_of`.

    Returns
    -------
    DataFrame
        Same index; :data:`COLUMNS`: index out of 100 over the known criteria, its least and
        greatest over every answer to the unknown ones, the share of weight known (0 to 1), and the
        index with v1.11 uncorrected.

    Examples
    --------
    >>> site = pd.DataFrame({"surface_m2": [60_000.0], "hv_substation_km": [1.0]})
    >>> got = mutafriches(site.assign(zoning="ZCa", pollution="pollution traitée"))
    >>> got["mutafriches_index"].tolist(), got["mutafriches_reliability"].round(3).tolist()
    ([100.0], [0.233])
    """
    scores = scores_of(facts)
    low, high = _ends(facts, scores)
    weights = np.array([criterion.weight for criterion in rubric()])
    known = (~np.isnan(scores) * weights).sum(axis=1) / weights.sum()
    published = index_of(scores_of(facts, published=True))
    index = index_of(scores)
    # over known answers alone the index can lie outside: criteria neutral for all pull it to 50
    columns = (index, np.fmin(low, index), np.fmax(high, index), known, published)
    return pd.DataFrame(dict(zip(COLUMNS, columns, strict=True)), index=facts.index)


def _ends(facts: pd.DataFrame, scores: Floats) -> tuple[Floats, Floats]:
    """Return the least and greatest index, computed once a distinct pattern of answers."""
    wide = np.column_stack(
        [
            facts[c.field].astype(object).isin(list(c.wide)).to_numpy()
            if c.wide and c.field in facts
            else np.zeros(len(facts), dtype=bool)
            for c in rubric()
        ]
    )
    pattern = np.column_stack([np.nan_to_num(scores, nan=-99.0), wide])
    distinct, inverse = np.unique(pattern, axis=0, return_inverse=True)
    ends = np.full((len(distinct), 2), np.nan)
    for k, row in enumerate(distinct):
        options = [
            _options(criterion, row[j], doubt=bool(row[len(rubric()) + j]))
            for j, criterion in enumerate(rubric())
        ]
        ends[k] = [extreme_index(options, best=False), extreme_index(options, best=True)]
    low, high = ends[inverse.ravel()].T if len(facts) else np.empty((2, 0))
    return low, high


def _options(criterion: RubricCriterion, score: float, *, doubt: bool) -> list[tuple[float, float]]:
    if score == -99.0:
        possible = criterion.options
    elif doubt:
        possible = tuple(
            sorted({score, *(end for ends in criterion.wide.values() for end in ends)})
        )
    else:
        possible = (score,)
    positive, negative = sides(np.array(possible), criterion.weight)
    return list(zip(positive.tolist(), negative.tolist(), strict=True))
