"""The proof: kernels, each as wide as the gap needs, closed until nothing outside can matter."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from tisites.certificate.replay import Step
from tisites.model.tolerances import IN_USE
from tisites.solver.form import StopReason
from tisites.solver.kernel.back_end import by_back_end, by_leaves
from tisites.solver.kernel.columns import ALL_COLUMNS
from tisites.solver.kernel.incumbents import polish, take_only
from tisites.solver.kernel.prove import kernel_form
from tisites.solver.kernel.settled import settled
from tisites.solver.kernel.state import OutOfTimeError
from tisites.solver.kernel.tree import Closed, Tree

if TYPE_CHECKING:
    from tisites.solver.kernel.state import Work

#: Columns in the first kernel beyond the linear optimum's; wider ones only if the gap needs them.
KERNEL = 60
#: Linear programs the short tree may solve, and the cuts of it kept when it gives up.
TREE_SOLVES, TREE_CUTS = 600, 40
#: Linear programs it may solve under convex limits, which the back end knows whole.
CURVED_SOLVES = 100
NO_LIMIT = 10**9
#: Leaves that the back end is asked one by one; with more, the whole kernel at once.
LEAVES = 30
#: Columns in the first kernel then: the back end takes a thousand in its stride.
CURVED_KERNEL = 1500


@dataclass(frozen=True, slots=True)
class Pick:
    """Columns for a kernel.

    Parameters
    ----------
    columns : (k,) int64
        Columns left free, ascending.
    held : (n,) float64
        Value of every other column.
    whole : bool
        Whether no column outside could still matter.
    """

    columns: np.ndarray
    held: np.ndarray
    whole: bool


def prove(work: Work) -> None:
    """Solve kernels, each as wide as the gap needs, until nothing outside can matter.

    Raises
    ------
    OutOfTimeError
        Past the deadline.
    KeyboardInterrupt
        When the back end heard Ctrl-C.
    """
    p, s, m = work.prepared, work.state, work.master
    cap = KERNEL + int((m.point()[0] > IN_USE).sum())
    cap = max(cap, CURVED_KERNEL) if p.curved else cap
    while True:
        work.tick()
        target = work.target()
        if ((s.if_one < target) & (s.if_zero < target) & (p.upper > p.lower)).any():
            return  # some column can be neither: nothing better
        pick = _pick(work, target, cap)
        m.add_columns(pick.columns[m.place[pick.columns] < 0])
        m.add_columns(np.flatnonzero((pick.held > 0.5) & (m.place < 0)))
        s.figures["kernel_columns"] = float(pick.columns.size)
        s.count("kernels")
        with work.watch.phase("prove"):
            _prove_kernel(work, pick.columns, pick.held)
        if pick.whole or work.closed():
            s.infeasible = pick.whole and s.chosen is None
            _settle(work, pick.columns, pick.held)
            return
        now = work.target()
        # outside the kernel, only the value that was held may still be of interest
        still = np.where(pick.held > 0.5, s.if_zero, s.if_one) >= now
        still &= (p.upper > p.lower) & p.integer
        still[pick.columns] = False
        if not still.any():
            _settle(work, pick.columns, pick.held)
            return
        cap = max(4 * cap, 500)


def _settle(work: Work, columns: np.ndarray, held: np.ndarray) -> None:
    """Close the last kernel by a tree, whatever it takes, if a back end alone has called it closed.

    Raises
    ------
    OutOfTimeError
        When the tree did not close it.
    """
    if work.state.closed is None and not work.closed():
        with work.watch.phase("prove"):
            if not _tree(work, columns, held, NO_LIMIT):
                raise OutOfTimeError
    _second_word(work)


def _second_word(work: Work) -> None:
    """Let the back end look for better in the last kernel: leaf by leaf, if these are few."""
    tree = work.state.closed
    if work.run is None or not work.confirm or tree is None or tree.columns.size == 0:
        return
    with work.watch.phase("confirm"):
        if 0 < len(tree.leaves) <= LEAVES and not work.prepared.curved:
            by_leaves(work, tree)
        else:
            by_back_end(work, tree.columns, tree.held, closed=True)


def from_scratch(work: Work) -> bool:
    """Close the whole program as one kernel: where the root's statements do not hold."""
    p = work.prepared
    columns = np.flatnonzero((p.upper > p.lower) | ~p.integer)
    if columns.size > ALL_COLUMNS:
        return False
    held = np.where(p.upper > p.lower, 0.0, p.lower)
    work.master.add_columns(np.flatnonzero(work.master.place < 0))
    work.state.count("kernels")
    try:
        _prove_kernel(work, columns, held)
        _settle(work, columns, held)
    except OutOfTimeError:
        return False
    return True


def _pick(work: Work, target: float, cap: int) -> Pick:
    """Choose the columns that could still be either, at most ``cap``, and hold the others."""
    p, s = work.prepared, work.state
    needed = (s.if_one >= target) & (s.if_zero >= target) & (p.upper > p.lower)
    needed |= ~p.integer
    columns = np.flatnonzero(needed)
    whole = columns.size <= cap
    if not whole:
        slack = np.minimum(s.if_one, s.if_zero)[columns]
        slack[~p.integer[columns]] = np.inf
        columns = np.sort(columns[np.argsort(-slack, kind="stable")[:cap]])
    held = np.where((s.if_one < target) & (s.if_zero >= target), p.lower, 0.0)
    held = np.where((s.if_zero < target) & (s.if_one >= target), p.upper, held)
    outside = needed.copy()
    outside[columns] = False
    held = np.where(outside, np.where(work.reduced > 0, p.upper, p.lower), held)
    held = np.where(p.upper <= p.lower, p.lower, held)
    return Pick(columns, held, whole)


def _prove_kernel(work: Work, columns: np.ndarray, held: np.ndarray) -> None:
    """Close one kernel by a short tree, every leaf of which is recomputed.

    Where it gives up, the back end looks for a better selection; that it finds none proves
    nothing, but another kernel may make this one needless (:func:`_settle`).
    """
    work.state.closed = None
    if columns.size == 0:
        take_only(work, held)
        work.state.closed = Closed(columns, held)
        work.state.closed.by(Step.CLOSE, settled(work.prepared, held))
        return
    most = CURVED_SOLVES if work.prepared.curved else TREE_SOLVES
    closed = TREE_SOLVES > 0 and _tree(work, columns, held, most)
    if not closed and work.run is not None:
        by_back_end(work, columns, held, closed=False)


def _tree(work: Work, columns: np.ndarray, held: np.ndarray, most: int) -> bool:
    """Try to close a kernel with a tree of so many linear programs; what it learnt is kept."""
    m, s = work.master, work.state
    kernel = kernel_form(work.prepared, m, columns, held)
    tree = Tree(
        work.prepared, m, kernel, work.target, partial(polish, work), work.deadline, work.reduced
    )
    stop = tree.close(most)
    s.count("tree_nodes", tree.nodes)
    s.count("tree_solves", tree.solves)
    if stop is StopReason.INTERRUPTED:
        raise OutOfTimeError
    closed = stop is StopReason.OPTIMAL
    if closed:
        s.closed = tree.closed
    if closed and not work.confirm:
        return True
    for threshold, groups in tree.cuts[-TREE_CUTS:]:
        m.add_cuts(threshold, groups)
        s.count("cuts", groups.size)
    s.count("cliques", m.add_cliques(tree.cliques))
    s.count("curve_cuts", m.add_packings(tree.curves[-TREE_CUTS:]))
    return closed
