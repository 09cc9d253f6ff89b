"""A certificate, and its replay: fix, close and split until no box is left open."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

from tisites.certificate.counts import joined
from tisites.certificate.weak_duality import Implied, Prices, bounded

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from tisites.certificate.counts import Counts
    from tisites.certificate.following import Following
    from tisites.certificate.weak_duality import Bounded, Relaxation


_NONE = np.empty(0)


class Step(IntEnum):
    """What is done to the box at hand."""

    FIX = 0  # columns whose other end the statement rules out
    CLOSE = 1  # the statement says that nothing in it is worth more than the claim
    SPLIT_ZERO = 2  # a column at 0 first, then at 1
    SPLIT_ONE = 3  # a column at 1 first, then at 0
    SPLIT_UNDER = 4  # a count at its limit or under it first, then above it
    SPLIT_OVER = 5  # a count above its limit first, then at it or under it


@dataclass(frozen=True)
class Certificate:
    """That no selection is worth more than ``claim``; minus infinity: that there is none.

    Parameters
    ----------
    claim : float
        The objective without its constant.
    step : float
        Every selection is worth a multiple of this (0: unknown), so that the claim can be
        lowered to one.
    rows : (s, m) csr_array
        Prices of the program's rows, by statement.
    following : Following
        Rows that follow from the program.
    implied : (s, v) csr_array
        Their prices.
    threshold : (s, points) csr_array
        Thresholds of demand points.
    worth : (s,) bool
        Whether the objective counts in a statement, or infeasibility is stated.
    steps, of : (k,) int8, int32
        The steps, and the statement, column or split of a count that each is about.
    counts : Counts, optional
        Counts of sites that are split.
    """

    claim: float
    step: float
    rows: csr_array
    following: Following
    implied: csr_array
    threshold: csr_array
    worth: np.ndarray
    steps: np.ndarray
    of: np.ndarray
    counts: Counts | None = None

    @property
    def leaves(self) -> int:
        """Number of boxes that a statement closes."""
        return int((self.steps == Step.CLOSE).sum())

    def prices(self, s: int, low: np.ndarray = _NONE, up: np.ndarray = _NONE) -> Prices:
        """Return the prices of a statement, the counts being within limits (c,)."""
        threshold = np.empty(0)
        if self.threshold.shape[1]:
            threshold = _row(self.threshold, s)
        part = slice(self.implied.indptr[s], self.implied.indptr[s + 1])
        used, price = self.implied.indices[part], self.implied.data[part]
        more = None
        if used.size:
            more = Implied(self.following.rows[used], self.following.side[used], price)
        if self.counts is not None:
            more = joined(more, self.counts.implied(s, low, up))
        return Prices(_row(self.rows, s), threshold, more, bool(self.worth[s]))


def _row(matrix: csr_array, s: int) -> np.ndarray:
    dense = np.zeros(matrix.shape[1])
    part = slice(matrix.indptr[s], matrix.indptr[s + 1])
    dense[matrix.indices[part]] = matrix.data[part]
    return dense


@dataclass
class Box:
    """Bounds of the columns and of the counts; empty when some cross.

    Parameters
    ----------
    lower, upper : (n,) float64
        Bounds of the columns.
    empty : bool
        Whether nothing is left in it.
    count_low, count_up : (c,) float64
        Limits of the counts.
    """

    lower: np.ndarray
    upper: np.ndarray
    empty: bool = False
    count_low: np.ndarray = field(default_factory=lambda: _NONE)
    count_up: np.ndarray = field(default_factory=lambda: _NONE)

    def child(self, at: int, end: float) -> Box:
        """Return the part with a column at an end."""
        lower, upper = self.lower.copy(), self.upper.copy()
        out = self.empty or not lower[at] <= end <= upper[at]
        lower[at] = upper[at] = end
        return Box(lower, upper, out, self.count_low, self.count_up)

    def counted(self, at: int, low: float, up: float) -> Box:
        """Return the part with a count within limits."""
        lows, ups = self.count_low.copy(), self.count_up.copy()
        lows[at], ups[at] = max(lows[at], low), min(ups[at], up)
        out = self.empty or bool(lows[at] > ups[at])
        return Box(self.lower, self.upper, out, lows, ups).own()

    def own(self) -> Box:
        """Return the same with bounds that it shares with no other box."""
        return replace(self, lower=self.lower.copy(), upper=self.upper.copy())

    def fix(self, found: Bounded, integer: np.ndarray, claim: float, *, worth: bool) -> None:
        """Fix the binaries whose other end is ruled out."""
        if self.empty:
            return
        if closes(found.upper, claim, worth=worth):
            self.empty = True
            return
        free = integer & (self.lower == 0.0) & (self.upper == 1.0)
        not_one = free & ruled_out(found.if_at(1.0), claim, worth=worth)
        not_zero = free & ruled_out(found.if_at(0.0), claim, worth=worth)
        self.empty = bool((not_one & not_zero).any())
        self.upper[not_one] = 0.0
        self.lower[not_zero] = 1.0


def closes(upper: float, claim: float, *, worth: bool) -> bool:
    """Tell whether a bound says that nothing is worth more than the claim."""
    return upper <= claim if worth else upper < 0.0


def ruled_out(bound: np.ndarray, claim: float, *, worth: bool) -> np.ndarray:
    """Tell which bounds say so, (n,)."""
    return bound <= claim if worth else bound < 0.0


def first_fault(r: Relaxation, lower: np.ndarray, upper: np.ndarray, c: Certificate) -> str:
    """Replay a certificate; return the first step that does not hold, empty when all do.

    Parameters
    ----------
    r : Relaxation
        The whole program.
    lower, upper : (n,) float64
        Bounds that every selection keeps.
    c : Certificate
    """
    replay = _Replay(r, lower, upper, c)
    for k, (step, of) in enumerate(zip(c.steps.tolist(), c.of.tolist(), strict=True)):
        fault = replay.take(step, of)
        if fault:
            return f"step {k}: {fault}"
    return f"{len(replay.stack)} boxes stay open" if replay.stack else ""


class _Replay:
    """The boxes that are open; columns at 0 in all of them are left out."""

    def __init__(self, r: Relaxation, lower: np.ndarray, upper: np.ndarray, c: Certificate) -> None:
        self.whole, self.part, self.certificate, self.table = r, r, c, c
        self.place = np.arange(r.value.size)
        many = 0 if c.counts is None else c.counts.rows.shape[0]
        ends = np.full(many, -np.inf), np.full(many, np.inf)
        box = Box(np.array(lower, dtype=float), np.array(upper, dtype=float), False, *ends)
        crossed = (r.row_lower > r.row_upper).any() or (box.lower > box.upper).any()
        box.empty = bool(crossed)
        self.stack = [box]

    def take(self, step: int, of: int) -> str:
        """Take a step; return what is wrong with it."""
        if not self.stack:
            return "no box is left open"
        if step in (Step.SPLIT_ZERO, Step.SPLIT_ONE):
            return self._split(step, of)
        if step in (Step.SPLIT_UNDER, Step.SPLIT_OVER):
            return self._split_count(step, of)
        if step not in (Step.FIX, Step.CLOSE) or not 0 <= of < self.certificate.worth.size:
            return "unknown"
        box = self.stack[-1]
        if not box.empty:
            prices = self.table.prices(of, box.count_low, box.count_up)
            found = bounded(self.part, prices, box.lower, box.upper)
            worth = bool(self.certificate.worth[of])
            box.fix(found, self.part.integer, self.certificate.claim, worth=worth)
        if step == Step.CLOSE:
            if not box.empty:
                return "the box stays open"
            self.stack.pop()
        elif len(self.stack) == 1:
            self._narrow(box)
        return ""

    def _split(self, step: int, of: int) -> str:
        if not 0 <= of < self.whole.value.size or not self.whole.integer[of]:
            return f"column {of} is not binary"
        box, i = self.stack[-1], int(self.place[of])
        if i < 0:  # at 0 in every box: one child is all of it, the other is empty
            zero, one = box, replace(box, empty=True)
        else:
            zero, one = box.child(i, 0.0), box.child(i, 1.0)
        self.stack[-1:] = [one, zero] if step == Step.SPLIT_ZERO else [zero, one]
        return ""

    def _split_count(self, step: int, of: int) -> str:
        counts = self.certificate.counts
        if counts is None or not 0 <= of < counts.row.size:
            return f"split {of} is not known"
        box, at, limit = self.stack[-1], int(counts.row[of]), float(counts.limit[of])
        under = box.counted(at, -np.inf, limit)
        over = box.counted(at, limit + 1.0, np.inf)
        self.stack[-1:] = [over, under] if step == Step.SPLIT_UNDER else [under, over]
        return ""

    def _narrow(self, box: Box) -> None:
        """Leave out the columns at 0 of the one box there is, where these are many."""
        kept = np.flatnonzero((box.lower != 0.0) | (box.upper != 0.0))
        if box.empty or 2 * kept.size > box.lower.size:
            return
        self.part = self.part.of(kept)
        following = self.table.following
        following = replace(following, rows=following.rows[:, kept])
        counts = self.table.counts
        counts = None if counts is None else counts.over(kept)
        self.table = replace(self.table, following=following, counts=counts)
        number = np.append(np.full(box.lower.size, -1), -1)
        number[kept] = np.arange(kept.size)
        self.place = number[self.place]
        bounds = box.lower[kept], box.upper[kept]
        self.stack = [Box(*bounds, False, box.count_low, box.count_up)]
