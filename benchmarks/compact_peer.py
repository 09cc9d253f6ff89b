"""The compact model in another solver: the comparison that the kernel has to stand."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

import numpy as np
from scipy.sparse import block_array, csr_array

from benchmarks.outcome import NOT_WITHIN, Outcome
from tisites.messages.progress import Silent, Stopwatch
from tisites.solver.check import checked_answer
from tisites.solver.expand import AccessForm, compact
from tisites.solver.form import LinearForm, RawAnswer, StopReason
from tisites.solver.proof import proof_of
from tisites.solver.solution import Limits, Proof

if TYPE_CHECKING:
    from tisites.messages.progress import Listener
    from tisites.model.program import Program


class Run(Protocol):
    """Solves one linear form."""

    def __call__(
        self, form: LinearForm, *, seconds: float | None = None, gap_rel: float = 0.0
    ) -> RawAnswer:
        """Solve to the limits given."""


@dataclass(frozen=True, slots=True)
class CompactPeer:
    """One solver, the whole program in its compact form.

    Parameters
    ----------
    run : callable
        Solves a linear form.
    access : {"radius", "pairs"}
        How the service term and spacing are written: tight, or as textbooks do.
    whole : bool
        Declare the columns of the service term whole. They are at every optimum; solvers of
        whole-number programs prefer to be told.
    """

    run: Run
    access: AccessForm = "radius"
    whole: bool = False

    def solve(self, program: Program, seconds: float, listener: Listener | None = None) -> Outcome:
        """Expand, solve, check: timed as one, and by phase."""
        watch = Stopwatch(listener or Silent())
        began = time.perf_counter()
        with watch.phase("expand"):
            form = peer_form(program, self.access)
            if self.whole:
                integer = np.arange(form.integer.size) >= program.n_columns
                form = replace(form, integer=form.integer | integer)
        figures = {
            "rows": float(form.matrix.shape[0]),
            "columns": float(form.objective.size),
            "nonzeros": float(form.matrix.nnz),
        }
        left = seconds - (time.perf_counter() - began)
        if left <= 0:
            return Outcome(NOT_WITHIN, phases=watch.seconds, figures=figures, note="expansion")
        with watch.phase("solve"):
            answer = self.run(form, seconds=left)
        with watch.phase("check"):
            found = None if answer.z is None else checked_answer(program, answer.z)
        value = None if found is None else found.value
        bound = answer.bound + (program.constant if math.isfinite(answer.bound) else 0.0)
        if value is not None:
            bound = max(bound, value)
        proof = proof_of(value, bound, answer.stop, Limits(seconds))
        settled = proof in (Proof.OPTIMAL, Proof.INFEASIBLE)
        return Outcome(
            str(proof) if settled or answer.stop is not StopReason.LIMIT else NOT_WITHIN,
            math.nan if value is None else value,
            bound,
            time.perf_counter() - began,
            watch.seconds,
            figures,
        )


def peer_form(program: Program, access: AccessForm = "radius") -> LinearForm:
    """Write the compact form; the textbook one (``pairs``) has one row a pair of close sites.

    The tighter one covers them by maximal cliques, as every compact back end does.
    """
    if access != "pairs":
        return compact(program, access, named=False)
    form = compact(replace(program, separations=()), access, named=False)
    binaries = np.flatnonzero(program.integer)
    found = [rule.pairs(binaries) for rule in program.separations]
    pairs = np.concatenate([np.empty((0, 2), np.int64), *found])
    many = len(pairs)
    if many == 0:
        return form
    start, shape = 2 * np.arange(many + 1), (many, form.objective.size)
    rows = csr_array((np.ones(2 * many), pairs.ravel(), start), shape=shape)
    return replace(
        form,
        matrix=csr_array(block_array([[form.matrix], [rows]])),
        row_lower=np.concatenate([form.row_lower, np.full(many, -np.inf)]),
        row_upper=np.concatenate([form.row_upper, np.ones(many)]),
    )
