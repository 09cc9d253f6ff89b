"""Measures: every contender on the same instance, in turn, several times over."""

from __future__ import annotations

import math
import statistics
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.contenders import KERNEL
from benchmarks.outcome import NOT_WITHIN, Outcome
from benchmarks.process import Built, build, run_contender
from benchmarks.spec import DEFAULT_SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from benchmarks.contenders import Contender
    from benchmarks.spec import Context, Spec


@dataclass(frozen=True, slots=True)
class Spread:
    """Median of some measures, with the least and the greatest."""

    median: float
    least: float
    greatest: float


def spread(values: Sequence[float]) -> Spread:
    """Return the median and the range; NaN of nothing.

    Examples
    --------
    >>> spread([3.0, 1.0, 2.0])
    Spread(median=2.0, least=1.0, greatest=3.0)
    """
    if not values:
        return Spread(math.nan, math.nan, math.nan)
    return Spread(statistics.median(values), min(values), max(values))


@dataclass(frozen=True, slots=True)
class Measured:
    """One instance, every contender, every repeat.

    Parameters
    ----------
    spec : Spec
        Where the instance comes from.
    size, seed : int
        Which one.
    built : Built
        Its figures and the seconds of building it.
    outcomes : mapping of str to tuple of Outcome
        By contender, one a repeat; fewer when it failed once.
    """

    spec: Spec
    size: int
    seed: int
    built: Built
    outcomes: Mapping[str, tuple[Outcome, ...]]

    def last(self, contender: str) -> Outcome:
        """Return the last run of a contender."""
        return self.outcomes[contender][-1]

    def seconds(self, contender: str) -> Spread:
        """Return the seconds of its settled runs."""
        return spread([o.seconds for o in self.outcomes[contender] if o.settled])

    def ratio(self, contender: str) -> Spread:
        """Return how many times slower than the kernel, repeat by repeat."""
        pairs = zip(self.outcomes[contender], self.outcomes[KERNEL], strict=False)
        return spread([o.seconds / k.seconds for o, k in pairs if o.settled and k.settled])


def at_least(measured: Measured, contender: str, limit: float) -> float:
    """Return the least that a contender which missed its limit is slower than the kernel.

    A factor; NaN when it did not miss it, or when the kernel settled nothing.
    """
    if measured.last(contender).status != NOT_WITHIN:
        return math.nan
    return limit / measured.seconds(KERNEL).median


def disagreement(measured: Measured) -> str:
    """Say where settled contenders contradict one another or the published optimum; else empty.

    Proven values must agree to 1e-6 relative.
    """
    settled = {n: o for n, (*_, o) in measured.outcomes.items() if o.settled}
    expected = measured.built.figures.get("published")
    values = {n: o.value for n, o in settled.items() if o.status == "optimal"}
    if expected is not None and values:
        values["published"] = float(expected)
    if len({o.status for o in settled.values()}) > 1:
        return "; ".join(f"{n} says {o.status}" for n, o in settled.items())
    if not values:
        return ""
    tolerance = 1e-6 * max(1.0, *(abs(v) for v in values.values()))
    if max(values.values()) - min(values.values()) > tolerance:
        return "; ".join(f"{n} {v!r}" for n, v in values.items())
    return ""


def measure(
    plan: Sequence[tuple[Spec, int, int]],
    rivals: Sequence[Contender],
    context: Context,
    *,
    repeat: int,
    limit: float | None,
    spopt: Sequence[str] = (),
    tell: Callable[[str], None] = lambda _: None,
) -> Iterator[Measured]:
    """Build each instance and let every contender solve it, the order turning at each repeat.

    A contender that does not settle is not run again on that instance.

    Parameters
    ----------
    plan : sequence of (Spec, size, seed)
        What to measure.
    rivals : sequence of Contender
        Who competes, the kernel included.
    context : Context
        Where data comes from.
    repeat : int
        Runs of each contender.
    limit : float, optional
        Seconds of each run, in place of the spec's.
    spopt : sequence of str
        Command of spopt's script.
    tell : callable
        Hears what goes on.
    """
    for spec, size, seed in plan:
        with tempfile.TemporaryDirectory(prefix="tisites-bench-") as folder:
            tell(f"{spec.name} n={size}")
            built = build(spec, size, seed, context, Path(folder))
            seconds = limit or spec.limits.seconds or DEFAULT_SECONDS
            names = [KERNEL] if spec.warm else [rival.name for rival in rivals]
            outcomes: dict[str, list[Outcome]] = {name: [] for name in names}
            for turn in range(repeat):
                shift = turn % len(names)
                for name in names[shift:] + names[:shift]:
                    done = outcomes[name]
                    if done and not done[-1].settled:
                        continue
                    tell(f"{built.name}: {name} ({turn + 1}/{repeat})")
                    done.append(run_contender(name, built, seconds, warm=spec.warm, spopt=spopt))
            yield Measured(spec, size, seed, built, {n: tuple(o) for n, o in outcomes.items()})


def plan_of(specs: Sequence[Spec], size: int | None, *, real: bool) -> list[tuple[Spec, int, int]]:
    """List what to measure; specs of real candidates only with a pack of real data."""
    return [
        (spec, n, seed)
        for spec in specs
        if real or not spec.pack_only
        for n in ((size,) if size and not spec.pack_only else spec.sizes)
        for seed in spec.seeds
    ]
