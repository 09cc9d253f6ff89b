"""A solver's answer on the whole program, and what of it stands without the solver."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from tisites.messages.progress import Silent
from tisites.solver.kernel.session import Session
from tisites.solver.proof import closed
from tisites.solver.solution import Limits, Proof, Solution

if TYPE_CHECKING:
    from tisites.messages.progress import Listener
    from tisites.model.program import Program
    from tisites.solver.compact import CompactBackEnd

#: Seconds, and share of a limit, that are left to the proof of an answer that came at the limit.
LEAST, SHARE = 1.0, 0.1


def solve_whole(
    back_end: CompactBackEnd, program: Program, limits: Limits, listener: Listener | None = None
) -> Solution:
    """Give a solver the whole program at once, then prove its answer without it.

    Raises
    ------
    UnboundedProgramError
        When the objective has no upper limit.
    """
    began = time.monotonic()
    word = back_end.word(program, limits, listener)
    return certified(program, word, limits, listener or Silent(), time.monotonic() - began)


def certified(
    program: Program, word: Solution, limits: Limits, listener: Listener, spent: float
) -> Solution:
    """Prove a solver's answer by our own tree, no solver's word being believed.

    Parameters
    ----------
    program : Program
    word : Solution
        What the solver says: its selection is checked, its bound and its proof are not.
    limits : Limits
        Of the whole.
    listener : Listener
    spent : float
        Seconds that the solver took.

    Returns
    -------
    Solution
        The best selection known, with what is confirmed of it: ``feasible`` with the bound that
        the tree came to, where it was not closed in time.
    """
    began = time.monotonic()
    left = LEAST if word.interrupted else None  # who pressed Ctrl-C does not wait for a proof
    if limits.seconds is not None and not word.interrupted:
        left = max(limits.seconds - spent, min(LEAST, SHARE * limits.seconds))
    session = Session(program, None, confirm=False)
    if word.x.size:
        session.seed([], [word.x])
    own = session.solve(Limits(left, limits.gap_rel), listener, evidence=True)
    seconds = {**word.seconds, "certify": time.monotonic() - began}
    figures = {**word.certificate, **{f"proof_{k}": v for k, v in own.certificate.items()}}
    interrupted = word.interrupted or own.interrupted
    told = replace(
        own, solver=word.solver, seconds=seconds, certificate=figures, interrupted=interrupted
    )
    if not word.x.size:
        return told
    if own.x.size and own.value > word.value and not closed(word.value, own.value):
        figures["better_than_the_solver"] = own.value - word.value
        return told
    bound = max(word.value, own.bound) if own.proof is not Proof.INFEASIBLE else math.inf
    if closed(word.value, bound):
        proof = Proof.OPTIMAL
    elif bound - word.value <= limits.gap_rel * max(1.0, abs(word.value)):
        proof = Proof.WITHIN_GAP
    else:
        proof = Proof.FEASIBLE
    return replace(
        told, proof=proof, selected=word.selected, x=word.x, value=word.value, bound=bound,
        activities=np.asarray(word.activities), conflict=(),
    )  # fmt: skip
