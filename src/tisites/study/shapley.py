"""Shapley values: what each of a few changes is worth, whichever came first, and how they meet."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import factorial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class ShapleyShares[Name: Hashable]:
    """What each change is worth within the whole.

    Parameters
    ----------
    value : mapping
        Shapley value by name: mean over every order of the changes of what it adds when it
        comes. They add up to ``whole``.
    alone : mapping
        What each is worth by itself.
    last : mapping
        What each adds when it comes after all the others.
    pairs : mapping
        Shapley interaction of two: positive when they help each other, negative when one does
        the other's work.
    whole : float
        What all of them are worth together.
    """

    value: Mapping[Name, float]
    alone: Mapping[Name, float]
    last: Mapping[Name, float]
    pairs: Mapping[tuple[Name, Name], float]
    whole: float


def subsets[Name](names: Sequence[Name]) -> list[frozenset[Name]]:
    """Return every subset, small ones first.

    Examples
    --------
    >>> [sorted(one) for one in subsets("ab")]
    [[], ['a'], ['b'], ['a', 'b']]
    """
    return [frozenset(s) for k in range(len(names) + 1) for s in combinations(names, k)]


def shapley[Name: Hashable](
    names: Sequence[Name], worth: Callable[[frozenset[Name]], float]
) -> ShapleyShares[Name]:
    """Return the Shapley values of ``2 ** n`` worths.

    Parameters
    ----------
    names : sequence
        The changes; the empty set must be worth 0.
    worth : callable
        Worth of a set of changes; asked once a set.

    Returns
    -------
    ShapleyShares

    Examples
    --------
    A glove game: a pair is worth 1, one left glove (a) and two right ones (b, c).

    >>> of = lambda s: float("a" in s and len(s) > 1)
    >>> found = shapley("abc", of)
    >>> [round(found.value[k], 3) for k in "abc"], round(found.pairs["b", "c"], 3)
    ([0.667, 0.167, 0.167], -0.5)
    """
    known = {one: worth(one) for one in subsets(names)}
    n, everyone = len(names), frozenset(names)
    value = {}
    for name in names:
        value[name] = sum(
            factorial(len(s)) * factorial(n - len(s) - 1) / factorial(n)
            * (known[s | {name}] - known[s])
            for s in known if name not in s
        )  # fmt: skip
    pairs = {}
    for a, b in combinations(names, 2):
        pairs[a, b] = sum(
            factorial(len(s)) * factorial(n - len(s) - 2) / factorial(n - 1)
            * (known[s | {a, b}] - known[s | {a}] - known[s | {b}] + known[s])
            for s in known if a not in s and b not in s
        )  # fmt: skip
    return ShapleyShares(
        value,
        {name: known[frozenset([name])] for name in names},
        {name: known[everyone] - known[everyone - {name}] for name in names},
        pairs,
        known[everyone],
    )
