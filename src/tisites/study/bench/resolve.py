"""Warm re-solves: a session that is changed a few times, each answer held against a cold one."""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING

from tisites.solve.exact import solve
from tisites.solve.solution import Limits
from tisites.study.bench.outcome import FAILED, NOT_WITHIN, Outcome

if TYPE_CHECKING:
    from tisites.study.bench.spec import Instance


def warm_outcome(instance: Instance, seconds: float) -> Outcome:
    """Solve once, then after each change of the instance, and compare with cold solves.

    ``seconds`` of the outcome is the median of the warm solves; the phases hold the first solve,
    the median cold one, and the range of the warm ones.

    Raises
    ------
    ValueError
        If the instance has no changes.
    """
    from tisites.solve.kernel.session import Session

    if instance.changes is None:
        raise ValueError(f"{instance.name} has no changes")
    began = time.perf_counter()
    session = Session(instance.program)
    limits = Limits(seconds)
    first = session.solve(limits)
    phases = {"first": time.perf_counter() - began}
    warm, cold = [], []
    for k, value in enumerate(instance.changes):
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
        note=f"{len(warm)} re-solves {min(warm):.2f} to {max(warm):.2f} s; first"
        f" {phases['first']:.2f} s, cold {phases['cold']:.2f} s",
    )
