"""Bound, incumbent, kernel, proof: the solve order for programs of any size."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tisites.messages.stop import finishing
from tisites.model.tolerances import SAME
from tisites.solver.form import StopReason
from tisites.solver.kernel.closing import from_scratch, prove
from tisites.solver.kernel.columns import start, start_from
from tisites.solver.kernel.evidence import confirmed
from tisites.solver.kernel.incumbents import settle_ties
from tisites.solver.kernel.lagrangian import ascend, worth_ascending
from tisites.solver.kernel.master import Master
from tisites.solver.kernel.root import bound_root, last_resort, note_root
from tisites.solver.kernel.state import OutOfTimeError, State, Work

if TYPE_CHECKING:
    from tisites.messages.progress import Stopwatch
    from tisites.solver.form import Runner
    from tisites.solver.kernel.prepared import KernelProgram


class Engine:
    """One program under way; it can be changed and solved again, keeping what it learnt."""

    def __init__(
        self, prepared: KernelProgram, run: Runner | None, *, confirm: bool = True
    ) -> None:
        self.work = Work.of(prepared, run, confirm=confirm)

    @property
    def prepared(self) -> KernelProgram:
        """The program as it is now."""
        return self.work.prepared

    def solve(
        self,
        seconds: float | None,
        gap_rel: float,
        watch: Stopwatch,
        *,
        root_only: bool = False,
        above: float = -math.inf,
    ) -> State:
        """Run to proof or to the limits; ``root_only`` stops where kernels would begin.

        Infeasible: nothing is worth more than ``above`` (the program's own units).
        """
        work = self.work
        work.begin(seconds, gap_rel, watch, above)
        state = work.state
        if _crossed(self.prepared):
            state.infeasible = True
            _certify(work)
            return state
        try:
            with watch.phase("bound"):
                if work.master.active.size == 0 and worth_ascending(work.prepared):
                    threshold = ascend(work)
                    work.tick()
                    start_from(work, threshold)
                else:
                    start(work)
                if not work.closed():
                    bound_root(work)
                note_root(work)
            if not state.infeasible:
                work.master.purge()
                _beyond_root(work, root_only=root_only)
            if state.chosen is None and work.closed():
                state.infeasible = True  # nothing is worth more than what was asked
            with watch.phase("certify"):
                _certify(work)
            if not state.infeasible and state.chosen is not None:
                with watch.phase("ties"):
                    settle_ties(work)
        except OutOfTimeError:
            state.stop = StopReason.LIMIT
        except KeyboardInterrupt:
            state.stop = StopReason.INTERRUPTED
        state.infeasible = state.infeasible and state.proven is not None  # the last gate
        if not work.master.whole():  # Ctrl-C fell between two changes: begin anew next time
            work.master, state.stop = Master(self.prepared), StopReason.INTERRUPTED
        elif state.stop is not StopReason.OPTIMAL and not root_only:
            with finishing():
                last_resort(work)
                _certify_last(work)
        state.count("columns_in_lp", float(work.master.active.size))
        state.count("lp_iterations", float(work.master.simplex.iterations))
        return state

    def renew(self, prepared: KernelProgram) -> None:
        """Take a changed program (same rows, geometry and service)."""
        self.work.prepared = prepared
        self.work.master.renew(prepared)

    def target(self) -> float:
        """Return the least worth that would count as better than the incumbent."""
        return self.work.target()


def _certify(work: Work) -> None:
    """Hold a claim to its statements, recomputed; what they do not prove is not claimed.

    Raises
    ------
    OutOfTimeError
        When the claim is not proven.
    """
    s = work.state
    s.infeasible = s.infeasible and s.chosen is None
    told = confirmed(work)
    if told is None and from_scratch(work):
        told = confirmed(work)
    if told is None:
        s.infeasible = False
        s.count("claims_not_confirmed")
        raise OutOfTimeError
    s.infeasible = s.chosen is None
    s.proven, s.held_to = told, work.target()
    if s.chosen is not None:
        s.upper = min(s.upper, work.target())


def _certify_last(work: Work) -> None:
    """Write down what a bound taken at the very end proves, where it meets the selection."""
    s = work.state
    if s.proven is None and s.chosen is not None and work.closed():
        s.proven, s.held_to = confirmed(work), work.target()


def _beyond_root(work: Work, *, root_only: bool) -> None:
    """Prove by kernels what the root left open."""
    if work.closed():
        return
    if root_only:
        raise OutOfTimeError
    prove(work)


def _crossed(prepared: KernelProgram) -> bool:
    """Whether limits cross: locks against each other, or the two sides of a row."""
    columns = prepared.lower > prepared.upper + SAME
    rows = prepared.row_lower > prepared.row_upper + SAME
    return bool(columns.any() or rows.any())
