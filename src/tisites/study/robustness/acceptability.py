"""What samples of weights say of each site: how often it is chosen, and where."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from tisites.study.robustness.smaa import Samples

#: Two-sided 95 % quantile of the normal law.
Z95 = 1.959963984540054
CORE, BORDERLINE, EXTERIOR = "core", "borderline", "exterior"


def wilson(times: np.ndarray, of: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the 95 % confidence interval of a share (Wilson, JASA 22, 1927, 209-212).

    Examples
    --------
    >>> low, high = wilson(np.array([0, 50, 100]), 100)
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([0.0, 0.404, 0.963], [0.037, 0.596, 1.0])
    """
    share = np.asarray(times, dtype=np.float64) / of
    spread = Z95**2 / of
    middle = (share + spread / 2) / (1 + spread)
    half = Z95 * np.sqrt(share * (1 - share) / of + spread / (4 * of)) / (1 + spread)
    return np.clip(middle - half, 0.0, 1.0), np.clip(middle + half, 0.0, 1.0)


def acceptability(samples: Samples, n: int) -> pd.DataFrame:
    """Return, for each column, the share of weights for which it is chosen.

    Parameters
    ----------
    samples : Samples
        At least one answered.
    n : int
        Columns of the program.

    Returns
    -------
    DataFrame
        One row a column: ``times``, ``acceptability`` (0 to 1), ``low``, ``high`` (95 %
        confidence), ``core_index`` (share of the distinct best selections found that hold it),
        ``class``: ``core`` if every sample chooses it, ``exterior`` if none does,
        ``borderline`` between.

    Examples
    --------
    >>> from tisites.study.robustness.smaa import Samples
    >>> some = Samples(np.ones((3, 1)), (np.array([0]), np.array([0]), np.array([1])),
    ...     np.zeros(3), 3)
    >>> acceptability(some, 3)[["times", "core_index", "class"]].values.tolist()
    [[2, 0.5, 'borderline'], [1, 0.5, 'borderline'], [0, 0.0, 'exterior']]
    """
    times = np.zeros(n, dtype=np.int64)
    distinct = np.zeros(n, dtype=np.int64)
    seen: set[bytes] = set()
    for selected in samples.selections:
        times[selected] += 1
        key = np.sort(selected).tobytes()
        if key not in seen:
            seen.add(key)
            distinct[selected] += 1
    answered = len(samples.selections)
    low, high = wilson(times, answered)
    names = np.select([times == answered, times == 0], [CORE, EXTERIOR], BORDERLINE)
    return pd.DataFrame(
        {
            "times": times,
            "acceptability": times / answered,
            "low": low,
            "high": high,
            "core_index": distinct / len(seen),
            "class": names,
        }
    )


def most_unseen(answered: int) -> float:
    """Return the share of weights that could disagree though no sample does, at 95 %.

    ``1 - 0.05 ** (1 / s)``, near ``3 / s``.

    Examples
    --------
    >>> round(most_unseen(1000), 4)
    0.003
    """
    return 1.0 - math.pow(0.05, 1.0 / answered)


def central_weights(samples: Samples, columns: np.ndarray) -> np.ndarray:
    """Return, for each column, the mean of the weights for which it is chosen; NaN for none.

    The weights of a planner who would choose this site: its central weight vector.

    Returns
    -------
    (k, c) float64
    """
    total = np.full((columns.size, samples.weights.shape[1]), np.nan)
    for at, column in enumerate(columns.tolist()):
        holds = np.array([bool((s == column).any()) for s in samples.selections], dtype=bool)
        if holds.any():
            total[at] = samples.weights[holds].mean(axis=0)
    return total


def selection_weights(samples: Samples, selected: np.ndarray) -> tuple[float, np.ndarray, float]:
    """Return what samples say of one whole selection.

    Returns
    -------
    share : float
        Share of the weights for which it is the best.
    central : (c,) float64
        Mean of these weights; NaN if there is none.
    kept : float
        Mean share of its sites that the best selection keeps.
    """
    wanted = np.sort(selected)
    same = np.array([np.array_equal(np.sort(s), wanted) for s in samples.selections], dtype=bool)
    central = np.full(samples.weights.shape[1], np.nan)
    if same.any():
        central = samples.weights[same].mean(axis=0)
    kept = [np.intersect1d(s, wanted).size / max(1, wanted.size) for s in samples.selections]
    return float(same.mean()), central, float(np.mean(kept))
