"""What is asked of a solve, and what it knows so far: shared by every step of the kernel."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from tisites.messages.progress import Stopwatch
from tisites.messages.stop import look
from tisites.model.tolerances import PROOF_GAP, WHOLE
from tisites.solver.form import StopReason
from tisites.solver.kernel.master import Master

if TYPE_CHECKING:
    from tisites.solver.form import Runner
    from tisites.solver.kernel.prepared import KernelProgram
    from tisites.solver.kernel.search import Search
    from tisites.solver.kernel.stated import StatedBound
    from tisites.solver.kernel.tree import Closed


class OutOfTimeError(Exception):
    """The wall clock ran out; what is known so far stands."""


@dataclass
class State:
    """What is known so far: best selection, best bound, what each column could still be."""

    chosen: np.ndarray | None = None  # x of every column
    worth: float = -math.inf
    upper: float = math.inf
    if_one: np.ndarray = field(default_factory=lambda: np.empty(0))
    if_zero: np.ndarray = field(default_factory=lambda: np.empty(0))
    figures: dict[str, float] = field(default_factory=dict)
    infeasible: bool = False
    learnt: list[StatedBound] = field(default_factory=list)  # statements about the whole program
    closed: Closed | None = None  # the last kernel that a tree closed
    proven: Closed | None = None  # what proves the claim, and what worth it was held to
    held_to: float = -math.inf
    rooted: float = math.inf  # least bound that a statement about the whole program told
    stop: StopReason = StopReason.OPTIMAL

    def count(self, name: str, by: float = 1.0) -> None:
        """Add to a figure of the certificate."""
        self.figures[name] = self.figures.get(name, 0.0) + by


@dataclass
class Work:
    """A program under way; the steps of a solve read it and write what they learn.

    Parameters
    ----------
    prepared, master
        The program, and the linear program over its active columns.
    run : Runner, optional
        The back end that looks for better in kernels.
    confirm : bool
        Whether the back end also confirms kernels that the short tree closed.
    reduced : (n,) float64
        Latest reduced costs, or first promises, of the columns.
    state : State
        What this solve knows.
    pool, earlier : list of (n,) float64
        Best selections of this solve; of the last one, still to be tried.
    tried : set of bytes
        Rounded selections that were searched from.
    deadline : float
        Monotonic clock.
    gap_rel : float
        Relative gap that is good enough.
    covered_at : float
        Linear objective when covers were last added; infinite before the first.
    search : (Search, (n,) float64), optional
        Last search for incumbents, and the reduced costs that chose its columns.
    watch : Stopwatch
        Times the phases; its listener hears the bounds.
    """

    prepared: KernelProgram
    master: Master
    run: Runner | None
    confirm: bool
    reduced: np.ndarray
    state: State = field(default_factory=State)
    pool: list[np.ndarray] = field(default_factory=list)
    earlier: list[np.ndarray] = field(default_factory=list)
    tried: set[bytes] = field(default_factory=set)
    deadline: float = math.inf
    gap_rel: float = 0.0
    covered_at: float = math.inf
    search: tuple[Search, np.ndarray] | None = None
    watch: Stopwatch = field(default_factory=Stopwatch)

    @classmethod
    def of(cls, prepared: KernelProgram, run: Runner | None, *, confirm: bool) -> Work:
        """Return a program about to be solved."""
        return cls(prepared, Master(prepared), run, confirm, np.zeros(prepared.n))

    def begin(
        self, seconds: float | None, gap_rel: float, watch: Stopwatch, above: float = -math.inf
    ) -> None:
        """Start a solve: nothing is known, but the last best selections will be tried.

        Selections worth no more than ``above`` (the program's own units) are of no interest.
        """
        self.watch = watch
        self.gap_rel = gap_rel
        self.covered_at = math.inf
        self.deadline = math.inf if seconds is None else time.monotonic() + seconds
        n = self.prepared.n
        self.earlier, self.pool, self.tried = self.pool[:1], [], set()
        self.search = None
        self.state = State(if_one=np.full(n, math.inf), if_zero=np.full(n, math.inf))
        if math.isfinite(above):
            self.state.worth = above * self.prepared.factor - self.constant()

    def target(self) -> float:
        """Return the least worth that would count as better than the incumbent."""
        worth = self.state.worth
        if not math.isfinite(worth):
            return -math.inf
        # the worth to beat is a selection's, or any figure that was asked for
        step = 0.0 if self.state.chosen is None else self.prepared.step
        tiny = 0.2 * PROOF_GAP * max(self.prepared.factor, abs(worth + self.constant()))
        slack = max(tiny, self.gap_rel * abs(worth)) if self.gap_rel else tiny
        return worth + max(slack, step * (1 - WHOLE) - tiny)

    def constant(self) -> float:
        """Return the objective's constant, in kernel units."""
        return self.prepared.program.constant * self.prepared.factor

    def closed(self) -> bool:
        """Tell whether nothing better can exist."""
        return self.state.upper <= self.target()

    def tick(self) -> None:
        """Raise :class:`OutOfTimeError` past the deadline; end here if told to stop."""
        look()
        if time.monotonic() > self.deadline:
            raise OutOfTimeError

    def left(self) -> float | None:
        """Return the seconds left; None without a limit."""
        if math.isinf(self.deadline):
            return None
        return max(0.0, self.deadline - time.monotonic())

    def swappable(self) -> bool:
        """Tell whether binaries alone decide everything (no continuous column)."""
        return bool(self.prepared.integer.all())
