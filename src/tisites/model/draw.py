"""Points of a variation: full grid, Latin hypercube, Monte Carlo; one seed, the same points."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection

    from tisites.model.vary import Axis, Variation


def count_of(variation: Variation) -> int:
    """Return how many points a variation has, without drawing them.

    Examples
    --------
    >>> from tisites.model.vary import Axis, Sampling, Variation
    >>> count_of(Variation((Axis(("a",), (1, 2)), Axis(("b",), (1, 2, 3))), Sampling()))
    6
    """
    if variation.sampling.method != "grid":
        return variation.sampling.samples or 0
    return math.prod(len(_levels(axis, whole=False)) for axis in variation.axes)


def draw(variation: Variation, whole: Collection[str] = ()) -> list[dict[str, Any]]:
    """Return the values of each point, by dotted key.

    A full grid runs through the last key fastest. A Latin hypercube cuts each of its axes into as
    many equal strata as there are points and puts one point into each (McKay, Beckman and Conover,
    Technometrics 21, 1979); lists are then cut evenly. Monte Carlo draws every point by itself.

    Parameters
    ----------
    variation : Variation
        What varies, and how.
    whole : collection of str
        Dotted keys that take integers only: every integer of an interval is then as likely.

    Returns
    -------
    list of dict
        One a point, in order.

    Examples
    --------
    >>> from tisites.model.vary import Axis, VariedRange, Sampling, Variation
    >>> axes = Axis(("a",), ("x", "y")), Axis(("b",), interval=VariedRange(low=0, high=1, steps=2))
    >>> draw(Variation(axes, Sampling()))[1]
    {'a': 'x', 'b': 1.0}
    """
    axes = variation.axes
    if variation.sampling.method == "grid":
        levels = [_levels(axis, whole=axis.name in whole) for axis in axes]
        names = [axis.name for axis in axes]
        return [dict(zip(names, row, strict=True)) for row in itertools.product(*levels)]
    shares = _shares(variation)
    return [
        {axis.name: _at(axis, float(u), whole=axis.name in whole)
         for axis, u in zip(axes, row, strict=True)}
        for row in shares
    ]  # fmt: skip


def _shares(variation: Variation) -> Any:
    """Return the draw in the unit cube, (samples, axes) float64."""
    import numpy as np
    from scipy.stats import qmc

    sampling, width = variation.sampling, len(variation.axes)
    samples = sampling.samples or 1
    rng = np.random.default_rng(sampling.seed)
    if sampling.method == "latin_hypercube":
        return qmc.LatinHypercube(d=width, rng=rng).random(samples)
    return rng.random((samples, width))


def _levels(axis: Axis, *, whole: bool) -> list[Any]:
    if axis.interval is None:
        return list(axis.choices)
    levels = axis.interval.levels()
    return sorted({round(level) for level in levels}) if whole else levels


def _at(axis: Axis, share: float, *, whole: bool) -> Any:
    if axis.interval is None:
        return axis.choices[min(int(share * len(axis.choices)), len(axis.choices) - 1)]
    low, high = axis.interval.low, axis.interval.high
    if whole:
        least, greatest = math.ceil(low), math.floor(high)
        return min(least + int(share * (greatest - least + 1)), greatest)
    return axis.interval.at(share)
