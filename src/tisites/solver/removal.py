"""What each rule decides: the program solved again without it, from one warm session.

In an integer program a limit that is met nowhere may still decide, and one that is met may not:
only removal tells. Gains are monotone in what is removed, so that one solve without a whole group
proves all of its members idle when it gains nothing; a group that gains is halved.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from tisites.model.tolerances import NOTHING, PROOF_GAP, ROW
from tisites.solver.kernel.session import Session
from tisites.solver.solution import Limits, Proof

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tisites.model.program import Program
    from tisites.solver.solution import Solution

#: Seconds that a removal may take under a limit on all of them, however many wait.
LEAST_SECONDS = 0.3
_NONE = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Removal:
    """What is taken away together.

    Parameters
    ----------
    name : str
        Name of the rule, label of the row, or name of a group.
    rows : (k,) int64
        Rows opened on both sides.
    separations : tuple of int
        Spacing rules dropped, by their number.
    locks : (j,) int64
        Columns set free (0 to 1).
    """

    name: str
    rows: np.ndarray = field(default_factory=lambda: _NONE)
    separations: tuple[int, ...] = ()
    locks: np.ndarray = field(default_factory=lambda: _NONE)


def together(name: str, removals: Sequence[Removal]) -> Removal:
    """Return several removals as one.

    Examples
    --------
    >>> one, two = Removal("a", np.array([0, 2])), Removal("b", np.array([1]), (0,))
    >>> both = together("both", [one, two])
    >>> both.rows.tolist(), both.separations
    ([0, 1, 2], (0,))
    """
    return Removal(
        name,
        np.unique(np.concatenate([_NONE, *(one.rows for one in removals)])),
        tuple(sorted({number for one in removals for number in one.separations})),
        np.unique(np.concatenate([_NONE, *(one.locks for one in removals)])),
    )


@dataclass(frozen=True, slots=True)
class RemovalEffect:
    """What a removal changes against the selection in hand.

    Parameters
    ----------
    removal : Removal
        What was taken away.
    proof : Proof
        ``OPTIMAL``: ``gain`` is exact. ``FEASIBLE``: at least ``gain``, at most ``gain_most``.
        ``UNKNOWN``: not measured.
    gain : float
        Points that the best selection found gains; never negative.
    gain_most : float
        Proven upper bound of the gain; infinite when none is known.
    enters, leaves : (k,) int64
        Columns of the best selection found against the one in hand; others may be worth as much.
    """

    removal: Removal
    proof: Proof
    gain: float
    gain_most: float
    enters: np.ndarray
    leaves: np.ndarray

    @property
    def idle(self) -> bool:
        """Whether it is proven that the removal gains nothing."""
        return self.proof is Proof.OPTIMAL and self.gain == 0.0


class Removals:
    """Measures removals from one program and one selection.

    Parameters
    ----------
    program : Program
        What was solved.
    x : (n,) float64
        The selection in hand, every column.
    proven : bool
        Whether it is proven optimal; no gain is exact otherwise.
    seconds : float, optional
        Limit on all the measures together; what it cuts is told as not proven.
    told : callable, optional
        Hears how many removals are measured.
    session : Session, optional
        One that solved this program, to be asked in place of a new one; its limits and locks are
        changed.
    """

    def __init__(
        self,
        program: Program,
        x: np.ndarray,
        *,
        proven: bool = True,
        seconds: float | None = None,
        told: Callable[[int], None] | None = None,
        session: Session | None = None,
    ) -> None:
        self.program, self.x, self.proven = program, x, proven
        self.value = program.objective(x)
        self.interrupted = False
        self.solves = 0
        self._chosen = np.flatnonzero(program.integer & (x > 0.5)).astype(np.int64)
        self._end = math.inf if seconds is None else time.monotonic() + seconds
        self._sessions: dict[tuple[int, ...], Session] = {} if session is None else {(): session}
        self._told = told
        self._done = self._waiting = 0

    def each(self, removals: Sequence[Removal]) -> list[RemovalEffect]:
        """Measure every removal; those likely idle are proven together where they are.

        Returns
        -------
        list of RemovalEffect
            In the order given.
        """
        self._waiting = self._done + len(removals)
        quiet = [one for one in removals if self.quiet(one)]
        loud = [one for one in removals if not self.quiet(one)]
        found: dict[str, RemovalEffect] = {}
        if len(quiet) > 1:
            free, priced = self._by_price(quiet)
            self._halve(free, found)
            loud = [*priced, *loud]
        else:
            loud = [*quiet, *loud]
        for one in loud:
            found[one.name] = self.one(one)
        return [found[one.name] for one in removals]

    def quiet(self, removal: Removal) -> bool:
        """Whether a removal takes away nothing that the selection in hand meets."""
        if removal.locks.size:
            return False
        program, rows = self.program, removal.rows
        activity = (program.matrix @ self.x)[rows]
        for limit in (program.row_lower[rows], program.row_upper[rows]):
            near = np.isfinite(limit)
            near[near] = np.abs(activity - limit)[near] <= ROW * np.maximum(
                1.0, np.abs(limit[near])
            )
            if near.any():
                return False
        return not any(
            program.separations[number].keeps_out(self._chosen) for number in removal.separations
        )

    def one(self, removal: Removal) -> RemovalEffect:
        """Measure one removal by itself."""
        found = self._solved(removal)
        self._tell(1)
        return self._effect(removal, found)

    def _tell(self, more: int) -> None:
        self._done += more
        if self._told is not None:
            self._told(self._done)

    def _effect(self, removal: Removal, found: Solution | None) -> RemovalEffect:
        if found is None:
            return RemovalEffect(removal, Proof.UNKNOWN, 0.0, math.inf, _NONE, _NONE)
        solved, same = found.proof is Proof.OPTIMAL, PROOF_GAP * max(1.0, abs(self.value))
        if found.proof is Proof.INFEASIBLE or (solved and found.value <= self.value + same):
            return RemovalEffect(
                removal, Proof.OPTIMAL, 0.0, 0.0, _NONE, _NONE
            )  # nothing is worth more
        most = max(0.0, found.bound - self.value)
        if found.x.size == 0 or found.value <= self.value + same:
            return RemovalEffect(removal, Proof.FEASIBLE, 0.0, most, _NONE, _NONE)
        gain = found.value - self.value
        return RemovalEffect(
            removal,
            Proof.OPTIMAL if solved and self.proven else Proof.FEASIBLE,
            gain,
            gain if solved else max(gain, most),
            np.setdiff1d(found.selected, self._chosen),
            np.setdiff1d(self._chosen, found.selected),
        )

    def _halve(self, group: Sequence[Removal], found: dict[str, RemovalEffect]) -> None:
        """Measure a group: idle at once where that is proven, by halves otherwise."""
        if not group:
            return
        if len(group) == 1:
            found[group[0].name] = self.one(group[0])
            return
        whole = self._effect(together("", group), self._solved(together("", group)))
        if whole.idle:
            for one in group:
                found[one.name] = replace(whole, removal=one)
            self._tell(len(group))
            return
        middle = len(group) // 2
        self._halve(group[:middle], found)
        self._halve(group[middle:], found)

    def _by_price(self, group: Sequence[Removal]) -> tuple[list[Removal], list[Removal]]:
        """Split: what the linear program does not pay for is likely idle; then what it pays for."""
        asked = self._solved(Removal(""))
        if asked is None:
            return list(group), []
        prices = np.abs(self._sessions[()].row_prices())
        paid = [bool((prices[one.rows] > NOTHING).any()) for one in group]
        return (
            [one for one, is_paid in zip(group, paid, strict=True) if not is_paid],
            [one for one, is_paid in zip(group, paid, strict=True) if is_paid],
        )

    def _solved(self, removal: Removal) -> Solution | None:
        """Look for a selection worth more without these rules; ``None`` when time is up."""
        left = self._end - time.monotonic()
        if self.interrupted or left <= 0:
            return None
        program = self.program
        session = self._session(removal.separations)
        row_lower, row_upper = program.row_lower.copy(), program.row_upper.copy()
        row_lower[removal.rows], row_upper[removal.rows] = -np.inf, np.inf
        lower, upper = program.lower.copy(), program.upper.copy()
        lower[removal.locks], upper[removal.locks] = 0.0, 1.0
        session.change(row_lower=row_lower, row_upper=row_upper, lower=lower, upper=upper)
        limits = Limits(None if math.isinf(left) else min(left, self._share(left)))
        self.solves += 1
        found = session.solve(limits, above=self.value)
        self.interrupted = session.interrupted
        return None if self.interrupted else found

    def _share(self, left: float) -> float:
        """Return the seconds of one solve: no rule that is hard to tell starves the others."""
        waiting = max(1, self._waiting - self._done)
        return max(LEAST_SECONDS, 2.0 * left / waiting)

    def _session(self, dropped: tuple[int, ...]) -> Session:
        if dropped not in self._sessions:
            kept = tuple(
                rule for k, rule in enumerate(self.program.separations) if k not in dropped
            )
            program = replace(self.program, separations=kept)
            self._sessions[dropped] = Session(program, confirm=False)
            self._sessions[dropped].seed([], [self.x])
        return self._sessions[dropped]
