"""Low, nominal, high: a measured quantity with what is not known of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, model_validator

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray


#: Which side of a doubt is to be feared.
Side = Literal["low", "high", "both"]


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


@dataclass(frozen=True, slots=True)
class Doubt(Interval):
    """A quantity that rests on a datum a candidate file may leave blank.

    Each end is then a range: over every value that the blank may stand for. Scores and constraints
    take the side of the range that hurts (docs/model.md, "Unknown never helps"), so no
    site gains by silence, and disclosing the datum gives an interval inside this one.

    Parameters
    ----------
    low, nominal, high : (n,) float64
        As for :class:`Interval`; ``low`` of :attr:`least`, ``high`` of :attr:`most`.
    least, most : Interval
        Each end at its least and at its greatest over those values; the same where all is told.
    """

    least: Interval
    most: Interval


def doubt(least: Interval, most: Interval, hurts: Side) -> Doubt:
    """Return the quantity between two intervals, its nominal on the side that hurts.

    Parameters
    ----------
    least, most : Interval
        Each end at its least and greatest over what blanks may stand for.
    hurts : {"low", "high", "both"}
        What a reader must fear: the nominal is then the least, or the greatest; ``both``: unknown
        wherever the two differ.

    Examples
    --------
    >>> found = doubt(exact([1.0, 2.0]), exact([1.0, 5.0]), "high")
    >>> found.low.tolist(), found.nominal.tolist(), found.high.tolist()
    ([1.0, 2.0], [1.0, 5.0], [1.0, 5.0])
    >>> doubt(exact([1.0, 2.0]), exact([1.0, 5.0]), "both").nominal.tolist()
    [1.0, nan]
    """
    if hurts == "both":
        nominal = np.where(least.nominal == most.nominal, least.nominal, np.nan)
    else:
        nominal = least.nominal if hurts == "low" else most.nominal
    return Doubt(least.low, nominal, most.high, least, most)


def through(
    function: Callable[[Interval], Interval], known: Interval, *, rising: bool, hurts: Side
) -> Interval:
    """Return a monotone function of a quantity, doubt and all.

    Examples
    --------
    >>> share = doubt(exact([0.2]), exact([1.0]), "low")
    >>> found = through(complement, share, rising=False, hurts="high")
    >>> found.low.tolist(), found.nominal.tolist(), found.high.tolist()
    ([0.0], [0.8], [0.8])
    """
    if not isinstance(known, Doubt):
        return function(known)
    ends = (known.least, known.most) if rising else (known.most, known.least)
    return doubt(function(ends[0]), function(ends[1]), hurts)


def ends(known: Interval) -> tuple[NDArray[np.float64], ...]:
    """Return low, nominal and high."""
    return known.low, known.nominal, known.high


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
