"""Runs in a process of its own: builds an instance, or solves one, and prints what came of it.

``python -m benchmarks.worker build …`` prints a :class:`Built`, ``… solve …`` prints
``ready`` once the instance is read (the clock of the limit starts there), then an outcome.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path

from benchmarks.contenders import compete, preload
from benchmarks.instance_file import read_instance, write_instance
from benchmarks.outcome import peak_mb

READY = "ready"
PHASE = "phase "


class Voice:
    """Tells the parent process what is under way, in case it has to end this one."""

    def phase(self, name: str) -> None:
        """Print the phase that begins."""
        sys.stdout.write(f"{PHASE}{name}\n")
        sys.stdout.flush()

    def bounds(self, value: float | None, bound: float | None) -> None:
        """Keep bounds to itself."""


def main(argv: list[str] | None = None) -> int:
    """Run one verb."""
    parser = argparse.ArgumentParser()
    verbs = parser.add_subparsers(dest="verb", required=True)
    build = verbs.add_parser("build")
    build.add_argument("--spec", required=True)
    build.add_argument("--size", type=int, required=True)
    build.add_argument("--seed", type=int, required=True)
    build.add_argument("--pack", type=Path)
    build.add_argument("--orlib", type=Path)
    build.add_argument("--out", type=Path, required=True)
    solve = verbs.add_parser("solve")
    solve.add_argument("--instance", type=Path, required=True)
    solve.add_argument("--contender", required=True)
    solve.add_argument("--seconds", type=float, required=True)
    solve.add_argument("--warm", action="store_true")
    options = parser.parse_args(argv)
    return _build(options) if options.verb == "build" else _solve(options)


def _build(options: argparse.Namespace) -> int:
    from benchmarks.registry import specs
    from benchmarks.spec import Context
    from tisites.messages.progress import Stopwatch

    spec = next(s for s in specs(options.spec) if s.name == options.spec)
    watch = Stopwatch()
    context = Context(options.pack, options.orlib)
    instance = spec.build(options.size, options.seed, context, watch)
    peak = peak_mb()
    write_instance(instance, options.out)
    program = instance.program
    built = {
        "name": instance.name,
        "published": instance.published,
        "phases": watch.seconds,
        "columns": program.n_columns,
        "rows": program.n_rows,
        "nonzeros": int(program.matrix.nnz),
        "pairs": 0 if program.access is None else int(program.access.f.nnz),
        "location": instance.location is not None,
        "peak_mb": peak,
    }
    sys.stdout.write(json.dumps(built) + "\n")
    return 0


def _solve(options: argparse.Namespace) -> int:
    instance = read_instance(options.instance)
    preload(options.contender)
    sys.stdout.write(READY + "\n")
    sys.stdout.flush()
    if options.warm:
        from benchmarks.resolve import warm_outcome

        outcome = warm_outcome(instance, options.seconds)
    else:
        outcome = compete(options.contender, instance, options.seconds, Voice())
    sys.stdout.write(replace(outcome, peak_mb=peak_mb()).to_json() + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
