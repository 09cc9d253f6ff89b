"""Back ends that solve the whole program at once, in its compact form."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tisites.certificate.implied import implied_bounds
from tisites.messages.progress import Silent, Stopwatch
from tisites.solver.cbc import cbc_version, run_cbc
from tisites.solver.check import BrokenAnswerError, Checked, checked_answer
from tisites.solver.expand import AccessForm, compact
from tisites.solver.form import RawAnswer, Runner, StopReason
from tisites.solver.highs import highs_version, run_highs
from tisites.solver.proof import proof_of
from tisites.solver.solution import Limits, Proof, Solution

if TYPE_CHECKING:
    from collections.abc import Callable

    from tisites.messages.progress import Listener
    from tisites.model.program import Program


class UnboundedProgramError(RuntimeError):
    """The objective has no upper limit: a continuous column lacks a bound (internal error)."""


def _kept(program: Program, z: np.ndarray | None, figures: dict[str, float]) -> Checked | None:
    """Return a solver's point if it holds; one that does not is counted, and is no answer."""
    if z is None:
        return None
    if z.size >= program.n_columns and np.isfinite(z).all():
        try:
            return checked_answer(program, z)
        except BrokenAnswerError:
            pass
    figures["broken_answers"] = 1.0
    return None


def _may_be_unbounded(program: Program) -> bool:
    """Tell whether some column of value has no end, whatever the rows imply."""
    lower, upper = implied_bounds(program)
    value = program.value
    return bool((np.isinf(upper) & (value > 0)).any() or (np.isinf(lower) & (value < 0)).any())


@dataclass(frozen=True, slots=True)
class CompactBackEnd:
    """One solver on the compact form.

    Parameters
    ----------
    name : str
        ``cbc``, ``highs``, ``scip`` or ``cpsat``.
    run : callable
        Solves a linear form.
    version : callable
        Names the solver and its version.
    access : {"radius", "pairs"}
        How the access term is written.
    """

    name: str
    run: Runner
    version: Callable[[], str]
    access: AccessForm = "radius"

    def word(self, program: Program, limits: Limits, listener: Listener | None = None) -> Solution:
        """Solve a program to the limits given: a selection that is checked, a bound that is not.

        Raises
        ------
        UnboundedProgramError
            When the objective has no upper limit.
        """
        watch = Stopwatch(listener or Silent())
        began = time.monotonic()
        with watch.phase("expand"):
            form = compact(program, self.access, named=False)
        left = None if limits.seconds is None else limits.seconds - (time.monotonic() - began)
        with watch.phase("solve"):
            if left is not None and left <= 0:
                answer = RawAnswer(StopReason.LIMIT, None, math.inf)
            else:
                answer = self.run(form, seconds=left, gap_rel=limits.gap_rel)
        if answer.stop is StopReason.UNBOUNDED and _may_be_unbounded(program):
            raise UnboundedProgramError("the objective has no upper limit")
        certificate = {
            "rows": float(form.matrix.shape[0]),
            "columns": float(form.objective.size),
            "nonzeros": float(form.matrix.nnz),
            "nodes": answer.nodes,
        }
        return self._solution(program, answer, limits, watch, certificate)

    def _solution(
        self,
        program: Program,
        answer: RawAnswer,
        limits: Limits,
        watch: Stopwatch,
        certificate: dict[str, float],
    ) -> Solution:
        with watch.phase("check"):
            found = _kept(program, answer.z, certificate)
        bound = answer.bound + program.constant if math.isfinite(answer.bound) else math.inf
        if found is not None:
            bound = max(bound, found.value)
        proof = proof_of(None if found is None else found.value, bound, answer.stop, limits)
        if proof is Proof.INFEASIBLE:
            bound = -math.inf
        if found is not None:
            watch.listener.bounds(found.value, bound)
        empty = np.empty(0)
        return Solution(
            proof=proof,
            selected=np.empty(0, dtype=np.int64) if found is None else found.selected,
            x=empty if found is None else found.x,
            value=math.nan if found is None else found.value,
            bound=bound,
            activities=empty if found is None else found.activities,
            solver=self.version(),
            seconds=watch.seconds,
            certificate={k: v for k, v in certificate.items() if not math.isnan(v)},
            interrupted=answer.stop is StopReason.INTERRUPTED,
        )


CBC = CompactBackEnd("cbc", run_cbc, cbc_version)
HIGHS = CompactBackEnd("highs", run_highs, highs_version)
