"""Tangents of an alpha-fair utility: lines above a concave function, with their error told."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tisites.model.tolerances import NEVER_ZERO


def utility(alpha: float, shift: float, u: np.ndarray) -> np.ndarray:
    """Return ``(u+s)^(1-a)/(1-a)``, or ``log(u+s)`` for ``a = 1``; concave and rising.

    Examples
    --------
    >>> float(utility(1.0, 1.0, np.array([0.0]))[0]), float(utility(2.0, 1.0, np.array([1.0]))[0])
    (0.0, -0.5)
    """
    moved = np.asarray(u, dtype=float) + shift
    if alpha == 1.0:
        return np.log(moved)
    return np.asarray(moved ** (1.0 - alpha) / (1.0 - alpha))


@dataclass(frozen=True, slots=True)
class Tangents:
    """Lines ``intercept + slope u``, each touching the utility at one point.

    Parameters
    ----------
    slope, intercept : (k,) float64
        The lines.
    lowest : float
        Utility at 0.
    error : float
        Greatest excess of the least line over the utility, between 0 and the end.
    """

    slope: np.ndarray
    intercept: np.ndarray
    lowest: float
    error: float

    def peak(self, u: float) -> float:
        """Return the value of the least line at ``u``, above the utility at 0."""
        return float((self.intercept + self.slope * u).min()) - self.lowest


def tangents_of(alpha: float, shift: float, end: float, many: int) -> Tangents:
    """Return tangents at 0, at the end, and at points in geometric progression between.

    The greatest error lies where two neighbours cross: it is computed there, not sampled.

    Examples
    --------
    >>> t = tangents_of(1.0, 1.0, 10.0, 16)
    >>> bool(0.0 < t.error < 0.01)
    True
    """
    at = shift * np.geomspace(1.0, (end + shift) / shift, many) - shift if end > 0 else np.zeros(1)
    slope = (at + shift) ** -alpha
    value = utility(alpha, shift, at)
    intercept = value - slope * at
    lowest = float(utility(alpha, shift, np.zeros(1))[0])
    if at.size == 1:
        return Tangents(slope, intercept, lowest, 0.0)
    steps = slope[:-1] - slope[1:]
    cross = np.where(
        steps > 0, (intercept[1:] - intercept[:-1]) / np.maximum(steps, NEVER_ZERO), at[1:]
    )
    cross = np.clip(cross, at[:-1], at[1:])
    excess = intercept[:-1] + slope[:-1] * cross - utility(alpha, shift, cross)
    return Tangents(slope, intercept, lowest, float(excess.max(initial=0.0)))
