"""What the map shows of the sites: places, sizes, colours, numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tisites.report.map.frames import FRAMES

if TYPE_CHECKING:
    import pandas as pd

    from tisites.report.map.frames import Frame
    from tisites.run.answer.outcome import Outcome

#: Light to dark, told apart by every kind of colour vision and in grey (viridis, reversed).
COLOURS = ("#d8e219", "#5ec962", "#21918c", "#3b528b", "#440154")
#: A circle of one hectare has this radius in pixels; areas are proportional to hectares.
PX_PER_ROOT_HA = 1.75
LEAST_PX, GREATEST_PX = 5.0, 32.0


def radius_px(hectares: np.ndarray) -> np.ndarray:
    """Return the radius of each circle, in pixels; the least one where hectares are unknown.

    Examples
    --------
    >>> radius_px(np.array([np.nan, 100.0, 1e6])).tolist()
    [5.0, 17.5, 32.0]
    """
    root = PX_PER_ROOT_HA * np.sqrt(np.maximum(np.nan_to_num(hectares, nan=0.0), 0.0))
    return np.asarray(np.clip(root, LEAST_PX, GREATEST_PX))


def score_edges(scores: np.ndarray) -> np.ndarray:
    """Return the limits between the five colour classes: round, evenly spaced figures.

    They span the middle three fifths of the scores, so that a few odd ones do not flatten the
    colours of the rest; the first class is open below, the last goes up to 100.

    Parameters
    ----------
    scores : (n,) float64
        Scores of the chosen sites, NaN where unknown.

    Returns
    -------
    (4,) float64
        Increasing.

    Examples
    --------
    >>> score_edges(np.array([14.0, 61.0, 63.0, 66.0, 71.0, 78.0])).tolist()
    [60.0, 64.0, 68.0, 72.0]
    >>> score_edges(np.array([50.0])).tolist()
    [50.0, 51.0, 52.0, 53.0]
    """
    known = scores[np.isfinite(scores)]
    least, greatest = np.quantile(known, [0.2, 0.8]) if known.size else (20.0, 80.0)
    for step in (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 15.0, 20.0):
        start = min(np.floor(least / step) * step, 100.0 - step * (len(COLOURS) - 1))
        if start + step * (len(COLOURS) - 2) >= min(greatest, 100.0 - step):
            break
    return np.asarray(start + step * np.arange(len(COLOURS) - 1))


def score_class(scores: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Return the colour class of each score, 0 to 4; a score on a limit is in the class above.

    Examples
    --------
    >>> score_class(np.array([3.0, 60.0, 64.9, 75.0]), np.array([60.0, 65, 70, 75])).tolist()
    [0, 1, 1, 4]
    """
    return np.searchsorted(edges, np.nan_to_num(scores, nan=-np.inf), side="right")


@dataclass(frozen=True, slots=True)
class Drawn:
    """Sites of one frame.

    Parameters
    ----------
    number : (n,) int64
        Row of ``selection.csv``, counted from 1.
    x_m, y_m : (n,) float64
        Metres in the frame's projection.
    hectares, score : (n,) float64
        NaN where unknown.
    crowd_x_m, crowd_y_m : (k,) float64
        Eligible candidates that were not chosen.
    """

    number: np.ndarray
    x_m: np.ndarray
    y_m: np.ndarray
    hectares: np.ndarray
    score: np.ndarray
    crowd_x_m: np.ndarray
    crowd_y_m: np.ndarray


def drawn(outcome: Outcome) -> tuple[dict[str, Drawn], list[str]]:
    """Sort chosen sites and eligible candidates into frames.

    Returns
    -------
    dict of str to Drawn
        By frame key.
    list of str
        Ids of chosen sites that no frame can show: their place is unknown or in no frame.
    """
    selection = outcome.selection()
    sites = outcome.prepared.sites.table
    chosen = sites.loc[selection["id"].to_numpy()]
    crowd = sites.loc[~sites.index.isin(chosen.index)]
    found, shown = {}, np.zeros(len(chosen), dtype=bool)
    for frame in FRAMES:
        here, near = _placed(chosen, frame), _placed(crowd, frame)
        shown |= here
        found[frame.key] = Drawn(
            number=np.flatnonzero(here) + 1,
            x_m=chosen["x_m"].to_numpy(dtype=np.float64)[here],
            y_m=chosen["y_m"].to_numpy(dtype=np.float64)[here],
            hectares=selection["hectares"].to_numpy(dtype=np.float64)[here],
            score=selection["score"].to_numpy(dtype=np.float64)[here],
            crowd_x_m=crowd["x_m"].to_numpy(dtype=np.float64)[near],
            crowd_y_m=crowd["y_m"].to_numpy(dtype=np.float64)[near],
        )
    return found, [str(site) for site in chosen.index[~shown]]


def _placed(table: pd.DataFrame, frame: Frame) -> np.ndarray:
    known = np.isfinite(table["x_m"].to_numpy(dtype=np.float64))
    known &= np.isfinite(table["y_m"].to_numpy(dtype=np.float64))
    return np.asarray(frame.holds(table) & known)
