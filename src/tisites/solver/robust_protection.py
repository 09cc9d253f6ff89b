"""What Γ low scores can cost a selection, and the program that pays for it at one threshold."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tisites.model.program import Program


def protection(deviation: np.ndarray, selected: np.ndarray, gamma: float) -> float:
    """Return the most that ``gamma`` low scores among the chosen sites can cost.

    The largest ``floor(gamma)`` deviations, and the fraction of the next one.

    Examples
    --------
    >>> protection(np.array([4.0, 1.0, 3.0, 9.0]), np.array([0, 1, 2]), 1.5)
    5.5
    """
    largest = -np.sort(-deviation[selected])
    whole = min(math.floor(gamma), largest.size)
    cost = float(largest[:whole].sum())
    if whole < largest.size:
        cost += (gamma - whole) * float(largest[whole])
    return cost


def at_threshold(
    program: Program, deviation: np.ndarray, gamma: float, threshold: float
) -> Program:
    r"""Return the nominal program of the theorem at one threshold :math:`\theta`.

    .. math:: \max \sum_i (v_i - \max(d_i - \theta, 0)) x_i - \Gamma \theta

    Its value never exceeds a selection's protected value, and equals it at the selection's own
    best threshold.

    Parameters
    ----------
    program : Program
        The program with nominal scores.
    deviation : (n,) float64
        Points each column loses at its low score.
    gamma, threshold : float
        Γ and θ.
    """
    return replace(
        program,
        value=program.value - np.maximum(deviation - threshold, 0.0),
        constant=program.constant - gamma * threshold,
    )


def thresholds(program: Program, deviation: np.ndarray) -> np.ndarray:
    """Return the thresholds that can be best: 0 and every deviation of a site that may be chosen.

    Returns
    -------
    (t,) float64
        Distinct, ascending.
    """
    free = program.integer & (program.upper > 0.5)
    return np.unique(np.concatenate([[0.0], deviation[free]]))
