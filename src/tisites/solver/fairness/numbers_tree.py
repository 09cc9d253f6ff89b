"""Branch and bound over numbers of sites: sites are chosen once their numbers are whole."""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from tisites.certificate.implied import implied_bounds
from tisites.messages.stop import look
from tisites.model.tolerances import OWN_COLUMNS, SAME, WHOLE
from tisites.solver.expand import compact
from tisites.solver.fairness.numbers_relaxed import Relaxed, best_columns, with_rows
from tisites.solver.kernel.covers import violated_covers
from tisites.solver.kernel.prepared import prepare
from tisites.solver.kernel.session import Session
from tisites.solver.proof import closed
from tisites.solver.solution import Limits, Proof

if TYPE_CHECKING:
    from collections.abc import Callable

    from tisites.solver.fairness.numbers import Numbered
    from tisites.solver.form import LinearForm

#: Rounds of covers at the root.
ROUNDS = 6

Node = tuple[float, int, np.ndarray, np.ndarray, np.ndarray, np.ndarray]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search over numbers found.

    Parameters
    ----------
    sites : (n,) float64, optional
        The best selection.
    own : (e,) float64
        Columns of the measure that go with it.
    value : float
        Its objective; minus infinity without one.
    bound : float
        Proven limit of every selection's objective.
    nodes, leaves : int
        Linear programs solved, and selections asked for with their numbers given.
    interrupted : bool
        Whether Ctrl-C ended the search: the best so far, with its bound.
    """

    sites: np.ndarray | None
    own: np.ndarray
    value: float
    bound: float
    nodes: int = 0
    leaves: int = 0
    interrupted: bool = False

    @property
    def proof(self) -> Proof:
        """What is proven; infeasible: no selection is worth what was asked."""
        if self.sites is None:
            return Proof.INFEASIBLE if self.bound == -math.inf else Proof.UNKNOWN
        return Proof.OPTIMAL if closed(self.value, self.bound) else Proof.FEASIBLE


class NumbersTree:
    """Searches of one program under one measure, whose rows move from search to search.

    Under a measure of numbers of sites (a Gini index of sites per inhabitant) the linear optimum
    splits sites between territories; once the numbers are whole, the program is a plain one, whose
    linear optimum is nearly always whole. The tree branches on numbers (tens of columns) and asks
    a warm session for the sites where they are whole: both ends are exact.

    Parameters
    ----------
    first : Numbered
        The program; its sites, their rows and their values stay.
    """

    def __init__(self, first: Numbered) -> None:
        lower, upper = implied_bounds(first.plain)
        self._form = replace(compact(first.plain), lower=lower, upper=upper)
        self._prepared = prepare(first.plain)
        self._covers: set[bytes] = set()
        self._chosen: dict[bytes, np.ndarray | None] = {}
        self._plain, many = first.plain, first.helps.shape[0]
        names = tuple(f"number {g}" for g in range(many))
        counted = first.plain.with_rows(first.helps, 0.0, np.inf, names)
        self._session = Session(counted, confirm=False)

    def solve(
        self,
        asked: Numbered,
        left: Callable[[], float | None],
        above: float = -math.inf,
        tell: Callable[[float, float], None] = lambda *_: None,
    ) -> Found:
        """Solve the program under the measure's rows and objective as they are now.

        Parameters
        ----------
        asked : Numbered
            The same sites and rows as the first.
        left : callable
            Seconds left, None without a limit.
        above : float
            Only selections worth more are of interest.
        tell : callable
            Hears the value and the bound of each better selection.
        """
        relaxed = Relaxed(self._tightened(asked), asked)
        best = Found(None, np.empty(0), above, math.inf)
        heap: list[Node] = []
        queue = [(np.zeros(relaxed.many), relaxed.most)]
        nodes = leaves = 0

        def ended(bound: float) -> Found:
            value = -math.inf if best.sites is None else best.value
            bound = max(bound, value)
            return replace(best, value=value, bound=bound, nodes=nodes, leaves=leaves)

        top = math.inf  # nothing unexplored is worth more
        try:
            while True:
                look()
                enough = best.value
                if math.isfinite(enough):
                    enough += SAME * max(1.0, abs(enough))
                for low, high in queue:
                    nodes += 1
                    bound, _, numbers, own = relaxed.solve(low, high)
                    bound += asked.plain.constant
                    if bound > enough:
                        heapq.heappush(heap, (-bound, nodes, low, high, numbers, own))
                top = -heap[0][0] if heap else -math.inf
                if top <= enough:
                    return ended(-math.inf)
                if left() == 0.0:
                    return ended(top)
                bound, _, low, high, numbers, own = heapq.heappop(heap)
                if not numbers.size:  # nothing is known of these numbers, nor where to split them
                    return ended(math.inf)
                off = np.abs(numbers - np.rint(numbers))
                if off.max(initial=0.0) > WHOLE:
                    queue = _halves(low, high, numbers, int(np.argmax(off)))
                    continue
                whole = np.rint(numbers)
                leaves += 1
                own, spare = best_columns(asked, whole)
                known, sites = self._sites(whole, left())
                if not known or (sites is not None and spare > OWN_COLUMNS):
                    return ended(top)
                if sites is not None:
                    value = float(asked.gain @ np.concatenate([whole, own])) + asked.plain.constant
                    value += float(asked.plain.value @ sites) if asked.valued else 0.0
                    if value > best.value:
                        best = Found(sites, own, value, top)
                        tell(value, top)
                queue = _around(low, high, whole)
        except KeyboardInterrupt:
            return replace(ended(top), interrupted=True)

    def _tightened(self, asked: Numbered) -> LinearForm:
        """Return the rows of the sites, with the covers that the relaxation calls for."""
        for _ in range(ROUNDS):
            relaxed = Relaxed(self._form, asked)
            _, x, _, _ = relaxed.solve(np.zeros(relaxed.many), relaxed.most)
            if not x.size:
                break
            fresh = [c for c in violated_covers(self._prepared, x) if c.key() not in self._covers]
            if not fresh:
                break
            self._covers |= {cover.key() for cover in fresh}
            ends = np.cumsum([0, *(cover.columns.size for cover in fresh)])
            data = np.concatenate([cover.weights for cover in fresh])
            at = np.concatenate([cover.columns for cover in fresh])
            body = csr_array((data, at, ends), shape=(len(fresh), x.size))
            self._form = with_rows(self._form, body, np.array([cover.side for cover in fresh]))
        return self._form

    def _sites(self, numbers: np.ndarray, seconds: float | None) -> tuple[bool, np.ndarray | None]:
        """Return whether the best sites with these numbers are known, and them, if there are."""
        key = numbers.tobytes()
        if key not in self._chosen:
            plain = self._plain
            self._session.change(
                row_lower=np.append(plain.row_lower, numbers),
                row_upper=np.append(plain.row_upper, numbers),
            )
            self._session.forget_selections()
            solution = self._session.solve(Limits(seconds))
            if self._session.interrupted:
                raise KeyboardInterrupt
            if solution.proof not in (Proof.OPTIMAL, Proof.INFEASIBLE):
                return False, None
            self._chosen[key] = solution.x if solution.x.size else None
        return True, self._chosen[key]


def _halves(
    low: np.ndarray, high: np.ndarray, at: np.ndarray, g: int
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Split the limits at a fractional number."""
    under, over = high.copy(), low.copy()
    under[g], over[g] = np.floor(at[g]), np.ceil(at[g])
    return [(low, under), (over, high)]


def _around(
    low: np.ndarray, high: np.ndarray, at: np.ndarray
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Cover all whole numbers within the limits but one point, without overlap."""
    low, high = low.copy(), high.copy()
    parts = []
    for g in range(at.size):
        if at[g] - 1.0 >= low[g]:
            under = high.copy()
            under[g] = at[g] - 1.0
            parts.append((low.copy(), under))
        if at[g] + 1.0 <= high[g]:
            over = low.copy()
            over[g] = at[g] + 1.0
            parts.append((over, high.copy()))
        low[g] = high[g] = at[g]
    return parts
