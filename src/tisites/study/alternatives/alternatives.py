"""Selections nearly as good as the best, far from it and from one another: exact, one by one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from tisites.model.tolerances import SAME, SUMS, TIE
from tisites.solver.kernel.session import Session
from tisites.solver.solution import Proof, Solution

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tisites.model.program import Program

ROW = "alternatives"
#: A site in at least this share of the selections is frequent.
FREQUENT = 0.5
CLASSES = ("core", "frequent", "occasional", "never")


class ListEnd(StrEnum):
    """Why the list ends where it does."""

    COUNT = "count"  #: as many as asked for
    WITHIN = "within"  #: the next one, proven, loses more than allowed
    NONE = "none"  #: proven: no other selection is far enough from those found
    STOPPED = "stopped"  #: Ctrl-C or a limit: the list may not be whole


@dataclass(frozen=True, slots=True)
class Alternative:
    """One selection of the list.

    Parameters
    ----------
    selected : (p,) int64
        Chosen columns.
    value, bound : float
        Its value, and the proven bound on what was left to find at its turn.
    loss_pct : float
        What it loses against the best, in % of the best.
    """

    selected: np.ndarray
    value: float
    bound: float
    loss_pct: float


@dataclass(frozen=True, slots=True)
class Alternatives:
    """The best selection and the alternatives to it, best first.

    Parameters
    ----------
    best : Alternative
        The optimum.
    found : tuple of Alternative
        Each is the best of all that differ by ``differ`` sites from ``best`` and from those
        before it.
    differ, within_pct : int, float
        What was asked.
    end : ListEnd
        Why the list ends.
    next_loss_pct : float
        Loss of the first one that was not kept (``End.WITHIN``); NaN otherwise.
    """

    best: Alternative
    found: tuple[Alternative, ...]
    differ: int
    within_pct: float
    end: ListEnd
    next_loss_pct: float = float("nan")

    @property
    def everyone(self) -> tuple[Alternative, ...]:
        """The best selection, then the alternatives."""
        return (self.best, *self.found)


def to_proof(program: Program) -> Solution:
    """Solve a program to proof, without a second solver's word (see docs/robustness.md)."""
    return Session(program, confirm=False).solve()


def kept_apart(program: Program, selections: Sequence[np.ndarray], differ: int) -> Program:
    r"""Return the program with every selection at least ``differ`` sites away from those given.

    One row a selection :math:`S`: :math:`\sum_{i \in S} x_i \le |S| - D`.

    Examples
    --------
    >>> from tisites.model.program import Program
    >>> ones = np.ones(3)
    >>> program = Program(np.array(["a", "b", "c"]), ones, 0 * ones, ones, ones > 0,
    ...     csr_array(np.ones((1, 3))), np.ones(1), np.ones(1), ("n[]",), ("n",))
    >>> apart = kept_apart(program, [np.array([0])], 1)
    >>> apart.matrix.toarray()[1].tolist(), float(apart.row_upper[1])
    ([1.0, 0.0, 0.0], 0.0)
    """
    count = len(selections)
    sizes = np.array([s.size for s in selections], dtype=np.int64)
    columns = np.concatenate([np.empty(0, dtype=np.int64), *selections])
    rows = csr_array(
        (np.ones(columns.size), (np.repeat(np.arange(count), sizes), columns)),
        shape=(count, program.n_columns),
    )
    labels = tuple(f"{ROW}[{k}]" for k in range(count))
    most = sizes - float(differ)
    return program.with_rows(rows, -np.inf, most, labels, constraints=(ROW,) * count)


def alternatives(
    program: Program,
    selected: np.ndarray,
    *,
    count: int,
    differ: int,
    within_pct: float,
    solver: Callable[[Program], Solution] = to_proof,
    told: Callable[[int, int], None] | None = None,
) -> Alternatives:
    """Return up to ``count`` selections, each the best of those far enough from all before it.

    The best one is solved for first; ``selected`` takes its place when it is worth as much.
    Every alternative is proven the best of what is left, so the losses never fall along the
    list, and when the list ends early nothing else exists (``End.NONE``) or all that is left
    loses more than ``within_pct`` (``End.WITHIN``).

    Parameters
    ----------
    program : Program
        The program as it was solved.
    selected : (p,) int64
        The selection of the run.
    count, differ : int
        How many alternatives, and by how many sites at least any two differ.
    within_pct : float
        Most that an alternative may lose, in % of the best value.
    solver : callable
        Solves a program to proof.
    told : callable, optional
        Hears how many are found, of how many.

    Raises
    ------
    KeyboardInterrupt
        If Ctrl-C comes before the best selection is proven.
    """
    first = solver(program)
    if first.proof is not Proof.OPTIMAL:
        raise KeyboardInterrupt
    best = Alternative(_same_or(program, selected, first), first.value, first.bound, 0.0)
    found: list[Alternative] = []
    end, beyond = ListEnd.COUNT, float("nan")
    scale = max(abs(first.value), SUMS)
    while len(found) < count:
        before = [best.selected, *(a.selected for a in found)]
        try:
            answer = solver(kept_apart(program, before, differ))
        except KeyboardInterrupt:
            end = ListEnd.STOPPED
            break
        if answer.proof is Proof.INFEASIBLE:
            end = ListEnd.NONE
            break
        if answer.proof is not Proof.OPTIMAL:
            end = ListEnd.STOPPED
            break
        loss = 100.0 * max(0.0, first.value - answer.value) / scale
        if loss > within_pct * (1 + SAME) + SAME:
            end, beyond = ListEnd.WITHIN, loss
            break
        found.append(Alternative(answer.selected, answer.value, answer.bound, loss))
        if told is not None:
            told(len(found), count)
    return Alternatives(best, tuple(found), differ, within_pct, end, beyond)


def _same_or(program: Program, selected: np.ndarray, first: Solution) -> np.ndarray:
    """Keep the run's own selection among equals."""
    x = np.zeros(program.n_columns)
    x[selected] = 1.0
    tie = TIE * max(1.0, abs(first.value))
    same = program.integer.all() and abs(program.objective(x) - first.value) <= tie
    return np.sort(selected) if same else first.selected


def presence(listed: Alternatives, n: int) -> pd.DataFrame:
    """Return how often each column is chosen over the best selection and its alternatives.

    Returns
    -------
    DataFrame
        One row a column: ``times``, ``share`` (0 to 1), ``class`` (one of :data:`CLASSES`:
        ``core`` in all of them, ``frequent`` in half or more, ``occasional``, ``never``).
    """
    times = np.zeros(n, dtype=np.int64)
    for one in listed.everyone:
        times[one.selected] += 1
    share = times / len(listed.everyone)
    names = np.select([share >= 1.0, share >= FREQUENT, share > 0.0], CLASSES[:3], CLASSES[3])
    return pd.DataFrame({"times": times, "share": share, "class": names})
