"""What a solve came to, in the program's own units, checked in NumPy."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from tisites.certificate.replay import first_fault
from tisites.certificate.step import last_multiple
from tisites.solver.check import check, checked_answer
from tisites.solver.form import StopReason
from tisites.solver.kernel.evidence import certificate_of, in_own_units
from tisites.solver.proof import proof_of
from tisites.solver.solution import Limits, Proof, Solution

if TYPE_CHECKING:
    from tisites.certificate.replay import Certificate
    from tisites.messages.progress import Stopwatch
    from tisites.solver.kernel.prepared import KernelProgram
    from tisites.solver.kernel.state import State

#: Figures of every certificate, zero where a step was not needed.
COUNTS = ("rounds", "cuts", "cliques", "kernels", "kernel_columns", "tree_nodes", "mip_rounds")


def outcome_of(
    prepared: KernelProgram,
    state: State,
    limits: Limits,
    watch: Stopwatch,
    name: str,
    *,
    evidence: bool = False,
) -> Solution:
    """Return what a solve came to: checked in NumPy, in the program's own units.

    Parameters
    ----------
    name : str
        Who proved it.
    evidence : bool
        Whether the certificate of what is proven is written down.
    """
    program = prepared.program
    paper = None
    if evidence and state.proven is not None:
        with watch.phase("certify"):
            paper = _replayed(prepared, state)
    figures = dict(sorted({**dict.fromkeys(COUNTS, 0.0), **state.figures}.items()))
    if paper is not None:
        figures |= {"leaves": float(paper.leaves), "statements": float(paper.worth.size)}
    if state.chosen is None:
        stop = StopReason.INFEASIBLE if state.infeasible else state.stop
        proof = proof_of(None, math.inf, stop, limits)
        bound = -math.inf if proof is Proof.INFEASIBLE else _unscaled(state.upper, prepared)
        none = np.empty(0)
        return Solution(
            proof, np.empty(0, dtype=np.int64), none, math.nan, bound, none, name,
            watch.seconds, figures, (), state.stop is StopReason.INTERRUPTED, paper, None,
            paper is not None and not prepared.curved,
        )  # fmt: skip
    with watch.phase("check"):
        if program.integer.all():
            found = check(program, state.chosen)
        else:
            found = checked_answer(program, state.chosen)
    upper = state.upper
    if prepared.step and upper > state.worth:
        upper = last_multiple(prepared.relaxed, prepared.step, upper)
    bound = max(found.value, _unscaled(upper, prepared))
    watch.listener.bounds(found.value, bound)
    return Solution(
        proof=proof_of(found.value, bound, state.stop, limits),
        selected=found.selected,
        x=found.x,
        value=found.value,
        bound=bound,
        activities=found.activities,
        solver=name,
        seconds=watch.seconds,
        certificate=figures,
        interrupted=state.stop is StopReason.INTERRUPTED,
        evidence=paper,
        certified=paper is not None and not prepared.curved,
    )


def _replayed(prepared: KernelProgram, state: State) -> Certificate | None:
    """Return the certificate in the program's own units; a claim that it does not bear is dropped.

    That of a claim under convex limits has rows that only these limits bear.
    """
    assert state.proven is not None
    paper = certificate_of(prepared, state.proven, state.held_to)
    if first_fault(prepared.relaxed, prepared.lower, prepared.upper, paper):
        state.infeasible, state.upper = False, max(state.upper, state.rooted)
        state.stop = StopReason.LIMIT
        state.count("claims_not_confirmed")
        return None
    return in_own_units(prepared, paper)


def _unscaled(upper: float, prepared: KernelProgram) -> float:
    return upper / prepared.factor + prepared.program.constant
