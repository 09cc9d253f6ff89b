"""The smoke run: every spec once, small, held to deterministic figures."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.contenders import KERNEL, compete
from benchmarks.golden import Figures, same_value
from benchmarks.registry import specs
from benchmarks.spec import Context
from tisites.messages.progress import Stopwatch

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.outcome import Outcome
    from benchmarks.spec import Instance, Spec

#: The compact model that the kernel is held to.
CHECK = "highs"
SECONDS = 60.0
#: Drawn graphs in the smoke run: the first two of five.
SEEDS = 2


@dataclass(frozen=True, slots=True)
class Smoke:
    """What the smoke run found.

    Parameters
    ----------
    figures : tuple of Figures
        One an instance.
    faults : tuple of str
        A line each; empty when every gate holds.
    """

    figures: tuple[Figures, ...]
    faults: tuple[str, ...]


def smoke(family: str | None = None, tell: Callable[[str], None] = lambda _: None) -> Smoke:
    """Run every spec once at its small size, in this process, on the demonstration pack.

    Gates: proof as expected, the kernel's value equal to the compact model's (HiGHS) to 1e-6
    relative; no gate on time. Neither caches nor other data are read, so that the figures are the
    same everywhere.
    """
    context = Context(cache=None)
    figures, faults = [], []
    for spec in specs(family, small=True):
        if spec.smoke is None:
            continue
        for seed in spec.seeds[:SEEDS]:
            instance = spec.build(spec.smoke, seed, context, Stopwatch())
            tell(instance.name)
            ours = _ours(spec, instance)
            check = compete(CHECK, instance, SECONDS)
            faults += [f"{instance.name}: {line}" for line in _faults(spec, ours, check)]
            figures.append(_figures(instance, ours))
    return Smoke(tuple(figures), tuple(faults))


def _ours(spec: Spec, instance: Instance) -> Outcome:
    if spec.warm:
        from benchmarks.resolve import warm_outcome

        return warm_outcome(instance, SECONDS)
    return compete(KERNEL, instance, SECONDS)


def _faults(spec: Spec, ours: Outcome, check: Outcome) -> list[str]:
    found = []
    for name, outcome in ((KERNEL, ours), (CHECK, check)):
        if outcome.status != str(spec.expected):
            note = f" ({outcome.note})" if outcome.note else ""
            found.append(f"{name} says {outcome.status}, expected {spec.expected}{note}")
    if not found and not same_value(ours.value, check.value):
        found.append(f"{KERNEL} finds {ours.value!r}, {CHECK} {check.value!r}")
    return found


def _figures(instance: Instance, ours: Outcome) -> Figures:
    program = instance.program
    proven = ours.figures
    return Figures(
        instance.name,
        ours.status,
        ours.value if math.isfinite(ours.value) else math.nan,
        program.n_columns,
        program.n_rows,
        int(program.matrix.nnz),
        0 if program.access is None else int(program.access.f.nnz),
        *(int(proven.get(name, 0)) for name in ("kernel_columns", "cuts", "rounds")),
    )
