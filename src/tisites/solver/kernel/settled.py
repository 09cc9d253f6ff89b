"""One selection alone: what it is worth, or the rule it breaks, as a statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tisites.model.tolerances import SUMS
from tisites.solver.kernel.packing import clique
from tisites.solver.kernel.stated import StatedBound, stated

if TYPE_CHECKING:
    from tisites.solver.kernel.prepared import KernelProgram


def settled(p: KernelProgram, x: np.ndarray, *, broken: bool = True) -> StatedBound:
    """Return the statement that bounds a box of one selection (n,), its binaries fixed.

    A row that it breaks, or two sites too near to one another, else its worth: every point priced
    at its best chosen site. Without ``broken``, as where other columns are free, its worth alone.
    """
    if not broken:
        return _worth(p, np.flatnonzero(p.integer & (x > 0.5)))
    activity = np.asarray(p.rows @ x)
    over, under = activity - p.row_upper, p.row_lower - activity
    worst = np.maximum(over, under)
    if worst.size and worst.max() > 0:
        r = int(worst.argmax())
        rows = np.zeros(p.m)
        rows[r] = 1.0 if over[r] > 0 else -1.0
        # within the rounding of the sum, a row is not broken
        if worst[r] > SUMS * max(1.0, abs(activity[r])):
            return StatedBound(rows, np.empty(0), (), np.empty(0), worth=False)
    chosen = np.flatnonzero(x > 0.5)
    for rule in p.spacings:
        pairs = rule.conflicts(chosen)
        if pairs.size:
            none = np.zeros(p.m)
            return stated(none, np.empty(0), [clique(pairs[0])], np.ones(1), worth=False)
    return _worth(p, chosen)


def _worth(p: KernelProgram, chosen: np.ndarray) -> StatedBound:
    """Price every point at its best chosen site."""
    threshold = np.empty(0)
    if p.service is not None:
        everyone = np.arange(chosen.size)
        threshold = p.service.block(chosen).two_best(everyone)[0]
    return StatedBound(np.zeros(p.m), threshold, (), np.empty(0))
