"""The smallest sets of limits that cannot hold together, by the planner's names."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tisites.messages.stop import look
from tisites.solver.expand import compact
from tisites.solver.form import LinearForm, StopReason
from tisites.solver.sure import run_sure
from tisites.study.relax.dials import CHOOSE, Dial, dials

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from tisites.run.read.case import Case


@dataclass(frozen=True, slots=True)
class Conflict:
    """Limits that contradict each other.

    Parameters
    ----------
    dials : tuple of Dial
        Leaving out any one of them leaves the others feasible; empty when nothing conflicts.
    smallest : bool
        Whether that was proven of each; False when time ran out.
    """

    dials: tuple[Dial, ...]
    smallest: bool

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the constraints, in alphabetical order."""
        return tuple(sorted({dial.constraint for dial in self.dials}))


def find_conflict(
    case: Case,
    *,
    given: Mapping[int, float] | None = None,
    first: Collection[str] = (),
    seconds: float = 60.0,
) -> Conflict:
    """Find an irreducible set of limits that cannot hold together.

    QuickXplain (Junker 2004), first over named constraints, then over the single limits of those:
    a conflict of k limits among n takes about ``2 k log2(n / k)`` feasibility solves.

    Parameters
    ----------
    case : Case
        An infeasible case.
    given : mapping of int to float, optional
        Columns held at 0 or 1 whatever else: what contradicts a site's presence or absence.
    first : collection of str
        Constraints that may be all it takes, as those of a relaxation: if they clash, by
        themselves or with the number of sites, no other is asked.
    seconds : float
        Wall clock; past it the conflict stands, and may not be the smallest.
    """
    held = dict(given or {})
    oracle = _Oracle(case, seconds, held)
    every = [
        dial
        for dial in dials(case)
        if dial.side not in ("lock_in", "lock_out") or dial.column not in held
    ]
    among = every
    for more in ({CHOOSE}, set()) if first else ():
        few = [dial for dial in among if dial.constraint in {*first, *more}]
        if not oracle.conflict(few):
            break
        among = few
    if among is every:
        oracle.sure = True
        if not oracle.conflict(every):
            return Conflict((), oracle.sure)
    found = _smallest(among, oracle)
    return Conflict(tuple(sorted(found, key=every.index)), oracle.sure)


def _smallest(every: Sequence[Dial], oracle: _Oracle) -> list[Dial]:
    """Return an irreducible conflict among limits that clash."""
    names = list(dict.fromkeys(dial.constraint for dial in every))
    groups = [[dial for dial in every if dial.constraint == name] for name in names]
    kept = quickxplain(groups, oracle.conflict)
    singles = [[dial] for group in kept for dial in group]
    return [group[0] for group in quickxplain(singles, oracle.conflict)]


def quickxplain[T](
    groups: Sequence[list[T]], conflict: Callable[[Sequence[T]], bool]
) -> list[list[T]]:
    """Return an irreducible subset of groups that still conflict.

    Parameters
    ----------
    groups : sequence of list
        Together in conflict.
    conflict : callable
        Whether these items cannot hold together.

    Examples
    --------
    >>> bad = lambda items: {2, 5} <= set(items)
    >>> quickxplain([[k] for k in range(8)], bad)
    [[2], [5]]
    """

    def flat(parts: Sequence[list[T]]) -> list[T]:
        return [item for part in parts for item in part]

    def shrink(background: list[list[T]], grown: bool, rest: list[list[T]]) -> list[list[T]]:
        if grown and conflict(flat(background)):
            return []
        if len(rest) == 1:
            return rest
        half = len(rest) // 2
        left, right = rest[:half], rest[half:]
        second = shrink([*background, *left], bool(left), right)
        first = shrink([*background, *second], bool(second), left)
        return [*first, *second]

    whole = list(groups)
    if not whole or conflict([]):
        return []
    return shrink([], False, whole)


class _Oracle:
    """Tells whether a set of limits can hold together: one linear form, limits opened or shut."""

    def __init__(self, case: Case, seconds: float, given: Mapping[int, float]) -> None:
        self.given = given
        program = replace(case.program, access=None, value=np.zeros(case.program.n_columns))
        self.form = compact(program)
        self.program = program
        self.deadline = time.monotonic() + seconds
        self.sure = True
        self.cliques = {
            number: np.array(
                [
                    k
                    for k, label in enumerate(self.form.row_labels)
                    if label.startswith(f"{rule.constraint}[clique ")
                ],
                dtype=np.int64,
            )
            for number, rule in enumerate(program.separations)
        }

    def conflict(self, items: Sequence[Dial]) -> bool:
        """Whether these limits are proven to contradict each other."""
        look()
        left = self.deadline - time.monotonic()
        if left <= 0:
            self.sure = False
            return False
        stop = run_sure(self._only(items), seconds=left).stop
        if stop is StopReason.INTERRUPTED:
            raise KeyboardInterrupt
        if stop is StopReason.LIMIT:
            self.sure = False
        return stop is StopReason.INFEASIBLE

    def _only(self, items: Sequence[Dial]) -> LinearForm:
        form, program = self.form, self.program
        low, high = np.full_like(form.row_lower, -np.inf), np.full_like(form.row_upper, np.inf)
        lower = np.where(form.integer, 0.0, form.lower)
        upper = np.where(form.integer, 1.0, form.upper)
        for column, at in self.given.items():
            lower[column] = upper[column] = at
        for dial in items:
            if dial.side == "lock_in":
                lower[dial.column] = program.lower[dial.column]
            elif dial.side == "lock_out":
                upper[dial.column] = program.upper[dial.column]
            elif dial.side == "km":
                high[self.cliques[dial.column]] = 1.0
            else:
                if dial.opens <= 0:
                    low[dial.row] = program.row_lower[dial.row]
                if dial.opens >= 0:
                    high[dial.row] = program.row_upper[dial.row]
        return replace(form, row_lower=low, row_upper=high, lower=lower, upper=upper)
