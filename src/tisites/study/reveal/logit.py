r"""The weights that make each site chosen likely beside those that could replace it.

.. math::
    \ell(\theta) = -\sum_i \log \Big( 1 + \sum_{r \in A(i)} e^{\theta \cdot (v_r - v_i)} \Big)

with :math:`A(i)` the sites that could stand in the place of *i*, :math:`\theta = \lambda w \ge 0`:
weights *w* that sum to 1, and how sharply the chooser obeyed them (conditional logit: McFadden, in
Frontiers in Econometrics, 1974). It is concave; the ridge pulls towards the model's weights only
across their direction, so that sharpness is free.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import brentq
from scipy.stats import chi2

from tisites.messages.stop import look
from tisites.model.tolerances import FLAT, NOTHING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tisites.study.reveal.choices import Choices

#: Sharpness beyond which nothing is told apart: a site one point better (0.01) is then chosen
#: e^20 times as often. A selection that is the best under some weights gets there.
SHARPEST = 2000.0
#: Least sharpness at which the ridge is set: one point more makes a choice a tenth likelier.
BLUNTEST = 10.0
#: Confidence of the intervals, and the fall of the likelihood that it allows one weight.
CONFIDENCE = 0.95
FALL = float(chi2.ppf(CONFIDENCE, 1)) / 2.0
#: Newton's steps at most.
STEPS = 200
#: How finely the ends of an interval are looked for, in shares of all the weight.
FINE = 1e-3
#: Largest share looked at: at 1 nothing else weighs, and sharpness alone is left.
WHOLE = 0.999


@dataclass(frozen=True, slots=True)
class Likelihood:
    """How likely the choices are: at random, under the model's weights, under the best ones.

    Parameters
    ----------
    chance, model, best : float
        Logarithms of the likelihoods, each weighing at the sharpness that suits it best.
    freedom : int
        Criteria that differ between a site and its alternatives: degrees of freedom of
        :attr:`against_chance`; one less for :attr:`against_model`.
    """

    chance: float
    model: float
    best: float
    freedom: int

    @property
    def against_chance(self) -> float:
        """Likelihood ratio of the best weights to no weights at all."""
        return max(0.0, 2.0 * (self.best - self.chance))

    @property
    def against_model(self) -> float:
        """Likelihood ratio of the best weights to the model's."""
        return max(0.0, 2.0 * (self.best - self.model))

    @property
    def p_chance(self) -> float:
        """Greatest probability of so high a ratio if choices were made at random."""
        return float(chi2.sf(self.against_chance, self.freedom)) if self.freedom else 1.0

    @property
    def p_model(self) -> float:
        """Greatest probability of so high a ratio if the chooser weighed as the model does."""
        if self.freedom < 2:
            return 1.0
        return float(chi2.sf(self.against_model, self.freedom - 1))


@dataclass(frozen=True, slots=True)
class Revealed:
    """The weights that choices speak for, each with its interval.

    Parameters
    ----------
    weights : (c,) float64
        Summing to 1.
    low, high : (c,) float64
        Interval of each weight, the others free (profile of the likelihood, ridge counted).
    room : (c,) float64
        Width that the ridge alone would leave to the interval.
    moves : (c,) bool
        Whether the criterion differs between some site and an alternative.
    sharpness : float
        How much one whole value (0 to 1, all weight on it) multiplies the odds, as a logarithm.
    likelihood : Likelihood
    """

    weights: np.ndarray
    low: np.ndarray
    high: np.ndarray
    room: np.ndarray
    moves: np.ndarray
    sharpness: float
    likelihood: Likelihood


