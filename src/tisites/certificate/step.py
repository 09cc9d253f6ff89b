"""Values that are whole multiples of a figure: no selection is worth anything in between."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tisites.certificate.rounding import UNIT, gamma

if TYPE_CHECKING:
    from tisites.certificate.weak_duality import Relaxation


def last_multiple(r: Relaxation, step: float, worth: float) -> float:
    """Return the most that a selection can be worth, if it is not worth more than ``worth``.

    Every value and every service is within some distance of a whole multiple of ``step``; a
    selection is then within the sum of the distances of one. ``worth`` itself where the sum is
    half a step or more, or where a column that is no binary has a value.

    Parameters
    ----------
    r : Relaxation
    step : float
        The figure; 0 when none is known.
    worth : float
        A bound.

    Examples
    --------
    >>> from scipy.sparse import csc_array
    >>> from tisites.certificate.weak_duality import Relaxation
    >>> r = Relaxation(np.array([3.0, 2.0]), np.ones(2, bool), csc_array((0, 2)), np.empty(0),
    ...     np.empty(0))
    >>> last_multiple(r, 1.0, 4.7), last_multiple(r, 0.0, 4.7)
    (4.0, 4.7)
    """
    if not step > 0 or not np.isfinite(worth) or r.value[~r.integer].any():
        return worth
    off = float(_distance(r.value, step).sum())
    if r.service is not None:
        amount = r.service.weight * r.service.amount
        far = np.zeros(r.service.points)  # one column serves each point
        np.maximum.at(far, r.service.point, _distance(amount, step))
        off += float(far.sum())
    off *= 1.0 + gamma(r.value.size)
    if off >= 0.5 * step:
        return worth
    times = (worth + off) / step
    whole = np.floor(times + 8.0 * UNIT * (1.0 + abs(times))) * step
    # the product is exact where its remainder is none
    room = 0.0 if off == 0.0 and np.fmod(whole, step) == 0.0 else 4.0 * UNIT * (abs(whole) + off)
    return float(min(worth, whole + off + room))


def _distance(figures: np.ndarray, step: float) -> np.ndarray:
    """Return how far figures are from multiples of a step, rounded up: a remainder is exact."""
    left = np.fmod(np.abs(figures), step)
    return np.minimum(left, (step - left) * (1.0 + 2.0 * UNIT))
