"""Warm re-solves: a session that is changed a few times, each answer held against a cold one."""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING

import numpy as np

from tisites.solve.exact import solve
from tisites.solve.solution import Limits
from tisites.study.bench.outcome import FAILED, NOT_WITHIN, Outcome

if TYPE_CHECKING:
    from tisites.study.bench.spec import Instance

#: Changes made one after the other.
CHANGES = 7
#: Share of the score's weight that moves at each change.
SHIFT = 0.15


def changed_values(value: np.ndarray, k: int) -> np.ndarray:
    """Return the scores after the ``k``-th change of one criterion's weight.

    A seeded criterion, smooth between 0 and the largest score, gets a weight of
    :data:`SHIFT`, the others keep their proportions.

    Examples
    --------
    >>> bool((changed_values(np.ones(3), 0) != changed_values(np.ones(3), 1)).any())
    True
    """
    criterion = np.random.default_rng(k).random(value.size) * float(value.max())
    return np.asarray((1.0 - SHIFT) * value + SHIFT * criterion)


def warm_outcome(instance: Instance, seconds: float) -> Outcome:
    """Solve once, then after each of :data:`CHANGES` changes, and compare with cold solves.

    ``seconds`` of the outcome is the median of the warm solves; ``first`` and ``cold`` are
    the first solve and the median cold one.
    """
    from tisites.solve.kernel.session import Session

    program = instance.program
    began = time.perf_counter()
    session = Session(program)
    limits = Limits(seconds)
    first = session.solve(limits)
    phases = {"first": time.perf_counter() - began}
    warm, cold = [], []
    for k in range(CHANGES):
        value = changed_values(program.value, k)
        began = time.perf_counter()
        session.change(value=value)
        again = session.solve(limits)
        warm.append(time.perf_counter() - began)
        began = time.perf_counter()
        fresh = solve(session.program, "cbc", limits, method="kernel")
        cold.append(time.perf_counter() - began)
        if again.proof != fresh.proof or str(again.proof) != "optimal":
            return Outcome(NOT_WITHIN, phases=phases, note=f"{again.proof} / {fresh.proof}")
        if abs(again.value - fresh.value) > 1e-6 * max(1.0, abs(fresh.value)):
            note = f"change {k}: warm {again.value!r}, cold {fresh.value!r}"
            return Outcome(FAILED, phases=phases, note=note)
    phases |= {"cold": statistics.median(cold), "warm_min": min(warm), "warm_max": max(warm)}
    return Outcome(
        str(first.proof),
        first.value,
        first.bound,
        statistics.median(warm),
        phases,
        dict(first.certificate),
    )
