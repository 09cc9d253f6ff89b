"""HiGHS on a small program, its claims recomputed: for questions whose answer is a proof."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csc_array

from tisites.certificate.weak_duality import Prices, Relaxation, bounded
from tisites.model.program import Program
from tisites.model.tolerances import INTEGRALITY
from tisites.solver.check import row_slack
from tisites.solver.form import RawAnswer, StopReason
from tisites.solver.highs import run_highs
from tisites.solver.kernel.bound import mended_rows
from tisites.solver.kernel.session import Session
from tisites.solver.kernel.stated import in_length
from tisites.solver.solution import Limits, Proof

if TYPE_CHECKING:
    from tisites.solver.form import LinearForm
    from tisites.solver.solution import Solution

#: Seconds that a claim may take to recompute: at least so many, or so many times the solver's.
LEAST, TIMES = 5.0, 10.0


def run_sure(
    form: LinearForm, *, seconds: float | None = None, feasibility: float | None = None
) -> RawAnswer:
    """Solve a form with HiGHS, and recompute what it claims by our own tree.

    Parameters
    ----------
    form : LinearForm
        Its columns that are no binaries must be bounded.
    seconds, feasibility
        See :func:`~.highs.run_highs`.

    Returns
    -------
    RawAnswer
        ``INFEASIBLE`` and ``OPTIMAL`` are proven, and so is the bound; ``LIMIT`` else.
    """
    began = time.monotonic()
    answer = run_highs(form, seconds=seconds, feasibility=feasibility)
    if answer.stop is StopReason.INTERRUPTED:
        return replace(answer, bound=math.inf)
    spent = time.monotonic() - began
    room = max(LEAST, TIMES * spent)
    if seconds is not None:
        room = min(room, max(0.1, seconds - spent))
    answer = replace(answer, z=_usable(form, answer.z))
    own = _proven(form, answer, room)
    if own.proof is Proof.INFEASIBLE:
        return RawAnswer(StopReason.INFEASIBLE, None, -math.inf, answer.nodes)
    z = own.x if own.x.size else answer.z  # checked; of the solver's, the rows were not kept
    if not own.x.size and z is not None and not _holds(form, z):
        z = None
    stop = StopReason.OPTIMAL if own.proof is Proof.OPTIMAL else StopReason.LIMIT
    return RawAnswer(stop, z, own.bound, answer.nodes)


def _holds(form: LinearForm, z: np.ndarray) -> bool:
    """Tell whether a point keeps the rows and the bounds, its binaries whole."""
    slack = row_slack(form.matrix, form.row_lower, form.row_upper)
    activity = form.matrix @ z
    rows = (activity >= form.row_lower - slack) & (activity <= form.row_upper + slack)
    inside = (z >= form.lower - INTEGRALITY) & (z <= form.upper + INTEGRALITY)
    whole = np.abs(z - np.rint(z))[form.integer] <= INTEGRALITY
    return bool(rows.all() and inside.all() and whole.all())


def _usable(form: LinearForm, z: np.ndarray | None) -> np.ndarray | None:
    """Return a point of a solver if it is one: as many figures as columns."""
    if z is None or z.shape != form.objective.shape or not np.isfinite(z).all():
        return None
    return z


def _proven(form: LinearForm, answer: RawAnswer, seconds: float) -> Solution:
    """Solve the form by the kernel alone, from the solver's point."""
    many, rows = form.objective.size, form.matrix.shape[0]
    names = tuple(f"r{r}" for r in range(rows))
    program = Program(
        columns=np.array([f"c{i}" for i in range(many)], dtype=object), value=form.objective,
        lower=form.lower, upper=form.upper, integer=form.integer, matrix=form.matrix,
        row_lower=form.row_lower, row_upper=form.row_upper, row_labels=names,
        row_constraints=names,
    )  # fmt: skip
    session = Session(program, None, confirm=False)
    if answer.z is not None:
        session.seed([], [np.where(form.integer, np.rint(answer.z), answer.z)])
    return session.solve(Limits(seconds))


class Recomputed:
    """Bounds of a linear program from the prices that a solver gives, its word left aside.

    Parameters
    ----------
    form : LinearForm
        The program; its columns' bounds may move.
    """

    def __init__(self, form: LinearForm) -> None:
        none = np.zeros(form.objective.size, dtype=bool)
        self._r = Relaxation(
            np.asarray(form.objective, dtype=float), none, csc_array(form.matrix),
            form.row_lower, form.row_upper,
        )  # fmt: skip

    def bound(self, prices: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> float:
        """Return the bound that prices of rows give over a box; infinite where they give none."""
        y = in_length(prices, self._r.row_upper.size)
        found = bounded(self._r, Prices(y), lower, upper)
        if not math.isfinite(found.upper):
            y = mended_rows(self._r, y, found, lower, upper)
            found = bounded(self._r, Prices(y), lower, upper)
        return found.upper

    def refuted(self, ray: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> bool:
        """Tell whether a ray shows that nothing of a box keeps the rows."""
        y = in_length(ray, self._r.row_upper.size)
        return any(
            bounded(self._r, Prices(sign * y, worth=False), lower, upper).upper < 0.0
            for sign in (1.0, -1.0)
        )
