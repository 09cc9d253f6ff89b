"""Turnkey by a year: with what probability, the grid connection counted or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tisites.criteria.interval import Doubt, Interval
from tisites.criteria.spec import IndicatorSpec
from tisites.messages.text import Text

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from tisites.criteria.assumptions import Assumptions

WITH_GRID, WITHOUT_GRID = "turnkey_probability", "turnkey_without_grid_probability"
_SOURCE = Text(
    "critère 4 de l'appel (clé en main en 2030 au plus tard) ; loi triangulaire sur les trois"
    " durées déclarées : choix du planificateur",
    "criterion 4 of the call (turnkey by 2030 at the latest); triangular law over the three"
    " declared durations: planner's choice",
)

SPECS: tuple[IndicatorSpec, ...] = (
    IndicatorSpec(
        WITH_GRID,
        "probability",
        Text("Clé en main à l'échéance (probabilité)", "Turnkey by the deadline (probability)"),
        "maturity",
        ("candidates", "substations"),
        Text(
            "P(étapes finies) · P(raccordé) au 31 décembre de assumptions.turnkey_by ; bornes :"
            " quelle que soit la dépendance des deux",
            "P(steps done) · P(connected) on 31 December of assumptions.turnkey_by; ends: whatever"
            " the dependence of the two",
        ),
        _SOURCE,
        Text(
            "raccordement inconnu (Corse, outre-mer) : entre 0 et P(étapes finies) ; mots"
            " inconnus : comptent comme les plus longs",
            "grid connection unknown (Corsica, overseas): between 0 and P(steps done); unknown"
            " words count as the longest",
        ),
        interval=True,
    ),
    IndicatorSpec(
        WITHOUT_GRID,
        "probability",
        Text(
            "Étapes finies à l'échéance, hors raccordement (probabilité)",
            "Steps done by the deadline, grid not counted (probability)",
        ),
        "maturity",
        ("candidates",),
        Text(
            "P(steps_start_year + étapes ≤ 31 décembre de assumptions.turnkey_by), loi triangulaire"
            " sur steps_years",
            "P(steps_start_year + steps ≤ 31 December of assumptions.turnkey_by), triangular law"
            " over steps_years",
        ),
        _SOURCE,
        Text(
            "jamais inconnu : les mots inconnus comptent comme les plus longs",
            "never unknown: unknown words count as the longest",
        ),
        interval=True,
    ),
)


def triangular_cdf(
    x: float, low: ArrayLike, mode: ArrayLike, high: ArrayLike
) -> NDArray[np.float64]:
    r"""Return the probability that a triangular variable is at most ``x``.

    .. math::
        F(x) = \frac{(x-a)^2}{(b-a)(m-a)} \; (a < x \le m), \qquad
        F(x) = 1 - \frac{(b-x)^2}{(b-a)(b-m)} \; (m < x < b)

    Falls as any of the three ends grows: a later end can only lower the probability. Source: the
    three-point estimate of project planning (Johnson, The Statistician 46, 1997, 387-398).

    Parameters
    ----------
    x : float
        Where.
    low, mode, high : (n,) array_like
        Ends, ``low <= mode <= high``; equal ones are certain. NaN gives NaN.

    Examples
    --------
    >>> triangular_cdf(2031.0, [2029, 2031, 2030], [2031, 2031, 2030.5], [2033, 2031, 2030.9]).tolist()
    [0.5, 1.0, 1.0]
    """  # noqa: E501
    a, m, b = (np.asarray(end, dtype=np.float64) for end in (low, mode, high))
    with np.errstate(divide="ignore", invalid="ignore"):
        rising = (x - a) ** 2 / ((b - a) * (m - a))
        falling = 1.0 - (b - x) ** 2 / ((b - a) * (b - m))
    found = np.where(x <= m, np.where(x <= a, 0.0, rising), falling)
    found = np.where(x >= b, 1.0, found)
    found = np.where((x <= a) & (x < b), 0.0, found)
    return np.where(np.isnan(a) | np.isnan(m) | np.isnan(b), np.nan, found)


def deadline_of(turnkey_by: int) -> float:
    """Return the last instant of a year as a decimal year: 2031.0 is the night of 31 December 2030.

    Examples
    --------
    >>> deadline_of(2030)
    2031.0
    """
    return float(turnkey_by + 1)


def measure_turnkey(
    steps_years: Interval, grid_ready: Interval, assumptions: Assumptions
) -> dict[str, Interval]:
    """Measure the family.

    The three durations of the critical path are the ends and the mode of one triangular law, and so
    are the three years of the grid connection; site by site the two are independent. The grid's
    delays are shared between sites (:mod:`tisites.criteria.delivery`), which changes no site's own
    probability.

    Parameters
    ----------
    steps_years, grid_ready : Interval
        As measured; NaN where the grid is unknown.
    assumptions : Assumptions
        ``turnkey_by``, ``steps_start_year``.
    """
    by = deadline_of(assumptions.turnkey_by)
    start = assumptions.steps_start_year
    sides = (
        (steps_years.least, steps_years.most)
        if isinstance(steps_years, Doubt)
        else (steps_years, steps_years)
    )
    # the longest that blanks may stand for gives the least probability
    most, least = (
        triangular_cdf(by, start + side.low, start + side.nominal, start + side.high)
        for side in sides
    )
    grid = triangular_cdf(by, grid_ready.low, grid_ready.nominal, grid_ready.high)
    grid_low, grid_high = np.nan_to_num(grid, nan=0.0), np.nan_to_num(grid, nan=1.0)
    return {
        WITH_GRID: _between(
            Interval(_at_least(least, grid_low), least * grid_low, np.minimum(least, grid_low)),
            Interval(_at_least(most, grid_high), most * grid_high, np.minimum(most, grid_high)),
        ),
        WITHOUT_GRID: _between(Interval(least, least, least), Interval(most, most, most)),
    }


def _at_least(one: NDArray[np.float64], two: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return Fréchet's lower bound of the probability of both."""
    return np.maximum(0.0, one + two - 1.0)


def _between(least: Interval, most: Interval) -> Doubt:
    nominal = np.where(least.nominal == most.nominal, least.nominal, np.nan)
    return Doubt(least.low, nominal, most.high, least, most)