def log_likelihood(choices: Choices, theta: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
    """Return the logarithm of the likelihood, its gradient (c,) and its curvature (c, c).

    Examples
    --------
    >>> from tisites.study.reveal.choices import Choices
    >>> two = Choices(np.array([[-1.0], [1.0]]), np.array([0]), np.array([0]), np.arange(2),
    ...     np.array([]))
    >>> value, slope, bend = log_likelihood(two, np.zeros(1))
    >>> round(value, 4), abs(slope).tolist(), bend.round(4).tolist()  # log(1/3)
    (-1.0986, [0.0], [[-0.6667]])
    """
    start, given = choices.start, choices.differences
    if not start.size:
        return 0.0, np.zeros(theta.size), np.zeros((theta.size, theta.size))
    sizes = np.diff(np.append(start, given.shape[0]))
    worth = given @ theta
    top = np.maximum(np.maximum.reduceat(worth, start), 0.0)
    odds = np.exp(worth - np.repeat(top, sizes))
    whole = np.add.reduceat(odds, start) + np.exp(-top)
    share = odds / np.repeat(whole, sizes)
    weighed = given * share[:, None]
    mean = np.add.reduceat(weighed, start, axis=0)
    return (
        -float((np.log(whole) + top).sum()),
        -mean.sum(axis=0),
        mean.T @ mean - given.T @ weighed,
    )


def fitted(
    choices: Choices,
    ridge: np.ndarray,
    carry: np.ndarray | None = None,
    start: np.ndarray | None = None,
) -> tuple[np.ndarray, float]:
    r"""Return the :math:`\varphi \ge 0` that is worth most, and what it is worth.

    Newton's steps inside the bounds (Bertsekas, SIAM J. Control and Optimization 20, 1982).

    Parameters
    ----------
    choices : Choices
    ridge : (c, c) float64
        :math:`M` of the ridge :math:`\theta' M \theta / 2`, semi-definite.
    carry : (c, g) float64, optional
        :math:`\theta` is this times :math:`\varphi`; the same without it.
    start : (g,) float64, optional
        Where to begin.
    """
    carry = np.eye(ridge.shape[0]) if carry is None else carry
    many = carry.shape[1]
    at = np.full(many, BLUNTEST / many) if start is None else np.clip(start, 0.0, SHARPEST)

    def told(point: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
        theta = carry @ point
        value, slope, bend = log_likelihood(choices, theta)
        pull = ridge @ theta
        worth = value - 0.5 * float(theta @ pull)
        return worth, carry.T @ (slope - pull), carry.T @ (bend - ridge) @ carry

    worth, slope, bend = told(at)
    for _ in range(STEPS):
        free = ~(((at <= 0.0) & (slope < 0.0)) | ((at >= SHARPEST) & (slope > 0.0)))
        if np.abs(slope[free]).max(initial=0.0) <= FLAT:
            break
        inner = -bend[np.ix_(free, free)]
        inner[np.diag_indices_from(inner)] += NOTHING + FLAT * np.diag(inner).max(initial=0.0)
        step = np.zeros(many)
        step[free] = np.linalg.solve(inner, slope[free])
        length = 1.0
        while True:
            there = np.clip(at + length * step, 0.0, SHARPEST)
            found = told(there)
            if found[0] >= worth or length < FLAT:
                break
            length /= 4.0
        gained = found[0] - worth
        if gained <= 0.0:
            break
        at, (worth, slope, bend) = there, found
        if gained <= NOTHING * max(1.0, abs(worth)):
            break
    return at, worth


def revealed(
    choices: Choices, prior: np.ndarray, told: Callable[[int, int], None] | None = None
) -> Revealed:
    """Estimate the weights that explain choices, with the interval of each.

    Parameters
    ----------
    choices : Choices
    prior : (c,) float64
        The model's weights, summing to 1.
    told : callable, optional
        Hears how many intervals are known, of how many.

    Raises
    ------
    Stopped
        If the stop was pulled: a part of the intervals would say nothing.
    """
    many = prior.size
    none = np.zeros((many, many))
    sharp, model = fitted(choices, none, prior[:, None])
    ridge, spread = _ridge(prior, float(sharp[0]))
    theta, worth = fitted(choices, ridge)
    _, best = fitted(choices, none, start=theta)
    low, high = np.zeros(many), np.ones(many)
    for j in range(many):
        look()
        if told is not None:
            told(j, many)
        low[j], high[j] = _interval(choices, ridge, theta, worth, j)
    moves = np.abs(choices.differences).max(axis=0, initial=0.0) > NOTHING
    total = float(theta.sum())
    weights = theta / total if total > NOTHING else prior
    chance = log_likelihood(choices, np.zeros(many))[0]
    seen = Likelihood(chance, model, max(best, model), int(moves.sum()))
    room = np.minimum(1.0, prior + spread) - np.maximum(0.0, prior - spread)
    return Revealed(weights, np.minimum(low, weights), np.maximum(high, weights), room, moves,
                    total, seen)  # fmt: skip


def _ridge(prior: np.ndarray, sharpness: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the ridge towards the prior's direction, and the half-width it leaves a weight.

    A weight may differ from the model's by the mean weight (one standard deviation), at the
    sharpness of the model's own fit.
    """
    many = prior.size
    across = np.eye(many) - np.outer(prior, prior) / max(float(prior @ prior), NOTHING)
    deviation = 1.0 / many
    scale = min(max(sharpness, BLUNTEST), SHARPEST) * deviation
    leaves = np.sqrt(2.0 * FALL) * deviation * np.sqrt(np.maximum(np.diag(across), 0.0))
    return across / scale**2, leaves


def _interval(
    choices: Choices, ridge: np.ndarray, theta: np.ndarray, worth: float, j: int
) -> tuple[float, float]:
    """Return the least and the greatest share of criterion ``j`` that the choices allow."""
    total = float(theta.sum())
    if total <= NOTHING:
        return 0.0, 1.0
    at = min(float(theta[j]) / total, WHOLE)
    others = np.delete(np.arange(theta.size), j)
    if not others.size:
        return 1.0, 1.0
    kept = {"start": theta[others]}

    def short(share: float) -> float:
        ratio = share / (1.0 - share)
        carry = np.zeros((theta.size, others.size))
        carry[others, np.arange(others.size)] = 1.0
        carry[j] = ratio
        kept["start"], value = fitted(choices, ridge, carry, kept["start"])
        return worth - value - FALL

    def end(far: float) -> float:
        kept["start"] = theta[others]
        if abs(far - at) <= FINE or short(far) <= 0.0:
            return far
        kept["start"] = theta[others]
        near = at
        if short(near) >= 0.0:  # rounding at the top of the likelihood
            return near
        return float(brentq(short, near, far, xtol=FINE))

    low, high = end(0.0), end(WHOLE)
    return low, 1.0 if high >= WHOLE else high
