"""Low, nominal, high: a measured quantity with what is not known of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, model_validator

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


class Range(BaseModel):
    """An assumed figure with its plausible ends.

    Examples
    --------
    >>> Range(low=10, nominal=15, high=25).nominal
    15.0
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    low: float
    nominal: float
    high: float

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.low <= self.nominal <= self.high:
            raise ValueError("low <= nominal <= high is needed")
        return self


class Positive(Range):
    """A range that is not negative."""

    @model_validator(mode="after")
    def _not_negative(self) -> Self:
        if self.low < 0:
            raise ValueError("0 <= low is needed")
        return self


class Share(Positive):
    """A range inside 0 to 1."""

    @model_validator(mode="after")
    def _at_most_one(self) -> Self:
        if self.high > 1:
            raise ValueError("high <= 1 is needed")
        return self


def spread(low: float, nominal: float, high: float) -> Range:
    """Return a :class:`Range`."""
    return Range(low=low, nominal=nominal, high=high)


def positive(low: float, nominal: float, high: float) -> Positive:
    """Return a :class:`Positive` range."""
    return Positive(low=low, nominal=nominal, high=high)


def share(low: float, nominal: float, high: float) -> Share:
    """Return a :class:`Share`."""
    return Share(low=low, nominal=nominal, high=high)


@dataclass(frozen=True, slots=True)
class Interval:
    """A quantity of n sites.

    Parameters
    ----------
    low, nominal, high : (n,) float64
        ``low <= nominal <= high`` where known. Unknown: NaN in all three; partly known: nominal
        NaN between known ends.
    """

    low: NDArray[np.float64]
    nominal: NDArray[np.float64]
    high: NDArray[np.float64]


def exact(values: ArrayLike) -> Interval:
    """Return an interval of width zero.

    Examples
    --------
    >>> exact([1.0]).high.tolist()
    [1.0]
    """
    known = np.asarray(values, dtype=float)
    return Interval(known, known, known)


def times(values: ArrayLike, factor: Range | Interval) -> Interval:
    """Multiply a quantity that is not negative by a range or an interval.

    Examples
    --------
    >>> times([2.0], positive(1, 2, 3)).high.tolist()
    [6.0]
    """
    known = np.asarray(values, dtype=float)
    return Interval(known * factor.low, known * factor.nominal, known * factor.high)


def product(left: Interval, right: Interval) -> Interval:
    """Multiply two intervals that are not negative, end by end."""
    return Interval(left.low * right.low, left.nominal * right.nominal, left.high * right.high)


def complement(part: Interval) -> Interval:
    """Return ``1 - part``: the ends change sides.

    Examples
    --------
    >>> complement(exact([0.25])).low.tolist()
    [0.75]
    """
    return Interval(1.0 - part.high, 1.0 - part.nominal, 1.0 - part.low)


def falling(low: ArrayLike, nominal: ArrayLike, high: ArrayLike) -> Interval:
    """Return the interval of a decreasing function from its values at low, nominal and high."""
    values = (np.asarray(part, dtype=float) for part in (high, nominal, low))
    return Interval(*values)
