"""Child processes with a limit that holds."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from benchmarks.contenders import CONTENDERS, SPOPT
from benchmarks.outcome import (
    FAILED,
    NOT_INSTALLED,
    NOT_ITS_PROBLEM,
    NOT_WITHIN,
    Outcome,
    from_json,
)
from benchmarks.worker import PHASE, READY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.spec import Context, Spec

#: Seconds past its limit after which a contender is ended.
GRACE = 10.0
#: A warm measure solves this many times over.
WARM_FACTOR = 16.0
#: Reading an instance and starting the interpreter are not timed, but not endless either.
START_LIMIT = 600.0


@dataclass(frozen=True, slots=True)
class Built:
    """What the building process told of an instance."""

    path: Path
    figures: dict[str, Any]

    @property
    def name(self) -> str:
        """Name of the instance."""
        return str(self.figures["name"])


def build(spec: Spec, size: int, seed: int, context: Context, folder: Path) -> Built:
    """Build an instance in a process of its own and leave it in ``folder``.

    Raises
    ------
    RuntimeError
        If it cannot be built; carries what the process said.
    """
    path = folder / f"{spec.name}-{size}-{seed}.npz"
    command = [*_worker("build"), "--spec", spec.name, "--size", str(size), "--seed", str(seed)]
    command += ["--out", str(path)]
    command += ["--pack", str(context.pack)] if context.pack else []
    command += ["--orlib", str(context.orlib)] if context.orlib else []
    ended = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", check=False, env=_surroundings()
    )
    if ended.returncode != 0:
        raise RuntimeError(f"{spec.name} n={size}: {ended.stderr.strip()[-2000:]}")
    return Built(path, json.loads(ended.stdout.splitlines()[-1]))


def _worker(verb: str) -> list[str]:
    return [sys.executable, "-m", "benchmarks.worker", verb]


def _surroundings() -> dict[str, str]:
    """Return the environment in which a worker finds this package, wherever it is started."""
    root = str(Path(__file__).resolve().parents[1])
    known = os.environ.get("PYTHONPATH", "")
    return {**os.environ, "PYTHONPATH": os.pathsep.join([root, known] if known else [root])}


def run_contender(
    name: str, built: Built, seconds: float, *, warm: bool = False, spopt: Sequence[str] = ()
) -> Outcome:
    """Solve a built instance in a process of its own.

    Parameters
    ----------
    name : str
        The contender.
    built : Built
        The instance.
    seconds : float
        Its limit, from the moment it has read the instance.
    warm : bool
        Measure re-solves.
    spopt : sequence of str
        Command that runs spopt's script in its own environment.
    """
    contender = CONTENDERS[name]
    if contender.location_only and not built.figures["location"]:
        return Outcome(NOT_ITS_PROBLEM)
    if not contender.installed or (name == SPOPT and not spopt):
        return Outcome(NOT_INSTALLED, note=contender.needs or name)
    if name == SPOPT:
        command = [*spopt, str(built.path), str(seconds)]
    else:
        command = [*_worker("solve"), "--instance", str(built.path)]
        command += ["--contender", name, "--seconds", str(seconds)]
        command += ["--warm"] if warm else []
    return _timed(command, seconds * (WARM_FACTOR if warm else 1.0) + GRACE)


class _Ear:
    """Hears a child: that it is ready, the phases it begins, its last words."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.ready = threading.Event()
        self.phases: list[tuple[str, float]] = []

    def listen(self, words: IO[str]) -> None:
        """Read the child's words to their end."""
        for line in words:
            if line.strip() == READY:
                self.ready.set()
            elif line.startswith(PHASE):
                self.phases.append((line.removeprefix(PHASE).strip(), time.perf_counter()))
            else:
                self.lines.append(line)
        self.ready.set()

    def seconds(self) -> dict[str, float]:
        """Return the seconds spent in each phase until now."""
        spent: dict[str, float] = {}
        ends = [began for _, began in self.phases[1:]] + [time.perf_counter()]
        for (name, began), end in zip(self.phases, ends, strict=True):
            spent[name] = spent.get(name, 0.0) + end - began
        return spent


def _timed(command: Sequence[str], limit: float) -> Outcome:
    """Run a command; the clock starts when it says that it is ready.

    One that overruns is ended: not within its limit. One that ends by itself without an outcome
    has failed, and its last words are told.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8") as errors:
        child = subprocess.Popen(
            list(command), env=_surroundings(),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors,
            text=True, encoding="utf-8",
        )  # fmt: skip
        ear = _Ear()
        assert child.stdout is not None
        hearing = threading.Thread(target=ear.listen, args=(child.stdout,), daemon=True)
        hearing.start()
        late: Outcome | None = None
        try:
            ear.ready.wait(START_LIMIT)
            child.wait(limit)
        except subprocess.TimeoutExpired:
            at = f"ended in {ear.phases[-1][0]}" if ear.phases else "ended"
            late = Outcome(NOT_WITHIN, phases=ear.seconds(), note=at)
        finally:
            _end(child)
            hearing.join(5.0)
        if late is not None:
            return late
        if child.returncode == 0 and ear.lines:
            return from_json(ear.lines[-1])
        errors.seek(0)
        said = errors.read().strip().splitlines()
        return Outcome(FAILED, note=said[-1][:300] if said else f"exit code {child.returncode}")


def _end(child: subprocess.Popen[str]) -> None:
    """End a child that still runs; solvers on a leash end with it, as does spopt's script."""
    if child.stdin is not None:
        with contextlib.suppress(OSError):
            child.stdin.close()
    if child.poll() is None:
        with contextlib.suppress(OSError):
            child.kill()
        child.wait()
