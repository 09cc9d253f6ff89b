"""The greatest value under the floors of a stage, where sites bring unlike amounts."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

import numpy as np

from tisites.solver.check import checked_answer
from tisites.solver.fairness.floors import Floors
from tisites.solver.fairness.moved import rows_of
from tisites.solver.form import StopReason
from tisites.solver.proof import proof_of
from tisites.solver.solution import Solution

if TYPE_CHECKING:
    from tisites.model.equity import EquityBlock
    from tisites.model.program import Program
    from tisites.solver.solution import Limits

NAME = "HiGHS, rows by number of sites"
#: Larger programs go to the kernel: branch and bound on the whole of them takes longer.
MOST_SITES = 5000


def by_floors(program: Program, blocks: list[EquityBlock], limits: Limits) -> Solution:
    """Solve a program whose floors leave few selections, by branch and bound on the whole of it.

    Floors that a stage raised to their highest leave hardly a selection; fractions of great sites
    keep them easily, so that the kernel's bound says little. The rows of :class:`~.shares.Shares`
    and exact numbers of sites close that gap.

    Parameters
    ----------
    program : Program
        Without access term; the floors are its rows.
    blocks : list of EquityBlock
        Whose floors.
    limits : Limits
        When to stop.

    Raises
    ------
    KeyboardInterrupt
        On Ctrl-C before any selection.
    """
    began = time.monotonic()
    at = np.concatenate([rows_of(program, block.name) for block in blocks])
    floors = Floors(program, at, limits.seconds)
    answer = floors.best(np.maximum(program.row_lower[at], 0.0))
    seconds = {"floors": time.monotonic() - began}
    figures = {} if math.isnan(answer.nodes) else {"nodes": answer.nodes}
    none = np.empty(0)
    if answer.z is None:
        if answer.stop is StopReason.INTERRUPTED:
            raise KeyboardInterrupt
        proof = proof_of(None, answer.bound, answer.stop, limits)
        return Solution(
            proof, np.empty(0, dtype=np.int64), none, math.nan, answer.bound, none, NAME, seconds,
            figures,
        )  # fmt: skip
    held = checked_answer(program, answer.z[: program.n_columns])
    bound = max(held.value, answer.bound + program.constant)
    return Solution(
        proof_of(held.value, bound, answer.stop, limits), held.selected, held.x, held.value, bound,
        held.activities, NAME, seconds, figures,
    )  # fmt: skip
