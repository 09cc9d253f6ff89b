"""Warm re-solves: a session that is changed a few times, each answer held against a cold one."""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING

from benchmarks.golden import same_value
from benchmarks.outcome import FAILED, NOT_WITHIN, Outcome
from tisites.solver.exact import solve
from tisites.solver.solution import Limits, Proof

if TYPE_CHECKING:
    from benchmarks.spec import Instance


def warm_outcome(instance: Instance, seconds: float) -> Outcome:
    """Solve once, then after each change of the instance, and compare with cold solves.

    ``seconds`` of the outcome is the median of the warm solves; the phases hold the first solve,
    the median cold one, and the range of the warm ones.

    Raises
    ------
    ValueError
        If the instance has no changes.
    """
    from tisites.solver.kernel.session import Session

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
        note = f"change {k}: warm {again.proof} {again.value}, cold {fresh.proof} {fresh.value}"
        if not {again.proof, fresh.proof} <= {Proof.OPTIMAL, Proof.INFEASIBLE}:
            return Outcome(NOT_WITHIN, phases=phases, note=note)
        if again.proof != fresh.proof or not same_value(again.value, fresh.value):
            return Outcome(FAILED, phases=phases, note=note)
    phases |= {"cold": statistics.median(cold), "warm_min": min(warm), "warm_max": max(warm)}
    phases["unconfirmed"] = statistics.median(_unconfirmed(instance, limits))
    return Outcome(
        str(first.proof),
        float(first.value),
        float(first.bound),
        statistics.median(warm),
        phases,
        dict(first.certificate),
        note=f"{len(warm)} re-solves {min(warm):.2f} to {max(warm):.2f} s; first"
        f" {phases['first']:.2f} s, cold {phases['cold']:.2f} s; re-solves without confirmation"
        f" by CBC {phases['unconfirmed']:.2f} s",
    )


def _unconfirmed(instance: Instance, limits: Limits) -> list[float]:
    """Time the same re-solves, each kernel closed by the tree alone."""
    from tisites.solver.kernel.session import Session

    assert instance.changes is not None
    session = Session(instance.program, confirm=False)
    session.solve(limits)
    spent = []
    for value in instance.changes:
        began = time.perf_counter()
        session.change(value=value)
        session.solve(limits)
        spent.append(time.perf_counter() - began)
    return spent
