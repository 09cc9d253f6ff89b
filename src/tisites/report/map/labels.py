"""Where to put the numbers of the sites so that none hides another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

#: Directions tried around a circle, right first, then up and down, then left.
_ANGLES = np.deg2rad([0, 35, -35, 70, -70, 180, 145, -145, 110, -110, 90, -90])
#: Distances tried, in label heights beyond the circle's edge.
_STEPS = (0.15, 0.8, 1.6, 2.6, 3.8, 5.4, 7.2)


@dataclass(frozen=True, slots=True)
class Placed:
    """Centre of a label, whether it lies inside its circle, whether it needs a line to it.

    Parameters
    ----------
    clash : float
        How much it overlaps what it should not, in pixels and square pixels; 0 where it is free.
    """

    x: float
    y: float
    inside: bool = False
    led: bool = False
    clash: float = 0.0


def place_labels(
    x: np.ndarray,
    y: np.ndarray,
    radius: np.ndarray,
    width: np.ndarray,
    height: float,
    box: tuple[float, float, float, float],
    taken: np.ndarray | None = None,
    marks: np.ndarray | None = None,
) -> list[Placed]:
    """Place one label a circle, greedily, crowded circles first.

    Each label takes the first of 85 places, inside its circle where it is large enough, then
    around it, that touches no other circle, no label placed before and no edge; failing that, the
    one that overlaps least. Deterministic.

    Parameters
    ----------
    x, y : (n,) float64
        Centres of the circles, in pixels.
    radius : (n,) float64
        Radii, in pixels.
    width : (n,) float64
        Widths of the labels, in pixels.
    height : float
        Height of a label, in pixels.
    box : tuple of float
        ``(x_min, y_min, x_max, y_max)`` that labels stay inside.
    taken : (m, 4) float64, optional
        Boxes that other labels have already.
    marks : (k, 3) float64, optional
        Circles ``(x, y, radius)`` of other marks, not to be covered.

    Returns
    -------
    list of Placed
        In the order of the circles.

    Examples
    --------
    >>> one = np.array([50.0])
    >>> place_labels(one, one, np.array([5.0]), np.array([10.0]), 8.0, (0, 0, 100, 100))[0].y
    50.0
    """
    n = len(x)
    gaps = np.hypot(x[:, None] - x[None, :], y[:, None] - y[None, :])
    crowd = (gaps < 8 * height).sum(axis=1)
    order = sorted(range(n), key=lambda i: (-crowd[i], i))
    taken = np.empty((0, 4)) if taken is None else taken
    marks = np.empty((0, 3)) if marks is None else marks
    placed: list[Placed | None] = [None] * n
    for i in order:
        spots, steps = _spots(x[i], y[i], radius[i], width[i], height)
        others = np.arange(n) != i
        cost = _overlap(spots, x[others], y[others], radius[others])
        cost += _clash(spots, taken) + _outside(spots, box) + _overlap(spots, *marks.T)
        apart = np.array(steps) >= 0  # a label is inside its own circle, or clear of it
        cost += apart * _overlap(spots, x[[i]], y[[i]], radius[[i]])
        best = int(np.argmin(cost + 1e-6 * np.arange(len(cost))))
        spot, step = spots[best], steps[best]
        centre = (float(spot[0] + spot[2]) / 2, float(spot[1] + spot[3]) / 2)
        placed[i] = Placed(
            *centre, inside=bool(step < 0), led=bool(step > _STEPS[0]), clash=float(cost[best])
        )
        taken = np.vstack([taken, spot])
    return [place for place in placed if place is not None]


def _spots(
    x: float, y: float, radius: float, width: float, height: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return candidate boxes ``(x0, y0, x1, y1)`` and the step of each, -1 for inside."""
    centres, steps = [], []
    if np.hypot(width, height) / 2 < radius:
        centres.append((x, y))
        steps.append(-1.0)
    for step in _STEPS:
        for angle in _ANGLES:
            reach = radius + step * height
            centres.append(
                (
                    x + np.cos(angle) * (reach + width / 2),
                    y + np.sin(angle) * (reach + height / 2),
                )
            )
            steps.append(step)
    middle = np.array(centres)
    half = np.array([width, height]) / 2
    return np.hstack([middle - half, middle + half]), np.array(steps)


def _overlap(boxes: np.ndarray, x: np.ndarray, y: np.ndarray, radius: np.ndarray) -> np.ndarray:
    """Depth to which each box enters circles, in pixels."""
    dx = np.maximum(np.maximum(boxes[:, None, 0] - x, x - boxes[:, None, 2]), 0.0)
    dy = np.maximum(np.maximum(boxes[:, None, 1] - y, y - boxes[:, None, 3]), 0.0)
    return np.asarray(np.maximum(radius - np.hypot(dx, dy), 0.0).sum(axis=1))


def _clash(boxes: np.ndarray, taken: np.ndarray) -> np.ndarray:
    """Area that each box shares with boxes already taken, in square pixels."""
    wide = np.minimum(boxes[:, None, 2], taken[:, 2]) - np.maximum(boxes[:, None, 0], taken[:, 0])
    tall = np.minimum(boxes[:, None, 3], taken[:, 3]) - np.maximum(boxes[:, None, 1], taken[:, 1])
    return np.asarray((np.maximum(wide, 0.0) * np.maximum(tall, 0.0)).sum(axis=1))


def _outside(boxes: np.ndarray, box: tuple[float, float, float, float]) -> np.ndarray:
    """Length by which each box leaves the frame, in pixels, made dear."""
    over = (
        np.maximum(box[0] - boxes[:, 0], 0.0)
        + np.maximum(box[1] - boxes[:, 1], 0.0)
        + np.maximum(boxes[:, 2] - box[2], 0.0)
        + np.maximum(boxes[:, 3] - box[3], 0.0)
    )
    return np.asarray(100.0 * over)
