"""Which limits a chosen site serves, and which ones stand in the way of another."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from tisites.solver.check import row_slack
from tisites.study.exchange import exchanges, mixed_rows, too_near
from tisites.study.relax.dials import CHOOSE, Dial, dials

if TYPE_CHECKING:
    from tisites.study.explain.base import Answered


@dataclass(frozen=True, slots=True)
class ServedFloor:
    """A floor that a chosen site helps to meet, and that breaks without it.

    Parameters
    ----------
    dial : Dial
        The floor.
    brings : float
        What the site brings to it, in the planner's unit.
    standing : float
        How the floor stands with the site, in the planner's unit.
    others : int
        Other candidates in play, not chosen, that bring something to it.
    only_way : bool
        Whether the floor cannot be met by any other sites, whatever the rest of the selection.
    """

    dial: Dial
    brings: float
    standing: float
    others: int
    only_way: bool


@dataclass(frozen=True, slots=True)
class Break:
    """A limit that a change would break, and by how much in the planner's unit.

    For a distance ``by`` is how many km are lacking and ``sites`` are the chosen sites in the way.
    """

    dial: Dial
    by: float
    sites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Swap:
    """The site in the place of a chosen one: what it gains, and what it breaks."""

    leaves: str
    gain: float
    breaks: tuple[Break, ...]


class Standing:
    """How every row stands at an answer; asked of for one site after another."""

    def __init__(self, base: Answered) -> None:
        self.base = base
        program = base.case.program
        self.activity = program.matrix @ base.x
        self.slack = row_slack(program.matrix, program.row_lower, program.row_upper)
        self.dials = dials(base.case)
        #: Rows that only count sites; what continuous columns would do is not guessed.
        self.plain = ~mixed_rows(program)

    @cached_property
    def columns(self) -> np.ndarray:
        """Return the matrix, dense by column: (m, n)."""
        return self.base.case.program.matrix.toarray()

    @property
    def exchanges_tell(self) -> bool:
        """Whether what an exchange of two sites gains is told without a solve."""
        program = self.base.case.program
        return not bool(program.value[~program.integer].any())

    def services(self, column: int) -> list[ServedFloor]:
        """Return the floors that break without this chosen site, the rarest first."""
        program = self.base.case.program
        choose = int(self.base.selected.size)
        free = (program.upper > 0.5) & program.integer
        found = []
        for dial in self.dials:
            if dial.side != "min" or not self.plain[dial.row]:
                continue
            row = self.columns[dial.row]
            own = row[column]
            bound = program.row_lower[dial.row]
            if own <= 0 or self.activity[dial.row] - own >= bound - self.slack[dial.row]:
                continue
            others = free & (row > 0) & (self.base.x < 0.5)
            rest = np.sort(row[free & (np.arange(row.size) != column)])[::-1][:choose]
            most = float(rest[rest > 0].sum())
            at = self._standing(dial)
            found.append(
                ServedFloor(
                    dial, float(own) / dial.per_unit, at, int(others.sum()),
                    bool(most < bound - self.slack[dial.row]),
                )
            )  # fmt: skip
        return sorted(found, key=lambda s: (not s.only_way, s.others, s.dial.row))

    def _standing(self, dial: Dial) -> float:
        moved = self.activity[dial.row] - self.base.case.program.row_lower[dial.row]
        return dial.limit + float(moved) / dial.per_unit

    def added(self, column: int) -> list[Break]:
        """Return the limits that break when the site is simply added, the count of sites apart."""
        activity = self.activity + self.columns[:, column]
        return self._broken(activity, self.base.selected, column)

    def alone(self, column: int) -> list[Break]:
        """Return the ceilings of rows without negative coefficients that the site alone exceeds."""
        program = self.base.case.program
        found = []
        for dial in self.dials:
            if dial.side != "max" or not self.plain[dial.row]:
                continue
            row = self.columns[dial.row]
            over = float(row[column] - program.row_upper[dial.row])
            if over > self.slack[dial.row] and row.min() >= 0:
                found.append(Break(dial, over / dial.per_unit))
        return found

    def swaps(self, column: int) -> list[Swap]:
        """Return every exchange with a chosen site that is not locked in, best gain first.

        None when the objective counts more than sites. Rules that are measured over the whole
        selection (equity, shared labour) are not among the limits that an exchange may break.
        """
        base, program = self.base, self.base.case.program
        if not self.exchanges_tell:
            return []  # what continuous columns would be worth takes a solve
        found = []
        moves = exchanges(program, base.selected, column)
        for k, leaver in enumerate(moves.leaves):
            others = base.selected[base.selected != leaver]
            breaks = tuple(self._broken(moves.after[:, k], others, column))
            found.append(Swap(str(program.columns[leaver]), float(moves.gains[k]), breaks))
        return sorted(found, key=lambda s: (-s.gain, s.leaves))

    def _broken(self, activity: np.ndarray, chosen: np.ndarray, column: int) -> list[Break]:
        program = self.base.case.program
        under = program.row_lower - activity
        over = activity - program.row_upper
        found = []
        for dial in self.dials:
            if dial.side == "km":
                found += self._too_close(dial, chosen, column)
            if dial.row < 0 or dial.constraint == CHOOSE or not self.plain[dial.row]:
                continue
            by = under if dial.opens < 0 else over
            lack = float(by[dial.row])
            if dial.side == "rule":
                lack = float(max(under[dial.row], over[dial.row]))
            if lack > self.slack[dial.row]:
                found.append(Break(dial, lack / dial.per_unit))
        return found

    def _too_close(self, dial: Dial, chosen: np.ndarray, column: int) -> list[Break]:
        rule = self.base.case.program.separations[dial.column]
        close, km = too_near(rule, chosen, column)
        ids = tuple(str(s) for s in self.base.case.program.columns[close])
        return [Break(dial, rule.km - km, ids)] if ids else []


def blockers(swaps: list[Swap], tie: float) -> list[tuple[Dial, int]]:
    """Count, over exchanges that would gain, how many each limit forbids; most first."""
    counts: dict[Dial, int] = {}
    for swap in swaps:
        if swap.gain > tie:
            for one in swap.breaks:
                counts[one.dial] = counts.get(one.dial, 0) + 1
    return sorted(counts.items(), key=lambda item: (-item[1], item[0].constraint, item[0].row))


def best_swap(swaps: list[Swap]) -> Swap | None:
    """Return the best exchange that breaks nothing; None when there is none."""
    return next((swap for swap in swaps if not swap.breaks and math.isfinite(swap.gain)), None)
