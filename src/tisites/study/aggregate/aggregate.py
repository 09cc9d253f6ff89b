"""Over a sweep: how often sites are chosen, which scenarios answer alike, what moves the value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text

if TYPE_CHECKING:
    from tisites.study.sweep.tables import Swept

#: Scenarios whose selections differ by less than this share are of one family.
FAMILY_DISTANCE = 0.20
#: A varied figure with at most this many values is taken value by value, not as a slope.
LEVELS = 6


@dataclass(frozen=True)
class Aggregate:
    """What a sweep says as a whole.

    Parameters
    ----------
    swept : Swept
        The sweep.
    points : int
        Points with a selection; all shares are of these.
    frequency : DataFrame
        Index ``site_id``, most often chosen first: what the sweep tells of the site, ``count``,
        ``frequency`` (0 to 1).
    clusters : DataFrame
        Index ``scenario``: ``answer`` (points of one number have the very same selection) and
        ``family`` (average linkage on shared sites), both numbered from the largest.
    tornado : DataFrame
        Index ``key``: ``low``, ``high`` (what is varied), ``objective_low``, ``objective_high``,
        ``swing`` (points of objective), largest first.
    r2 : float
        Share of the objective's variance that the tornado's additive model explains.
    """

    swept: Swept
    points: int
    frequency: pd.DataFrame
    clusters: pd.DataFrame
    tornado: pd.DataFrame
    r2: float


def aggregate(swept: Swept) -> Aggregate:
    """Aggregate a sweep, finished or not; points without a selection are left aside.

    Raises
    ------
    BadInputError
        If no point has a selection yet.
    """
    held = membership(swept)
    if held.empty:
        what = Text(
            "aucun point de ce balayage n'a de sélection", "no point of this sweep has a selection"
        )
        remedy = Text("terminer tisites sweep d'abord", "finish tisites sweep first")
        raise bad_input(what, remedy, Where(str(swept.folder)))
    results = swept.results.loc[held.index]
    tornado, r2 = tornado_of(features(swept, held.index), results["objective"])
    return Aggregate(swept, len(held), frequency_of(swept, held), clusters_of(held), tornado, r2)


def membership(swept: Swept) -> pd.DataFrame:
    """Return who chose what: points with a selection × sites ever chosen, bool."""
    chosen = swept.selected
    order = swept.results.index[swept.results.index.isin(chosen["scenario"].unique())]
    held = pd.crosstab(chosen["scenario"], chosen["site_id"]).reindex(order).astype(bool)
    return held.sort_index(axis=1)


def frequency_of(swept: Swept, held: pd.DataFrame) -> pd.DataFrame:
    """Return how often each site was chosen."""
    table = swept.sites.loc[held.columns].copy()
    table["count"] = held.sum(axis=0).to_numpy(dtype=np.int64)
    table["frequency"] = table["count"] / len(held)
    table = table.reset_index().sort_values(
        ["count", "site_id"], ascending=[False, True], kind="stable"
    )
    return table.set_index("site_id")


def clusters_of(held: pd.DataFrame) -> pd.DataFrame:
    """Return which scenarios give the same answer, and nearly the same.

    Families come from average linkage on the Jaccard distance ``1 - |A ∩ B| / |A ∪ B|``, cut at
    :data:`FAMILY_DISTANCE`.

    Examples
    --------
    >>> held = pd.DataFrame([[1, 1, 0], [1, 1, 0], [0, 0, 1]], index=["p", "q", "r"]).astype(bool)
    >>> clusters_of(held)["answer"].tolist()
    [1, 1, 2]
    """
    rows = held.to_numpy()
    _, first, same = np.unique(rows, axis=0, return_index=True, return_inverse=True)
    answers = rows[np.sort(first)]
    answer = _by_size(same.ravel())
    family = np.ones(len(rows), dtype=np.int64)
    if len(answers) > 1:
        from scipy.cluster.hierarchy import fcluster, linkage
        from scipy.spatial.distance import pdist

        tree = linkage(pdist(answers, "jaccard"), "average")
        of_answer = fcluster(tree, FAMILY_DISTANCE, "distance")
        place = np.argsort(np.argsort(first))
        family = _by_size(of_answer[place[same.ravel()]])
    return pd.DataFrame({"answer": answer, "family": family}, index=held.index)


def _by_size(labels: np.ndarray) -> np.ndarray:
    """Number groups from 1, the largest first, then by first member."""
    _, first, inverse, counts = np.unique(
        labels, return_index=True, return_inverse=True, return_counts=True
    )
    order = np.lexsort((first, -counts))
    rank = np.empty(order.size, dtype=np.int64)
    rank[order] = np.arange(1, order.size + 1)
    return np.asarray(rank[inverse.ravel()])


def features(swept: Swept, index: pd.Index) -> pd.DataFrame:
    """Return what varies among these points; keys that are the same in all of them are left out.

    Figures stay figures; words, switches and tables are text.
    """
    table = swept.results.loc[index, swept.varied].copy()
    for name in table.columns:
        if table[name].map(_is_figure).all():
            table[name] = table[name].astype("float64")
        else:
            table[name] = table[name].map(_word).astype(object)
    return table.loc[:, [table[name].nunique() > 1 for name in table.columns]]


def _is_figure(value: Any) -> bool:
    if isinstance(value, bool | np.bool_) or value is None:
        return False
    return isinstance(value, int | float | np.number) and not np.isnan(float(value))


def _word(value: Any) -> str:
    if value is None or value != value:  # noqa: PLR0124
        return "–"
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, int | float | np.number) else str(value)


def tornado_of(varied: pd.DataFrame, objective: pd.Series) -> tuple[pd.DataFrame, float]:
    """Return how far each key alone moves the objective, and how much that explains.

    Least squares of the objective on all keys at once: a slope for a figure, a step for each value
    of a key with few values or with words. On a full grid these steps are the plain means. The
    swing of a key is the fitted objective at its highest less at its lowest, other keys as they
    are on average.

    Returns
    -------
    table : DataFrame
        As :attr:`Aggregate.tornado`.
    r2 : float
        Share of the variance explained, 0 to 1; NaN when the objective does not vary.
    """
    y = objective.to_numpy(dtype=np.float64)
    blocks = [_block(varied[name]) for name in varied.columns]
    design = np.hstack([np.ones((len(y), 1)), *[columns for columns, _ in blocks]])
    weights, *_ = np.linalg.lstsq(design, y, rcond=None)
    fitted = design @ weights
    spread = float(((y - y.mean()) ** 2).sum())
    r2 = 1.0 - float(((y - fitted) ** 2).sum()) / spread if spread > 0 else float("nan")
    rows, start = [], 1
    for name, (columns, values) in zip(varied.columns, blocks, strict=True):
        width = columns.shape[1]
        part = weights[start : start + width]
        start += width
        mean = float((columns @ part).mean())
        if values is None:  # a slope between the ends drawn
            low, high = float(varied[name].min()), float(varied[name].max())
            ends = {low: low * part[0], high: high * part[0]}
        else:
            ends = dict(zip(values, [0.0, *part], strict=True))
        at = {value: y.mean() + effect - mean for value, effect in ends.items()}
        worst, best = min(at, key=lambda v: at[v]), max(at, key=lambda v: at[v])
        first, last = (worst, best) if values is None or isinstance(worst, str) else (
            min(worst, best), max(worst, best)
        )  # fmt: skip
        if values is None:
            first, last = low, high
        rows.append((name, _short(first), _short(last), at[first], at[last], at[best] - at[worst]))
    table = pd.DataFrame(
        rows, columns=["key", "low", "high", "objective_low", "objective_high", "swing"]
    )
    table = table.sort_values(["swing", "key"], ascending=[False, True], kind="stable")
    return table.set_index("key"), r2


def _short(value: Any) -> str:
    return f"{value:.4g}" if _is_figure(value) else _word(value)


def _block(column: pd.Series) -> tuple[np.ndarray, list[Any] | None]:
    """Return the design columns of one key and its values; ``None`` for a slope."""
    values = sorted(column.unique())
    if column.dtype != object and len(values) > LEVELS:
        return column.to_numpy(dtype=np.float64)[:, None], None
    steps = np.column_stack([(column == value).to_numpy(dtype=np.float64) for value in values[1:]])
    return steps, values
