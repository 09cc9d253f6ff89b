"""A kernel before its back end: rows added as its answers break them, until it is closed."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from tisites.model.tolerances import FEASIBILITY, INTEGRALITY, PROOF_GAP, STRICT
from tisites.solver.cbc import run_cbc
from tisites.solver.form import StopReason
from tisites.solver.highs import run_highs
from tisites.solver.kernel.curved import barring, joined, violated_curves, written_out
from tisites.solver.kernel.incumbents import climb, offer, search_keeping, take_only
from tisites.solver.kernel.prove import kernel_form
from tisites.solver.kernel.root import feasible_master, take_bound

if TYPE_CHECKING:
    from tisites.solver.form import RawAnswer
    from tisites.solver.kernel.prove import Kernel
    from tisites.solver.kernel.state import Work
    from tisites.solver.kernel.tree import Closed

#: Nodes of the tree up to which CBC confirms by plain branching: most of its time is preparation.
PLAIN = 40


def by_back_end(work: Work, columns: np.ndarray, held: np.ndarray, *, closed: bool) -> None:
    """Ask the back end for better than the incumbent, rows added as its answers break them.

    What it finds is checked and kept; that it finds nothing adds a word, and proves nothing.
    """
    seen: set[bytes] = set()
    barred: list[np.ndarray] = []
    while True:
        work.tick()
        columns, held = _narrowed(work, columns, held)
        if columns.size == 0:
            take_only(work, held)
            return
        kernel = _written(work, columns, held, barred)
        answer = _asked(work, kernel, plain=closed and work.state.figures["tree_nodes"] <= PLAIN)
        if answer.stop is StopReason.INFEASIBLE:
            return
        if not _usable(work, kernel, answer):
            work.state.count("unconfirmed")
            return
        assert answer.z is not None
        before = work.state.worth
        if _bars(work, kernel, answer, barred):
            continue
        fresh = _meet(work, kernel.columns, kernel.held, answer)
        if answer.stop is StopReason.LIMIT:
            return
        selection = np.flatnonzero(answer.z[: columns.size] > 0.5).tobytes()
        if fresh == 0 or selection in seen:
            # a selection that comes again has its exact cuts: what it still claims too much
            # is the back end's own tolerance
            return
        seen.add(selection)
        if work.state.worth > before and feasible_master(work):
            take_bound(work)  # a better incumbent, and the rows found since: learn from them


def by_leaves(work: Work, closed: Closed) -> None:
    """Ask the back end for better in each box that a tree closed: small programs, soon answered."""
    for low, high in closed.leaves:
        free = low < high
        held = closed.held.copy()
        held[closed.columns] = low
        if free.any():
            by_back_end(work, closed.columns[free], held, closed=True)


def _usable(work: Work, kernel: Kernel, answer: RawAnswer) -> bool:
    """Tell whether a back end's point is one of the kernel, but for rows that come lazily."""
    z, form = answer.z, kernel.form
    if z is None:
        return False
    whole = np.flatnonzero(form.integer)
    fine = z.size == form.objective.size and bool(np.isfinite(z).all())
    if fine:
        near = np.abs(z[whole] - np.rint(z[whole])) <= INTEGRALITY
        low, high = form.lower[whole] - INTEGRALITY, form.upper[whole] + INTEGRALITY
        fine = bool(near.all() and (z[whole] >= low).all() and (z[whole] <= high).all())
    if not fine:
        work.state.count("broken_answers")
    return fine


def _bars(work: Work, kernel: Kernel, answer: RawAnswer, barred: list[np.ndarray]) -> bool:
    """Refuse an answer that passes a convex limit: learn its cut, or bar it where none is new.

    A limit that was written out, or whose cut is known, is passed within the back end's own
    tolerance: this one selection is barred then, and the search goes on.
    """
    if not work.prepared.curved:
        return False
    assert answer.z is not None
    x = kernel.held.copy()
    x[kernel.columns] = np.rint(answer.z[: kernel.columns.size])
    cuts = violated_curves(work.prepared.curved, x, whole=True)
    if not cuts:
        return False
    if answer.stop is StopReason.LIMIT:
        return False
    fresh = work.master.add_packings(cuts)
    work.state.count("curve_cuts", fresh)
    if not fresh or written_out(work.prepared.curved, kernel.columns, kernel.held) is not None:
        barred.append(x)
        work.state.count("barred")
    return True


def _written(work: Work, columns: np.ndarray, held: np.ndarray, barred: list[np.ndarray]) -> Kernel:
    """Write a kernel for the back end: convex limits by rows of their own where these are few.

    Parameters
    ----------
    columns, held
        See :func:`~.prove.kernel_form`.
    barred : list of (n,) float64
        Selections that are not to come again.
    """
    p = work.prepared
    apart = np.array(held)
    apart[columns] = 0.0
    limits = written_out(p.curved, columns, apart) if p.curved else None
    kernel = kernel_form(p, work.master, columns, held, bent=limits is None)
    form = kernel.form
    for limit in limits or ():
        form = joined(form, *limit)
    return replace(kernel, form=barring(form, columns, apart, barred))


def _asked(work: Work, kernel: Kernel, *, plain: bool) -> RawAnswer:
    """Ask the back end for better than the incumbent in a kernel."""
    target = work.target()
    cutoff = None if not math.isfinite(target) else target - kernel.offset
    assert work.run is not None
    run = partial(run_cbc, plain=True) if plain and work.run is run_cbc else work.run
    if work.prepared.curved and run is run_highs:  # a millionth of a site is worth too much there
        run = partial(run_highs, feasibility=STRICT)
    answer = run(kernel.form, seconds=work.left(), gap_rel=0.0, cutoff=cutoff)
    work.state.count("mip_rounds")
    if not math.isnan(answer.nodes):
        work.state.count("nodes", answer.nodes)
    if answer.stop is StopReason.ERROR:  # CBC is known to crash past its own preprocessing
        work.state.count("second_opinions")
        answer = run_highs(kernel.form, seconds=work.left(), gap_rel=0.0, cutoff=cutoff)
    if answer.stop is StopReason.INTERRUPTED:
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


def _meet(work: Work, columns: np.ndarray, held: np.ndarray, answer: RawAnswer) -> int:
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
        over = np.flatnonzero(theta > truth + FEASIBILITY * np.maximum(1e-2, truth))
        lost = p.weight * float((theta - truth)[over].sum())
        total = float(p.value @ z) + p.weight * float(best.sum()) + work.constant()
        if over.size and lost > 0.05 * PROOF_GAP * max(p.factor, abs(total)):
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
