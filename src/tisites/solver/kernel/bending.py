"""Selections brought back under convex limits by swaps, at the least loss of value."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np

from tisites.model.tolerances import NOTHING, SUMS

if TYPE_CHECKING:
    from tisites.solver.kernel.search import Search

#: Swaps before it gives up.
STEPS = 60
#: Swaps whose rows are verified at once, and how many such batches a step looks at.
BATCH, BATCHES = 512, 6


def bent(search: Search, chosen: np.ndarray, deadline: float) -> np.ndarray | None:
    """Swap sites until the convex limits are kept; None where swaps do not lead there.

    Each step takes the swap that keeps rows and spacing and brings the selection nearest to its
    limits for what it costs: excess removed by point of value lost. Of swaps that reach the
    limits, the most valuable.

    Parameters
    ----------
    search : Search
    chosen : (c,) int64
        Local columns that keep every row and spacing rule.
    deadline : float
        Monotonic clock.
    """
    if not search.prepared.curved:
        return chosen
    for _ in range(STEPS):
        over = search.over_curves(chosen)
        if over <= 0.0:
            return chosen
        if time.monotonic() > deadline:
            return None
        swap = _step(search, chosen, over)
        if swap is None:
            return None
        into, out = swap
        chosen = np.sort(np.append(np.delete(chosen, out), into))
    return None


def _step(search: Search, chosen: np.ndarray, over: float) -> tuple[int, int] | None:
    """Return the swap to take: a local column, and a place among the chosen."""
    gains = search.allowed(chosen)[0].swap.ravel()
    pair = np.flatnonzero(np.isfinite(gains))
    if pair.size == 0:
        return None
    into, out = np.divmod(pair, chosen.size)
    after = search.moves_over_curves(chosen, into, chosen[out])
    gain = gains[pair]
    scale = max(float(np.abs(gain).max()), SUMS)
    won = over - np.maximum(after, 0.0)
    # what reaches the limits comes first, by value; then excess removed for value lost
    reach = after <= 0.0
    score = np.where(reach, gain, won / (np.maximum(-gain, 0.0) + 1e-3 * scale))
    useful = np.flatnonzero(reach | (won > NOTHING * over))
    order = useful[np.lexsort((pair[useful], -score[useful], ~reach[useful]))]
    activity = search.activity(chosen)
    for at in range(0, min(order.size, BATCH * BATCHES), BATCH):
        some = order[at : at + BATCH]
        ok = search.rows_hold(into[some], chosen[out[some]], activity)
        if ok.any():
            pick = int(some[int(np.argmax(ok))])
            return int(into[pick]), int(out[pick])
    return None
