"""The proof: kernels, each as wide as the gap needs, closed until nothing outside can matter."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from tisites.solve.cbc import run_cbc
from tisites.solve.form import Stop
from tisites.solve.kernel.incumbents import climb, offer, polish, search_keeping, take_only
from tisites.solve.kernel.prove import kernel_form
from tisites.solve.kernel.root import feasible_master, take_bound
from tisites.solve.kernel.state import OutOfTimeError
from tisites.solve.kernel.tree import Tree
from tisites.solve.solution import TOLERANCE

if TYPE_CHECKING:
    from tisites.solve.form import Answer
    from tisites.solve.kernel.prove import Kernel
    from tisites.solve.kernel.state import Work

#: Columns in the first kernel beyond the linear optimum's; wider ones only if the gap needs them.
KERNEL = 60
#: Linear programs the short tree may solve, and the cuts of it kept when it gives up.
TREE_SOLVES, TREE_CUTS = 600, 40
#: Nodes of the tree up to which CBC confirms by plain branching: most of its time is preparation.
PLAIN = 40


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
    cap = KERNEL + int((m.point()[0] > 1e-7).sum())
    while True:
        work.tick()
        target = work.target()
        if ((s.if_one < target) & (s.if_zero < target) & (p.upper > p.lower)).any():
            s.upper = min(s.upper, target)  # some column can be neither: nothing better
            return
        pick = _pick(work, target, cap)
        m.add_columns(pick.columns[m.place[pick.columns] < 0])
        m.add_columns(np.flatnonzero((pick.held > 0.5) & (m.place < 0)))
        s.figures["kernel_columns"] = float(pick.columns.size)
        s.count("kernels")
        with work.watch.phase("prove"):
            _prove_kernel(work, pick.columns, pick.held)
        if pick.whole:
            if s.chosen is None:
                s.infeasible = True
            else:
                s.upper = min(s.upper, max(work.target(), target))
            return
        if work.closed():
            return
        now = work.target()
        # outside the kernel, only the value that was held may still be of interest
        still = np.where(pick.held > 0.5, s.if_zero, s.if_one) >= now
        still &= (p.upper > p.lower) & p.integer
        still[pick.columns] = False
        if not still.any():
            s.upper = min(s.upper, now)
            return
        cap = max(4 * cap, 500)


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
    """Close one kernel: by a short tree, and by the back end with lazily added rows.

    What the tree closed the back end confirms (decision 0004), unless that is left out or
    time is; what the tree gave up the back end proves alone. On return nothing better than the
    incumbent is in the kernel.
    """
    if columns.size == 0:
        take_only(work, held)
        return
    closed = _tree(work, columns, held)
    if not closed or work.confirm:
        _by_back_end(work, columns, held, closed=closed)


def _by_back_end(work: Work, columns: np.ndarray, held: np.ndarray, *, closed: bool) -> None:
    """Let the back end close a kernel, rows added as its answers break them."""
    seen: set[bytes] = set()
    while True:
        work.tick()
        columns, held = _narrowed(work, columns, held)
        if columns.size == 0:
            take_only(work, held)
            return
        kernel = kernel_form(work.prepared, work.master, columns, held)
        answer = _asked(work, kernel, plain=closed and work.state.figures["tree_nodes"] <= PLAIN)
        if answer.stop is Stop.INFEASIBLE:
            return
        if answer.z is None:
            if answer.stop is Stop.LIMIT:
                if closed:  # the tree's proof stands, unconfirmed
                    work.state.count("unconfirmed")
                    return
                raise OutOfTimeError
            raise RuntimeError(f"the kernel's back end stopped: {answer.stop}")
        before = work.state.worth
        fresh = _meet(work, kernel.columns, kernel.held, answer)
        if answer.stop is Stop.LIMIT:
            raise OutOfTimeError
        selection = np.flatnonzero(answer.z[: columns.size] > 0.5).tobytes()
        if fresh == 0 or selection in seen:
            # a selection that comes again has its exact cuts: what it still claims too much
            # is the back end's own tolerance
            return
        seen.add(selection)
        if work.state.worth > before and feasible_master(work):
            take_bound(work)  # a better incumbent, and the rows found since: learn from them


def _asked(work: Work, kernel: Kernel, *, plain: bool) -> Answer:
    """Ask the back end for better than the incumbent in a kernel."""
    target = work.target()
    cutoff = None if not math.isfinite(target) else target - kernel.offset
    run = partial(run_cbc, plain=True) if plain and work.run is run_cbc else work.run
    answer = run(kernel.form, seconds=work.left(), gap_rel=0.0, cutoff=cutoff)
    work.state.count("mip_rounds")
    if not math.isnan(answer.nodes):
        work.state.count("nodes", answer.nodes)
    if answer.stop is Stop.INTERRUPTED:
        raise KeyboardInterrupt
    return answer


def _narrowed(work: Work, columns: np.ndarray, held: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Hold what a better selection must have or must not: incumbents came since the pick."""
    p, s, target = work.prepared, work.state, work.target()
    never = (s.if_one[columns] < target) & p.integer[columns]
    always = (s.if_zero[columns] < target) & p.integer[columns] & ~never
    held = held.copy()
    held[columns[never]] = p.lower[columns[never]]
    held[columns[always]] = p.upper[columns[always]]
    return columns[~(never | always)], held


