"""A measure of numbers of sites, solved by the tree over numbers where that is possible."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

import numpy as np

from tisites.messages.progress import Silent
from tisites.solver.check import checked_answer
from tisites.solver.fairness.numbers import numbered
from tisites.solver.fairness.numbers_tree import NumbersTree
from tisites.solver.form import StopReason
from tisites.solver.proof import proof_of
from tisites.solver.solution import Limits, Proof, Solution

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from tisites.messages.progress import Listener
    from tisites.model.program import Program


#: Territories up to which their numbers of sites are branched on.
MOST_TERRITORIES = 60
#: How such answers name their solver.
NAME = "numbers tree + HiGHS"


class ByNumbers:
    """Programs that differ in the rows and the objective of one measure only.

    Parameters
    ----------
    program : Program
        With the rows and columns of the measure.
    own : (r,) int64
        These rows.
    benefit : (g, n) csr_array
        Benefit of each territory by site.
    """

    def __init__(self, program: Program, own: np.ndarray, benefit: csr_array) -> None:
        self.own, self.benefit = own, benefit
        few = benefit.shape[0] <= MOST_TERRITORIES
        first = numbered(program, own, benefit) if few else None
        self._tree = None if first is None else NumbersTree(first)

    @property
    def able(self) -> bool:
        """Whether numbers of sites decide the measure (see :func:`~.numbers.numbered`), a few."""
        return self._tree is not None

    def solve(
        self,
        program: Program,
        limits: Limits,
        above: float = -math.inf,
        listener: Listener | None = None,
        *,
        keep: bool = False,
    ) -> Solution:
        """Solve the program as its measure is now.

        Parameters
        ----------
        program : Program
            The first one, with other coefficients or limits in the measure's rows, or another
            objective that sites of a territory share alike.
        limits : Limits
            When to stop.
        above : float
            Only selections worth more are of interest; infeasible then says that there is none.
        listener : Listener, optional
            Hears values and bounds.
        keep : bool
            Whether Ctrl-C returns the best selection so far, if there is one.

        Raises
        ------
        ValueError
            When numbers of sites do not decide the program.
        KeyboardInterrupt
            On Ctrl-C.
        """
        began = time.monotonic()
        asked = numbered(program, self.own, self.benefit)
        if self._tree is None or asked is None:
            raise ValueError("the measure asks for more than numbers of sites")

        def left() -> float | None:
            if limits.seconds is None:
                return None
            return max(0.0, limits.seconds - (time.monotonic() - began))

        found = self._tree.solve(asked, left, above, (listener or Silent()).bounds)
        if found.interrupted and (found.sites is None or not keep):
            raise KeyboardInterrupt
        seconds = {"numbers": time.monotonic() - began}
        figures = {"number_nodes": float(found.nodes), "number_leaves": float(found.leaves)}
        if found.sites is None:
            none = np.empty(0)
            return Solution(
                found.proof, np.empty(0, dtype=np.int64), none, math.nan, found.bound, none,
                NAME, seconds, figures,
            )  # fmt: skip
        held = checked_answer(program, np.concatenate([found.sites, found.own]))
        bound = max(held.value, found.bound)
        stop = StopReason.OPTIMAL if found.proof is Proof.OPTIMAL else StopReason.LIMIT
        return Solution(
            proof_of(held.value, bound, stop, limits), held.selected, held.x, held.value, bound,
            held.activities, NAME, seconds, figures,
        )  # fmt: skip
