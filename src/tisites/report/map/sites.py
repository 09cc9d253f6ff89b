"""How the map shows sites: sizes by hectares, colours by score, the same in every run."""

from __future__ import annotations

import numpy as np

#: Light to dark, told apart by every kind of colour vision and in grey (viridis, reversed).
COLOURS = ("#d8e219", "#5ec962", "#21918c", "#3b528b", "#440154")
#: Limits between the classes of score, the same for every run: points out of 100 on scales that do
#: not move, so that two maps can be laid side by side.
SCORE_EDGES = np.array([40.0, 50.0, 60.0, 70.0])
#: A circle of one hectare has this radius in points; areas are proportional to hectares.
PT_PER_ROOT_HA = 0.52
LEAST_PT, GREATEST_PT = 2.1, 9.0


def radius_pt(hectares: np.ndarray) -> np.ndarray:
    """Return the radius of each circle, in points; the least one where hectares are unknown.

    Examples
    --------
    >>> radius_pt(np.array([np.nan, 100.0, 1e6])).tolist()
    [2.1, 5.2, 9.0]
    """
    root = PT_PER_ROOT_HA * np.sqrt(np.maximum(np.nan_to_num(hectares, nan=0.0), 0.0))
    return np.asarray(np.clip(root, LEAST_PT, GREATEST_PT))


def score_class(scores: np.ndarray, edges: np.ndarray = SCORE_EDGES) -> np.ndarray:
    """Return the colour class of each score, 0 to 4; a score on a limit is in the class above.

    Examples
    --------
    >>> score_class(np.array([3.0, 40.0, 64.9, 75.0])).tolist()
    [0, 1, 3, 4]
    """
    return np.searchsorted(edges, np.nan_to_num(scores, nan=-np.inf), side="right")