def _tree(work: Work, columns: np.ndarray, held: np.ndarray) -> bool:
    """Try to close a kernel with the short tree; what it learnt is kept."""
    if TREE_SOLVES <= 0:
        return False
    m, s = work.master, work.state
    kernel = kernel_form(work.prepared, m, columns, held)
    tree = Tree(
        work.prepared, m, kernel, work.target, partial(polish, work), work.deadline, work.reduced
    )
    stop = tree.close(TREE_SOLVES)
    s.count("tree_nodes", tree.nodes)
    s.count("tree_solves", tree.solves)
    if stop is Stop.INTERRUPTED:
        raise OutOfTimeError
    closed = stop is Stop.OPTIMAL
    if closed and not work.confirm:
        return True
    for threshold, groups in tree.cuts[-TREE_CUTS:]:
        m.add_cuts(threshold, groups)
        s.count("cuts", groups.size)
    s.count("cliques", m.add_cliques(tree.cliques))
    return closed


def _meet(work: Work, columns: np.ndarray, held: np.ndarray, answer: Answer) -> int:
    """Take a kernel's answer: true worth, violated rows added; how many were."""
    assert answer.z is not None
    p, m = work.prepared, work.master
    z = held.copy()
    whole = p.integer[columns]
    values = answer.z[: columns.size]
    z[columns] = np.where(whole, np.rint(values), values)
    chosen = np.flatnonzero(p.integer & (z > 0.5))
    fresh = 0
    if p.spacings:
        cliques = []
        for rule in p.spacings:
            for i, j in rule.conflicts(chosen).tolist():
                cliques.append(rule.grown([i, j], work.reduced))
        fresh += m.add_cliques(cliques)
        work.state.count("cliques", len(cliques))
    broken = fresh > 0
    local = m.place[chosen]
    if m.block is not None:
        best, second, _ = m.block.two_best(local)
        assert p.service is not None
        theta = answer.z[columns.size :]
        truth = np.bincount(p.service.group, best, m.groups)
        over = np.flatnonzero(theta > truth + 1e-7 * np.maximum(1e-2, truth))
        lost = p.weight * float((theta - truth)[over].sum())
        total = float(p.value @ z) + p.weight * float(best.sum()) + work.constant()
        if over.size and lost > 0.05 * TOLERANCE * max(p.factor, abs(total)):
            m.add_cuts(best, over)
            if (second != best).any():
                m.add_cuts(second, over)
            work.state.count("cuts", 2 * over.size)
            fresh += over.size
    if not broken:
        worth = float(p.value @ z)
        if m.block is not None:
            worth += p.weight * float(best.sum())
        offer(work, z, worth)
    if fresh and work.swappable():
        search = search_keeping(work, chosen)
        climb(work, search, np.flatnonzero(z[search.columns] > 0.5))
    return fresh
